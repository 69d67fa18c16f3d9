/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of headings, paragraphs, lists, tables and figures, whatever it is written as. report_page.c says what stands
 * on it, a style how it looks. Text is plain; styles escape it.
 */
#ifndef ANALYSIS_PAGE_H
#define ANALYSIS_PAGE_H

#include "analysis/output/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAGE_COLUMNS_MAX  12
#define PAGE_BAR_PARTS    4
#define PAGE_BAR_TEXT     64

struct page_column {
	const char *name;
	bool number; /* set to the right, sorted by value */
};

/* A bar of a figure; its parts stand one behind the other. */
struct page_bar {
	char label[PAGE_BAR_TEXT];   /* heading of the row that begins with this bar; "": it belongs to the row before */
	char note[PAGE_BAR_TEXT];    /* what stands beside the bar, behind its value */
	size_t parts;                /* at most PAGE_BAR_PARTS */
	double part[PAGE_BAR_PARTS]; /* in the figure's unit; of a bar of several, none below 0 */
	bool has_interval;
	double lo, hi;               /* of their sum, at 95 % */
};

struct page_figure {
	const char *title, *unit;
	const char *legend[PAGE_BAR_PARTS]; /* of the parts; NULL: there is but one */
	const struct page_bar *bar;         /* bars >= 1 of them; the caller's */
	size_t bars;
};

struct page;

/* All required. A paragraph that follows an item ends the list. level: 1 or 2. */
struct page_style {
	void (*begin)(struct page *page, const char *title);
	void (*end)(struct page *page);
	void (*heading)(struct page *page, int level, const char *text);
	void (*paragraph)(struct page *page, const char *text, bool loud);
	void (*item)(struct page *page, const char *text);
	void (*code)(struct page *page, const char *text);
	void (*table)(struct page *page, const char *caption, bool folded);
	void (*cell)(struct page *page, const char *text, double value); /* value: NAN unless the column has numbers */
	void (*table_end)(struct page *page);
	void (*figure)(struct page *page, const struct page_figure *figure);
	void (*fold)(struct page *page, const char *summary); /* what follows, up to unfold(), is shown on demand */
	void (*unfold)(struct page *page);
	bool all; /* has room for every cell */
};

struct page {
	const struct page_style *style;
	FILE *out;
	const struct page_column *column; /* columns of the table that is open */
	size_t columns, at;
	bool in_list, folded;
	unsigned int figures;
};

extern const struct page_style page_html, page_markdown;

__attribute__((format(printf, 2, 3))) void page_paragraph(struct page *page, const char *format, ...);
__attribute__((format(printf, 2, 3))) void page_item(struct page *page, const char *format, ...);

/* column: columns of them, at most PAGE_COLUMNS_MAX; they must outlive the table. folded: shown on demand. */
void page_table(struct page *page, const char *caption, bool folded, const struct page_column *column, size_t columns);
void page_cell(struct page *page, const char *text);
void page_number(struct page *page, double value, bool sign); /* NAN: a dash */
void page_interval(struct page *page, struct interval interval, bool sign); /* not known: a dash */
void page_table_end(struct page *page);

/* Lines as text_wrap() made them: "- " begins an item, an empty line a paragraph. */
void page_unwrap(struct page *page, const char *lines);

/* The same of what write() writes; as_code: as it is. 0, or what write() returned unless it was 0, or -ENOMEM. */
int page_written(struct page *page, bool as_code, int (*write)(const void *data, FILE *out), const void *data);

#endif
