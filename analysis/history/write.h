/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of a history. Each writes it whole, with a newline at its end, and returns 0 or -ENOMEM. */
#ifndef ANALYSIS_HISTORY_WRITE_H
#define ANALYSIS_HISTORY_WRITE_H

#include "analysis/history/history.h"
#include "analysis/output/doc.h"

#include <stdio.h>

int history_text(const struct history *history, FILE *out);
int history_html(const struct history *history, FILE *out);
int history_markdown(const struct history *history, FILE *out);
int history_json(const struct history *history, FILE *out);

/* What history_html() and history_markdown() write, into a document of the caller's. Returns 0 or -ENOMEM. */
int history_doc(struct doc *doc, const struct history *history);

/* The chart alone, as a file of its own. */
int history_svg(const struct history *history, FILE *out);

#endif
