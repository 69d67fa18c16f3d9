/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of memslot that a page under test can lie in, and mixes: the other memslots of the VM. */
#ifndef BENCH_SLOT_H
#define BENCH_SLOT_H

#include <stdbool.h>
#include <stdint.h>

enum slot_id { SLOT_RW, SLOT_RW_LOG, SLOT_RO, SLOT_HOLE, SLOT_COUNT };

/* A kind of memslot: its flags, and its traits for the fault model. */
struct slot {
	const char *name, *summary;
	uint32_t kvm_flags; /* KVM_MEM_*, as KVM_SET_USER_MEMORY_REGION takes them */
	bool exists;        /* false: there is no memslot, and the other traits are false */
	bool logged;        /* KVM keeps its dirty log: KVM_MEM_LOG_DIRTY_PAGES */
	bool readonly;      /* the guest cannot write to it: KVM_MEM_READONLY */
};

extern const struct slot slot_table[SLOT_COUNT];

/* Where the memslot under test stands among the others, by guest physical address. */
enum mix_position { MIX_FIRST, MIX_MIDDLE, MIX_LAST };

#define MIX_COUNT 14

/* The memslots of a VM, without the one that holds the guest itself. */
struct mix {
	const char *name, *summary;
	uint32_t slots;              /* how many, the one under test included; 0: what KVM_CAP_NR_MEMSLOTS allows */
	uint8_t ratio[SLOT_COUNT];   /* of the kinds (enum slot_id) among the others, interleaved; all 0: no others */
	enum mix_position position;  /* of the one under test */
};

extern const struct mix mix_table[MIX_COUNT];

#endif
