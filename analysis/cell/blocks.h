/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands for cells that are compared with each other: a value for every block of rounds. */
#ifndef ANALYSIS_BLOCKS_H
#define ANALYSIS_BLOCKS_H

#include "analysis/cell/result.h"

#define BLOCKS_CELLS_MAX 8    /* cells that can be compared */
#define BLOCKS_SAMPLES_MIN 16 /* samples of each cell in a block */
#define BLOCKS_MIN 4          /* a cell with too few samples for this many such blocks has a block for each round */
#define BLOCKS_MAX 64         /* of cells that are compared: what neighbouring rounds share is then within a block */

/*
 * Of a clock that counts instructions exactly a block is a round, its value the median: the path that most samples
 * take. Of any other a block is a round, or so many in a row that each cell has BLOCKS_SAMPLES_MIN samples in it (of
 * a cell with too few for BLOCKS_MIN such blocks, a round, however short), and its value is the mean, which a
 * long tick does not falsify, of what the common cut leaves (robust_common_cut()).
 */
struct blocks {
	bool exact;                      /* medians of rounds; else means of blocks */
	bool matched;                    /* the i-th block of all cells is the same rounds; else each has its own */
	size_t count[BLOCKS_CELLS_MAX];
	double *value[BLOCKS_CELLS_MAX]; /* in clock.unit */
	double middle[BLOCKS_CELLS_MAX]; /* median of the cell's samples, or mean of its blocks; in clock.unit */
	double cut;                      /* share of samples that were cut off the cell that lost most */
	bool uncut;                      /* too many would have been, so none were */
	bool dithered;                   /* samples of each start at any phase of the tick: the guest sees to that, or */
					 /* what is left of them spreads by half a tick and more */
	double *all;                     /* owned: what the values point into */
};

/* Does the archive's clock count every instruction, and nothing else? */
bool blocks_exact(const struct archive *archive);

/* Of 1 ... BLOCKS_CELLS_MAX measured cells, a cell perhaps twice. 0, or -ENOMEM with nothing to free. */
int blocks_make(struct blocks *blocks, const struct results *results, const struct result *const *cell, size_t cells);
void blocks_free(struct blocks *blocks);

/*
 * Write the block means of one measured cell by itself, without a cut and without BLOCKS_MAX, to mean, which has room
 * for one per round. cost holds the costs of all its samples in the order taken. Returns the number of blocks, >= 1.
 */
size_t blocks_means(const struct result *cell, const double *cost, double *mean);

#endif
