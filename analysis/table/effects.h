/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of costs by backing, and of the side effects of an op.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_EFFECTS_H
#define ANALYSIS_TABLE_EFFECTS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Costs on untouched pages of each backing. */
void table_backing(const struct loaded *loaded, FILE *out);

/* Dirty bits, pages allocated and minor faults of an op on an untouched page. */
void table_effects(const struct loaded *loaded, FILE *out);

#endif
