/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Corrections for many tests at once, and the test of equivalence. */
#ifndef ANALYSIS_FAMILIES_H
#define ANALYSIS_FAMILIES_H

#include "analysis/stats/stats.h"

/*
 * Adjust n p-values in place. If each is then compared with alpha, Holm (1979) bounds by alpha the probability of any
 * false rejection, Benjamini and Hochberg (1995) the expected share of false ones among the rejections. Allocate;
 * return 0 or -ENOMEM.
 */
int families_holm(double *p, size_t n);
int families_benjamini_hochberg(double *p, size_t n);

/*
 * Two one-sided tests at level alpha (Schuirmann 1987): is the difference shown to be smaller than margin >= 0? ci is
 * its interval with confidence 1 - 2 alpha. A point on the margin is not within it; a difference of exactly 0 is within
 * any margin.
 */
bool families_equivalent(struct interval ci, double margin);

/*
 * Return the smallest margin that these two tests can claim, in ci's unit: the farther end of ci, 0 or more. NaN if ci is
 * not known. Any larger margin is shown, this one is not, unless it is 0.
 */
double families_bound(struct interval ci);

#endif
