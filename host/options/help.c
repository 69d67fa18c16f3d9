/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/options/help.h"

#include "host/options/table.h"

#include <stdio.h>
#include <string.h>

#define HELP_INDENT  21 /* column where the sentences begin */
#define HELP_COLUMNS 100

/* Prints words from column HELP_INDENT on, wrapped; further lines begin in that column, too. */
static void print_wrapped(const char *text)
{
	size_t column = HELP_INDENT;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > HELP_INDENT && column + 1 + length > HELP_COLUMNS) {
			printf("\n%*s", HELP_INDENT, "");
			column = HELP_INDENT;
		}
		column += (size_t)printf("%s%.*s", column > HELP_INDENT ? " " : "", (int)length, text);
		text += length + (text[length] == ' ');
	}
	putchar('\n');
}

/* Prints "  --suite NAME", or "  -o FILE" if the option has a letter, and moves to column HELP_INDENT. */
static void print_row(const struct option_row *row)
{
	const char *value = row->value ? row->value : "";
	const char *blank = !*value || *value == '[' ? "" : " ";
	int used = row->letter ? printf("  -%c%s%s", row->letter, blank, value) :
				 printf("  --%s%s%s", row->name, blank, value);

	if (used >= HELP_INDENT)
		printf("\n%*s", HELP_INDENT, "");
	else
		printf("%*s", HELP_INDENT - used, "");
	print_wrapped(row->help);
}

static void print_rows(enum purpose purpose, bool emulated)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];

		if (row->help && row->purposes >> purpose & 1 && row->is_emulated == emulated)
			print_row(row);
	}
}

static void print_all(enum purpose purpose)
{
	print_rows(purpose, false);
	puts("\nOptions of an emulated arm64 host, which counts instructions and never time:");
	print_rows(purpose, true);
}

void help_run(void)
{
	print_all(PURPOSE_RUN);
}

void help_probe(void)
{
	print_all(PURPOSE_PROBE);
}
