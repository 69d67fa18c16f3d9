/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables on the page of a report. An archive that has no cells for one leaves no trace. */
#ifndef ANALYSIS_TABLE_PAGE_TABLES_H
#define ANALYSIS_TABLE_PAGE_TABLES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/page.h"

/* page_table(), which see, with "title [unit]" for a caption. counts: its numbers are no costs. */
void report_page_table_begin(struct page *page, const struct loaded *loaded, const char *title, bool counts,
			     bool folded, const struct page_column *column, size_t columns);

/* Those cells that a reader asks for first: maintenance of one line of a page, or of all, in a stage-2 state. */
void report_page_cells(struct page *page, const struct loaded *loaded, const char *title, enum stage2_id stage2,
		       enum lines_id lines);
void report_page_all_cells(struct page *page, const struct loaded *loaded);

/*
 * The differences that have a bit by contrast_id, whose backing, vCPUs and memslots are base's, or all if it is
 * NULL; and a sentence on those that are of nothing.
 */
void report_page_contrasts(struct page *page, const struct loaded *loaded, const char *title, uint32_t contrasts,
			   const struct cell *base);

void report_page_lines(struct page *page, const struct loaded *loaded); /* at which policies meet */
void report_page_sweeps(struct page *page, const struct loaded *loaded);
void report_page_policies(struct page *page, const struct loaded *loaded); /* and, with room, what they were told by */

#endif
