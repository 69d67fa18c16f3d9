/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contrasts: signed sums of cells' costs that answer a question, each with an interval. */
#ifndef ANALYSIS_CONTRAST_H
#define ANALYSIS_CONTRAST_H

#include "analysis/cell/result.h"

#define CONTRAST_TERMS_MAX 4
#define CONTRAST_NAME_SIZE 40
#define CONTRAST_NOTE_SIZE 80

/*
 * How value and interval are estimated. The first two are used where the clock counts every instruction, the next three
 * on all other clocks; struct blocks says what the values of a cell are.
 */
enum estimator {
	ESTIMATOR_ROUNDS, /* t intervals of the rounds' signed sums of medians, around value and mean: their union */
	ESTIMATOR_WELCH_ROUNDS, /* the same by Welch's t: the terms do not share their rounds */
	ESTIMATOR_BCA,    /* BCa interval of the blocks' signed sums of means after a common cut */
	ESTIMATOR_BLOCKS, /* t interval of the same sums, which are too few or too correlated for BCa */
	ESTIMATOR_WELCH,  /* Welch's interval: the blocks of the terms are not the same rounds */
	ESTIMATOR_NONE,   /* there are too few samples for an interval */
	ESTIMATOR_CROSSING_ROUNDS, /* break_even_lines: t interval of the rounds' or blocks' crossings */
	ESTIMATOR_CROSSING,        /* break_even_lines: a crossing without an interval */
	ESTIMATOR_BOOTS,  /* several boots: mean of the boots' values, of whatever kind, and t interval over boots */
	ESTIMATOR_SEEDS,  /* the same of a clock that counts every instruction: median and range of the seeds' values */
	ESTIMATOR_COUNT,
};

extern const char *const estimator_name[ESTIMATOR_COUNT];

/* The kinds of contrasts. */
enum contrast_id {
	CONTRAST_IVAC_MINUS_CIVAC,
	CONTRAST_PERMISSION_FAULT,
	CONTRAST_PERMISSION_FAULT_COLD,
	CONTRAST_TRANSLATION_FAULT,
	CONTRAST_COW_RETRY,
	CONTRAST_CLOSURE,
	CONTRAST_DEFERRED_STORE,
	CONTRAST_DEFERRED_STORE_ALONE,
	CONTRAST_AFTERMATH,
	CONTRAST_BREAK_EVEN_LINES,
	CONTRAST_NATIVE_OP,
	CONTRAST_AA_CIVAC,
	CONTRAST_POLICIES, /* a cell's policy against base; its name is "POLICY_minus_BASE" */
	CONTRAST_COUNT,
};

#define CONTRAST_BIT(id) (UINT32_C(1) << CONTRAST_##id)

/* The name of each kind in every output; NULL for CONTRAST_POLICIES. */
extern const char *const contrast_name[CONTRAST_COUNT];

