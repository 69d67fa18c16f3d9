/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the comparison of two archives. */
#ifndef ANALYSIS_COMPARE_MAKE_H
#define ANALYSIS_COMPARE_MAKE_H

#include "analysis/compare/compare.h"

/*
 * Fills c, for compare_free(). The arms must outlive it, and be such as arms_check() lets pass. boot_spread is the standard
 * deviation between boots as a fraction of a cost, or NAN. Returns 0, or -ENOMEM with nothing to free.
 */
int compare_make(struct compare *c, const struct compare_arm arm[static SIDE_COUNT], double threshold, double boot_spread);

#endif
