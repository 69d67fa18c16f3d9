/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/blocks.h"

#include "analysis/stats/robust.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool blocks_exact(const struct archive *archive)
{
	return archive->platform == PLATFORM_EMULATED && archive->clock.exact.known && archive->clock.exact.value;
}

/* State of cutting one cell, or several whose rounds coincide, into blocks of the same rounds. */
struct step {
	const struct result *const *cell;
	const struct cut *cut;
	size_t cells, rounds, least_rounds;
	size_t least[BLOCKS_CELLS_MAX];  /* least samples in a block */
	size_t first[BLOCKS_CELLS_MAX];  /* first sample of the block */
	size_t count[BLOCKS_CELLS_MAX];  /* samples in the block so far */
	size_t left[BLOCKS_CELLS_MAX];   /* samples after the block */
};

static bool is_long_enough(const struct step *s, size_t rounds)
{
	bool enough = rounds >= s->least_rounds;

	for (size_t i = 0; i < s->cells; i++)
		enough &= s->count[i] >= s->least[i];
	return enough;
}

/* Is the block the last one, as the rounds left are too few for another? */
static bool is_last(const struct step *s, size_t rounds_left)
{
	bool last = rounds_left < s->least_rounds;

	for (size_t i = 0; i < s->cells; i++)
		last |= s->left[i] < s->least[i];
	return last;
}

/*
 * Mean of the samples in the block that the cut leaves, or of all its samples if the cut leaves none. buf has room for
 * the block; it is not used if the limit is infinite.
 */
static double block_mean(const struct step *s, size_t i, double *buf)
{
	const double *x = s->cut[i].x + s->first[i];
	size_t n;

	if (isinf(s->cut[i].limit))
		return stats_mean(x, s->count[i]);
	memcpy(buf, x, s->count[i] * sizeof(*buf));
	n = robust_cut_off(buf, s->count[i], s->cut[i].limit);
	return n ? stats_mean(buf, n) : stats_mean(x, s->count[i]);
}

/*
 * Write the block means of each cell to its row of value. Rounds left at the end belong to the last block. Returns the
 * number of blocks.
 */
static size_t make_means(struct step *s, double *const *value, double *buf)
{
	size_t rounds = 0, blocks = 0;

	for (size_t round = 0; round < s->rounds; round++) {
		rounds++;
		for (size_t i = 0; i < s->cells; i++) {
			s->count[i] += s->cell[i]->record->round_samples[round];
			s->left[i] -= s->cell[i]->record->round_samples[round];
		}
		if (round + 1 < s->rounds &&
		    (!is_long_enough(s, rounds) || is_last(s, s->rounds - round - 1)))
			continue;
		for (size_t i = 0; i < s->cells; i++) {
			value[i][blocks] = block_mean(s, i, buf);
			s->first[i] += s->count[i];
			s->count[i] = 0;
		}
		blocks++;
		rounds = 0;
	}
	return blocks;
}

/* Return the state before the first round. */
static struct step begin_step(const struct result *const *cell, const struct cut *cut, size_t cells, size_t least_rounds)
{
	struct step s = { .cell = cell, .cut = cut, .cells = cells, .rounds = cell[0]->record->round_count,
			  .least_rounds = least_rounds };

	for (size_t i = 0; i < cells; i++) {
		s.left[i] = cell[i]->record->tick_count;
		s.least[i] = s.left[i] < BLOCKS_MIN * BLOCKS_SAMPLES_MIN ? 1 : BLOCKS_SAMPLES_MIN;
	}
	return s;
}

/* Make the blocks of cells first ... first + cells - 1, whose rounds coincide. */
static void step(struct blocks *b, const struct result *const *cell, const struct cut *cut, size_t first, size_t cells,
		 double *buf)
{
	size_t rounds = cell[first]->record->round_count;
	struct step s = begin_step(cell + first, cut + first, cells, (rounds + BLOCKS_MAX - 1) / BLOCKS_MAX);
	size_t count = make_means(&s, b->value + first, buf);

	for (size_t i = 0; i < cells; i++) {
		b->count[first + i] = count;
		b->middle[first + i] = stats_mean(b->value[first + i], count);
	}
}

static double spread(const double *x, size_t n)
{
	return n >= 2 ? stats_deviation(x, n) : 0;
}

/* Cells of several boots that are compared: boot b measured cell[b * cells + i]. The first `arm` boots are one arm. */
struct boots {
	const struct results *const *results; /* by boot */
	const struct result *const *cell;
	size_t count, cells, arm;
};

/* Copy the costs of all cells to samples, and let cut have them. Returns the end of what is used of samples. */
static double *take_samples(const struct boots *boots, struct cut *cut, double *samples)
{
	for (size_t i = 0; i < boots->count * boots->cells; i++) {
		size_t n = boots->cell[i]->record->tick_count;

		result_costs(boots->results[i / boots->cells], boots->cell[i], 0, n, samples);
		cut[i] = (struct cut){ .x = samples, .n = n };
		samples += n;
	}
	return samples;
}

static double longest_tick(const struct boots *boots)
{
	double tick = 0;

	for (size_t b = 0; b < boots->count; b++)
		tick = fmax(tick, results_tick(boots->results[b]));
	return tick;
}

/*
 * Would an arm lose too much of a cell? The samples of its boots count together: a spike or two are many for a boot of a
 * few samples, and a boot need not have as many as the next.
 */
