/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a cell's samples come to, all of them or those of some rounds. */
#ifndef ANALYSIS_COST_H
#define ANALYSIS_COST_H

#include "analysis/cell/result.h"

/*
 * A block, whose mean stands for it, is a round, or so many in a row that it has this many
 * samples; but of a cell that has not enough for RESULT_BLOCKS_MIN such blocks, a round, however short.
 */
#define RESULT_BLOCK_SAMPLES 16
#define RESULT_BLOCKS_MIN    4

/* What the counter advances by at least, in clock.unit. */
double results_tick(const struct results *results);

/* Costs of the samples first … first + count - 1, in clock.unit, in the order taken. */
void result_costs(const struct results *results, const struct result *result, size_t first, size_t count, double *out);

/* A cell's cost as contrasts use it: its middle, and the values of count rounds or blocks of the timing pass. */
struct series {
	double middle;
	const double *value;
	size_t count;
};

/* By block means, or by medians of samples, as one of the cells that are compared needs it. The cell is done. */
struct series result_series(const struct result *result, bool blocks);

/* Allocate and fill in all that follows from the samples alone. 0 or -ENOMEM, with nothing to free. */
int result_measure(const struct results *results, struct result *result);

/* A cell as if only some of its rounds had been measured. */
struct result_rounds {
	struct record record;
	struct result result;
};

/* rounds >= 1 of them, from first on. 0 or -ENOMEM, with nothing to free. The cell's record must outlive it. */
int result_rounds_make(struct result_rounds *some, const struct results *results, const struct result *whole,
		       size_t first, size_t rounds);
void result_rounds_free(struct result_rounds *some);

#endif
