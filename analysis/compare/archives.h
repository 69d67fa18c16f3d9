/* SPDX-License-Identifier: GPL-2.0-or-later */
/* May the costs of two archives be compared at all? */
#ifndef ANALYSIS_COMPARE_ARCHIVES_H
#define ANALYSIS_COMPARE_ARCHIVES_H

#include "analysis/compare/compare.h"

/* Fill reasons, exact and crossed from the two archives. */
void compare_archives(struct compare *c);

#endif
