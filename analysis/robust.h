/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimators that a few wild samples do not move, and those of quantiles. "sorted" means ascending. Values and errors
 * are in the samples' unit; constant data give an error of exactly 0, and intervals that are points.
 */
#ifndef ANALYSIS_ROBUST_H
#define ANALYSIS_ROBUST_H

#include "analysis/stats.h"

#define ROBUST_TRIM 0.2 /* of each end: what Wilcox recommends for the mean (2012, 4.3) */

/*
 * Mean without the share (0 <= share < 0.5) of samples at each end, floor(share * n) of them; n >= 1. Tukey and
 * McLaughlin 1963.
 */
double robust_trimmed_mean(const double *sorted, size_t n, double share);

/* Standard deviation, n - 1 in the denominator, with samples at the ends moved to the nearest kept one; n >= 2. */
double robust_winsorised_deviation(const double *sorted, size_t n, double share);

/*
 * Standard error of the trimmed mean: winsorised deviation / ((1 - 2 share) sqrt(n)), n >= 2. Tukey, McLaughlin 1963.
 */
double robust_trimmed_error(const double *sorted, size_t n, double share);

/* Student's t around the trimmed mean, n - 2 floor(share * n) - 1 degrees of freedom; not known if there are none. */
struct interval robust_trimmed_interval(const double *sorted, size_t n, double share, double confidence);

/* Of two samples. */
struct comparison {
	bool known;        /* both have enough; else all of the rest is 0 */
	double difference; /* of the first less that of the second */
	struct interval ci;
	double p; /* two-sided, of no difference; constant data: 0 if there is one, else 1 */
};

/*
 * Difference of trimmed means, variances not taken as equal: Yuen 1974. Share 0 is Welch's test. Of samples in any
 * order, each with 2 or more left when trimmed. Allocates copies; not known without memory either.
 */
struct comparison robust_yuen(const double *x, size_t nx, const double *y, size_t ny, double share, double confidence);

/*
 * p-quantile, 0 < p < 1, as a mean of all order statistics, weighted by a beta distribution: Harrell and Davis 1982.
 * Not robust: for data that was cut. n >= 1. Its error by the jackknife; of one sample 0. Allocates weights; 0 or
 * -ENOMEM.
 */
int robust_harrell_davis(const double *sorted, size_t n, double p, double *value, double *error);

/*
 * Standard error of the sample p-quantile: Maritz and Jarrett 1978, n >= 1. False, *error 0, with less than 5 samples
 * on either side of the quantile: the weights degenerate.
 */
bool robust_maritz_jarrett(const double *sorted, size_t n, double p, double *error);

/*
 * Samples above this are not of what was measured: the same for both that are compared. The rule is Hampel's
 * identifier (1974), ten deviations out. If more than half of all are alike, all above them are cut off.
 */
struct cut {
	double limit;            /* pooled median + 10 * 1.4826 * pooled median absolute deviation */
	double share_x, share_y; /* of samples that it cuts off, 0 ... 1 */
	bool refused;            /* more than 2 % of either, or half a percentage point more of one than of the other */
};

/* nx and ny >= 1, in any order. Allocates a copy of both; 0 or -ENOMEM. */
int robust_common_cut(const double *x, size_t nx, const double *y, size_t ny, struct cut *cut);

/* Leave those above limit out, in place, order kept. How many are left. */
size_t robust_cut_off(double *x, size_t n, double limit);

/*
 * Batch means (Conway 1963): of size samples in a row, size >= 1; a shorter rest is left out. out has room for n /
 * size. How many. They are as if independent only if size is many times what the correlation reaches.
 */
size_t robust_block_means(const double *x, size_t n, size_t size, double *out);

#endif