static bool loses_too_much(const struct boots *boots, const struct cut *cut)
{
	struct cut sum[2 * BLOCKS_CELLS_MAX];
	size_t arms = boots->arm < boots->count ? 2 : 1;

	for (size_t i = 0; i < arms * boots->cells; i++)
		sum[i] = (struct cut){ .n = 0 };
	for (size_t i = 0; i < boots->count * boots->cells; i++) {
		size_t arm = i / boots->cells >= boots->arm;
		struct cut *of = &sum[arm * boots->cells + i % boots->cells];

		of->share += cut[i].share * (double)cut[i].n;
		of->n += cut[i].n;
	}
	for (size_t i = 0; i < arms * boots->cells; i++)
		sum[i].share /= (double)sum[i].n;
	return robust_cut_is_refused(sum, arms * boots->cells);
}

/* Make the blocks of one boot from the samples that its cuts have. scratch: room for those of its largest cell. */
static void make_boot(struct blocks *b, const struct results *results, const struct result *const *cell, struct cut *cut,
		      size_t cells, double *scratch)
{
	double tick = results_tick(results);

	for (size_t i = 0; i < cells; i++) {
		if (b->uncut)
			cut[i].limit = INFINITY;
		else
			b->cut = fmax(b->cut, cut[i].share);
		memcpy(scratch, cut[i].x, cut[i].n * sizeof(*scratch));
		b->dithered &= spread(scratch, robust_cut_off(scratch, cut[i].n, cut[i].limit)) >= tick / 2;
	}
	b->dithered |= results->archive->clock.dither_spins.value > 0;
	for (size_t i = 0; i < cells; i += b->matched ? cells : 1)
		step(b, cell, cut, i, b->matched ? cells : 1, scratch);
}

/* samples: room for those of all cells, and for those of the largest again. Returns 0 or -ENOMEM. */
static int make_cut_means(struct blocks *blocks, const struct boots *boots, double *samples)
{
	struct cut *cut = calloc(boots->count * boots->cells, sizeof(*cut));
	bool refused;

	if (!cut)
		return -ENOMEM;
	samples = take_samples(boots, cut, samples);
	if (robust_common_cut(cut, boots->count * boots->cells, longest_tick(boots) / 2, &refused)) {
		free(cut);
		return -ENOMEM;
	}
	refused = loses_too_much(boots, cut);
	for (size_t b = 0; b < boots->count; b++) {
		blocks[b].uncut = refused;
		make_boot(&blocks[b], boots->results[b], boots->cell + b * boots->cells, cut + b * boots->cells,
			  boots->cells, samples);
	}
	free(cut);
	return 0;
}

static void take_medians(struct blocks *b, const struct result *const *cell, size_t cells)
{
	for (size_t i = 0; i < cells; i++) {
		b->count[i] = cell[i]->record->round_count;
		memcpy(b->value[i], cell[i]->round_median, b->count[i] * sizeof(*b->value[i]));
		b->middle[i] = cell[i]->sample_median;
	}
}

/* Allocate the values of one boot's blocks, and say which cells have the same rounds. Returns 0 or -ENOMEM. */
static int begin_boot(struct blocks *blocks, const struct results *results, const struct result *const *cell, size_t cells)
{
	size_t rounds = 0;

	*blocks = (struct blocks){ .exact = blocks_exact(results->archive), .matched = true, .dithered = true };
	for (size_t i = 0; i < cells; i++) {
		for (size_t j = 0; j < i; j++)
			blocks->matched &= result_coincides(cell[i], cell[j]);
		rounds += cell[i]->record->round_count;
	}
	blocks->all = malloc(rounds * sizeof(*blocks->all));
	if (!blocks->all)
		return -ENOMEM;
	for (size_t i = 0, used = 0; i < cells; used += cell[i++]->record->round_count)
		blocks->value[i] = blocks->all + used;
	return 0;
}

/* Make the blocks of boots that have been begun. Returns 0 or -ENOMEM. */
static int make_boots(struct blocks *blocks, const struct boots *boots)
{
	size_t samples = 0, largest = 0;
	double *buf;
	int err;

	for (size_t i = 0; i < boots->count * boots->cells; i++) {
		size_t n = boots->cell[i]->record->tick_count;

		samples += n;
		largest = n > largest ? n : largest;
	}
	buf = malloc((samples + largest) * sizeof(*buf));
	err = buf ? make_cut_means(blocks, boots, buf) : -ENOMEM;
	free(buf);
	return err;
}

int blocks_make(struct blocks *blocks, const struct results *results, const struct result *const *cell, size_t cells)
{
	const struct boots one = { .results = &results, .cell = cell, .count = 1, .cells = cells, .arm = 1 };
	int err = begin_boot(blocks, results, cell, cells);

	if (err)
		return err;
	if (blocks->exact)
		take_medians(blocks, cell, cells);
	else
		err = make_boots(blocks, &one);
	if (err)
		blocks_free(blocks);
	return err;
}

int blocks_make_boots(struct blocks *blocks, const struct results *const *results, const struct result *const *cell,
		      size_t count, size_t cells, size_t arm)
{
	const struct boots boots = { results, cell, count, cells, arm };
	size_t begun = 0;
	int err = 0;

	while (!err && begun < count) {
		err = begin_boot(&blocks[begun], results[begun], cell + begun * cells, cells);
		begun += !err;
	}
	if (!err)
		err = make_boots(blocks, &boots);
	while (err && begun)
		blocks_free(&blocks[--begun]);
	return err;
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->all);
	*blocks = (struct blocks){ .all = NULL };
}

size_t blocks_means(const struct result *cell, const double *cost, double *mean)
{
	const struct cut uncut = { .x = cost, .n = cell->record->tick_count, .limit = INFINITY };
	struct step s = begin_step(&cell, &uncut, 1, 1);

	return make_means(&s, &mean, NULL);
}
