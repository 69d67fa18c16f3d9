/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reduces cells that are compared with each other to one value for each block of rounds. */
#ifndef ANALYSIS_BLOCKS_H
#define ANALYSIS_BLOCKS_H

#include "analysis/cell/result.h"

#define BLOCKS_CELLS_MAX 8    /* cells that can be compared */
#define BLOCKS_SAMPLES_MIN 16 /* samples of each cell in a block */
#define BLOCKS_MIN 4          /* a cell with too few samples for this many such blocks has a block for each round */
#define BLOCKS_MAX 64         /* of cells that are compared: what neighbouring rounds share is then within a block */

/*
 * With a clock that counts instructions exactly, a block is a round and its value the median, which is the path that
 * most samples take. With any other clock, a block is the fewest consecutive rounds in which each cell has
 * BLOCKS_SAMPLES_MIN samples, or a single round for a cell with too few samples for BLOCKS_MIN such blocks. Its value
 * is then the mean of the samples that the common cut leaves (robust_common_cut()); a long tick does not bias a mean.
 */
struct blocks {
	bool exact;                      /* values are medians of rounds, else means of blocks */
	bool matched;                    /* the i-th blocks of all cells are the same rounds (result_coincides()) */
	size_t count[BLOCKS_CELLS_MAX];  /* number of blocks, by cell */
	double *value[BLOCKS_CELLS_MAX]; /* in clock.unit */
	double middle[BLOCKS_CELLS_MAX]; /* median of the cell's samples, or mean of its blocks; in clock.unit */
	double cut;                      /* share of samples that were cut, 0 ... 1, in the cell that lost most */
	bool uncut;                      /* nothing was cut, as too many samples would have been */
	bool dithered;                   /* the samples of each cell start at any phase of the tick: the guest dithers, */
					 /* or the samples after the cut spread by half a tick or more */
	double *all;                     /* owned: the memory of all values */
};

/* Does the archive's clock count exactly the executed instructions? */
bool blocks_exact(const struct archive *archive);

/*
 * Make the blocks of 1 ... BLOCKS_CELLS_MAX measured cells, among which a cell may be twice. Returns 0, or -ENOMEM with
 * nothing to free.
 */
int blocks_make(struct blocks *blocks, const struct results *results, const struct result *const *cell, size_t cells);
void blocks_free(struct blocks *blocks);

/*
 * Make the blocks of the same 1 ... BLOCKS_CELLS_MAX cells in each of count >= 1 boots, whose clocks are taken for not exact:
 * boot b measured cell[b * cells + i] with results[b]. The first `arm` boots, 1 ... count, are compared with the rest. The
 * cut is common to all boots, and is applied to all of them or to none: it is refused by what each arm would lose of each
 * cell. Fills blocks[0 ... count - 1], each for blocks_free(). Returns 0, or -ENOMEM with nothing to free.
 */
int blocks_make_boots(struct blocks *blocks, const struct results *const *results, const struct result *const *cell,
		      size_t count, size_t cells, size_t arm);

/*
 * Write the block means of one measured cell by itself, without a cut and without BLOCKS_MAX, to mean, which has room
 * for one per round. cost holds the costs of all its samples in the order taken. Returns the number of blocks, >= 1.
 */
size_t blocks_means(const struct result *cell, const double *cost, double *mean);

#endif
