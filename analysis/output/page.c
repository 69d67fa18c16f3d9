/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/page.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "(out of memory)";

void page_paragraph(struct page *page, const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	page->style->paragraph(page, length < 0 ? no_memory : text, false);
	if (length >= 0)
		free(text);
}

void page_item(struct page *page, const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	page->style->item(page, length < 0 ? no_memory : text);
	if (length >= 0)
		free(text);
}

void page_table(struct page *page, const char *caption, bool folded, const struct page_column *column, size_t columns)
{
	page->column = column;
	page->columns = columns;
	page->at = 0;
	page->style->table(page, caption, folded);
}

static void put_cell(struct page *page, const char *text, double value)
{
	page->style->cell(page, text, value);
	page->at = page->at + 1 == page->columns ? 0 : page->at + 1;
}

void page_cell(struct page *page, const char *text)
{
	put_cell(page, text, NAN);
}

void page_number(struct page *page, double value, bool sign)
{
	char number[NUMBER_SIZE];

	put_cell(page, isnan(value) ? "-" : text_number(number, value, sign), value);
}

void page_interval(struct page *page, struct interval interval, bool sign)
{
	char text[INTERVAL_SIZE];

	page_cell(page, text_interval(text, interval, sign, "-"));
}

void page_table_end(struct page *page)
{
	page->style->table_end(page);
}

/* A paragraph, or an item less its mark. */
static void put_block(struct page *page, const char *text)
{
	if (!*text)
		return;
	if (!strncmp(text, "- ", 2))
		page->style->item(page, text + 2);
	else
		page->style->paragraph(page, text, false);
}

void page_unwrap(struct page *page, const char *lines)
{
	char *block = calloc(1, strlen(lines) + 1); /* joining lines makes none longer */
	size_t used = 0;

	if (!block) {
		put_block(page, no_memory);
		return;
	}
	while (*lines) {
		size_t length = strcspn(lines, "\n"), indent = strspn(lines, " ");
		const char *text = lines + indent;

		length = length > indent ? length - indent : 0;
		if (!length || !strncmp(text, "- ", 2)) {
			put_block(page, block);
			used = 0;
			block[0] = '\0';
		}
		if (length)
			used += (size_t)sprintf(block + used, "%s%.*s", used ? " " : "", (int)length, text);
		lines = text + length;
		lines += *lines == '\n';
	}
	put_block(page, block);
	free(block);
}

int page_written(struct page *page, bool as_code, int (*write)(const void *data, FILE *out), const void *data)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return -ENOMEM;
	err = write(data, out);
	if (fclose(out) && !err)
		err = -ENOMEM;
	if (!err && as_code)
		page->style->code(page, text);
	else if (!err)
		page_unwrap(page, text);
	free(text);
	return err;
}
