/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimators by ranks, of whole numbers: ticks, of which pairs need not be listed to be counted. "sorted" means
 * ascending; magnitudes are below 2^61.
 */
#ifndef ANALYSIS_RANKS_H
#define ANALYSIS_RANKS_H

#include "analysis/stats/stats.h"

#include <stdint.h>

/* An estimate of a shift. */
struct shift {
	double value;
	struct interval ci; /* of the confidence asked for or more, whatever the distribution; conservative with ties */
	uint64_t rank;      /* of the pair that ci.lo is, from 1; 0: not known */
};

/*
 * Hodges and Lehmann 1963, of one sample that is symmetric about the shift: median of all means of two, a sample with
 * itself included. Interval: from the signed ranks' distribution, exact up to 200 samples, from there on its normal
 * approximation (Hollander and Wolfe 1999, 3.3); not known where it would be beyond the ends: at 95 %, below 6
 * samples. n >= 1. Time O(n log range). Allocates some 160 KB at most, for the distribution; 0 or -ENOMEM.
 */
int ranks_shift(const int64_t *sorted, size_t n, double confidence, struct shift *shift);

/*
 * Of two sorted samples: median of all differences x[i] - y[j], alike (4.3 there); the rank sum's distribution is
 * exact up to 50 of each. nx and ny >= 1. Allocates 1 MB at most; 0 or -ENOMEM.
 */
int ranks_shift_between(const int64_t *x, size_t nx, const int64_t *y, size_t ny, double confidence,
			struct shift *shift);

/* Cliff 1993: P(x > y) - P(x < y) of sorted samples, -1 ... 1; nx and ny >= 1. */
double ranks_cliff(const double *x, size_t nx, const double *y, size_t ny);

#endif
