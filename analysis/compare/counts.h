/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was counted in a cell, against what was counted in the same one elsewhere. */
#ifndef ANALYSIS_COMPARE_COUNTS_H
#define ANALYSIS_COMPARE_COUNTS_H

#include "analysis/compare/compare.h"

/* Fill change and uncounted of two cells that were measured. */
void compare_counts(struct compared *cell);

#endif
