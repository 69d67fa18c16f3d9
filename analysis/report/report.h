/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of a report that are read by people; main.c has a row for each, and for those of analysis/export. */
#ifndef ANALYSIS_REPORT_H
#define ANALYSIS_REPORT_H

#include "analysis/boots/hosts.h"
#include "analysis/output/doc.h"

#include <stdio.h>

#define REPORT_HOSTS_MAX HOSTS_ARCHIVES_MAX

/* Each writes a report that ends with a newline. Returns 0 or -errno. */
int report_text(const struct loaded *loaded, FILE *out);
int report_markdown(const struct loaded *loaded, FILE *out);
int report_html(const struct loaded *loaded, FILE *out);

/*
 * What report_html() and report_markdown() write, into a document of the caller's. Returns 0, or -ENOMEM; then it is
 * incomplete.
 */
int report_doc(struct doc *doc, const struct loaded *loaded);

/* The same for several hosts, 1 <= count <= REPORT_HOSTS_MAX. */
int report_text_all(const struct loaded *const *loaded, size_t count, FILE *out);
int report_markdown_all(const struct loaded *const *loaded, size_t count, FILE *out);
int report_html_all(const struct loaded *const *loaded, size_t count, FILE *out);

#endif
