/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells and hosts for the fault model's tests. */
#ifndef BENCH_TEST_CELLS_H
#define BENCH_TEST_CELLS_H

#include "bench/cell.h"
#include "bench/model/predict.h"

#include <stdbool.h>

#define B(id) (UINT32_C(1) << (id))

#define LINES 4

/* A file system that wants to hear of first writes, and a huge zero page; neither. */
static const struct predict_host usual = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = LINES,
					   .file_writenotify = true, .thp_zero_page = true };
static const struct predict_host other = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = LINES };

/* A cell as most are; backing anon. */
static inline struct cell cell_of(enum policy_id policy, enum op_id op, enum slot_id slot, enum stage2_id stage2)
{
	return (struct cell){ .policy = policy, .op = op, .slot = slot, .host_page = HOST_PAGE_WRITTEN,
			      .stage2 = stage2 };
}

/* The axes that a page's state is made of, and those that only say what is done with it. */
#define PAGE_AXES (AXIS_BIT(LINE) - 1)
#define REST_AXES (AXES_ALL & ~PAGE_AXES)

#endif
