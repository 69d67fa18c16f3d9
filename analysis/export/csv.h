/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format csv; csv.c describes the columns. */
#ifndef ANALYSIS_EXPORT_CSV_H
#define ANALYSIS_EXPORT_CSV_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Write the heading, and the rows of one archive. They return 0; or -ENOMEM, and the rows are incomplete. */
void export_csv_heading(FILE *out);
int export_csv_rows(const struct loaded *loaded, FILE *out);

/* Write both. */
int export_csv(const struct loaded *loaded, FILE *out);

#endif
