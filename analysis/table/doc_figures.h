/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of an HTML or Markdown report. A figure without cells writes nothing. */
#ifndef ANALYSIS_TABLE_DOC_FIGURES_H
#define ANALYSIS_TABLE_DOC_FIGURES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/doc.h"

/* Cold DC IVAC beside DC CIVAC, on a dirty-logged page and on a page of a read-only slot. */
void table_doc_cost_figure(struct doc *doc, const struct loaded *loaded, const char *title, enum lines_id lines);

/* The parts of a cold DC IVAC: op with barriers and counter reads, translation fault, permission fault. */
void table_doc_parts_figure(struct doc *doc, const struct loaded *loaded);

/* The ratio of a sweep of a read-only memslot to that of a writable one, by policy. */
void table_doc_sweep_figure(struct doc *doc, const struct loaded *loaded);

#endif
