/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/doc.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Formats a text, for free(); NULL: out of memory. */
static char *format_text(const char *format, va_list args)
{
	char *text;

	return vasprintf(&text, format, args) < 0 ? NULL : text;
}

static const char *text_or_why(const char *text)
{
	return text ? text : "(out of memory)";
}

void doc_paragraph(struct doc *doc, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	doc->style->paragraph(doc, text_or_why(text), false);
	free(text);
}

void doc_item(struct doc *doc, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	doc->style->item(doc, text_or_why(text));
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

void doc_value(struct doc *doc, const char *text, double value)
{
	put_cell(doc, text, value);
}

void doc_link(struct doc *doc, const char *text, double value, const char *address)
{
	doc->link = address;
	put_cell(doc, text, value);
	doc->link = NULL;
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
		put_block(doc, text_or_why(NULL));
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
