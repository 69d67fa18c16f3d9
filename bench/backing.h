/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Backings: the kinds of host memory that a page under test can be a part of. */
#ifndef BENCH_BACKING_H
#define BENCH_BACKING_H

#include <stdbool.h>

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
	BACKING_WRITE_COPY,   /* copy-on-write: maps another page, and the MMU notifier removes the stage-2 entry */
	BACKING_WRITE_REUSE,  /* the same page becomes writable in place */
	BACKING_WRITE_REFUSE, /* the mapping forbids it */
};

/* A backing's traits, as far as the fault model needs them; backing.c cites the kernel functions that decide them. */
struct backing {
	const char *name, *summary;
	enum backing_fill fill;
	enum backing_write write;
	bool cached;   /* the page is already in the page cache: mapping it allocates nothing */
	bool block;    /* mapped by blocks larger than a page: what is under test is such a block */
	bool handler;  /* a thread in userspace provides missing pages: no minor fault is charged to the vCPU */
	bool hugetlb;  /* pages of hugetlbfs: on some hosts a fault for a guest is not charged either */
};

extern const struct backing backing_table[BACKING_COUNT];

#endif
