/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the comparisons of one arm with others. */
#ifndef ANALYSIS_SHIFT_MAKE_H
#define ANALYSIS_SHIFT_MAKE_H

#include "analysis/shift/compare.h"

/*
 * Compares arm[0] with each of arm[1] ... arm[arms - 1], arms >= 2, and fills c[0] ... c[arms - 2], each for compare_free().
 * What is tested in all of them is one family. The arms must outlive them, and be such as arms_check() lets pass.
 * threshold is that of --threshold, or NAN for the default. boot_spread is the standard deviation between boots as a fraction of a cost, or NAN. Returns 0, or -ENOMEM with nothing
 * to free.
 */
int compare_make(struct compare *c, const struct compare_arm *arm, size_t arms, double threshold, double boot_spread);

#endif
