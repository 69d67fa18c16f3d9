/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an op costs by the state of its line, where no fault is due.
 * An archive that has no cells for a table leaves no trace in out.
 */
#ifndef ANALYSIS_TABLE_LINES_H
#define ANALYSIS_TABLE_LINES_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void report_line_table(const struct loaded *loaded, FILE *out);

#endif
