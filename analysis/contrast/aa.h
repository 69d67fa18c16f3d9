/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this suite makes of nothing: the A/A contrasts of an archive, as a test of its own pipeline. */
#ifndef ANALYSIS_AA_H
#define ANALYSIS_AA_H

#include "analysis/contrast/contrast.h"

#define AA_ALPHA 0.05
#define AA_POWER 0.80

/* What keeps a smaller effect from being seen. */
enum aa_limit {
	AA_SPREAD,  /* the spread of the rounds' differences */
	AA_TICK,    /* the clock's tick: the rounds do not differ at all, or by less */
	AA_NOTHING, /* the clock counts exactly, and every round's median is the same */
};

struct aa {
	bool copies;                 /* pairs are of copies; else of odd and even rounds of one cell */
	size_t pairs, rejected;      /* contrasts that have an interval, and those whose interval leaves 0 out */
	size_t subruns, subruns_rejected; /* the same of half a run's rounds in a row, from each round on */
	double rate;                 /* rejected of all of them: should be AA_ALPHA at most; 0 if there are none */
	bool has_mde;
	double mde;                  /* smallest effect to be seen in the worst pair, in clock.unit */
	double relative;             /* of that pair's median */
	enum aa_limit limit;
	size_t rounds;               /* that this rests on */
	double variance_inflation;   /* by what rounds in a row have in common; at least 1 */
	const struct result *worst;  /* the pair's cell */
};

extern const char *const aa_limit_name[];

/* 0 or -ENOMEM. */
int aa_make(struct aa *aa, const struct contrasts *contrasts, const struct results *results);

#endif
