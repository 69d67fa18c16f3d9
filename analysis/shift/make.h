/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the comparisons of one arm with others: pair by pair, so that one NEW arm at a time need be in memory, and then all
 * verdicts together.
 */
#ifndef ANALYSIS_SHIFT_MAKE_H
#define ANALYSIS_SHIFT_MAKE_H

#include "analysis/shift/compare.h"

/* What --threshold and --boot-spread say, as in struct compare. */
struct compare_given {
	double threshold, boot_spread;
};

/*
 * Pairs the cells and contrasts of two arms, and estimates their shifts. The arms must be such as arms_check() lets pass, and
 * outlive c, but for NEW's cells after compare_let_go(). Returns 0, and c is for compare_settle() (estimate.h) and
 * compare_free(); or -ENOMEM with nothing to free.
 */
int compare_pair(struct compare *c, const struct compare_arm *base, const struct compare_arm *new,
		 const struct compare_given *given);

/*
 * Compares arm[0] with each of arm[1] ... arm[arms - 1], arms >= 2, and fills c[0] ... c[arms - 2], each for compare_free(), as
 * those two do. The arms must outlive them. threshold is that of --threshold, or NAN for the default. boot_spread is the
 * standard deviation between boots as a fraction of a cost, or NAN. Returns 0, or -ENOMEM with nothing to free.
 */
int compare_make(struct compare *c, const struct compare_arm *arm, size_t arms, double threshold, double boot_spread);

#endif
