/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ask the kernel what a range of this process's memory is: /proc/self/smaps, /proc/self/pagemap, mincore(). */
#ifndef HOST_PAGES_H
#define HOST_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A mapping, as /proc/self/smaps shows it (Documentation/filesystems/proc.rst). */
struct pages_mapping {
	uintptr_t start, end;
	uint64_t inode;           /* 0: no file */
	char path[64];            /* cut to fit; "" if there is none */
	size_t kernel_page_bytes; /* KernelPageSize: the page size that it is allocated in */
	size_t anon_huge_bytes;   /* AnonHugePages: the part in transparent huge pages */
	char flags[160];          /* VmFlags: " rd wr mr " */
};

/* Read the mapping that contains start. 0; -ENOENT if there is none; another -errno (fail_text() in any case). */
int pages_mapping(const void *start, struct pages_mapping *mapping);

/* Does the mapping have this two-letter flag? */
bool pages_mapping_has(const struct pages_mapping *mapping, const char *flag);

/* Entries of /proc/self/pagemap (Documentation/admin-guide/mm/pagemap.rst); these bits need no privilege. */
#define PAGES_PRESENT   (UINT64_C(1) << 63)
#define PAGES_SWAPPED   (UINT64_C(1) << 62)
#define PAGES_FILE      (UINT64_C(1) << 61) /* page of a file, or shared; the huge zero page, too, until 6.16 */
#define PAGES_EXCLUSIVE (UINT64_C(1) << 56) /* mapped only here; never set for a zero page */

/*
 * Of the count pages at start, start + stride_bytes, …, return how many have an entry whose bits in mask are value; or
 * -errno (fail_text()).
 */
long pages_count(const void *start, size_t stride_bytes, size_t count, uint64_t mask, uint64_t value);

/*
 * Of the same pages, return how many mincore() reports: those in the page cache, mapped or not; of hugetlb and of
 * anonymous memory those that are mapped. Or -errno (fail_text()).
 */
long pages_count_cached(const void *start, size_t stride_bytes, size_t count);

/*
 * Return how many bytes of the range are mapped by blocks; -ENOTSUP if the kernel has no PAGEMAP_SCAN (before 6.7), or
 * another -errno (fail_text() in any case). start and bytes are multiples of a page.
 */
long pages_block_bytes(const void *start, size_t bytes);

#endif
