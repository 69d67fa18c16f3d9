/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page as Markdown with tables (GitHub's, pandoc's). Its figures are those of the HTML page. */
#include "analysis/output/page.h"

#include <string.h>

/* What would be taken for a mark is escaped. In a cell, a bar would end it. */
static void put_text(struct page *page, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_<>|", *text))
			putc('\\', page->out);
		putc(*text >= ' ' ? *text : ' ', page->out);
	}
}

static void end_list(struct page *page)
{
	if (page->in_list)
		putc('\n', page->out);
	page->in_list = false;
}

static void begin(struct page *page, const char *title)
{
	fputs("# ", page->out);
	put_text(page, title);
	fputs("\n\n", page->out);
}

static void end(struct page *page)
{
	end_list(page);
}

static void heading(struct page *page, int level, const char *text)
{
	end_list(page);
	fputs(level == 1 ? "## " : "### ", page->out);
	put_text(page, text);
	fputs("\n\n", page->out);
}

static void paragraph(struct page *page, const char *text, bool loud)
{
	end_list(page);
	fputs(loud ? "**" : "", page->out);
	put_text(page, text);
	fputs(loud ? "**\n\n" : "\n\n", page->out);
}

static void item(struct page *page, const char *text)
{
	page->in_list = true;
	fputs("- ", page->out);
	put_text(page, text);
	putc('\n', page->out);
}

static void code(struct page *page, const char *text)
{
	end_list(page);
	fputs("```\n", page->out);
	fputs(text, page->out);
	fputs("```\n\n", page->out);
}

static void table(struct page *page, const char *caption, bool folded)
{
	(void)folded;
	paragraph(page, caption, false);
	for (size_t i = 0; i < page->columns; i++) {
		fputs("| ", page->out);
		put_text(page, page->column[i].name);
		putc(' ', page->out);
	}
	fputs("|\n", page->out);
	for (size_t i = 0; i < page->columns; i++)
		fputs(page->column[i].number ? "|---:" : "|---", page->out);
	fputs("|\n", page->out);
}

static void cell(struct page *page, const char *text, double value)
{
	(void)value;
	fputs("| ", page->out);
	put_text(page, text);
	fputs(page->at + 1 == page->columns ? " |\n" : " ", page->out);
}

static void table_end(struct page *page)
{
	putc('\n', page->out);
}

static void figure(struct page *page, const struct page_figure *f)
{
	(void)page;
	(void)f;
}

static void fold(struct page *page, const char *summary)
{
	end_list(page);
	fputs("<details><summary>", page->out);
	put_text(page, summary);
	fputs("</summary>\n\n", page->out);
}

static void unfold(struct page *page)
{
	end_list(page);
	fputs("</details>\n\n", page->out);
}

const struct page_style page_markdown = {
	.begin = begin, .end = end, .heading = heading, .paragraph = paragraph, .item = item, .code = code,
	.table = table, .cell = cell, .table_end = table_end, .figure = figure,
	.fold = fold, .unfold = unfold,
};
