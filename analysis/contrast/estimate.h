/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The value and the interval of a contrast. */
#ifndef ANALYSIS_ESTIMATE_H
#define ANALYSIS_ESTIMATE_H

#include "analysis/contrast/contrast.h"

/*
 * Estimate a described signed sum. Of a cell and itself it is that of its odd rounds or blocks (the first, the third,
 * ...) less its even ones; without a value if there are none. 0 or -ENOMEM.
 */
int contrast_estimate(struct contrast *c, const struct results *results);

/* What an estimated one rests on: c->rounds differences, in clock.unit, to be freed. 0 or -ENOMEM. */
int contrast_differences(const struct contrast *c, const struct results *results, double **d);

#endif
