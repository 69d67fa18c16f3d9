/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/doc.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "(out of memory)";

void doc_paragraph(struct doc *doc, const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	doc->style->paragraph(doc, length < 0 ? no_memory : text, false);
	if (length >= 0)
		free(text);
}

void doc_item(struct doc *doc, const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	doc->style->item(doc, length < 0 ? no_memory : text);
	if (length >= 0)
		free(text);
}

void doc_table(struct doc *doc, const char *caption, bool folded, const struct doc_column *column, size_t columns)
{
	doc->column = column;
	doc->columns = columns;
	doc->at = 0;
	doc->style->table(doc, caption, folded);
}

static void put_cell(struct doc *doc, const char *text, double value)
{
	doc->style->cell(doc, text, value);
	doc->at = doc->at + 1 == doc->columns ? 0 : doc->at + 1;
}

void doc_cell(struct doc *doc, const char *text)
{
	put_cell(doc, text, NAN);
}

void doc_number(struct doc *doc, double value, bool sign)
{
	char number[NUMBER_SIZE];

	put_cell(doc, isnan(value) ? "-" : text_number(number, value, sign), value);
}

void doc_interval(struct doc *doc, struct interval interval, bool sign)
{
	char text[INTERVAL_SIZE];

	doc_cell(doc, text_interval(text, interval, sign, "-"));
}

void doc_table_end(struct doc *doc)
{
	doc->style->table_end(doc);
}

/* Write a paragraph, or an item without its "- ". */
static void put_block(struct doc *doc, const char *text)
{
	if (!*text)
		return;
	if (!strncmp(text, "- ", 2))
		doc->style->item(doc, text + 2);
	else
		doc->style->paragraph(doc, text, false);
}

void doc_unwrap(struct doc *doc, const char *lines)
{
	char *block = calloc(1, strlen(lines) + 1); /* joined lines need no more bytes */
	size_t used = 0;

	if (!block) {
		put_block(doc, no_memory);
		return;
	}
	while (*lines) {
		size_t length = strcspn(lines, "\n"), indent = strspn(lines, " ");
		const char *text = lines + indent;

		length = length > indent ? length - indent : 0;
		if (!length || !strncmp(text, "- ", 2)) {
			put_block(doc, block);
			used = 0;
			block[0] = '\0';
		}
		if (length)
			used += (size_t)sprintf(block + used, "%s%.*s", used ? " " : "", (int)length, text);
		lines = text + length;
		lines += *lines == '\n';
	}
	put_block(doc, block);
	free(block);
}

int doc_written(struct doc *doc, bool as_code, int (*write)(const void *data, FILE *out), const void *data)
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
		doc->style->code(doc, text);
	else if (!err)
		doc_unwrap(doc, text);
	free(text);
	return err;
}
