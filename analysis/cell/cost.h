/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Computes a cell's cost from its samples, from all of them or those of some rounds. */
#ifndef ANALYSIS_COST_H
#define ANALYSIS_COST_H

#include "analysis/cell/result.h"

/* A cell's cost as contrasts use it: its middle, and the values of count rounds or blocks of the timing pass. */
struct series {
	double middle;
	const double *value;
	size_t count;
};

/* Return the series of block means, or of round medians; all cells of a comparison use the same. The cell is done. */
struct series result_series(const struct result *result, bool blocks);

/* Fill in the fields that are computed from the samples alone. Returns 0, or -ENOMEM with nothing to free. */
int result_measure(const struct results *results, struct result *result);

/* A cell as if only some of its rounds had been measured. */
struct result_rounds {
	struct record record;
	struct result result;
};

/*
 * Make the result of `rounds` >= 1 rounds, from round `first` on. The record of whole must outlive it. Returns 0, or
 * -ENOMEM with nothing to free.
 */
int result_rounds_make(struct result_rounds *some, const struct results *results, const struct result *whole,
		       size_t first, size_t rounds);
void result_rounds_free(struct result_rounds *some);

#endif
