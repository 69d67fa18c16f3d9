/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of an HTML or Markdown report. A table without cells writes nothing. */
#ifndef ANALYSIS_TABLE_DOC_TABLES_H
#define ANALYSIS_TABLE_DOC_TABLES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/doc.h"

/* Begins a table by doc_table(), with the caption "title [unit]". counts: the numbers are counts, not costs. */
void table_doc_table_begin(struct doc *doc, const struct loaded *loaded, const char *title, bool counts,
			    bool folded, const struct doc_column *column, size_t columns);

/* DC IVAC and DC CIVAC cells in a stage-2 state, of one line of a page or of all; and all cells of the archive. */
void table_doc_cells(struct doc *doc, const struct loaded *loaded, const char *title, enum stage2_id stage2,
		      enum lines_id lines);
void table_doc_all_cells(struct doc *doc, const struct loaded *loaded);

/*
 * The contrasts given by a bit for each contrast_id, with the backing, vCPUs and memslots of base, or with any if it is
 * NULL; and a sentence on those that should be 0.
 */
void table_doc_contrasts(struct doc *doc, const struct loaded *loaded, const char *title, uint32_t contrasts,
			  const struct cell *base);

void table_doc_lines(struct doc *doc, const struct loaded *loaded); /* break-even lines */
void table_doc_sweeps(struct doc *doc, const struct loaded *loaded);
void table_doc_policies(struct doc *doc, const struct loaded *loaded); /* and, if style->all, their evidence */

#endif
