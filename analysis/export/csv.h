/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format csv; csv.c describes the columns. */
#ifndef ANALYSIS_EXPORT_CSV_H
#define ANALYSIS_EXPORT_CSV_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Write the rows of one archive, or of count archives under one heading. Return 0. */
int export_csv(const struct loaded *loaded, FILE *out);
int export_csv_all(const struct loaded *const *loaded, size_t count, FILE *out);

#endif
