/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimators that a few wild samples do not move, and those of quantiles. "sorted" means ascending. Values and errors
 * are in the samples' unit; constant data give an error of exactly 0, and intervals that are points.
 */
#ifndef ANALYSIS_ROBUST_H
#define ANALYSIS_ROBUST_H

#include "analysis/stats/stats.h"

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

/* Of those that are compared. What the user fills in, then what the cut makes of it. */
struct cut {
	const double *x; /* n >= 1, in any order */
	size_t n;
	double limit;    /* what is above it is not of what was measured */
	double share;    /* of samples that are, 0 ... 1 */
};

/*
 * The same cut for all that are compared: 10 * 1.4826 * the median absolute deviation of all of them, each from its own
 * median, above that median. The rule is Hampel's identifier (1974), ten deviations out. least: what a deviation is
 * taken for at least, such as what the clock cannot resolve; with 0, where more than half are alike all above them are
 * cut off. *refused: more than 2 % of one would be cut off, and more than one sample, or half a percentage point more of
 * one than of another, and more than chance has it: then they are no outliers. Allocates a copy of all; 0 or -ENOMEM.
 */
int robust_common_cut(struct cut *cut, size_t count, double least, bool *refused);

/* Leave those above limit out, in place, order kept. How many are left. */
size_t robust_cut_off(double *x, size_t n, double limit);

#endif
