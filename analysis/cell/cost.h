/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Computes a cell's cost from its samples. */
#ifndef ANALYSIS_COST_H
#define ANALYSIS_COST_H

#include "analysis/cell/result.h"

/* A cell's cost on an exact clock: its median, and the medians of count rounds of the timing pass. */
struct series {
	double middle;
	const double *value;
	size_t count;
};

/* Return the series of a cell that is done. */
struct series result_series(const struct result *result);

/* Return the median of n >= 1 sorted lengths of paths: of the two in the middle the more common one, the shorter of equals. */
double cost_path_median(const double *sorted, size_t n);

/*
 * Fill in the fields that are computed from the samples alone, as many as results->use needs. Returns 0, or -ENOMEM with what
 * result_free() frees.
 */
int result_measure(const struct results *results, struct result *result);

/* Set value and interval, and what belongs to them, of a clock that is not exact, without the hooks' share. Returns 0 or -ENOMEM. */
int result_estimate_mean(const struct results *results, struct result *result);

#endif
