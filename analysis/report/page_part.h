/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the page of report --format html and markdown: report_page.c puts them in order, report_page_tables.c and
 * report_page_figures.c have them. What an archive has no cells for leaves no trace.
 */
#ifndef ANALYSIS_REPORT_PAGE_PART_H
#define ANALYSIS_REPORT_PAGE_PART_H

#include "analysis/output/page.h"
#include "analysis/report/table.h"

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

/* Cold DC IVAC beside DC CIVAC, where the question is put: a logged page and one of a read-only slot. */
void report_page_cost_figure(struct page *page, const struct loaded *loaded, const char *title, enum lines_id lines);

/* What a cold DC IVAC is made of: the warm DC CIVAC, the translation fault, and the rest, the permission fault. */
void report_page_parts_figure(struct page *page, const struct loaded *loaded);

/* A sweep of a read-only memslot to one of a writable one, by policy. */
void report_page_sweep_figure(struct page *page, const struct loaded *loaded);

#endif
