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

/* The next cell in the axes up to stage2, from all zeros on; the others stay. False: there is none, all are 0 again. */
static inline bool next_cell(struct cell *cell)
{
	for (int axis = AXIS_STAGE2; axis >= 0; axis--) {
		const struct axis *a = &axis_table[axis];
		unsigned int value = a->get(cell) + 1, count = axis == AXIS_POLICY ? POLICY_COUNT : a->value_count;

		a->set(cell, value < count ? value : 0);
		if (value < count)
			return true;
	}
	return false;
}

#endif
