/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format csv; csv.c describes the columns. */
#ifndef ANALYSIS_EXPORT_CSV_H
#define ANALYSIS_EXPORT_CSV_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void export_csv_heading(FILE *out);

/* Write the rows of one archive. Returns 0; or -ENOMEM, and they are incomplete. */
int export_csv_rows(const struct loaded *loaded, FILE *out);

/* Write both, in the same way. */
int export_csv(const struct loaded *loaded, FILE *out);

#endif
