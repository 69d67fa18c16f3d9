/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides whether the costs of two arms can be compared at all, and on what a comparison rests. */
#ifndef ANALYSIS_SHIFT_ARCHIVES_H
#define ANALYSIS_SHIFT_ARCHIVES_H

#include "analysis/shift/compare.h"

/* Fills c->reason, exact, basis, patched and crossed from the archives of c->side, and the numbers of boots. */
void compare_archives(struct compare *c);

#endif
