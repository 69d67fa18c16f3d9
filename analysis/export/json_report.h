/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format json; json_report.c describes the keys. */
#ifndef ANALYSIS_EXPORT_JSON_REPORT_H
#define ANALYSIS_EXPORT_JSON_REPORT_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

#define EXPORT_JSON_SCHEMA 3

/* Writes the report, ending with a newline. Returns 0 or -ENOMEM. */
int export_json(const struct loaded *loaded, FILE *out);

#endif
