/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host memory that memslots map: of every kind that bench/backing.h lists, in units that are brought into a state,
 * with the evidence that the memory is what it claims to be. Plain Linux memory management; there is no KVM in here.
 *
 * A unit is what one sample works on: a page, or, of a kind that has blocks, a block. Unit i begins at
 * hva + i * stride_bytes. Where units are pages and do not stand one after the other, the page in the middle between
 * two units (at stride_bytes / 2) is a primer page: it is mapped and never brought into any state, so that it may be
 * touched without any unit's being touched, to make stage-2 tables.
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
	uint8_t *hva;        /* of unit 0; a multiple of unit_bytes and of hostmem_table_bytes(); NULL: closed */
	size_t unit_count;   /* at least 1 */
	size_t unit_bytes;   /* a page, or the block of anon_thp, hugetlb_* */
	size_t stride_bytes; /* from unit to unit: unit_bytes, or, with primers, an even number of pages */
	size_t bytes;        /* mapped in all: unit_count * stride_bytes */
	/* Private to host/backing*.c and its test. */
	uint8_t *reserved;     /* the address space around it, without access, so that no mapping merges with ours */
	size_t reserved_bytes;
	int fd;                /* the file behind it, offset 0 being hva; -1: anonymous */
	struct uffd *uffd;     /* NULL: none */
};

/*
 * Map unit_count units; what state they are in is not known yet. contiguous: the units stand one after the other and
 * there are no primer pages (a block kind's always do, and have none); of a file kind, a load from one then maps those
 * around it too. A file is made in file_dir (NULL: /var/tmp), and has no name there once this returns.
 *
 * 0; -ENOTSUP if this host cannot, fail_text() being the reason, fit to stand after "skipped: "; or another -errno
 * (fail_text()). On failure m is closed. Userfaultfd's handler thread inherits the calling thread's CPUs.
 */
int backing_open(struct backing_memory *m, enum backing_id kind, size_t unit_count, bool contiguous,
		 const char *file_dir);

/* Safe on a zeroed struct and on a closed one. */
void backing_close(struct backing_memory *m);

/*
 * Bring the host's page table entries of units first … first + count - 1 into a state:
 *
 *   untouched  no entry; nor is there a page behind it, unless the kind has it in the page cache
 *   read       untouched, then a load from the unit's first byte
 *   written    a store to the unit's first byte; protread is writable for as long as that takes
 *
 * What units already have the state is not asked: the caller knows, and does not call. Of file_shared, writeback can
 * turn written into read at any time: setting written again repairs that, and costs a store a unit where nothing is to
 * be repaired. 0 or -errno (fail_text()).
 */
int backing_set(struct backing_memory *m, enum host_page_id state, size_t first, size_t count);

/*
 * Is the memory now what m says, and every unit in the state? 0; -EXDEV if not, fail_text() saying what was found;
 * another -errno (fail_text()) if that cannot be found out. A kernel before 6.7 (no PAGEMAP_SCAN) does not tell the
 * huge zero page from as many small ones: there, the evidence is that touching a block's first byte mapped all of it.
 */
int backing_verify(const struct backing_memory *m, enum host_page_id state);

/* Units that have a page of their own now, primer pages not counted; or -errno (fail_text()). */
long backing_allocated(const struct backing_memory *m);

/*
 * Is a page of a file in file_dir (NULL: /var/tmp) that was read through a shared mapping mapped read-only until its
 * first write, so that the file system is told of that? By experiment. *known: false if that could not be tried
 * (fail_text()); what is returned then means nothing.
 */
bool backing_file_writenotify(const char *file_dir, bool *known);

/* Does reading untouched anon_thp map the huge zero page? */
bool backing_thp_zero_page(void);

#endif
