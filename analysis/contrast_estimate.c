/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast_part.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const estimator_name[ESTIMATOR_COUNT] = {
	[ESTIMATOR_ROUNDS] = "difference of medians; t interval over rounds, around it and their mean",
	[ESTIMATOR_RANKS] = "difference of medians; order-statistic intervals added up",
	[ESTIMATOR_BLOCKS] = "difference of medians of block means; t interval over blocks, around it and their mean",
	[ESTIMATOR_BLOCK_RANKS] = "difference of medians of block means; order-statistic intervals added up",
	[ESTIMATOR_NONE] = "difference of medians; too few samples for an interval",
	[ESTIMATOR_CROSSING_ROUNDS] = "crossing of lines through medians; t interval over rounds",
	[ESTIMATOR_CROSSING] = "crossing of lines through medians; no interval",
};

/*
 * What the clock leaves open. Two medians of whole ticks are each off by half a tick at most, so a difference by one;
 * but a clock that counts instructions exactly has nothing between two ticks. Means of blocks are off by nothing of the
 * sort if samples start at any phase of the tick: the guest dithers it, or the samples spread over half a tick and more
 * of themselves.
 */
double contrast_resolution(const struct contrast *c, const struct results *results)
{
	const struct archive_clock *clock = &results->archive->clock;
	double tick = results_tick(results);
	bool exact = results->archive->platform == PLATFORM_EMULATED && clock->exact.known && clock->exact.value;
	bool dithered = c->blocks;

	for (size_t i = 0; i < c->part_count; i++)
		dithered &= clock->dither_spins.value || c->part[i]->deviation >= tick / 2;
	return exact || dithered ? 0 : tick * (double)c->part_count / 2 / c->divisor;
}

static void set_interval(struct contrast *c, enum estimator estimator, double below, double above)
{
	c->estimator = estimator;
	c->ci95 = (struct interval){ true, c->value - below, c->value + above };
}

/*
 * From the differences d, one a round or block. The spread is that of their mean, which is not the value: where a cell
 * takes one way or another, each in about half of the rounds, a sample more of one moves the median all the way, and
 * the mean hardly. So the interval holds what t gives around either.
 */
static void interval_of(struct contrast *c, const double *d, double widen)
{
	double half = stats_t_half_width(d, c->rounds, STATS_CONFIDENCE) + widen;
	double shift = stats_mean(d, c->rounds) - c->value;

	set_interval(c, c->blocks ? ESTIMATOR_BLOCKS : ESTIMATOR_ROUNDS, half - fmin(shift, 0), half + fmax(shift, 0));
}

/* Of the signed sums, one a round or block. 0 or -ENOMEM. */
static int interval_of_rounds(struct contrast *c, double widen)
{
	double *d = calloc(c->rounds, sizeof(*d));

	if (!d)
		return -ENOMEM;
	for (size_t i = 0; i < c->rounds; i++)
		for (size_t j = 0; j < c->part_count; j++)
			d[i] += c->sign[j] * result_series(c->part[j], c->blocks).part[i] / c->divisor;
	interval_of(c, d, widen);
	free(d);
	return 0;
}

/* Of one part's median. interval->known is false if there are too few samples or blocks. 0 or -ENOMEM. */
static int part_interval(const struct results *results, const struct result *part, bool blocks, double confidence,
			 struct interval *interval)
{
	size_t n = blocks ? part->block_count : part->cost.n;
	double *x = calloc(n, sizeof(*x));

	if (!x)
		return -ENOMEM;
	if (blocks)
		memcpy(x, part->block_mean, n * sizeof(*x));
	else
		result_costs(results, part, 0, n, x);
	stats_sort(x, n);
	*interval = stats_median_interval(x, n, confidence);
	free(x);
	return 0;
}

static int interval_of_ranks(struct contrast *c, const struct results *results, double widen)
{
	double confidence = 1 - (1 - STATS_CONFIDENCE) / (double)c->part_count, below = widen, above = widen;

	for (size_t i = 0; i < c->part_count; i++) {
		double middle = result_series(c->part[i], c->blocks).middle;
		struct interval m;

		if (part_interval(results, c->part[i], c->blocks, confidence, &m))
			return -ENOMEM;
		if (!m.known)
			return 0;
		below += (c->sign[i] > 0 ? middle - m.lo : m.hi - middle) / c->divisor;
		above += (c->sign[i] > 0 ? m.hi - middle : middle - m.lo) / c->divisor;
	}
	set_interval(c, c->blocks ? ESTIMATOR_BLOCK_RANKS : ESTIMATOR_RANKS, below, above);
	return 0;
}

int contrast_estimate(struct contrast *c, const struct results *results)
{
	double widen = contrast_resolution(c, results);

	c->unit = results->archive->clock.unit;
	c->has_value = true;
	for (size_t i = 0; i < c->part_count; i++)
		c->value += c->sign[i] * result_series(c->part[i], c->blocks).middle / c->divisor;
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2)
		return interval_of_rounds(c, widen);
	c->rounds = 0;
	return interval_of_ranks(c, results, widen);
}

/* Median of every other block's mean, or of the samples of every other round, from `first` on. x has room for all. */
static double half_median(const struct results *results, const struct contrast *c, size_t first, double *x, size_t *n)
{
	const struct result *result = c->part[0];
	const struct record *r = result->record;
	size_t start = 0;

	*n = 0;
	for (size_t i = first; c->blocks && i < result->block_count; i += 2)
		x[(*n)++] = result->block_mean[i];
	for (size_t i = 0; !c->blocks && i < r->round_count; start += r->round_samples[i++])
		if (i % 2 == first) {
			result_costs(results, result, start, r->round_samples[i], x + *n);
			*n += r->round_samples[i];
		}
	stats_sort(x, *n);
	return stats_quantile(x, *n, 0.5);
}

int contrast_estimate_aa(struct contrast *c, const struct results *results)
{
	const struct series series = result_series(c->part[0], c->blocks);
	double *x = calloc(c->part[0]->cost.n, sizeof(*x));
	size_t n[2];

	if (!x)
		return -ENOMEM;
	c->unit = results->archive->clock.unit;
	c->has_value = true;
	c->value = half_median(results, c, 0, x, &n[0]);
	c->value -= half_median(results, c, 1, x, &n[1]);
	c->n = c->blocks ? c->n / 2 : n[0] < n[1] ? n[0] : n[1];
	c->rounds = series.count / 2;
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2) { /* x is free again, and as no round is empty it is long enough */
		for (size_t i = 0; i < c->rounds; i++)
			x[i] = series.part[2 * i] - series.part[2 * i + 1];
		interval_of(c, x, contrast_resolution(c, results));
	}
	free(x);
	return 0;
}
