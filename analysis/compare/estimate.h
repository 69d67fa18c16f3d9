/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far costs and contrasts went, and whether that is a change. */
#ifndef ANALYSIS_COMPARE_ESTIMATE_H
#define ANALYSIS_COMPARE_ESTIMATE_H

#include "analysis/compare/compare.h"

/* Fill the shifts of all that may have one, and from them the verdicts worse to same. 0 or -ENOMEM. */
int compare_estimate(struct compare *c);

#endif
