/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format csv: the columns are described in csv.c. */
#ifndef ANALYSIS_EXPORT_CSV_H
#define ANALYSIS_EXPORT_CSV_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Rows for one archive, or for count of them under one heading. Returns 0. */
int export_csv(const struct loaded *loaded, FILE *out);
int export_csv_all(const struct loaded *const *loaded, size_t count, FILE *out);

#endif
