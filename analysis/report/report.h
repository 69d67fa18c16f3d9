/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of a report that are read by people; main.c has a row for each, and for those of analysis/export. */
#ifndef ANALYSIS_REPORT_H
#define ANALYSIS_REPORT_H

#include "analysis/output/doc.h"
#include "analysis/scorecard/keep.h"

#include <stdio.h>

/* Each writes a report that ends with a newline. Returns 0 or -errno. */
int report_text(const struct loaded *loaded, FILE *out);
int report_markdown(const struct loaded *loaded, FILE *out);
int report_html(const struct loaded *loaded, FILE *out);

/*
 * What report_html() and report_markdown() write, into a document of the caller's. Returns 0, or -ENOMEM; then it is
 * incomplete.
 */
int report_doc(struct doc *doc, const struct loaded *loaded);

/* The same for several hosts, side by side. */
int report_text_all(const struct several *several, FILE *out);
int report_markdown_all(const struct several *several, FILE *out);
int report_html_all(const struct several *several, FILE *out);

/* The cells and contrasts of their tables. */
extern const struct keep_tables report_tables;

#endif
