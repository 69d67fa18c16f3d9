/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The axes whose values are a name only: the state of a page under test, and what one sample of it consists of. */
#ifndef BENCH_STATE_H
#define BENCH_STATE_H

#include <stdint.h>

/* The page's entry in the host's page table before the guest's first access to it. */
enum host_page_id { HOST_PAGE_UNTOUCHED, HOST_PAGE_READ, HOST_PAGE_WRITTEN, HOST_PAGE_COUNT };

/* The page's stage-2 entry when the timed op starts. */
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
	LINES_HALF,  /* every line of the first half of the page: LINES_PAGE minus this is the cost without overhead */
	LINES_PAGE,  /* every line of the page, as a guest's dcache_inval loop does */
	LINES_SWEEP, /* every line of each page, page after page through the whole slot, in ascending order */
	LINES_COUNT,
};

/* What the sample's ticks measure. */
enum timed_id {
	TIMED_OP,
	TIMED_AFTER, /* not the op, but loads from warm sentinel pages right after it */
	TIMED_COUNT,
};

#define TIMED_AFTER_PAGES 32 /* sentinel pages, one load each: each load shows whether its TLB entry is gone */

#define VCPUS_COUNT 8

/* A value of axis vcpus. */
struct vcpus {
	const char *name;
	uint32_t count; /* vCPUs that work at the same time, each on pages of its own */
};

extern const struct vcpus vcpus_table[VCPUS_COUNT];

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
