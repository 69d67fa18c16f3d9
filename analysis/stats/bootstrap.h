/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intervals by resampling. Callers resample independent values (rounds or blocks), never consecutive samples. Seeds
 * make the result reproducible: the same archive gives the same interval. The interval of constant data is a point.
 */
#ifndef ANALYSIS_BOOTSTRAP_H
#define ANALYSIS_BOOTSTRAP_H

#include "analysis/stats/stats.h"

#include <stdint.h>

#define BOOTSTRAP_RESAMPLES 999 /* for one of many intervals; an end then varies by about 4 % of half its width */
#define BOOTSTRAP_SEED      1

/*
 * A smooth function of a sample that has sorted[i], i < n, times[i] times, total (>= 1) values in all: a mean or a
 * trimmed mean. It must not be a quantile, for which the jackknife that BCa uses is not consistent.
 */
typedef double (*bootstrap_statistic)(const void *context, const double *sorted, const uint32_t *times, size_t n,
				      size_t total);

double bootstrap_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total);

/* context: const double *, the share that is cut at each end. */
double bootstrap_trimmed_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total);

struct bootstrap_plan {
	bootstrap_statistic statistic;
	const void *context;
	size_t resamples; /* >= 1 / (1 - confidence); with fewer, the ends are the extremes */
	double confidence;
	uint64_t seed;
	size_t block; /* consecutive values drawn together, the first after the last; 1: each alone */
};

struct bootstrap {
	double value;              /* the statistic of the sample */
	double bias, acceleration; /* z0 and a */
	struct interval ci;        /* not known: fewer than 2 values or blocks, or all resamples on one side */
};

/*
 * BCa interval (Efron 1987) of n >= 1 values. With block > 1 they must be in the order of time, for the circular block
 * bootstrap (Politis and Romano 1992). A resample that equals the value counts half on either side. resamples >= 1.
 * Takes n (n / block + resamples) steps for jackknife and draws, so x should be block means, not millions of samples.
 * Allocates; returns 0 or -ENOMEM.
 */
int bootstrap_bca(const double *x, size_t n, const struct bootstrap_plan *plan, struct bootstrap *out);

/*
 * Return the block length for the circular block bootstrap of n >= 1 values (Politis and White 2004, corrected by
 * Patton, Politis and White 2009): 1 ... ceil(min(3 sqrt(n), n / 3)), and 1 for constant data. Allocates; 0: no memory.
 */
double bootstrap_block_length(const double *x, size_t n);

/* A tree of nested groups, such as rounds of VMs of boots. A leaf has values, another node has nodes; count >= 1. */
struct nest {
	const struct nest *nest; /* NULL: a leaf */
	const double *value;
	size_t count;
};

/* Mean of the nodes' means, equally weighted. */
double bootstrap_nest_mean(const struct nest *nest);

/*
 * Mean of means of x with its percentile interval, resampled at every level (Davison and Hinkley 1997, 3.8). Not known
 * unless every level has a node with 2 nodes or values to choose from; too narrow with few nodes at the top. Bias and
 * acceleration are 0. resamples >= 1. Allocates; returns 0 or -ENOMEM.
 */
int bootstrap_nested(const struct nest *x, size_t resamples, double confidence, uint64_t seed, struct bootstrap *out);

/*
 * Ratio of x's mean to y's, which must not be 0, with the percentile interval of its logarithm (Kalibera and Jones
 * 2013), as above. Also not known if the ratio of a resample has no logarithm, so both means should be far from 0, of
 * one sign.
 */
int bootstrap_ratio(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
		    struct bootstrap *out);

/*
 * The same where the nodes of x and y at the top are pairs, such as two cells measured in the same boots: each resample
 * draws pairs, so that what is common to both does not widen the interval. Both have as many nodes, which are not values.
 */
int bootstrap_ratio_pairs(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
			  struct bootstrap *out);

#define BOOTSTRAP_BOOT_GROUPS 8 /* groups of a boot's blocks that a nested bootstrap draws from; more would only take longer */

/*
 * Write the means of at most `most` consecutive groups of n >= 1 values, of nearly equal sizes, to out. Returns how many: n,
 * if that is fewer.
 */
size_t bootstrap_group_means(const double *x, size_t n, size_t most, double *out);

/*
 * Return the nominal confidence to pass to a bootstrap of n >= 2 values so that the interval has the given confidence.
 * The expansion makes up for t instead of normal quantiles, and for the denominator n instead of n - 1 in the deviation
 * (Hesterberg 2015, expanded percentiles).
 */
double bootstrap_expanded(double confidence, size_t n);

#define BOOTSTRAP_RATIO_MIN 8 /* values of either sample, unless constant; with fewer, the interval is too narrow */

/*
 * Expanded bootstrap_ratio() of two samples in the order taken, after neighbouring values are averaged into at most 32
 * groups. ratio may be that of other estimates of the two samples; the interval is extended to include it. nx and
 * ny >= 1. Not known with fewer than BOOTSTRAP_RATIO_MIN values. Returns 0 or -ENOMEM.
 */
int bootstrap_ratio_interval(double ratio, const double *x, size_t nx, const double *y, size_t ny, double confidence,
			     struct interval *ci);

#endif
