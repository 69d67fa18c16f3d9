/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/estimate.h"

#include "analysis/cell/blocks.h"
#include "analysis/cell/cost.h"
#include "analysis/cell/result.h"
#include "analysis/stats/batch_means.h"
#include "analysis/stats/robust.h"
#include "bench/stats/student.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

const char *const estimator_name[ESTIMATOR_COUNT] = {
	[ESTIMATOR_ROUNDS] = "difference of medians; t interval over rounds, around it and their mean",
	[ESTIMATOR_WELCH_ROUNDS] = "difference of medians; Welch's t interval over rounds, around it and their means'",
	[ESTIMATOR_BCA] = "difference of means of blocks after a common cut; BCa interval over blocks",
	[ESTIMATOR_BLOCKS] = "difference of means of blocks after a common cut; t interval over blocks",
	[ESTIMATOR_WELCH] = "difference of means of blocks after a common cut; Welch's t interval",
	[ESTIMATOR_NONE] = "difference; too few samples for an interval",
	[ESTIMATOR_CROSSING_ROUNDS] = "crossing of lines; t interval over rounds or blocks",
	[ESTIMATOR_CROSSING] = "crossing of lines; no interval",
	[ESTIMATOR_BOOTS] = "mean over boots; t interval over boots",
	[ESTIMATOR_SEEDS] = "median over seeds; their range",
};

/*
 * Uncertainty that the tick causes: a cost in whole ticks is off by up to half a tick, a difference by one tick. It is
 * 0 for a clock that counts instructions exactly, and for means if samples start at any phase of the tick.
 */
static double resolution(const struct contrast *c, const struct results *results, const struct blocks *b)
{
	return b->exact || b->dithered ? 0 : results_tick(results) * (double)c->term_count / 2 / c->divisor;
}

/* Set what the uncertainty of the module's hook adds: that of the signed sum of faults, 0 where they cancel. */
static void take_hook(struct contrast *c, const struct hook *hook)
{
	struct hook_count sum = { 0, 0 };

	for (size_t i = 0; i < c->term_count; i++) {
		sum.faults += c->sign[i] * c->term[i]->hooked.faults / c->divisor;
		sum.aborts += c->sign[i] * c->term[i]->hooked.aborts / c->divisor;
	}
	c->hook_half = hook_half(hook, sum);
	c->hook_error = hook_error(hook, sum);
}

static size_t difference_count(const struct contrast *c, const struct blocks *b)
{
	return !b->matched ? 0 : contrast_is_self(c) ? b->count[0] / 2 : b->count[0];
}

/* Write the signed sum of each block to d; for a cell against itself, each odd block less the next even one. */
static void differences(const struct contrast *c, const struct blocks *b, size_t count, double *d)
{
	for (size_t i = 0; i < count; i++) {
		d[i] = contrast_is_self(c) ? b->value[0][2 * i] - b->value[0][2 * i + 1] : 0;
		for (size_t j = 0; j < c->term_count && !contrast_is_self(c); j++)
			d[i] += c->sign[j] * b->value[j][i] / c->divisor;
	}
}

static void set_interval(struct contrast *c, enum estimator estimator, double below, double above)
{
	c->estimator = estimator;
	c->ci95 = hook_widen((struct interval){ true, c->value - below, c->value + above }, c->value, c->hook_half);
}

/*
 * Set p of the hypothesis that the mean of blocks is 0. An exact clock has none: where all rounds are the same, there is no
 * variance to test with.
 */
static void set_p(struct contrast *c)
{
	double beyond = fabs(c->value) - c->resolution, error = hypot(c->error, c->hook_error);

	c->has_p = true;
	c->p = beyond <= 0 ? 1 : error > 0 ? 2 * student_tail(beyond / error, c->df) : 0;
}

/*
 * Set the interval of a signed sum of medians from the half width of the t interval around the mean of the rounds. That
 * describes the mean, not the value: where a cell takes either of two paths in about half of the rounds each, one more
 * sample of a path moves the median from one cost to the other, and the mean hardly. So the interval is the union of the t
 * intervals around both.
 */
static void interval_of_medians(struct contrast *c, enum estimator estimator, double mean, double half)
{
	double shift = mean - c->value;

	set_interval(c, estimator, half - fmin(shift, 0), half + fmax(shift, 0));
}

/* Estimate from the c->rounds differences d of medians of rounds. */
static void estimate_medians(struct contrast *c, const double *d)
{
	c->error = stats_deviation(d, c->rounds) / sqrt((double)c->rounds);
	c->df = (double)c->rounds - 1;
	interval_of_medians(c, ESTIMATOR_ROUNDS, stats_mean(d, c->rounds),
			    stats_t_half_width(d, c->rounds, STATS_CONFIDENCE));
}

