/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rank estimators for whole numbers such as ticks, which count pairs without listing them. "sorted" means ascending;
 * magnitudes must be below 2^61.
 */
#ifndef ANALYSIS_RANKS_H
#define ANALYSIS_RANKS_H

#include "analysis/stats/stats.h"

#include <stdint.h>

/* An estimate of a shift. */
struct shift {
	double value;
	struct interval ci; /* has at least the given confidence for any distribution; conservative with ties */
	uint64_t rank;      /* rank of the pair that ci.lo is, from 1; 0: not known */
};

/*
 * Shift of one sample that is symmetric about it: the median of the means of all pairs, a value with itself included
 * (Hodges and Lehmann 1963). The interval uses the signed ranks' distribution, exact up to 200 samples, above that its
 * normal approximation (Hollander and Wolfe 1999, 3.3); it is not known where it would exceed the range: at 95 %, below
 * 6 samples. n >= 1. Takes O(n log range). Allocates about 160 KB at most; returns 0 or -ENOMEM.
 */
int ranks_shift(const int64_t *sorted, size_t n, double confidence, struct shift *shift);

/*
 * Shift between two sorted samples: the median of all differences x[i] - y[j] (section 4.3 there). The rank sum's
 * distribution is exact up to 50 values of each. nx and ny >= 1. Allocates 1 MB at most; returns 0 or -ENOMEM.
 */
int ranks_shift_between(const int64_t *x, size_t nx, const int64_t *y, size_t ny, double confidence,
			struct shift *shift);

/* Cliff's delta (1993) of sorted samples: P(x > y) - P(x < y), -1 ... 1. nx and ny >= 1. */
double ranks_cliff(const double *x, size_t nx, const double *y, size_t ny);

#endif
