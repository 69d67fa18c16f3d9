/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an archived cell comes to: its cost, and whether its counts are those that were predicted. */
#ifndef ANALYSIS_RESULT_H
#define ANALYSIS_RESULT_H

#include "analysis/cell/band.h"
#include "analysis/archive/archive.h"
#include "analysis/stats/stats.h"

enum verdict {
	VERDICT_AS_PREDICTED,
	VERDICT_UNCHECKED, /* nothing speaks against it, but counts or prediction are missing */
	VERDICT_DIFFERS,
	VERDICT_FAILED,    /* not measured */
};

#define RESULT_PROBLEMS_MAX 12
#define RESULT_PROBLEM_SIZE 192 /* OBSERVED_TEXT_SIZE, bench/model/observed.h; longer findings are cut */

struct result {
	const struct record *record;
	struct summary cost;      /* of the samples as timed (null included), in clock.unit; n 0: none */
	double deviation;         /* standard deviation of the samples, in clock.unit; 0 of a single one */
	bool coarse;              /* the tick is too long for them: cost is of block_mean, but for n and mean */
	double *round_median;     /* record->round_count of them, in clock.unit */
	double *block_mean;       /* block_count, of rounds in a row that are long enough together; in clock.unit */
	size_t block_count;
	double sample_median, block_median; /* of all samples; of block_mean; in clock.unit */
	const struct band *band;  /* what such a cell cost elsewhere, or NULL */
	bool implausible;         /* cost.median is not in it */
	double faults;            /* measured, per sample, all kinds; 0 if not attributed */
	enum verdict verdict;
	size_t problem_count;     /* ways in which it is not what was predicted, and what the run found */
	char problem[RESULT_PROBLEMS_MAX][RESULT_PROBLEM_SIZE];
};

/* Both lists are in the order of the catalogue, whatever order the cells were measured in. */
struct results {
	const struct archive *archive;
	struct result *result;    /* of the cells that were measured, or failed */
	size_t count;
	const struct record **skipped;
	size_t skipped_count;
};

/* Return the clock's resolution in clock.unit: the least step of the counter, or one tick if that is not known. */
double results_tick(const struct results *results);

/* Write the costs of the samples first ... first + count - 1 to out, in clock.unit, in the order they were taken. */
void result_costs(const struct results *results, const struct result *result, size_t first, size_t count, double *out);

/* Has it a cost to tell of: was it measured, and does the CPU translate the op? False of NULL. */
bool result_has_cost(const struct result *result);

/* Were the threads of its vCPUs preempted, moved or made to wait for a page, even at the last try? */
bool result_disturbed(const struct result *result);

/* In the order of the catalogue: for qsort() and bsearch() of an array of struct result. */
int result_compare(const void *a, const void *b);

/* NULL if the archive does not have the cell, or it was skipped. */
const struct result *results_find(const struct results *results, const struct cell *cell);

/* The same cell with another op. */
const struct result *results_pick(const struct results *results, struct cell cell, enum op_id op);

/* How many have this verdict. */
size_t results_verdicts(const struct results *results, enum verdict verdict);

/*
 * How many cells are not in the band that is known for them; had their vCPUs' threads disturbed; did not get as precise
 * as was asked for.
 */
size_t results_implausible(const struct results *results);
size_t results_disturbed(const struct results *results);
size_t results_unconverged(const struct results *results);

#endif
