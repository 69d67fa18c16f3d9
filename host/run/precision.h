/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When enough has been measured (--precision): a look at all rounds so far after n, 2n, 4n, … of them. At each, the
 * interval has what is left of its error probability after sharing it out among all looks (Bonferroni's inequality), so
 * that looking often does not make the last one look better than it is.
 */
#ifndef HOST_PRECISION_H
#define HOST_PRECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRECISION_LOOKS      8    /* at most */
#define PRECISION_ROUNDS_MIN 8    /* at the first look */
#define PRECISION_CONFIDENCE 0.95 /* of all looks together */

/* How far a cell came. */
struct precision {
	double asked_pct;    /* half the width of the interval, in percent of the mean; 0: not asked for */
	double reached_pct;  /* at the last look; infinite: of a mean of 0 */
	uint32_t looks;      /* taken */
	uint32_t narrow;     /* of them, so many last ones in a row found it within asked_pct */
	bool converged;      /* two in a row did, or the first one found no width at all */
};

/*
 * Half the width of the t interval of the mean of x, or of x[i] - minus[i] if minus is not NULL, over n >= 2 rounds, in
 * percent of the mean of x; 0 if all are alike, infinite if the mean of x is 0 otherwise.
 */
double precision_half_pct(const double *x, const double *minus, size_t n);

/*
 * One more look at a cell whose rounds had the means x (n >= 2 of them), and at its difference to another cell, whose
 * rounds had the means other, round by round; NULL: there is none. reached_pct is the wider one's.
 */
void precision_look(struct precision *precision, const double *x, const double *other, size_t n);

#endif
