/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the counts of two cells: faults, outcomes, dirty bits and host pages. */
#ifndef ANALYSIS_SHIFT_COUNTS_H
#define ANALYSIS_SHIFT_COUNTS_H

#include "analysis/shift/compare.h"

/*
 * Fills change and uncounted of a cell that all boots measured. Where boots of an arm differ, the change is of the first that
 * is not as BASE's first boot, and says how many are so.
 */
void compare_counts(struct compare *c, struct compared *cell);

#endif
