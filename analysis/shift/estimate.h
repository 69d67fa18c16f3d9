/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Estimates how far costs and contrasts moved, and decides whether that is a change. */
#ifndef ANALYSIS_SHIFT_ESTIMATE_H
#define ANALYSIS_SHIFT_ESTIMATE_H

#include "analysis/shift/compare.h"

/*
 * Fills the shifts of all cells and contrasts of count comparisons that can have one, and from them the verdicts. All that is
 * tested is one family. 0 or -ENOMEM.
 */
int compare_estimate(struct compare *c, size_t count);

#endif
