/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decides when enough has been measured (--precision), by looks at all rounds so far after n, 2n, 4n, … of them. The
 * error probability of the interval is divided by the number of looks (Bonferroni's inequality), so that the intervals
 * of all looks together hold with PRECISION_CONFIDENCE.
 */
#ifndef HOST_PRECISION_H
#define HOST_PRECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRECISION_LOOKS      8    /* at most */
#define PRECISION_ROUNDS_MIN 8    /* at the first look */
#define PRECISION_CONFIDENCE 0.95 /* of all looks together */

/* The precision that a cell has reached. */
struct precision {
	double asked_pct;    /* half the width of the interval, in percent of the mean; 0: not asked for */
	double reached_pct;  /* the same at the last look; infinite if the mean is 0 */
	uint32_t looks;      /* number of looks taken */
	uint32_t narrow;     /* number of consecutive looks, the last included, that found reached_pct <= asked_pct */
	bool converged;      /* two consecutive looks did, or the first one found a width of 0 */
};

/*
 * Return half the width of the t interval of the mean of x, or of x[i] - minus[i] if minus is not NULL, over n >= 2
 * rounds, in percent of the mean of x; 0 if all are alike, infinite if the mean of x is 0 otherwise.
 */
double precision_half_pct(const double *x, const double *minus, size_t n);

/*
 * Take a look at a cell whose rounds had the means x (n >= 2 of them), and at its difference to another cell whose
 * rounds had the means other, round by round (NULL: none). reached_pct is that of the wider interval.
 */
void precision_look(struct precision *precision, const double *x, const double *other, size_t n);

#endif
