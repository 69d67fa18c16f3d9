/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format json: the keys are described in json_report.c. */
#ifndef ANALYSIS_EXPORT_JSON_REPORT_H
#define ANALYSIS_EXPORT_JSON_REPORT_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

#define EXPORT_JSON_SCHEMA 3

/* 0 or -ENOMEM. What it writes ends with a newline. */
int export_json(const struct loaded *loaded, FILE *out);

#endif
