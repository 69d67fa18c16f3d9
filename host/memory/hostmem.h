/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc and /sys say of the host's memory: how much there is, and which huge pages may be had. */
#ifndef HOST_HOSTMEM_H
#define HOST_HOSTMEM_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a host page. */
size_t hostmem_page_bytes(void);

/*
 * What one last-level page table maps, in bytes, and so the smallest block: 2 MiB with 4 KiB pages, 32 MiB with 16 KiB,
 * 512 MiB with 64 KiB. A table is one page of 8-byte descriptors (Arm ARM DDI 0487J.a D8.2; x86-64 is alike).
 */
size_t hostmem_table_bytes(void);

/* 0 if so many bytes can be had without swapping; else -ENOTSUP, fail_text() having the figures. */
int hostmem_room(size_t bytes);

/*
 * *bytes of a transparent huge page, if this host gives one to anonymous memory that asks with MADV_HUGEPAGE. 0, or
 * -ENOTSUP with fail_text().
 */
int hostmem_thp(size_t *bytes);

/* Does reading untouched memory map the huge zero page? False where there are no transparent huge pages. */
bool hostmem_thp_zero_page(void);

/*
 * *bytes of the smallest hugetlb page that is a block to stage 2 and of which count are free and not promised to
 * anyone. 0, or -ENOTSUP with fail_text() saying what to reserve.
 */
int hostmem_hugetlb(size_t count, size_t *bytes);

#endif
