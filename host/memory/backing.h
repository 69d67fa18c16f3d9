/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host memory that memslots map, of every kind in bench/backing.h: map it, bring it into a state, and verify that
 * it is what it claims to be. Plain Linux memory management; KVM is not used here.
 *
 * A unit is what one sample works on: a page, or a block if the kind has blocks. Unit i begins at hva + i *
 * stride_bytes. Where units are pages with a gap between them, the page in the middle between two units (at
 * stride_bytes / 2) is a primer page: it is mapped and is in no particular state, so that touching it, to make stage-2
 * tables, touches no unit.
 */
#ifndef HOST_BACKING_H
#define HOST_BACKING_H

#include "bench/backing.h"
#include "bench/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uffd;

struct backing_memory {
	enum backing_id kind;
	uint8_t *hva;        /* unit 0; a multiple of unit_bytes and of hostmem_table_bytes(); NULL: closed */
	size_t unit_count;   /* at least 1 */
	size_t unit_bytes;   /* a page, or the block of anon_thp, hugetlb_* */
	size_t stride_bytes; /* distance between units: unit_bytes or, with primers, an even number of pages */
	size_t bytes;        /* size of the mapping: unit_count * stride_bytes */
	/* Private to backing.c, verify.c and their test. */
	uint8_t *reserved;     /* reserved_bytes of address space around it, not accessible, so that no other mapping
				* merges with it */
	size_t reserved_bytes;
	int fd;                /* the file that is mapped, offset 0 at hva; -1: anonymous memory */
	struct uffd *uffd;     /* NULL: none */
};

/*
 * Map unit_count units, in a state that is not known yet. contiguous: the units follow each other without a gap, and
 * there are no primer pages; of a file kind, a load from a unit then also maps those around it. Blocks are always
 * contiguous. A file is made in file_dir (NULL: /var/tmp) and has no name there once this returns.
 *
 * 0; -ENOTSUP if this host cannot, fail_text() being a reason that can follow "skipped: "; or another -errno
 * (fail_text()). On failure m is closed. Userfaultfd's handler thread inherits the CPUs of the calling thread.
 */
int backing_open(struct backing_memory *m, enum backing_id kind, size_t unit_count, bool contiguous,
		 const char *file_dir);

/* Unmap the memory. Does nothing to a zeroed or closed struct. */
void backing_close(struct backing_memory *m);

/*
 * Bring the host's page table entries of units first … first + count - 1 into a state:
 *
 *   untouched  no entry, and no page either, except in the page cache if the kind is cached
 *   read       untouched, then a load from the unit's first byte
 *   written    a store to the unit's first byte; protread is made writable for that store
 *
 * Units already in the state are set again, so the caller should not ask for it. Of file_shared, writeback may turn
 * written into read at any time; setting written again repairs that. 0 or -errno (fail_text()).
 */
int backing_set(struct backing_memory *m, enum host_page_id state, size_t first, size_t count);

/*
 * Verify that the memory is what m says and that every unit is in the state. 0; -EXDEV if not, fail_text() saying what
 * was found; another -errno (fail_text()) if that cannot be found out. A kernel before 6.7 (no PAGEMAP_SCAN) does not
 * distinguish the huge zero page from as many small ones: there, the evidence is that touching the first byte of a
 * block mapped all of it.
 */
int backing_verify(const struct backing_memory *m, enum host_page_id state);

/* Return how many units have a page of their own; or -errno (fail_text()). */
long backing_allocated(const struct backing_memory *m);

/*
 * Find out by experiment whether a page of a file in file_dir (NULL: /var/tmp), once read through a shared mapping, is
 * mapped read-only until its first write, so that the file system is notified of that write. *known: false if that
 * could not be tried (fail_text()); the result means nothing then.
 */
bool backing_file_writenotify(const char *file_dir, bool *known);

/*
 * Find out by experiment whether a fault that get_user_pages() takes on hugetlb memory, as KVM does for a guest, counts
 * as a minor fault of the thread. *known: false if that could not be tried, as without hugetlb pages (fail_text()); the
 * result means nothing then.
 */
bool backing_hugetlb_accounted(bool *known);

/* Does reading untouched anon_thp map the huge zero page? */
bool backing_thp_zero_page(void);

#endif