struct contrast {
	enum contrast_id id;
	char name[CONTRAST_NAME_SIZE];
	const char *formula;         /* in words; NULL for CONTRAST_POLICIES, whose name says it */
	size_t term_count;
	int sign[CONTRAST_TERMS_MAX]; /* +1 or -1 */
	const struct result *term[CONTRAST_TERMS_MAX];
	uint32_t fixed;              /* bit by axis_id: the axes on which all terms agree; term[0] has their values */
	uint32_t named;              /* bit by axis_id: axes on which terms differ and term[0] identifies the contrast */
	bool against_policy;         /* the contrast compares term[0]'s policy with base */
	enum policy_id base;
	const char *unit;            /* "lines" or clock.unit */
	double divisor;              /* the signed sum is divided by it; native_op: the difference in lines, else 1 */
	bool has_value;              /* false: it could not be estimated, or break_even_lines has no crossing */
	double value;                /* signed sum / divisor; break_even_lines: the line at which two costs are equal */
	char note[CONTRAST_NOTE_SIZE]; /* break_even_lines: which policy is cheaper where; else "" */
	struct interval ci95;
	enum estimator estimator;
	struct over_boots over;      /* if it is estimated over several boots */
	const struct result *reference; /* the cell that contrast_relative() divides by, or NULL */
	size_t n;                    /* samples of the term with the fewest */
	bool blocks;                 /* estimated from means of blocks, else from medians of rounds */
	size_t rounds;               /* number of the terms' common rounds or blocks that the interval is computed from, or 0 */
	size_t parts;                /* the same, or those of the term with the fewest where the terms do not share them; over */
				     /* boots, their number; or 0 */
	double error, df;            /* standard error of the value, and its degrees of freedom; 0: not known */
	struct correlation correlation; /* of the blocks; not tested where they are not common, or medians of rounds */
	double resolution;           /* uncertainty to either side that the clock's tick causes, in clock.unit */
	double hook_half, hook_error; /* what the uncertainty of the module's hook adds, as hook_half() and hook_error() */
	double cut;                  /* share of samples that were cut, 0 ... 1, in the term that lost most */
	bool uncut;                  /* nothing was cut: so many samples lie above the cut that they are no outliers */
	double trimmed;              /* value by another estimator: 20 % trimmed mean of the blocks; 0: none */
	struct interval trimmed_ci95; /* its interval; not known with fewer than ROBUST_TRIM_MIN blocks, or an exact clock */
	bool has_p;
	double p, p_holm;            /* that the true value is 0, by t over blocks; p_holm: corrected for all contrasts of the name */
	bool same_outcome;           /* added and subtracted outcomes cancel; else the value includes their difference */
	bool alike;                  /* predicted faults, pages and dirty bits cancel too: the true value should be 0 */
	bool valid;                  /* all terms are as predicted; false: some have no counts */
};

struct contrasts {
	struct contrast *contrast;
	size_t count;
	size_t omitted; /* contrasts left out because a cell is not as predicted */
};

/* Free what the struct owns. A zeroed struct is allowed. */
void contrasts_free(struct contrasts *contrasts);

/*
 * Find the first contrast of a kind other than CONTRAST_POLICIES that has a value and whose term[0] agrees with like on
 * the axes, a bit each by axis_id. NULL: there is none.
 */
const struct contrast *contrasts_find(const struct contrasts *contrasts, enum contrast_id id, const struct cell *like,
				      uint32_t axes);

/* Find the contrast of like's policy against base in the same way. axes must include the policy. */
const struct contrast *contrasts_find_pair(const struct contrasts *contrasts, enum policy_id base,
					   const struct cell *like, uint32_t axes);

/* The axes of term[0], other than the op, that the name of a contrast does not contain. */
#define CONTRAST_PAGE_AXES (AXIS_BIT(POLICY) | AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE) | AXIS_BIT(LINES) | \
			    AXIS_BIT(BACKING) | AXIS_BIT(VCPUS) | AXIS_BIT(MIX))

/*
 * Compute the value as a fraction of the reference's cost. The reference is the subtracted cell for policy against
 * policy and for costs after an op; else it is the cold dc_civac on the same page, so that the fractions of a
 * decomposition can be added. Returns false if there is no reference, or if that is 0.
 */
bool contrast_relative(const struct contrast *contrast, double *relative);

/* Is it of a cell against itself: its odd rounds or blocks less its even ones? */
bool contrast_is_self(const struct contrast *contrast);

/* Return how many rounds were timed, of the term with the fewest. */
size_t contrast_rounds(const struct contrast *c);

/* The signed sum of the terms' predictions. */
struct remainder {
	bool known; /* false: a cell has no prediction */
	int64_t translation, permission, allocates, dirtied;
};

struct remainder contrast_remainder(const struct contrast *c);

/* May a contrast use the cell's cost? */
bool contrast_is_sound(const struct result *result);

/*
 * May the contrast be made from its terms, some of which may be NULL? Counts it in contrasts->omitted if all terms are
 * there and one of them is not sound.
 */
bool contrast_may_stand(struct contrasts *contrasts, const struct contrast *c);

/* Set the fields that follow from the terms without an estimate; reference may be NULL. */
void contrast_describe(struct contrast *c, const struct result *reference);

/* Append a copy and name it by its id, base and first term. Returns 0 or -ENOMEM. */
int contrast_append(struct contrasts *contrasts, const struct contrast *c);

/* Do the outcomes cancel in the signed sum? Else the value includes the cost of different outcomes. */
bool contrast_outcomes_cancel(const struct contrast *c);

#endif
