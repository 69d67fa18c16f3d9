/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells and hosts for the fault model's tests. */
#ifndef BENCH_TEST_CELLS_H
#define BENCH_TEST_CELLS_H

#include "bench/cell.h"
#include "bench/model/predict.h"

#include <stdbool.h>

#define B(id) (UINT32_C(1) << (id))

#define LINES 4

/* The usual host has a file system with page_mkwrite and a huge zero page; the other has neither. */
static const struct predict_host usual = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = LINES,
					   .file_writenotify = true, .thp_zero_page = true,
					   .hugetlb_accounted = true };
static const struct predict_host other = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = LINES,
					   .hugetlb_accounted = true };
/* Linux 6.1 */
static const struct predict_host old = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = LINES,
					 .file_writenotify = true, .thp_zero_page = true, .change_pte = true };

/* Return a cell on a page that the host wrote, backing anon; the axes not given are 0. */
static inline struct cell cell_of(enum policy_id policy, enum op_id op, enum slot_id slot, enum stage2_id stage2)
{
	return (struct cell){ .policy = policy, .op = op, .slot = slot, .host_page = HOST_PAGE_WRITTEN,
			      .stage2 = stage2 };
}

/* PAGE_AXES are the axes of the page's state and of the op; REST_AXES say how often the op is done, and how timed. */
#define PAGE_AXES (AXIS_BIT(LINE) - 1)
#define REST_AXES (AXES_ALL & ~PAGE_AXES)

#endif
