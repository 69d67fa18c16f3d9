/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contrasts: signed sums of cells' costs that answer a question, each with an interval. */
#ifndef ANALYSIS_CONTRAST_H
#define ANALYSIS_CONTRAST_H

#include "analysis/cell/result.h"

#define CONTRAST_TERMS_MAX 4
#define CONTRAST_NAME_SIZE 40
#define CONTRAST_NOTE_SIZE 80

/*
 * What value and interval rest on. The first two where the clock counts every instruction, the next three elsewhere:
 * see struct blocks.
 */
enum estimator {
	ESTIMATOR_ROUNDS, /* t interval by each round's signed sum of medians: around the value and around their mean */
	ESTIMATOR_RANKS,  /* order-statistic intervals of the medians added up, each at 1 - 0.05 / terms (Bonferroni) */
	ESTIMATOR_BCA,    /* means of blocks after a common cut; BCa of the signed sums of blocks */
	ESTIMATOR_BLOCKS, /* t interval of the same, which are too few for BCa */
	ESTIMATOR_WELCH,  /* likewise, of blocks that are not the same rounds */
	ESTIMATOR_NONE,   /* too few samples for any */
	ESTIMATOR_CROSSING_ROUNDS, /* of break_even_lines: t interval of the rounds' or blocks' crossings, */
	ESTIMATOR_CROSSING,        /* or without an interval */
	ESTIMATOR_COUNT,
};

extern const char *const estimator_name[ESTIMATOR_COUNT];

/* What a contrast tells. */
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

/* What they are called in every output; NULL for CONTRAST_POLICIES. */
extern const char *const contrast_name[CONTRAST_COUNT];

struct contrast {
	enum contrast_id id;
	char name[CONTRAST_NAME_SIZE];
	const char *formula;         /* in words; NULL for policy against policy, whose name says it */
	size_t term_count;
	int sign[CONTRAST_TERMS_MAX]; /* +1 or -1 */
	const struct result *term[CONTRAST_TERMS_MAX];
	uint32_t fixed;              /* bit by axis_id: the axes on which all terms agree; term[0] has their values */
	uint32_t named;              /* those on which they do not, but term[0]'s value says which contrast it is */
	bool against_policy;         /* it compares term[0]'s policy with base */
	enum policy_id base;
	const char *unit;            /* "lines" or clock.unit */
	double divisor;              /* of the signed sum; native_op: the lines that are left in it, else 1 */
	bool has_value;              /* break_even_lines may have none, and what cannot be estimated */
	double value;                /* signed sum of the terms by divisor, or the line where two costs meet */
	char note[CONTRAST_NOTE_SIZE]; /* break_even_lines: who wins; else "" */
	struct interval ci95;
	enum estimator estimator;
	const struct result *reference; /* the cell that relative is relative to, or NULL */
	size_t n;                    /* samples of the term that has fewest */
	bool blocks;                 /* it rests on means of blocks, not on medians of rounds */
	size_t rounds;               /* or blocks, that the interval rests on, or 0 */
	double resolution;           /* what the clock leaves open, to either side, in clock.unit */
	double cut;                  /* share of samples that were cut off the term that lost most */
	bool uncut;                  /* none were: too many would have been, and so they are no outliers */
	double trimmed;              /* the same by another estimator: 20 % trimmed mean of the rounds or blocks, */
	struct interval trimmed_ci95; /* if there are any; else not known, and 0 */
	bool has_p;
	double p, p_holm;            /* that it is 0: by t; made up for all contrasts of its name (Holm) */
	bool has_ratio;              /* of one cost, null included, to another */
	double ratio;
	struct interval ratio_ci95;  /* by bootstrap of the logarithm (Kalibera and Jones 2013) */
	bool same_outcome;           /* added and subtracted outcomes cancel; else the value contains them too */
	bool alike;                  /* so do predicted faults, pages and dirty bits: it should be nothing */
	bool valid;                  /* all terms are as predicted; else some have no counts */
};

struct contrasts {
	struct contrast *contrast;
	size_t count;
	size_t omitted; /* that could not be given because a cell is not as predicted */
};

/* Safe on a zeroed struct. */
void contrasts_free(struct contrasts *contrasts);

/*
 * The first contrast of that kind (not CONTRAST_POLICIES) which has a value and whose term[0] agrees with like on the
 * axes, a bit each by axis_id; NULL: there is none.
 */
const struct contrast *contrasts_find(const struct contrasts *contrasts, enum contrast_id id, const struct cell *like,
				      uint32_t axes);

/* The same of the contrasts of like's policy against base. axes includes that of the policy. */
const struct contrast *contrasts_find_pair(const struct contrasts *contrasts, enum policy_id base,
					   const struct cell *like, uint32_t axes);

/* Axes of term[0] that no contrast's name says, but for the op, which some do. */
#define CONTRAST_PAGE_AXES (AXIS_BIT(POLICY) | AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE) | AXIS_BIT(LINES) | \
			    AXIS_BIT(BACKING) | AXIS_BIT(VCPUS) | AXIS_BIT(MIX))

/*
 * The value as a fraction of the reference's median: of the subtracted cell for policy against policy and for what
 * comes after an op, else of the cold dc_civac on the same page, so that the parts of a decomposition can be added.
 * False: there is none, or it is 0.
 */
bool contrast_relative(const struct contrast *contrast, double *relative);

/* What is left of the predictions in a signed sum. */
struct remainder {
	bool known; /* false: some cell has no prediction */
	int64_t translation, permission, allocates, dirtied;
};

struct remainder contrast_remainder(const struct contrast *c);

/* Is the cell's number one that a contrast may be built on? */
bool contrast_is_sound(const struct result *result);

/*
 * May a contrast stand on its terms, of which some may be NULL? Counts in contrasts what has to be left out although
 * the cells are there.
 */
bool contrast_may_stand(struct contrasts *contrasts, const struct contrast *c);

/* Set what follows from the terms alone; reference may be NULL. */
void contrast_describe(struct contrast *c, const struct result *reference);

/* Append a copy, named by its id, base and first term. 0 or -ENOMEM. */
int contrast_append(struct contrasts *contrasts, const struct contrast *c);

/* Do outcomes, and with them what a cost contains, cancel in the signed sum? */
bool contrast_outcomes_cancel(const struct contrast *c);

#endif
