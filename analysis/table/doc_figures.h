/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of an HTML or Markdown report. An archive that has no cells for one leaves no trace. */
#ifndef ANALYSIS_TABLE_DOC_FIGURES_H
#define ANALYSIS_TABLE_DOC_FIGURES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/doc.h"

/* Cold DC IVAC beside DC CIVAC, where the question is put: a logged page and one of a read-only slot. */
void report_doc_cost_figure(struct doc *doc, const struct loaded *loaded, const char *title, enum lines_id lines);

/* What a cold DC IVAC is made of: the warm DC CIVAC, the translation fault, and the rest, the permission fault. */
void report_doc_parts_figure(struct doc *doc, const struct loaded *loaded);

/* A sweep of a read-only memslot to one of a writable one, by policy. */
void report_doc_sweep_figure(struct doc *doc, const struct loaded *loaded);

#endif
