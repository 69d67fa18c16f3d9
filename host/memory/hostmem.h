/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read from /proc and /sys how much memory the host has, and which huge pages are available. */
#ifndef HOST_HOSTMEM_H
#define HOST_HOSTMEM_H

#include <stdbool.h>
#include <stddef.h>

/* Return the size of a host page in bytes. */
size_t hostmem_page_bytes(void);

/*
 * Return what one last-level page table maps, in bytes, which is also the smallest block: 2 MiB with 4 KiB pages, 32
 * MiB with 16 KiB, 512 MiB with 64 KiB. A table is one page of 8-byte descriptors (Arm ARM DDI 0487J.a D8.2; so on
 * x86-64).
 */
size_t hostmem_table_bytes(void);

/* Check that so many bytes are available without swapping. 0 or -ENOTSUP (fail_text()). */
int hostmem_room(size_t bytes);

/*
 * Get the size of a transparent huge page, if this host gives one to anonymous memory that asks with MADV_HUGEPAGE. 0
 * or -ENOTSUP (fail_text()).
 */
int hostmem_thp(size_t *bytes);

/* Does reading untouched memory map the huge zero page? False where there are no transparent huge pages. */
bool hostmem_thp_zero_page(void);

/*
 * Get the size of the smallest hugetlb pages that are blocks at stage 2 and of which count are free and not reserved.
 * 0; or -ENOTSUP, fail_text() saying how to get them.
 */
int hostmem_hugetlb(size_t count, size_t *bytes);

#endif
