/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paragraphs of the text report that HTML and Markdown reports also have. */
#ifndef ANALYSIS_REPORT_TEXT_REPORT_H
#define ANALYSIS_REPORT_TEXT_REPORT_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void report_title(const struct loaded *loaded, FILE *out);        /* what the numbers are and are not */
void report_machine(const struct loaded *loaded, FILE *out);
void report_terms(const struct loaded *loaded, FILE *out);        /* the words of all tables */
void report_mismatches(const struct loaded *loaded, FILE *out);
void report_limits(const struct loaded *loaded, FILE *out);       /* a list of items */
void report_reproduction(const struct loaded *loaded, FILE *out);

#endif
