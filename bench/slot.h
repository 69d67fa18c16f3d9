/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a page under test lives: the memslot, what backs it, and the state that it is brought into. */
#ifndef BENCH_SLOT_H
#define BENCH_SLOT_H

#include <stdbool.h>
#include <stdint.h>

enum slot_id { SLOT_RW, SLOT_RW_LOG, SLOT_RO, SLOT_HOLE, SLOT_COUNT };

struct slot {
	const char *name, *summary;
	uint32_t kvm_flags; /* KVM_MEM_*, as KVM_SET_USER_MEMORY_REGION takes them */
	bool exists;        /* false: no memslot at all */
};

extern const struct slot slot_table[SLOT_COUNT];

enum backing_id { BACKING_ANON, BACKING_COUNT };

struct backing {
	const char *name, *summary;
};

extern const struct backing backing_table[BACKING_COUNT];

/* What the host's page table says of a page before the guest's first access to it. */
enum host_page_id { HOST_PAGE_UNTOUCHED, HOST_PAGE_READ, HOST_PAGE_WRITTEN, HOST_PAGE_COUNT };

/* What stage 2 says of a page when the timed op starts. */
enum stage2_id { STAGE2_COLD, STAGE2_RO, STAGE2_RW, STAGE2_COUNT };

/* A page state: a row each, for both of the above. */
struct page_state {
	const char *name, *summary;
};

extern const struct page_state host_page_table[HOST_PAGE_COUNT];
extern const struct page_state stage2_table[STAGE2_COUNT];

#endif
