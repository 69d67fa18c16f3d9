/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A/A test: contrasts between equal cells, whose true value is 0, show how often the statistics report a difference. */
#ifndef ANALYSIS_AA_H
#define ANALYSIS_AA_H

#include "analysis/contrast/contrast.h"

#define AA_ALPHA 0.05
#define AA_POWER 0.80
#define AA_PAIRS_MIN 20 /* with fewer pairs, a rate says nothing: of 20, one is expected to be rejected */
#define AA_PARTS_MIN 8  /* with fewer rounds or blocks, the smallest effect is off by half itself or more */

/* What limits the smallest effect that can be detected. */
enum aa_limit {
	AA_SPREAD,  /* the spread of the blocks' differences */
	AA_TICK,    /* the clock's tick: the blocks differ by less, or not at all */
	AA_NOTHING, /* the clock counts exactly, and every round's median is the same */
};

/*
 * Pairs are of different cells, and so independent of each other: they share no samples. What changes from boot to boot
 * both cells of a pair have in common.
 */
struct aa {
	bool copies;                 /* a pair is a cell and its copy; else the odd and the even rounds of one cell */
	size_t pairs, rejected;      /* contrasts that have an interval, and those whose interval excludes 0 */
	bool has_rate;               /* there are AA_PAIRS_MIN pairs or more */
	double rate;                 /* share of pairs rejected; should be at most AA_ALPHA; 0 without has_rate */
	bool has_mde;                /* a pair has AA_PARTS_MIN rounds or blocks, or rounds of an exact clock that are all alike */
	double mde;                  /* smallest effect that a contrast within this boot detects by a t test at AA_ALPHA with */
				     /* AA_POWER, in clock.unit, in the worst pair; not known on an exact clock that spreads */
	double relative;             /* mde as a fraction of that pair's cost */
	enum aa_limit limit;
	size_t parts;                /* rounds or blocks of that pair; without has_mde, the most that a pair has */
	double df;                   /* degrees of freedom that mde is computed with; 0: no spread */
	double inflation;            /* of the variance, by correlation between neighbouring blocks; 1 or more */
	const struct result *worst;  /* a cell of the worst pair */
};

extern const char *const aa_limit_name[];

/* Compute the A/A test of an archive. */
void aa_make(struct aa *aa, const struct contrasts *contrasts);

#endif
