/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document of headings, paragraphs, lists, tables and figures. The caller supplies the content as plain text; the
 * document's style writes it as HTML or Markdown and escapes it.
 */
#ifndef ANALYSIS_DOC_H
#define ANALYSIS_DOC_H

#include "analysis/output/chart.h"
#include "analysis/output/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define DOC_COLUMNS_MAX  12
#define DOC_BAR_PARTS    4
#define DOC_BAR_TEXT     64

struct doc_column {
	const char *name;
	bool number; /* aligned right, sorted by value */
};

/* A bar of a figure; its parts are drawn one after the other. */
struct doc_bar {
	char label[DOC_BAR_TEXT];   /* heading of the row that this bar begins; "": it belongs to the row before */
	char note[DOC_BAR_TEXT];    /* text beside the bar, after its value */
	size_t parts;               /* at most DOC_BAR_PARTS */
	double part[DOC_BAR_PARTS]; /* in the figure's unit; >= 0 if the bar has several */
	bool has_interval;
	double lo, hi;              /* 95 % interval of the sum of the parts */
};

struct doc_figure {
	const char *title, *unit;
	const char *legend[DOC_BAR_PARTS]; /* by part; NULL: bars have one part */
	const struct doc_bar *bar;         /* bars >= 1; owned by the caller */
	size_t bars;
};

struct doc;

/* A format of documents. All functions are required. A paragraph after an item ends the list. level: 1 or 2. */
struct doc_style {
	void (*begin)(struct doc *doc, const char *title);
	void (*end)(struct doc *doc);
	void (*heading)(struct doc *doc, int level, const char *text);
	void (*paragraph)(struct doc *doc, const char *text, bool loud);
	void (*item)(struct doc *doc, const char *text);
	void (*code)(struct doc *doc, const char *text);
	void (*table)(struct doc *doc, const char *caption, bool folded);
	void (*cell)(struct doc *doc, const char *text, double value); /* value: NAN if the column has no numbers */
	void (*table_end)(struct doc *doc);
	void (*figure)(struct doc *doc, const struct doc_figure *figure);
	void (*chart)(struct doc *doc, const struct chart *chart);
	void (*fold)(struct doc *doc, const char *summary); /* content up to unfold() is shown on demand */
	void (*unfold)(struct doc *doc);
	bool all; /* reports in this style list every cell */
};

struct doc {
	const struct doc_style *style;
	FILE *out;
	const struct doc_column *column; /* columns of the table that is open */
	size_t columns, at;
	bool in_list, folded;
	unsigned int figures;
	/* Of a document that is a page of several; NULL: there is none. Markdown ignores these. */
	const char *up;      /* address of the page that lists it, which it begins with a link to */
	const char *script;  /* of one that lists others, which is wider: JavaScript that it ends with */
	const char *link;    /* address that the cell of a table leads to: doc_link() sets it */
};

extern const struct doc_style doc_html, doc_markdown;

__attribute__((format(printf, 2, 3))) void doc_paragraph(struct doc *doc, const char *format, ...);
__attribute__((format(printf, 2, 3))) void doc_item(struct doc *doc, const char *format, ...);

/*
 * Begin a table of columns <= DOC_COLUMNS_MAX columns; column must outlive the table. folded: it is shown on demand.
 * Cells are written row by row.
 */
void doc_table(struct doc *doc, const char *caption, bool folded, const struct doc_column *column, size_t columns);
void doc_cell(struct doc *doc, const char *text);
void doc_number(struct doc *doc, double value, bool sign); /* NAN is written as a dash */
void doc_value(struct doc *doc, const char *text, double value); /* text, sorted by value; NAN: it has none */
/* As doc_value(), with a link to an address, which is escaped as an URL; NULL: none. */
void doc_link(struct doc *doc, const char *text, double value, const char *address);
void doc_interval(struct doc *doc, struct interval interval, bool sign); /* if not known, a dash */
void doc_table_end(struct doc *doc);

/* Write lines that text_wrap() wrapped as paragraphs: "- " begins an item, an empty line a new paragraph. */
void doc_unwrap(struct doc *doc, const char *lines);

/*
 * Write the output of write() in the same way, or unchanged if as_code is set. Returns 0, the error that write()
 * returned, or -ENOMEM.
 */
int doc_written(struct doc *doc, bool as_code, int (*write)(const void *data, FILE *out), const void *data);

#endif
