/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memslots under test: windows, that is, ranges of guest memory onto one and the same host memory, each a memslot
 * of its own, so that cells that are compared use the same host pages and each window's pages are cold when they are
 * used; and the states that pages are brought into.
 */
#ifndef HOST_VM_REGION_H
#define HOST_VM_REGION_H

#include "bench/cell.h"
#include "host/memory/backing.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGION_WINDOWS_MAX 64

struct window {
	uint32_t slot;          /* memslot number */
	uint64_t gpa;           /* of unit 0 */
	enum slot_id kind;      /* as created last */
	bool present;           /* the memslot exists */
	enum stage2_id stage2;  /* state of all units: cold, ro, rw; STAGE2_COUNT: not known */
};

struct region {
	struct vm *vm;                /* NULL: not open */
	struct backing_memory memory;
	size_t units;                 /* under test in each window: pages, or blocks of a backing that has blocks */
	size_t stride_bytes;          /* from unit to unit */
	enum host_page_id host_page;  /* what the host's page table says of all units; HOST_PAGE_COUNT: not known */
	struct window window[REGION_WINDOWS_MAX];
	size_t window_count;
	uint8_t *primer;              /* NULL: not mapped */
};

/*
 * What a region is to be. contiguous: its units are the pages of one memslot without a gap, as a ROM's; else, where
 * units are pages, there are primer pages between them (host/memory/backing.h).
 */
struct region_shape {
	enum backing_id backing;
	size_t units;                 /* a power of two */
	size_t windows;               /* wanted, at least 1; there may be fewer */
	bool contiguous;
	const char *file_dir;         /* for files; NULL: /var/tmp */
};

/*
 * Make a region, no memslot over it yet but one for a primer page that keeps the upper stage-2 tables. 0; -ENOTSUP if
 * this host cannot, fail_text() being the reason; or another -errno (fail_text()). region_close() it in either case.
 */
int region_open(struct region *region, struct vm *vm, const struct region_shape *shape);

/* Also deletes its memslots, if the VM is still there. Safe on a zeroed struct. */
void region_close(struct region *region);

/* How many memslot numbers a region with so many windows takes, from the first one that the VM has left. */
uint32_t region_slots(size_t windows);

/*
 * Make every unit of a window cold at stage 2, its host page in a state, under a kind of memslot. anew: the memslot is
 * deleted and made again, so that its dirty log is empty, too; else that is left out where bringing the host's pages
 * into the state unmaps them anyway. 0 or -errno (fail_text()).
 */
int region_cool(struct region *region, struct window *window, enum slot_id kind, enum host_page_id host_page,
		bool anew);

/* Write-protect a window's stage-2 entries: logging on and, unless the slot is a logged one, off again. 0 or -errno. */
int region_protect(struct region *region, struct window *window);

/* The same of a logged slot's dirty pages, by KVM_CLEAR_DIRTY_LOG: nothing is unmapped. 0 or -errno. */
int region_clear_dirty(struct region *region, struct window *window);

/*
 * Pages that are not under test, one for each stage-2 table that the window's units need: touching them before the
 * timed ops makes KVM allocate the tables. Count, 0 if there are none; *gpa of the first, *stride_bytes from each to
 * the next; *spare_gpa is of another one, to be touched last: that fault refills what the tables were taken from
 * (6.12 user_mem_abort(), arch/arm64/kvm/mmu.c: kvm_mmu_topup_memory_cache()).
 */
size_t region_primers(const struct region *region, const struct window *window, uint64_t *gpa, uint64_t *stride_bytes,
		      uint64_t *spare_gpa);

/* A window's pages in the dirty log, without clearing it: count >= 0, -ENOTSUP if the slot is not logged, or -errno. */
long region_dirty_pages(const struct region *region, const struct window *window);

#endif
