/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages under test: host memory, the memslot over it, and the states both are brought into. */
#ifndef HOST_SLOT_H
#define HOST_SLOT_H

#include "bench/cell.h"
#include "host/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct region {
	struct vm *vm;
	uint64_t gpa;        /* of page 0 */
	size_t pages;        /* a power of two */
	uint8_t *hva, *primer; /* NULL: not mapped */
	uint32_t slot, primer_slot; /* memslot numbers */
	enum slot_id kind;   /* as created last */
	bool present;        /* the memslot exists */
	int pagemap_fd;      /* -1: not open */
};

/*
 * Make a region of pages host pages (a power of two, fewer than one stage-2 table maps) at ABI_TEST_GPA, no memslot
 * over it yet. A primer page in the same stage-2 table is mapped by the guest and stays, so that no timed fault has to
 * allocate a table. 0 or -errno (fail_text()); region_close() it in either case.
 */
int region_open(struct region *region, struct vm *vm, size_t pages);

void region_close(struct region *region);

/*
 * Make every page cold at stage 2, its host page in the cell's state, under the cell's kind of memslot, made anew. 0 or
 * -errno (fail_text()).
 */
int region_cool(struct region *region, const struct cell *cell);

/* Write-protect the stage-2 entries: logging on and, unless the slot is a logged one, off again. 0 or -errno. */
int region_protect(struct region *region);

/* Pages in the dirty log, without clearing it: count >= 0, -ENOTSUP if the slot is not logged, or -errno. */
long region_dirty_pages(const struct region *region);

/* Host pages that are allocated to the region alone (the shared zero page is none): count >= 0, or -errno. */
long region_host_pages(const struct region *region);

#endif
