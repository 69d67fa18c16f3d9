/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/cost.h"

#include "analysis/cell/blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COARSE_TICK_NS 5

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

/* Set the median of a round. buf has room for its samples. */
static void add_round(const struct results *results, struct result *result, size_t round, size_t first, double *buf)
{
	size_t n = result->record->round_samples[round];

	result_costs(results, result, first, n, buf);
	stats_sort(buf, n);
	result->round_median[round] = stats_quantile(buf, n, 0.5);
}

/* Summarise the block means. buf has room for them. */
static struct summary block_summary(const struct result *result, double *buf)
{
	memcpy(buf, result->block_mean, result->block_count * sizeof(*buf));
	stats_sort(buf, result->block_count);
	return stats_summary(buf, result->block_count);
}

/* Fill in all that is computed from the samples. buf has room for all of them. */
static void summarise(const struct results *results, struct result *result, double *buf)
{
	const struct record *r = result->record;
	struct summary blocks, samples;
	size_t first = 0;

	for (size_t i = 0; i < r->round_count; first += r->round_samples[i++])
		add_round(results, result, i, first, buf);
	result_costs(results, result, 0, r->tick_count, buf);
	result->block_count = blocks_means(result, buf, result->block_mean);
	blocks = block_summary(result, buf);
	result_costs(results, result, 0, r->tick_count, buf);
	stats_sort(buf, r->tick_count);
	samples = stats_summary(buf, r->tick_count);
	result->deviation = r->tick_count > 1 ? stats_deviation(buf, r->tick_count) : 0;
	result->coarse = is_coarse(results, result);
	result->sample_median = samples.median;
	result->block_median = blocks.median;
	result->cost = result->coarse ? blocks : samples;
	result->cost.ci95 = hook_widen(result->cost.ci95, result->cost.median, hook_half(&results->hook, result->hooked));
	result->cost.n = samples.n;
	result->cost.mean = samples.mean;
}

struct series result_series(const struct result *result, bool blocks)
{
	if (blocks)
		return (struct series){ result->block_median, result->block_mean, result->block_count };
	return (struct series){ result->sample_median, result->round_median, result->record->round_count };
}

int result_measure(const struct results *results, struct result *result)
{
	const struct record *r = result->record;
	double *buf = calloc(r->tick_count, sizeof(*buf));

	result->round_median = calloc(r->round_count, sizeof(*result->round_median));
	result->block_mean = calloc(r->round_count, sizeof(*result->block_mean));
	if (result->round_median && result->block_mean && buf)
		summarise(results, result, buf);
	free(buf);
	if (result->cost.n)
		return 0;
	free(result->round_median);
	free(result->block_mean);
	return -ENOMEM;
}

int result_rounds_make(struct result_rounds *some, const struct results *results, const struct result *whole,
		       size_t first, size_t rounds)
{
	struct record *r = &some->record;
	size_t start = 0, count = 0;

	for (size_t i = 0; i < first + rounds; i++)
		*(i < first ? &start : &count) += whole->record->round_samples[i];
	*r = *whole->record;
	r->ticks += start;
	r->tick_count = count;
	r->round_samples += first;
	if (r->round_at_s)
		r->round_at_s += first;
	r->round_count = rounds;
	some->result = (struct result){ .record = r, .verdict = whole->verdict, .hooked = whole->hooked,
					 .hook = whole->hook };
	return result_measure(results, &some->result);
}

void result_rounds_free(struct result_rounds *some)
{
	free(some->result.round_median);
	free(some->result.block_mean);
}
