/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of an HTML or Markdown report. An archive that has no cells for one leaves no trace. */
#ifndef ANALYSIS_TABLE_DOC_TABLES_H
#define ANALYSIS_TABLE_DOC_TABLES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/doc.h"

/* doc_table(), which see, with "title [unit]" for a caption. counts: its numbers are no costs. */
void report_doc_table_begin(struct doc *doc, const struct loaded *loaded, const char *title, bool counts,
			    bool folded, const struct doc_column *column, size_t columns);

/* Those cells that a reader asks for first: maintenance of one line of a page, or of all, in a stage-2 state. */
void report_doc_cells(struct doc *doc, const struct loaded *loaded, const char *title, enum stage2_id stage2,
		      enum lines_id lines);
void report_doc_all_cells(struct doc *doc, const struct loaded *loaded);

/*
 * The differences that have a bit by contrast_id, whose backing, vCPUs and memslots are base's, or all if it is
 * NULL; and a sentence on those that are of nothing.
 */
void report_doc_contrasts(struct doc *doc, const struct loaded *loaded, const char *title, uint32_t contrasts,
			  const struct cell *base);

void report_doc_lines(struct doc *doc, const struct loaded *loaded); /* at which policies meet */
void report_doc_sweeps(struct doc *doc, const struct loaded *loaded);
void report_doc_policies(struct doc *doc, const struct loaded *loaded); /* and, with room, what they were told by */

#endif
