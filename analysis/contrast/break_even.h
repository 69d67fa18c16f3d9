/* SPDX-License-Identifier: GPL-2.0-or-later */
/* break_even_lines: the number of lines of a page from which one policy costs less than another. */
#ifndef ANALYSIS_BREAK_EVEN_H
#define ANALYSIS_BREAK_EVEN_H

#include "analysis/contrast/contrast.h"

/* Append the break_even_lines contrasts, described but not estimated. Returns 0 or -ENOMEM. */
int break_even_make(struct contrasts *contrasts, const struct results *results);

/* Estimate one of these contrasts. Returns 0 or -ENOMEM. */
int break_even_estimate(struct contrast *c, const struct results *results);

#endif
