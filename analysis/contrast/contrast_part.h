/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that make contrasts, and aa.c, which makes them of parts of a run, share; nobody else includes it. */
#ifndef ANALYSIS_CONTRAST_PART_H
#define ANALYSIS_CONTRAST_PART_H

#include "analysis/contrast/contrast.h"

/* What is left of the predictions in a signed sum. */
struct remainder {
	bool known; /* false: some cell has no prediction */
	int64_t translation, permission, allocates, dirtied;
};

struct remainder contrast_remainder(const struct contrast *c);

/* Is the cell's number one that a contrast may be built on? */
bool contrast_is_sound(const struct result *result);

/*
 * May a contrast stand on its parts, of which some may be NULL? Counts in contrasts what has to be left out although
 * the cells are there.
 */
bool contrast_may_stand(struct contrasts *contrasts, const struct contrast *c);

/* Set what follows from the parts alone; reference may be NULL. */
void contrast_describe(struct contrast *c, const struct result *reference);

/* A copy of one more. 0 or -ENOMEM. */
int contrast_append(struct contrasts *contrasts, const struct contrast *c);

/* Do outcomes, and with them what a cost contains, cancel in the signed sum? */
bool contrast_outcomes_cancel(const struct contrast *c);

/*
 * Estimate a described signed sum. Of a cell and itself it is that of its odd rounds or blocks (the first, the third,
 * ...) less its even ones; without a value if there are none. 0 or -ENOMEM.
 */
int contrast_estimate(struct contrast *c, const struct results *results);

/* What an estimated one rests on: c->rounds differences, in clock.unit, to be freed. 0 or -ENOMEM. */
int contrast_differences(const struct contrast *c, const struct results *results, double **d);

/* Describe the contrasts break_even_lines; estimate one. 0 or -ENOMEM. */
int contrast_make_break_even(struct contrasts *contrasts, const struct results *results);
bool contrast_is_break_even(const struct contrast *c);
int contrast_estimate_break_even(struct contrast *c, const struct results *results);

#endif
