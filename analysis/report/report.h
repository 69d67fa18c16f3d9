/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of a report; each is a file of its own and a row in report.c. */
#ifndef ANALYSIS_REPORT_H
#define ANALYSIS_REPORT_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

#define REPORT_SCHEMA 3   /* of --format json */
#define REPORT_ARCHIVES_MAX 32 /* that are read at a time */

/* Each 0 or -errno. What it writes ends with a newline. */
int report_text(const struct loaded *loaded, FILE *out);
int report_markdown(const struct loaded *loaded, FILE *out);
int report_html(const struct loaded *loaded, FILE *out);
int report_csv(const struct loaded *loaded, FILE *out);
int report_gbench(const struct loaded *loaded, FILE *out);
int report_json(const struct loaded *loaded, FILE *out);

/* The same of several archives, count >= 1. */
int report_text_all(const struct loaded *const *loaded, size_t count, FILE *out);
int report_markdown_all(const struct loaded *const *loaded, size_t count, FILE *out);
int report_html_all(const struct loaded *const *loaded, size_t count, FILE *out);
int report_csv_all(const struct loaded *const *loaded, size_t count, FILE *out);

#endif
