/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memslots under test, and the states that their pages are brought into. A window is a range of guest memory with a
 * memslot of its own. All windows of a region map the same host memory, so that cells that are compared use the same
 * host pages, and the pages of each window are cold when they are used.
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
	uint64_t gpa;           /* guest address of unit 0 */
	enum slot_id kind;      /* kind of the memslot when it was last created */
	bool present;           /* the memslot exists */
	enum stage2_id stage2;  /* state of all units, cold, ro or rw; STAGE2_COUNT: not known */
};

struct region {
	struct vm *vm;                /* NULL: not open */
	struct backing_memory memory;
	size_t units;                 /* units under test in each window: pages, or blocks if the backing has blocks */
	size_t stride_bytes;          /* distance from unit to unit */
	enum host_page_id host_page;  /* state of all units in the host's page table; HOST_PAGE_COUNT: not known */
	struct window window[REGION_WINDOWS_MAX];
	size_t window_count;
	uint8_t *primer;              /* the page that prime_upper() maps; NULL: not mapped */
};

/* Parameters of a region. */
struct region_shape {
	enum backing_id backing;
	size_t units;         /* a power of two */
	size_t windows;       /* windows wanted, at least 1; there may be fewer */
	bool contiguous;      /* units are the pages of a memslot without a gap, as in a ROM; else, if units are pages,
			       * there are primer pages between them (host/memory/backing.h) */
	const char *file_dir; /* directory for files; NULL: /var/tmp */
};

/*
 * Make a region. Its windows have no memslots yet; one memslot is made for a primer page that keeps the upper stage-2
 * tables. 0; -ENOTSUP if this host cannot, fail_text() being the reason; or another -errno (fail_text()). Call
 * region_close() in either case.
 */
int region_open(struct region *region, struct vm *vm, const struct region_shape *shape);

/* Free a region and, if the VM is still open, delete its memslots. Does nothing to a zeroed struct. */
void region_close(struct region *region);

/* Return how many memslot numbers a region with this many windows takes, from vm->next_slot on. */
uint32_t region_slots(size_t windows);

/*
 * Make every unit of a window cold at stage 2, with its host page in this state and a memslot of this kind. anew:
 * always delete and create the memslot, which empties its dirty log; else that is left out where setting the host
 * pages' state removes the stage-2 entries anyway. 0 or -errno (fail_text()).
 */
int region_cool(struct region *region, struct window *window, enum slot_id kind, enum host_page_id host_page,
		bool anew);

/*
 * Have the host write every unit, while the memslots and what is mapped at stage 2 stay but for what the MMU notifier
 * does; the state of all windows is not known then. 0 or -errno (fail_text()).
 */
int region_write_by_host(struct region *region);

/*
 * Write-protect a window's stage-2 entries by turning dirty logging on and, unless the slot is a logged one, off again.
 * 0 or -errno (fail_text()).
 */
int region_protect(struct region *region, struct window *window);

/*
 * Write-protect the dirty pages of a logged slot by KVM_CLEAR_DIRTY_LOG, which unmaps nothing. 0 or -errno
 * (fail_text()).
 */
int region_clear_dirty(struct region *region, struct window *window);

/*
 * Find pages that are not under test, one for each stage-2 table that the window's units need: touching them before the
 * timed ops makes KVM allocate the tables. Returns their number, 0 if there are none; the first is at *gpa, each next
 * one *stride_bytes further. *spare_gpa is another such page, to be touched last: that fault refills the cache that the
 * tables were taken from (6.12 user_mem_abort(), arch/arm64/kvm/mmu.c: kvm_mmu_topup_memory_cache()).
 */
size_t region_primers(const struct region *region, const struct window *window, uint64_t *gpa, uint64_t *stride_bytes,
		      uint64_t *spare_gpa);

/*
 * Count a window's pages in the dirty log, without clearing it. -ENOTSUP if the slot is not logged, or another -errno.
 */
long region_dirty_pages(const struct region *region, const struct window *window);

#endif
