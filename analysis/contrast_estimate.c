/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast_part.h"

#include <errno.h>
#include <stdlib.h>

const char *const estimator_name[ESTIMATOR_COUNT] = {
	[ESTIMATOR_ROUNDS] = "difference of medians; t interval over rounds",
	[ESTIMATOR_RANKS] = "difference of medians; order-statistic intervals added up",
	[ESTIMATOR_NONE] = "difference of medians; too few samples for an interval",
	[ESTIMATOR_CROSSING_ROUNDS] = "crossing of lines through medians; t interval over rounds",
	[ESTIMATOR_CROSSING] = "crossing of lines through medians; no interval",
};

/*
 * Two medians of whole ticks are each off by half a tick at most, so a difference by one; but a clock that counts
 * instructions exactly has nothing between two ticks.
 */
static double resolution(const struct archive *archive, size_t part_count)
{
	bool exact = archive->platform == PLATFORM_EMULATED && archive->clock.exact.known && archive->clock.exact.value;

	return exact ? 0 : archive->clock.units_per_tick * (double)part_count / 2;
}

static void set_interval(struct contrast *c, enum estimator estimator, double below, double above)
{
	c->estimator = estimator;
	c->ci95 = (struct interval){ true, c->value - below, c->value + above };
}

/* Of the signed sums, one a round. 0 or -ENOMEM. */
static int interval_of_rounds(struct contrast *c, double widen)
{
	double *d = calloc(c->rounds, sizeof(*d)), half;

	if (!d)
		return -ENOMEM;
	for (size_t i = 0; i < c->rounds; i++)
		for (size_t j = 0; j < c->part_count; j++)
			d[i] += c->sign[j] * c->part[j]->round_median[i];
	half = stats_t_half_width(d, c->rounds, STATS_CONFIDENCE) + widen;
	set_interval(c, ESTIMATOR_ROUNDS, half, half);
	free(d);
	return 0;
}

static int interval_of_ranks(struct contrast *c, const struct results *results, double widen)
{
	double confidence = 1 - (1 - STATS_CONFIDENCE) / (double)c->part_count, below = widen, above = widen;

	for (size_t i = 0; i < c->part_count; i++) {
		size_t n = c->part[i]->cost.n;
		double *x = calloc(n, sizeof(*x)), median = c->part[i]->cost.median;
		struct interval m;

		if (!x)
			return -ENOMEM;
		result_costs(results, c->part[i], 0, n, x);
		stats_sort(x, n);
		m = stats_median_interval(x, n, confidence);
		free(x);
		if (!m.known)
			return 0;
		below += c->sign[i] > 0 ? median - m.lo : m.hi - median;
		above += c->sign[i] > 0 ? m.hi - median : median - m.lo;
	}
	set_interval(c, ESTIMATOR_RANKS, below, above);
	return 0;
}

int contrast_estimate(struct contrast *c, const struct results *results)
{
	double widen = resolution(results->archive, c->part_count);

	c->unit = results->archive->clock.unit;
	c->has_value = true;
	for (size_t i = 0; i < c->part_count; i++)
		c->value += c->sign[i] * c->part[i]->cost.median;
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2)
		return interval_of_rounds(c, widen);
	c->rounds = 0;
	return interval_of_ranks(c, results, widen);
}

/* Median of the samples of every other round, from round first on. x has room for all of the cell. */
static double half_median(const struct results *results, const struct result *result, size_t first, double *x,
			  size_t *n)
{
	const struct record *r = result->record;
	size_t start = 0;

	*n = 0;
	for (size_t i = 0; i < r->round_count; start += r->round_samples[i++])
		if (i % 2 == first) {
			result_costs(results, result, start, r->round_samples[i], x + *n);
			*n += r->round_samples[i];
		}
	stats_sort(x, *n);
	return stats_quantile(x, *n, 0.5);
}

int contrast_estimate_aa(struct contrast *c, const struct results *results)
{
	const struct result *result = c->part[0];
	double *x = calloc(result->cost.n, sizeof(*x)), half;
	size_t n[2];

	if (!x)
		return -ENOMEM;
	c->unit = results->archive->clock.unit;
	c->has_value = true;
	c->value = half_median(results, result, 0, x, &n[0]);
	c->value -= half_median(results, result, 1, x, &n[1]);
	c->n = n[0] < n[1] ? n[0] : n[1];
	c->rounds = result->record->round_count / 2;
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2) { /* x is free again, and as no round is empty it is long enough */
		for (size_t i = 0; i < c->rounds; i++)
			x[i] = result->round_median[2 * i] - result->round_median[2 * i + 1];
		half = stats_t_half_width(x, c->rounds, STATS_CONFIDENCE) + resolution(results->archive, 2);
		set_interval(c, ESTIMATOR_ROUNDS, half, half);
	}
	free(x);
	return 0;
}
