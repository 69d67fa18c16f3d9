/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of memslots that a page under test can lie in, and the memslots that stand beside that one. */
#ifndef BENCH_SLOT_H
#define BENCH_SLOT_H

#include <stdbool.h>
#include <stdint.h>

enum slot_id { SLOT_RW, SLOT_RW_LOG, SLOT_RO, SLOT_HOLE, SLOT_COUNT };

/* What KVM is told of a memslot, and what the fault model has to know of it. */
struct slot {
	const char *name, *summary;
	uint32_t kvm_flags; /* KVM_MEM_*, as KVM_SET_USER_MEMORY_REGION takes them */
	bool exists;        /* false: there is no memslot, and none of what follows */
	bool logged;        /* KVM keeps a dirty log of it: KVM_MEM_LOG_DIRTY_PAGES */
	bool readonly;      /* the guest cannot write to it: KVM_MEM_READONLY */
};

extern const struct slot slot_table[SLOT_COUNT];

/* Where the memslot under test stands among the others, by guest physical address. */
enum mix_position { MIX_FIRST, MIX_MIDDLE, MIX_LAST };

#define MIX_COUNT 14

/* Memslots beside the one under test; the one that holds the guest itself is not counted. */
struct mix {
	const char *name, *summary;
	uint32_t slots;              /* in all, the one under test included; 0: as many as KVM_CAP_NR_MEMSLOTS allows */
	uint8_t ratio[SLOT_COUNT];   /* by enum slot_id: of the others, interleaved; all 0: there are none */
	enum mix_position position;
};

extern const struct mix mix_table[MIX_COUNT];

#endif
