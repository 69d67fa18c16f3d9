/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/cost.h"

#include "analysis/cell/blocks.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COARSE_TICK_NS 5

const char *const cost_estimator_name[COST_ESTIMATOR_COUNT] = {
	[COST_MEDIAN] = "median; t interval over rounds, around it and their mean",
	[COST_BCA] = "mean of blocks after a cut; BCa interval over blocks",
	[COST_BLOCKS] = "mean of blocks after a cut; t interval over blocks",
	[COST_BOOTS] = "mean over boots of means of blocks after a common cut; t interval over boots",
	[COST_SEEDS] = "median over seeds; their range",
};

/*
 * Is the tick too long for medians of samples? With a tick of 40 ns and a spread of 15 ns, such a median is off by more
 * than the effects that are looked for, however many samples there are. A count of instructions is never coarse.
 */
static bool is_coarse(const struct results *results, const struct result *result)
{
	double tick = results_tick(results);

	return results->archive->platform != PLATFORM_EMULATED &&
	       (tick >= COARSE_TICK_NS || tick > result->deviation / 2);
}

/* Set the medians of the rounds. buf has room for the samples of one. */
static void set_round_medians(const struct results *results, struct result *result, double *buf)
{
	size_t first = 0;

	for (size_t i = 0; i < result->record->round_count; i++) {
		size_t n = result->record->round_samples[i];

		result_costs(results, result, first, n, buf);
		result->round_median[i] = stats_median(buf, n);
		first += n;
	}
}

/* Summarise the block means. buf has room for them. */
static struct summary block_summary(const struct result *result, double *buf)
{
	memcpy(buf, result->block_mean, result->block_count * sizeof(*buf));
	stats_sort(buf, result->block_count);
	return stats_summary(buf, result->block_count);
}

/* Return the end of the run of equal values that begins at first. */
static size_t end_of_path(const double *sorted, size_t n, size_t first)
{
	size_t end = first + 1;

	while (end < n && sorted[end] == sorted[first])
		end++;
	return end;
}

static size_t count_path(const double *sorted, size_t n, double cost)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += sorted[i] == cost;
	return count;
}

double cost_path_median(const double *sorted, size_t n)
{
	double low = sorted[(n - 1) / 2], high = sorted[n / 2];

	return count_path(sorted, n, high) > count_path(sorted, n, low) ? high : low;
}

/* Find the paths of an exact clock, and which of them the median is. sorted: all n samples. */
static void find_paths(struct result *result, const double *sorted, size_t n)
{
	struct interval near = stats_median_interval(sorted, n, STATS_CONFIDENCE);

	for (size_t first = 0, end; first < n; first = end) {
		struct path path = { sorted[first], 0 };

		end = end_of_path(sorted, n, first);
		path.count = end - first;
		result->paths++;
		if (path.count > result->path[0].count) {
			result->path[1] = result->path[0];
			result->path[0] = path;
		} else if (path.count > result->path[1].count) {
			result->path[1] = path;
		}
	}
	result->forked = near.known ? near.lo != near.hi : result->paths > 1;
	result->sample_median = cost_path_median(sorted, n);
}

/*
 * Set the value of an exact clock and its interval, as those of a contrast of medians are: the t interval describes the
 * mean of the rounds, and is widened to hold the value.
 */
static void set_median(struct result *result)
{
	size_t n = result->record->round_count;
	double mean = stats_mean(result->round_median, n), half;

	result->estimator = COST_MEDIAN;
	result->value = result->sample_median;
	result->blocks = n;
	if (n < 2)
		return;
	half = stats_t_half_width(result->round_median, n, STATS_CONFIDENCE);
	result->ci95 = (struct interval){ true, fmin(mean, result->value) - half, fmax(mean, result->value) + half };
}

int result_estimate_mean(const struct results *results, struct result *result)
{
	const struct result *cell = result;
	struct batch_means m;
	struct blocks b;
	double open;
	int err = blocks_make(&b, results, &cell, 1);

	if (err)
		return err;
	err = batch_means(b.value[0], b.count[0], &m);
	open = b.dithered ? 0 : results_tick(results) / 2;
	result->value = b.middle[0];
	result->blocks = b.count[0];
	result->cut = b.cut;
	result->uncut = b.uncut;
	blocks_free(&b);
	if (err)
		return err;
	result->estimator = m.bca ? COST_BCA : COST_BLOCKS;
	result->correlation = m.correlation;
	if (m.ci.known)
		result->ci95 = (struct interval){ true, m.ci.lo - open, m.ci.hi + open };
	return 0;
}

/* Fill in all that is computed from the samples. buf has room for all of them. Returns 0 or -ENOMEM. */
static int summarise(const struct results *results, struct result *result, double *buf)
{
	const struct record *r = result->record;
	bool exact = blocks_exact(results->archive);
	struct summary samples;
	int err = 0;

	set_round_medians(results, result, buf);
	result_costs(results, result, 0, r->tick_count, buf);
	result->block_count = blocks_means(result, buf, result->block_mean);
	stats_sort(buf, r->tick_count);
	samples = stats_summary(buf, r->tick_count);
	result->deviation = r->tick_count > 1 ? stats_deviation(buf, r->tick_count) : 0;
	result->coarse = is_coarse(results, result);
	result->sample_median = samples.median;
	if (exact) {
		find_paths(result, buf, r->tick_count);
		set_median(result);
	} else if (results->use == RESULTS_ALONE) {
		err = result_estimate_mean(results, result);
	}
	result->ci95 = hook_widen(result->ci95, result->value, hook_half(&results->hook, result->hooked));
	result->cost = result->coarse ? block_summary(result, buf) : samples;
	result->cost.mean = samples.mean;
	result->cost.n = err ? 0 : samples.n;
	return err;
}

struct series result_series(const struct result *result)
{
	return (struct series){ result->sample_median, result->round_median, result->record->round_count };
}

int result_measure(const struct results *results, struct result *result)
{
	const struct record *r = result->record;
	double *buf;
	int err = -ENOMEM;

	result->cost.n = r->tick_count;
	if (results->use == RESULTS_BOOT && !blocks_exact(results->archive))
		return 0;
	buf = calloc(r->tick_count, sizeof(*buf));
	result->round_median = calloc(r->round_count, sizeof(*result->round_median));
	result->block_mean = calloc(r->round_count, sizeof(*result->block_mean));
	if (result->round_median && result->block_mean && buf)
		err = summarise(results, result, buf);
	free(buf);
	return err;
}
