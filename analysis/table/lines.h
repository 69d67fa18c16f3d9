/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of costs without faults, by the state of the line.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_LINES_H
#define ANALYSIS_TABLE_LINES_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void table_line(const struct loaded *loaded, FILE *out);

#endif
