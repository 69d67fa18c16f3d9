/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intervals by resampling. What is resampled is what is independent: rounds, or blocks, never samples in a row.
 * Seeded: the same archive gives the same interval. Constant data give a point.
 */
#ifndef ANALYSIS_BOOTSTRAP_H
#define ANALYSIS_BOOTSTRAP_H

#include "analysis/stats/stats.h"

#include <stdint.h>

#define BOOTSTRAP_RESAMPLES 999 /* of each of many intervals: an end is then uncertain by some 4 % of half of it */
#define BOOTSTRAP_SEED      1

/*
 * A smooth function of a sample in which sorted[i], i < n, is times[i] times, total times together (>= 1): the mean,
 * a trimmed one, not a quantile, for which the jackknife behind BCa is not consistent.
 */
typedef double (*bootstrap_statistic)(const void *context, const double *sorted, const uint32_t *times, size_t n,
				      size_t total);

double bootstrap_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total);

/* context: const double *, the share cut off at each end. */
double bootstrap_trimmed_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total);

struct bootstrap_plan {
	bootstrap_statistic statistic;
	const void *context;
	size_t resamples; /* at least 1 / (1 - confidence) of them, or the ends are the extremes */
	double confidence;
	uint64_t seed;
	size_t block; /* values in a row that are drawn together, around the end to the first; 1: each alone */
};

struct bootstrap {
	double value;              /* of the sample itself */
	double bias, acceleration; /* z0 and a */
	struct interval ci;        /* not known of less than 2 values or blocks, or with all resamples on one side */
};

/*
 * BCa interval (Efron 1987), from resamples of n values (in any order, but that of time if block > 1: the circular
 * block bootstrap of Politis and Romano 1992); resamples that equal the value count half on either side. n >= 1,
 * resamples too. Takes n (n / block + resamples) steps, for the jackknife and the draws: block means, not millions of
 * samples. Allocates; 0 or -ENOMEM.
 */
int bootstrap_bca(const double *x, size_t n, const struct bootstrap_plan *plan, struct bootstrap *out);

/*
 * How many values in a row to draw together for the circular block bootstrap: Politis and White 2004, corrected by
 * Patton, Politis and White 2009. n >= 1. 1 ... ceil(min(3 sqrt(n), n / 3)); 1 of constant data. Allocates; 0: no
 * memory.
 */
double bootstrap_block_length(const double *x, size_t n);

/* Values in groups, which are in groups: rounds of VMs of boots. A leaf has values, another node nodes; count >= 1. */
struct nest {
	const struct nest *nest; /* NULL: a leaf */
	const double *value;
	size_t count;
};

/* Mean of the nodes' means, each counting alike. */
double bootstrap_nest_mean(const struct nest *nest);

/*
 * x's mean of means with its percentile interval, resampled at every level (Davison and Hinkley 1997, 3.8). Not known
 * unless there are 2 nodes or values to choose from, somewhere, at every level; too narrow with few at the top. No
 * bias, no acceleration. resamples >= 1. Allocates; 0 or -ENOMEM.
 */
int bootstrap_nested(const struct nest *x, size_t resamples, double confidence, uint64_t seed, struct bootstrap *out);

/*
 * x's mean over y's, which is not 0, and the percentile interval of that, by its logarithm (Kalibera and Jones 2013),
 * as above. Nor known if the ratio of a resample has no logarithm: both are to be well off 0, of one sign.
 */
int bootstrap_ratio(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
		    struct bootstrap *out);

/*
 * What to ask of a bootstrap of n >= 2 values for the interval to be of that confidence: as much more as t is than a
 * normal, and the deviation with n - 1 in the denominator than that with n (Hesterberg 2015, expanded percentiles).
 */
double bootstrap_expanded(double confidence, size_t n);

#define BOOTSTRAP_RATIO_MIN 8 /* values of either sample, unless they are constant: of fewer it is too narrow */

/*
 * bootstrap_ratio() of two samples in the order taken, of whose values neighbours are taken together until there are 32
 * of each, expanded. ratio may be that of other estimates of the two: the interval is then wider by what it is off.
 * nx and ny >= 1. Not known of too few. 0 or -ENOMEM.
 */
int bootstrap_ratio_interval(double ratio, const double *x, size_t nx, const double *y, size_t ny, double confidence,
			     struct interval *ci);

#endif
