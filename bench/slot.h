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

enum backing_id {
	BACKING_ANON,
	BACKING_ANON_THP,
	BACKING_HUGETLB_PRIVATE,
	BACKING_HUGETLB_SHARED,
	BACKING_MEMFD,
	BACKING_FILE_PRIVATE,
	BACKING_FILE_SHARED,
	BACKING_PROTREAD,
	BACKING_UFFD,
	BACKING_COUNT,
};

/* What the host's first read of a page puts into its page table. */
enum backing_fill {
	BACKING_FILL_ZERO, /* the shared zero page, read-only */
	BACKING_FILL_RO,   /* a page of its own, read-only */
	BACKING_FILL_RW,   /* a page of its own, writable at once */
};

/* What the host's first write to a page mapped read-only does. */
enum backing_write {
	BACKING_WRITE_COPY,   /* copy-on-write: another page, and the MMU notifier takes the stage-2 entry away */
	BACKING_WRITE_REUSE,  /* the same page becomes writable in place */
	BACKING_WRITE_REFUSE, /* the mapping forbids it */
};

/* What the fault model has to know of a backing; the functions that decide it are cited in slot.c. */
struct backing {
	const char *name, *summary;
	enum backing_fill fill;
	enum backing_write write;
	bool cached;   /* the page is in the page cache beforehand: mapping it allocates nothing */
	bool block;    /* mapped by blocks larger than a page: a unit under test is such a block */
	bool handler;  /* a thread in userspace provides missing pages: the vCPU is not charged with a minor fault */
};

extern const struct backing backing_table[BACKING_COUNT];

/* What the host's page table says of a page before the guest's first access to it. */
enum host_page_id { HOST_PAGE_UNTOUCHED, HOST_PAGE_READ, HOST_PAGE_WRITTEN, HOST_PAGE_COUNT };

/* What stage 2 says of a page when the timed op starts. */
enum stage2_id {
	STAGE2_COLD,
	STAGE2_RO,
	STAGE2_RW,
	STAGE2_CMO, /* as a DC CIVAC on a cold page left it, under the policy in force */
	STAGE2_COUNT,
};

/* Where the line under test is in the guest's data caches when the timed op starts. */
enum line_id { LINE_ANY, LINE_ABSENT, LINE_CLEAN, LINE_DIRTY, LINE_COUNT };

/* How many lines of a page one sample works on. */
enum lines_id {
	LINES_1,
	LINES_HALF,  /* every line of the first half of the page: with LINES_PAGE, N against 2N in a timed region */
	LINES_PAGE,  /* every line of the page, as a guest's dcache_inval loop does */
	LINES_SWEEP, /* the same, page after page through the whole slot, in ascending order */
	LINES_COUNT,
};

/* What the sample's ticks are of. */
enum timed_id {
	TIMED_OP,
	TIMED_AFTER, /* not the op, but loads from warm sentinel pages right after it */
	TIMED_COUNT,
};

#define TIMED_AFTER_PAGES 32 /* sentinel pages, one load each: as many TLB entries as they find gone */

/* vCPUs that work at the same time, each on pages of its own. vcpus_table[i].count. */
#define VCPUS_COUNT 8

struct vcpus {
	const char *name;
	uint32_t count;
};

extern const struct vcpus vcpus_table[VCPUS_COUNT];

/* Where the memslot under test stands among the others, by guest physical address. */
enum mix_position { MIX_FIRST, MIX_MIDDLE, MIX_LAST };

#define MIX_COUNT 14

/* Memslots beside the one under test; the one that holds the guest itself is not counted. */
struct mix {
	const char *name, *summary;
	uint32_t slots;              /* in all, the one under test included; 0: as many as KVM_CAP_NR_MEMSLOTS allows */
	uint8_t ratio[SLOT_HOLE];    /* by enum slot_id: of the others, interleaved; all 0: there are none */
	enum mix_position position;
};

extern const struct mix mix_table[MIX_COUNT];

#define COPY_COUNT 2

/* A value of one of the axes above that is no more than a name. */
struct page_state {
	const char *name, *summary;
};

extern const struct page_state host_page_table[HOST_PAGE_COUNT];
extern const struct page_state stage2_table[STAGE2_COUNT];
extern const struct page_state line_table[LINE_COUNT];
extern const struct page_state lines_table[LINES_COUNT];
extern const struct page_state timed_table[TIMED_COUNT];
extern const struct page_state copy_table[COPY_COUNT];

#endif
