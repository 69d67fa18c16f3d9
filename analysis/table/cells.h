/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of cold and warm cells in the text report.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_CELLS_H
#define ANALYSIS_TABLE_CELLS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* The first access to a page, one line of it. */
void table_cold(const struct loaded *loaded, FILE *out);

/* One line of a page that stage 2 maps read-only. */
void table_warm(const struct loaded *loaded, FILE *out);

/* All lines of a cold page of a read-only memslot. */
void table_page(const struct loaded *loaded, FILE *out);

#endif
