/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures on the page of a report. An archive that has no cells for one leaves no trace. */
#ifndef ANALYSIS_TABLE_PAGE_FIGURES_H
#define ANALYSIS_TABLE_PAGE_FIGURES_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/page.h"

/* Cold DC IVAC beside DC CIVAC, where the question is put: a logged page and one of a read-only slot. */
void report_page_cost_figure(struct page *page, const struct loaded *loaded, const char *title, enum lines_id lines);

/* What a cold DC IVAC is made of: the warm DC CIVAC, the translation fault, and the rest, the permission fault. */
void report_page_parts_figure(struct page *page, const struct loaded *loaded);

/* A sweep of a read-only memslot to one of a writable one, by policy. */
void report_page_sweep_figure(struct page *page, const struct loaded *loaded);

#endif
