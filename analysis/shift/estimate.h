/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Estimates how far costs and contrasts moved, and decides whether that is a change. */
#ifndef ANALYSIS_SHIFT_ESTIMATE_H
#define ANALYSIS_SHIFT_ESTIMATE_H

#include "analysis/shift/compare.h"

/*
 * Fills the shifts of all cells and contrasts that can have one, and what else their verdicts need of the arms' samples: NEW's
 * are not needed after that. 0 or -ENOMEM.
 */
int compare_estimate(struct compare *c);

/*
 * Corrects the p of `count` comparisons with one BASE, which are one family, and sets the verdicts: nothing else of them changes
 * after that. Needs none of NEW's cells. Returns 0 or -ENOMEM; the comparisons are the caller's still.
 */
int compare_settle(struct compare *c, size_t count);

#endif