/* Estimate from the c->rounds differences d of means of blocks, which are sorted in place. Returns 0 or -ENOMEM. */
static int estimate_means(struct contrast *c, double *d)
{
	struct batch_means m;

	if (batch_means(d, c->rounds, &m))
		return -ENOMEM;
	c->error = m.error;
	c->df = m.df;
	c->correlation = m.correlation;
	set_interval(c, m.bca ? ESTIMATOR_BCA : ESTIMATOR_BLOCKS, c->value - m.ci.lo + c->resolution,
		     m.ci.hi - c->value + c->resolution);
	set_p(c);
	if (c->rounds < ROBUST_TRIM_MIN)
		return 0;
	stats_sort(d, c->rounds);
	c->trimmed = robust_trimmed_mean(d, c->rounds, ROBUST_TRIM);
	c->trimmed_ci95 = hook_widen(robust_trimmed_interval(d, c->rounds, ROBUST_TRIM, STATS_CONFIDENCE), c->trimmed,
				     c->hook_half);
	return 0;
}

/* Welch's interval of a signed sum of terms that do not share their rounds, with Satterthwaite's degrees of freedom (1946). */
static void estimate_unmatched(struct contrast *c, const struct blocks *b)
{
	double variance = 0, squares = 0, mean = 0, half;
	size_t parts = SIZE_MAX;

	for (size_t i = 0; i < c->term_count; i++) {
		double n = (double)b->count[i], v;

		parts = b->count[i] < parts ? b->count[i] : parts;
		if (parts < 2)
			return;
		mean += c->sign[i] * stats_mean(b->value[i], b->count[i]) / c->divisor;
		v = pow(stats_deviation(b->value[i], b->count[i]) / c->divisor, 2) / n;
		variance += v;
		squares += v * v / (n - 1);
	}
	c->parts = parts;
	c->error = sqrt(variance);
	c->df = squares > 0 ? variance * variance / squares : 1;
	half = student_quantile((1 + STATS_CONFIDENCE) / 2, c->df) * c->error + c->resolution;
	if (b->exact) {
		interval_of_medians(c, ESTIMATOR_WELCH_ROUNDS, mean, half);
		return;
	}
	set_interval(c, ESTIMATOR_WELCH, half, half);
	set_p(c);
}

/* Median of the samples of every other round from `first` on, *n of them. x has room for all samples. */
static double half_median(const struct results *results, const struct contrast *c, size_t first, double *x, size_t *n)
{
	const struct record *r = c->term[0]->record;
	size_t start = 0;

	*n = 0;
	for (size_t i = 0; i < r->round_count; start += r->round_samples[i++])
		if (i % 2 == first) {
			result_costs(results, c->term[0], start, r->round_samples[i], x + *n);
			*n += r->round_samples[i];
		}
	stats_sort(x, *n);
	return cost_path_median(x, *n);
}

/* Set the value of a cell against itself. Returns 0 or -ENOMEM. */
static int value_of_self(struct contrast *c, const struct results *results, const struct blocks *b, const double *d,
			 size_t count)
{
	double *x;
	size_t n[2];

	c->has_value = count > 0;
	c->n /= 2;
	if (!b->exact && count)
		c->value = stats_mean(d, count);
	if (!b->exact || !count)
		return 0;
	x = calloc(c->term[0]->cost.n, sizeof(*x));
	if (!x)
		return -ENOMEM;
	c->value = half_median(results, c, 0, x, &n[0]);
	c->value -= half_median(results, c, 1, x, &n[1]);
	c->n = n[0] < n[1] ? n[0] : n[1];
	free(x);
	return 0;
}

static int estimate(struct contrast *c, const struct results *results, const struct blocks *b, double *d, size_t count)
{
	int err = 0;

	differences(c, b, count, d);
	c->has_value = true;
	for (size_t i = 0; i < c->term_count; i++)
		c->value += c->sign[i] * b->middle[i] / c->divisor;
	if (contrast_is_self(c))
		err = value_of_self(c, results, b, d, count);
	if (err)
		return err;
	c->rounds = c->parts = count >= 2 ? count : 0;
	if (c->rounds && !b->exact)
		return estimate_means(c, d);
	if (c->rounds)
		estimate_medians(c, d);
	else if (!contrast_is_self(c))
		estimate_unmatched(c, b);
	return 0;
}

void contrast_prepare(struct contrast *c, const struct results *results)
{
	c->unit = results->archive->clock.unit;
	c->estimator = ESTIMATOR_NONE;
	c->has_value = !contrast_is_self(c);
	take_hook(c, &results->hook);
}

int contrast_estimate(struct contrast *c, const struct results *results)
{
	struct blocks b;
	double *d;
	int err = blocks_make(&b, results, c->term, c->term_count);

	if (err)
		return err;
	c->unit = results->archive->clock.unit;
	c->estimator = ESTIMATOR_NONE;
	c->blocks = !b.exact;
	c->cut = b.cut;
	c->uncut = b.uncut;
	c->resolution = resolution(c, results, &b);
	take_hook(c, &results->hook);
	d = calloc(difference_count(c, &b) + 1, sizeof(*d));
	err = d ? estimate(c, results, &b, d, difference_count(c, &b)) : -ENOMEM;
	free(d);
	blocks_free(&b);
	return err;
}
