/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format markdown: rows have the columns of their table, and text is escaped. */
#include "analysis/test/written.h"
#include "bench/test/tap.h"

/* Returns the number of cells in a row: its unescaped bars, less one. */
static size_t cells(const char *line, size_t length)
{
	size_t bars = 0;

	for (size_t i = 0; i < length; i++)
		bars += line[i] == '|' && (!i || line[i - 1] != '\\');
	return bars ? bars - 1 : 0;
}

int main(void)
{
	const struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 7, .rounds = 4, .batch = 4,
				   .suite = "standard" };
	char *text = make(replaced(fixture_archive(&f), "hole=skip\"", "ho|e=*skip\""), report_markdown);
	size_t tables = 0, uneven = 0, columns = 0;

	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n"), n = line[0] == '|' ? cells(line, length) : 0;

		tables += n && !columns;
		uneven += n && columns && n != columns;
		columns = n;
		line += length + (line[length] == '\n');
	}
	ok(tables > 8 && !uneven, "%zu tables, %zu rows that have not as many cells as their heading", tables, uneven);
	has_text(text, "| inject | rw\\_log/written | dc\\_ivac | 6843 | [6843,6843] | ",
		 "a cost with its interval");
	has_text(text, " | 2 | 2 | executes | 16 | 4 | cold |\n", "and its faults");
	has_text(text, "one line of it [instructions, emulated: not time]\n\n| policy |",
		 "what the numbers are");
	has_text(text, "\n### How much more does a cold DC IVAC cost than a cold DC CIVAC?\n\nOn rw\\_log/written: "
		 "upstream 0 ", "a question and its answer");
	free(text);
	return tap_done();
}
