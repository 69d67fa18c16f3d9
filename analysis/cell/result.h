/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of an archived cell: its cost, and whether its counts are as predicted. */
#ifndef ANALYSIS_RESULT_H
#define ANALYSIS_RESULT_H

#include "analysis/cell/band.h"
#include "analysis/archive/archive.h"
#include "analysis/cell/hook.h"
#include "analysis/stats/batch_means.h"
#include "analysis/stats/stats.h"

enum verdict {
	VERDICT_AS_PREDICTED,
	VERDICT_UNCHECKED, /* counts or prediction are missing, and nothing disagrees */
	VERDICT_DIFFERS,
	VERDICT_FAILED,    /* not measured */
};

#define VERDICT_COUNT (VERDICT_FAILED + 1)

#define OVER_BOOTS_MAX 128 /* boots of one host whose results are joined */

/*
 * What a value of several boots of one host rests on. Each boot has one value, of an exact clock each seed. The variance of
 * these values is that between boots, plus what the rounds of a boot leave of their own.
 */
struct over_boots {
	size_t count;                 /* boots; 0: the value is of one archive, and all else is 0 */
	double *value;                /* owned: by boot, in the value's unit */
	size_t rounds;                /* rounds or blocks of the boot with the fewest */
	bool exact;                   /* the clock is exact: the archives are seeds, and the interval is their range */
	double df;                    /* boots - 1 */
	double deviation;             /* standard deviation of the boots' values, boots - 1 in the denominator */
	bool has_parts;               /* each boot has two rounds or blocks, so that the next two are known */
	double round_deviation;       /* of the value that one round or block alone would give, about its boot's */
	double boot_deviation;        /* between boots, with unlimited rounds; 0: the rounds explain all that is seen */
};

#define RESULT_PROBLEMS_MAX 12
#define RESULT_PROBLEM_SIZE 192 /* OBSERVED_TEXT_SIZE, bench/model/observed.h; longer findings are cut */

/* How the value of a cost and its interval are estimated: the first on clocks that count every instruction. */
enum cost_estimator {
	COST_MEDIAN, /* median of the samples; t interval over the medians of rounds, around it and their mean */
	COST_BCA,    /* mean of blocks after a cut; BCa interval over the blocks */
	COST_BLOCKS, /* the same; t interval, as the blocks are few or correlated */
	COST_BOOTS,  /* several boots: mean of the boots' means of blocks after a common cut; t interval over boots */
	COST_SEEDS,  /* several archives of an exact clock: median and range of their medians */
	COST_ESTIMATOR_COUNT,
};

extern const char *const cost_estimator_name[COST_ESTIMATOR_COUNT];

/* A length that a path of an exact clock has, in clock.unit, and how many samples took it. */
struct path {
	double cost;
	size_t count;
};

/* All costs are as timed (null included) less hook, in clock.unit. */
struct result {
	const struct record *record;
	struct over_boots over;   /* of a cell of several boots: what value and ci95 rest on; the rest is of the samples of all */
	double value;             /* the cost of the cell that is printed, compared and referred to, as estimator says */
	struct interval ci95;     /* of value, widened by what the hooks' cost is uncertain; not known of one round or block */
	enum cost_estimator estimator;
	size_t blocks;            /* blocks of rounds that value and ci95 rest on; of an exact clock, rounds; or boots */
	struct correlation correlation; /* of the blocks; not tested with an exact clock */
	double cut;               /* share of samples that value leaves out as outliers, 0 ... 1 */
	bool uncut;               /* nothing was cut, as too many samples would have been */
	struct summary cost;      /* of the samples, outliers included; n 0: no cost */
	double deviation;         /* standard deviation of the samples; 0 for a single one */
	bool coarse;              /* tick too long for medians of samples: cost is of block_mean, except n and mean */
	double *round_median;     /* record->round_count of them */
	double *block_mean;       /* block_count of them (blocks_means()), outliers included */
	size_t block_count;
	double sample_median;     /* of an exact clock a path that was taken: of the two in the middle the more common one */
	struct path path[2];      /* the two most common paths of an exact clock; with one path, the second has count 0 */
	size_t paths;             /* how many lengths there are; 0: the clock is not exact */
	bool forked;              /* other samples of the same cell might have their median on a path of another length */
	const struct band *band;  /* costs of the cell on such a core, or NULL */
	bool implausible;         /* value is outside the band */
	struct hook_count hooked; /* how often a sample ran into the module's hooks */
	double hook;              /* what is subtracted from each sample for that, in clock.unit; 0: nothing */
	double faults;            /* measured stage-2 faults of all kinds per sample; 0 if not attributed */
	enum verdict verdict;
	size_t problem_count;     /* deviations from the prediction, and findings of the run */
	char (*problem)[RESULT_PROBLEM_SIZE]; /* owned, problem_count of them; NULL: none, as of most cells */
};

