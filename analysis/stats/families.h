/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many tests at once, and the test that there is no difference. */
#ifndef ANALYSIS_FAMILIES_H
#define ANALYSIS_FAMILIES_H

#include "analysis/stats/stats.h"

/*
 * Adjust n values of p, in place, so that comparing each with alpha errs at all with probability alpha at most (Holm
 * 1979), or that alpha of what is rejected, on average, is so in error (Benjamini and Hochberg 1995). Allocate; 0 or
 * -ENOMEM.
 */
int families_holm(double *p, size_t n);
int families_benjamini_hochberg(double *p, size_t n);

/*
 * Two one-sided tests at level alpha (Schuirmann 1987): is the difference less than margin, for sure? ci is its
 * interval of confidence 1 - 2 alpha; margin >= 0. A point on the margin is not within it, but a difference of 0 is
 * within any.
 */
bool families_equivalent(struct interval ci, double margin);

/*
 * The smallest mean difference, in deviation's unit, that a two-sided test at level alpha of n >= 1 differences finds
 * with that power: (z(1 - alpha / 2) + z(power)) * deviation * sqrt(inflation / n) (Cohen 1988, with
 * stats_inflation()). 0 if deviation is.
 */
double families_detectable(double deviation, size_t n, double inflation, double alpha, double power);

#endif
