/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of rom_sweep in the text report.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_SWEEPS_H
#define ANALYSIS_TABLE_SWEEPS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void table_sweep(const struct loaded *loaded, FILE *out);

#endif
