/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides whether the costs of two archives can be compared at all. */
#ifndef ANALYSIS_COMPARE_ARCHIVES_H
#define ANALYSIS_COMPARE_ARCHIVES_H

#include "analysis/compare/compare.h"

/* Fills c->reason, exact and crossed from the two archives of c->side. */
void compare_archives(struct compare *c);

#endif
