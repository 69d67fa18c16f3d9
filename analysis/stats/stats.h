/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Basic estimators. "sorted" means ascending. No sample is dropped, trimmed or changed. The interval of constant data
 * is a point.
 */
#ifndef ANALYSIS_STATS_H
#define ANALYSIS_STATS_H

#include <stdbool.h>
#include <stddef.h>

#define STATS_CONFIDENCE 0.95

struct interval {
	bool known; /* false: too few samples; lo and hi are then 0 */
	double lo, hi;
};

/* Summary of n samples, in their unit. */
struct summary {
	size_t n;
	double mean, median, p90, p99, min, max;
};

void stats_sort(double *x, size_t n);

/* Median of n >= 1 values, as stats_quantile() defines it, in O(n). Reorders x. */
double stats_median(double *x, size_t n);

/* Mean of n >= 1 values; exactly x[0] if all are equal. */
double stats_mean(const double *x, size_t n);

/* Standard deviation with n - 1 in the denominator, n >= 2; exactly 0 if all are equal. */
double stats_deviation(const double *x, size_t n);

/* Type-7 quantile (Hyndman and Fan 1996; R's default), n >= 1, 0 <= p <= 1. */
double stats_quantile(const double *sorted, size_t n, double p);

/* Fill in a summary, n >= 1. */
struct summary stats_summary(const double *sorted, size_t n);

/*
 * Set the 1-based ranks *low and *high of the order statistics that enclose the p-quantile with at least the given
 * confidence for any distribution: the number of samples below it is binomial. Returns false if n is too small.
 */
bool stats_quantile_ranks(size_t n, double p, double confidence, size_t *low, size_t *high);

/* Interval of the median from order statistics. */
struct interval stats_median_interval(const double *sorted, size_t n, double confidence);

/* P(Z < z) of a standard normal Z, and its p-quantile, 0 < p < 1. */
double stats_normal(double z);
double stats_normal_quantile(double p);

/* p-quantile of Student's t, 0 < p < 1, df > 0 (need not be whole). */
double stats_t_quantile(double p, double df);

/* Half the width of the t interval of a mean: t * deviation / sqrt(n); n >= 2. */
double stats_t_half_width(const double *x, size_t n, double confidence);

/* t interval of a mean; not known with fewer than 2 values. */
struct interval stats_mean_interval(const double *x, size_t n, double confidence);

#endif
