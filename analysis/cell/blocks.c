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

/* State of cutting one cell, or several with equally many rounds, into blocks of the same rounds. */
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

/* Make the blocks of cells first ... first + cells - 1, which have equally many rounds. */
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

/* samples: room for those of all cells, and for those of the largest again. Returns 0 or -ENOMEM. */
static int make_cut_means(struct blocks *b, const struct results *results, const struct result *const *cell,
			  size_t cells, double *samples)
{
	struct cut cut[BLOCKS_CELLS_MAX];
	double tick = results_tick(results);

	for (size_t i = 0; i < cells; i++) {
		size_t n = cell[i]->record->tick_count;

		result_costs(results, cell[i], 0, n, samples);
		cut[i] = (struct cut){ .x = samples, .n = n };
		samples += n;
	}
	if (robust_common_cut(cut, cells, tick / 2, &b->uncut))
		return -ENOMEM;
	for (size_t i = 0; i < cells; i++) {
		if (b->uncut)
			cut[i].limit = INFINITY;
		else
			b->cut = fmax(b->cut, cut[i].share);
		memcpy(samples, cut[i].x, cut[i].n * sizeof(*samples));
		b->dithered &= spread(samples, robust_cut_off(samples, cut[i].n, cut[i].limit)) >= tick / 2;
	}
	b->dithered |= results->archive->clock.dither_spins.value > 0;
	for (size_t i = 0; i < cells; i += b->matched ? cells : 1)
		step(b, cell, cut, i, b->matched ? cells : 1, samples);
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

int blocks_make(struct blocks *blocks, const struct results *results, const struct result *const *cell, size_t cells)
{
	size_t rounds = 0, samples = 0, largest = 0;
	double *buf;
	int err;

	*blocks = (struct blocks){ .exact = blocks_exact(results->archive), .matched = true, .dithered = true };
	for (size_t i = 0; i < cells; i++) {
		blocks->matched &= cell[i]->record->round_count == cell[0]->record->round_count;
		rounds += cell[i]->record->round_count;
		samples += cell[i]->record->tick_count;
		largest = cell[i]->record->tick_count > largest ? cell[i]->record->tick_count : largest;
	}
	blocks->all = malloc(rounds * sizeof(*blocks->all));
	if (!blocks->all)
		return -ENOMEM;
	for (size_t i = 0, used = 0; i < cells; used += cell[i++]->record->round_count)
		blocks->value[i] = blocks->all + used;
	if (blocks->exact) {
		take_medians(blocks, cell, cells);
		return 0;
	}
	buf = malloc((samples + largest) * sizeof(*buf));
	err = buf ? make_cut_means(blocks, results, cell, cells, buf) : -ENOMEM;
	free(buf);
	if (err)
		blocks_free(blocks);
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
