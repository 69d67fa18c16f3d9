/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the counts of two cells: faults, outcomes, dirty bits and host pages. */
#ifndef ANALYSIS_COMPARE_COUNTS_H
#define ANALYSIS_COMPARE_COUNTS_H

#include "analysis/compare/compare.h"

/* Fills change and uncounted of a cell that both sides measured. */
void compare_counts(struct compared *cell);

#endif
