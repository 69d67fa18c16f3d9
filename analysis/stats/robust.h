/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimators that few outliers do not affect, and estimators of quantiles. "sorted" means ascending. Values and errors
 * are in the samples' unit; for constant data errors are exactly 0, and intervals are points.
 */
#ifndef ANALYSIS_ROBUST_H
#define ANALYSIS_ROBUST_H

#include "analysis/stats/stats.h"

#define ROBUST_TRIM     0.2 /* share cut at each end, as Wilcox recommends (2012, 4.3) */
#define ROBUST_TRIM_MIN 5   /* of fewer values nothing is cut at that share */

/*
 * Trimmed mean: without floor(share * n) samples at each end, 0 <= share < 0.5; n >= 1 (Tukey and McLaughlin 1963).
 */
double robust_trimmed_mean(const double *sorted, size_t n, double share);

/* Standard deviation, n - 1 in the denominator, after cut samples are set to the nearest kept one; n >= 2. */
double robust_winsorised_deviation(const double *sorted, size_t n, double share);

/*
 * Standard error of the trimmed mean: winsorised deviation / (h / n * sqrt(n)), where h of n >= 2 samples are kept: of
 * four, of which none is cut at a share of 0.2, the error of the mean (Tukey and McLaughlin 1963).
 */
double robust_trimmed_error(const double *sorted, size_t n, double share);

/* t interval of the trimmed mean, with n - 2 floor(share * n) - 1 degrees of freedom; not known if that is 0. */
struct interval robust_trimmed_interval(const double *sorted, size_t n, double share, double confidence);

/* A comparison of two samples. */
struct comparison {
	bool known;        /* both samples are large enough; else the other fields are 0 */
	double difference; /* trimmed mean of the first less that of the second */
	struct interval ci;
	double p; /* two-sided p of no difference; for constant data 0 if they differ, else 1 */
	double error, df; /* standard error of difference, and its degrees of freedom; 0 for constant data */
};

/*
 * Compare trimmed means with unequal variances (Yuen 1974); with share 0 it is Welch's test. The samples are in any
 * order, and 2 or more of each must be left after trimming. Allocates copies; also not known without memory.
 */
struct comparison robust_yuen(const double *x, size_t nx, const double *y, size_t ny, double share, double confidence);

/* Add an independent standard error to a known comparison: interval and p are computed anew. */
void robust_add_error(struct comparison *comparison, double error, double confidence);

/*
 * Estimate the p-quantile, 0 < p < 1, as the mean of all order statistics weighted by a beta distribution (Harrell and
 * Davis 1982). It is not robust: outliers must be cut first. n >= 1. The error is by the jackknife, and 0 for one
 * sample. Allocates weights; returns 0 or -ENOMEM.
 */
int robust_harrell_davis(const double *sorted, size_t n, double p, double *value, double *error);

/*
 * Standard error of the sample p-quantile (Maritz and Jarrett 1978), n >= 1. Returns false, with *error 0, if fewer
 * than 5 samples are on a side of the quantile, as the weights then degenerate.
 */
bool robust_maritz_jarrett(const double *sorted, size_t n, double p, double *error);

/* One of the samples that are cut alike. The caller sets x and n, robust_common_cut() limit and share. */
struct cut {
	const double *x; /* n >= 1, in any order */
	size_t n;
	double limit;    /* samples above it are outliers */
	double share;    /* share of samples above it, 0 ... 1 */
};

/*
 * Set the same cut for all samples that are compared: each limit is the sample's median plus 10 * 1.4826 * the median
 * absolute deviation of all values from their own medians (Hampel's identifier, 1974, at ten deviations). least: the
 * least deviation to assume, such as the resolution of the clock; with 0, all values above the rest are cut where more
 * than half are equal. *refused: what would be cut is too much for outliers, namely more than 2 % of a sample,
 * or of one sample half a percentage point more than of another, and more than chance explains. Allocates a
 * copy of all values; returns 0 or -ENOMEM.
 */
int robust_common_cut(struct cut *cut, size_t count, double least, bool *refused);

/*
 * Would samples lose too much, as above? Only n and share are read: x of several samples may be taken together as one
 * sample, such as those of the boots of an arm, of which no single one need lose what the others lose.
 */
bool robust_cut_is_refused(const struct cut *cut, size_t count);

/* Remove the values above limit in place, and keep the order. Returns how many are left. */
size_t robust_cut_off(double *x, size_t n, double limit);

#endif
