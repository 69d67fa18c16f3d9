/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Estimates the value and the interval of a contrast. */
#ifndef ANALYSIS_ESTIMATE_H
#define ANALYSIS_ESTIMATE_H

#include "analysis/contrast/contrast.h"

/*
 * Estimate a signed sum that contrast_describe() has filled in. The value of a cell against itself is that of its odd
 * rounds or blocks (the first, the third, ...) less its even ones; it has none without a pair. Returns 0 or -ENOMEM.
 */
int contrast_estimate(struct contrast *c, const struct results *results);

/*
 * Set unit and what the hook leaves uncertain, but neither value nor interval, of a contrast of an archive whose boots are
 * compared. has_value is set, but of a cell against itself.
 */
void contrast_prepare(struct contrast *c, const struct results *results);

#endif
