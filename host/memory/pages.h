/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says is behind a range of this process's memory: /proc/self/smaps, /proc/self/pagemap, mincore(). */
#ifndef HOST_PAGES_H
#define HOST_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One mapping, as /proc/self/smaps has it (Documentation/filesystems/proc.rst). */
struct pages_mapping {
	uintptr_t start, end;
	uint64_t inode;           /* 0: no file */
	char path[64];            /* cut to fit; "" if there is none */
	size_t kernel_page_bytes; /* the unit that it is allocated in */
	size_t anon_huge_bytes;   /* in transparent huge pages */
	char flags[160];          /* VmFlags: " rd wr mr " */
};

/* The mapping that contains start. 0; -ENOENT if there is none; -errno (fail_text() in any case). */
int pages_mapping(const void *start, struct pages_mapping *mapping);

/* Has it that two-letter flag? */
bool pages_mapping_has(const struct pages_mapping *mapping, const char *flag);

/* Entries of /proc/self/pagemap (Documentation/admin-guide/mm/pagemap.rst); these bits need no privilege. */
#define PAGES_PRESENT   (UINT64_C(1) << 63)
#define PAGES_SWAPPED   (UINT64_C(1) << 62)
#define PAGES_FILE      (UINT64_C(1) << 61) /* of a file, or shared; the huge zero page too, until 6.16 */
#define PAGES_EXCLUSIVE (UINT64_C(1) << 56) /* mapped here and nowhere else; never set for a zero page */

/*
 * Of the pages at start, start + stride_bytes, …, count of them: how many have an entry whose bits in mask are value?
 * Or -errno (fail_text()).
 */
long pages_count(const void *start, size_t stride_bytes, size_t count, uint64_t mask, uint64_t value);

/*
 * The same for mincore(): how many are in the page cache, whether mapped or not; of hugetlb and of anonymous memory:
 * how many are mapped.
 */
long pages_count_cached(const void *start, size_t stride_bytes, size_t count);

/*
 * Bytes of the range that are mapped by blocks; -ENOTSUP if the kernel does not tell (no PAGEMAP_SCAN: before 6.7), or
 * another -errno (fail_text() in any case). start and bytes are multiples of a page.
 */
long pages_block_bytes(const void *start, size_t bytes);

#endif
