/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimates costs and contrasts over several boots of one host, each of which gives one value: the mean of its blocks after
 * a cut that is common to all boots, of a contrast their signed sum. The estimate is the mean of the boots' values, its
 * interval Student's t over them. Of an exact clock a boot is a seed: its value is that of the medians, the estimate the
 * median of the seeds, and its interval their range.
 */
#ifndef ANALYSIS_OVER_BOOTS_H
#define ANALYSIS_OVER_BOOTS_H

#include "analysis/cell/blocks.h"
#include "analysis/contrast/contrast.h"

/*
 * Set over, value and ci95, and what belongs to them, of a cell that all boots measured. results->boots >= 2. Returns 0 or -ENOMEM.
 */
int over_boots_cost(struct result *result, const struct results *results);

/*
 * Estimate a contrast of any kind that contrast_describe() has filled in and whose cells all boots measured.
 * results->boots >= 2. Returns 0 or -ENOMEM.
 */
int over_boots_estimate(struct contrast *c, const struct results *results);

/*
 * Make the blocks that cells, count of them and among those that all boots measured, have in each boot; the clock is not
 * exact. Returns results->boots of them, for over_boots_free(). NULL: no memory.
 */
struct blocks *over_boots_blocks(const struct results *results, const struct result *const *cell, size_t count);
void over_boots_free(struct blocks *blocks, size_t boots);

/*
 * Set the variance that a contrast's value has from the rounds or blocks of one archive, and their number. Not for
 * break_even_lines, nor for a cell against itself. *variance is NAN if a cell has fewer than two. Returns 0 or -ENOMEM.
 */
int over_boots_variance(const struct contrast *c, const struct results *results, double *variance, size_t *rounds);

#endif
