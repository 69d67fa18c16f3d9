/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rom_sweep in a text.
 * An archive that has no cells for a table leaves no trace in out.
 */
#ifndef ANALYSIS_TABLE_SWEEPS_H
#define ANALYSIS_TABLE_SWEEPS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void report_sweep_table(const struct loaded *loaded, FILE *out);

#endif
