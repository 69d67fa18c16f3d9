/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a document as Markdown with tables, as GitHub and pandoc read them. Figures are only in the HTML document. */
#include "analysis/output/doc.h"

#include <string.h>

/* Write text with escaped Markdown marks; an unescaped bar would end a table cell. */
static void put_text(struct doc *doc, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_<>|", *text))
			putc('\\', doc->out);
		putc(*text >= ' ' ? *text : ' ', doc->out);
	}
}

static void end_list(struct doc *doc)
{
	if (doc->in_list)
		putc('\n', doc->out);
	doc->in_list = false;
}

static void begin(struct doc *doc, const char *title)
{
	fputs("# ", doc->out);
	put_text(doc, title);
	fputs("\n\n", doc->out);
}

static void end(struct doc *doc)
{
	end_list(doc);
}

static void heading(struct doc *doc, int level, const char *text)
{
	end_list(doc);
	fputs(level == 1 ? "## " : "### ", doc->out);
	put_text(doc, text);
	fputs("\n\n", doc->out);
}

static void paragraph(struct doc *doc, const char *text, bool loud)
{
	end_list(doc);
	fputs(loud ? "**" : "", doc->out);
	put_text(doc, text);
	fputs(loud ? "**\n\n" : "\n\n", doc->out);
}

static void item(struct doc *doc, const char *text)
{
	doc->in_list = true;
	fputs("- ", doc->out);
	put_text(doc, text);
	putc('\n', doc->out);
}

static void code(struct doc *doc, const char *text)
{
	end_list(doc);
	fputs("```\n", doc->out);
	fputs(text, doc->out);
	fputs("```\n\n", doc->out);
}

static void table(struct doc *doc, const char *caption, bool folded)
{
	(void)folded;
	paragraph(doc, caption, false);
	for (size_t i = 0; i < doc->columns; i++) {
		fputs("| ", doc->out);
		put_text(doc, doc->column[i].name);
		putc(' ', doc->out);
	}
	fputs("|\n", doc->out);
	for (size_t i = 0; i < doc->columns; i++)
		fputs(doc->column[i].number ? "|---:" : "|---", doc->out);
	fputs("|\n", doc->out);
}

static void cell(struct doc *doc, const char *text, double value)
{
	(void)value;
	fputs("| ", doc->out);
	put_text(doc, text);
	fputs(doc->at + 1 == doc->columns ? " |\n" : " ", doc->out);
}

static void table_end(struct doc *doc)
{
	putc('\n', doc->out);
}

static void figure(struct doc *doc, const struct doc_figure *f)
{
	(void)doc;
	(void)f;
}

static void chart(struct doc *doc, const struct chart *c)
{
	(void)doc;
	(void)c;
}

static void fold(struct doc *doc, const char *summary)
{
	end_list(doc);
	fputs("<details><summary>", doc->out);
	put_text(doc, summary);
	fputs("</summary>\n\n", doc->out);
}

static void unfold(struct doc *doc)
{
	end_list(doc);
	fputs("</details>\n\n", doc->out);
}

const struct doc_style doc_markdown = {
	.begin = begin, .end = end, .heading = heading, .paragraph = paragraph, .item = item, .code = code,
	.table = table, .cell = cell, .table_end = table_end, .figure = figure, .chart = chart,
	.fold = fold, .unfold = unfold,
};