/* What results are made for. Where the clock is exact, all have all. */
enum results_use {
	RESULTS_ALONE, /* to be printed */
	RESULTS_BOOT,  /* one of several boots: of a cost n is known, and nothing else, as it is estimated over boots, or shifts are */
	RESULTS_POOL,  /* the samples of several boots: without value and interval of costs, which are estimated over boots */
};

/* Counts of the cells that were measured or failed: of all of them, also where results are gone (results_drop()). */
struct results_counts {
	size_t cells;
	size_t skipped;           /* besides, those that were skipped */
	size_t verdict[VERDICT_COUNT];
	size_t implausible;       /* outside their band */
	size_t disturbed;         /* result_disturbed() */
	size_t unconverged;       /* did not reach the precision that was asked for */
	uint32_t varies;          /* bit by axis_id: a cell has a value other than 0, the usual one */
	uint32_t stage2;          /* bit by stage2_id: a cell has it */
};

/* Both lists are in the order of the catalogue, not of measurement. */
struct results {
	const struct archive *archive;
	const struct results *const *boot; /* of several boots joined: those of each, boots of them; else NULL */
	size_t boots;             /* 0: of one archive */
	enum results_use use;
	struct hook hook;         /* of the module */
	struct results_counts counts;
	struct result *result;    /* of cells that were measured or failed */
	size_t count;
	const struct record **skipped;
	size_t skipped_count;
	struct record *own;       /* owned: the records of an excerpt's results; NULL: they are the archive's */
};

/* Return the clock's resolution in clock.unit: the least step of the counter, or one tick if that is not known. */
double results_tick(const struct results *results);

/*
 * Write the costs of the samples first ... first + count - 1 to out, in clock.unit, in the order they were taken. The cost of
 * the module's hooks is subtracted.
 */
void result_costs(const struct results *results, const struct result *result, size_t first, size_t count, double *out);

/*
 * Were the rounds of two cells taken together, so that what the host did in round i it did to both? They were if the cells
 * are of one group, measured by one process, have equally many rounds, and, where the archive has the times, each round of
 * one cell lies between those before and after it of the other.
 */
bool result_coincides(const struct result *a, const struct result *b);

/*
 * Add a problem, which is cut to RESULT_PROBLEM_SIZE, unless there are RESULT_PROBLEMS_MAX already. Returns 0 or -ENOMEM.
 * result_free() frees them, and all else that the result owns.
 */
int result_add_problem(struct result *result, const char *text);
void result_free(struct result *result);

/* Has the cell a cost: was it measured, and does the CPU execute the op? False for NULL. */
bool result_has_cost(const struct result *result);

/* Were the threads of its vCPUs preempted, migrated or delayed by a major fault, even at the last attempt? */
bool result_disturbed(const struct result *result);

/* Were they disturbed so often that the run has a finding on it? Its cost may be wrong by that. */
bool result_is_spoilt(const struct result *result);

/* Compare by the order of the catalogue, for qsort() and bsearch() of an array of struct result. */
int result_compare(const void *a, const void *b);

/* Find the result of a cell. NULL: the archive does not have the cell, or it was skipped. */
const struct result *results_find(const struct results *results, const struct cell *cell);

/* Find the result of the cell with another op. */
const struct result *results_pick(const struct results *results, struct cell cell, enum op_id op);

/* Set the counts, when all results are made. */
void results_count(struct results *results);

#endif
