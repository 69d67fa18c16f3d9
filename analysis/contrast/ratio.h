/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ratio of the two costs that a contrast compares. Its interval is a bootstrap, which takes longer than the contrast itself,
 * so it is estimated where it is printed.
 */
#ifndef ANALYSIS_RATIO_H
#define ANALYSIS_RATIO_H

#include "analysis/contrast/contrast.h"

/* All is zero of a contrast that does not compare two costs. */
struct ratio {
	bool known;
	double value;         /* the first cell's cost by the second's, null included */
	struct interval ci95; /* bootstrap of the logarithm (Kalibera and Jones 2013); not known of too few rounds, blocks or boots */
};

/* Estimate the ratio of a contrast of these results. Returns 0 or -ENOMEM. */
int ratio_estimate(struct ratio *ratio, const struct contrast *contrast, const struct results *results);

/* Estimate the ratios of all contrasts of these results, in parallel: contrasts->count of them, for free(). NULL: no memory. */
struct ratio *ratio_all(const struct contrasts *contrasts, const struct results *results);

#endif
