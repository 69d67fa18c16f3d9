/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A/A test: contrasts between equal cells, whose true value is 0, show how often the statistics report a difference. */
#ifndef ANALYSIS_AA_H
#define ANALYSIS_AA_H

#include "analysis/contrast/contrast.h"

#define AA_ALPHA 0.05
#define AA_POWER 0.80

/* What limits the smallest effect that can be detected. */
enum aa_limit {
	AA_SPREAD,  /* the spread of the rounds' differences */
	AA_TICK,    /* the clock's tick: the rounds differ by less, or not at all */
	AA_NOTHING, /* the clock counts exactly, and every round's median is the same */
};

struct aa {
	bool copies;                 /* a pair is a cell and its copy; else the odd and the even rounds of one cell */
	size_t pairs, rejected;      /* contrasts that have an interval, and those whose interval excludes 0 */
	size_t subruns, subruns_rejected; /* the same, estimated from half of the rounds, beginning at each round */
	double rate;                 /* share of pairs and subruns rejected; should be at most AA_ALPHA; 0: none */
	bool has_mde;
	double mde;                  /* smallest detectable effect in the worst pair, in clock.unit */
	double relative;             /* mde as a fraction of that pair's median */
	enum aa_limit limit;
	size_t rounds;               /* number of rounds or blocks that mde is computed from */
	double variance_inflation;   /* >= 1; caused by correlation between neighbouring rounds */
	const struct result *worst;  /* a cell of the worst pair */
};

extern const char *const aa_limit_name[];

/* Compute the A/A test of an archive. Returns 0 or -ENOMEM. */
int aa_make(struct aa *aa, const struct contrasts *contrasts, const struct results *results);

#endif
