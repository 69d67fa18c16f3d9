/* SPDX-License-Identifier: GPL-2.0-or-later */
/* break_even_lines: from how many lines of a page on one policy costs less than another. */
#ifndef ANALYSIS_BREAK_EVEN_H
#define ANALYSIS_BREAK_EVEN_H

#include "analysis/contrast/contrast.h"

/* Append the contrasts break_even_lines, described but not estimated. 0 or -ENOMEM. */
int break_even_make(struct contrasts *contrasts, const struct results *results);

/* Estimate one of them. 0 or -ENOMEM. */
int break_even_estimate(struct contrast *c, const struct results *results);

#endif
