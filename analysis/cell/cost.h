/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a cell's samples come to, all of them or those of some rounds. */
#ifndef ANALYSIS_COST_H
#define ANALYSIS_COST_H

#include "analysis/cell/result.h"

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
