/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of results/findings.md lists exactly the findings that can be raised, and says of each what its row says.
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/findings/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 7

/* A finding as results/findings.md lists it. */
struct listed {
	char id[32], severity[32], when[32], tune[32];
};

static struct listed listed[100];
static size_t listed_count;

/* Copy a cell of the table without its blanks at both ends and its backquotes. */
static void copy_cell(char out[static 32], const char *cell)
{
	size_t size = 0;

	for (cell += strspn(cell, " "); *cell && size < 31; cell++)
		if (*cell != '`')
			out[size++] = *cell;
	while (size && out[size - 1] == ' ')
		size--;
	out[size] = '\0';
}

/* Read a row: "| `id`, `id` | severity | when | cause | remedy | tune | raised by |". */
static void read_row(char *line)
{
	char *column[COLUMNS + 1], *at = line, *save = NULL;

	for (int i = 0; i <= COLUMNS; i++)
		column[i] = at ? strsep(&at, "|") : (char *)"";
	for (char *id = strtok_r(column[1], ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		struct listed *row = &listed[listed_count++];

		copy_cell(row->id, id);
		copy_cell(row->severity, column[2]);
		copy_cell(row->when, column[3]);
		copy_cell(row->tune, column[6]);
	}
}

static bool read_document(void)
{
	const char *srcdir = getenv("srcdir");
	char path[1024], *line = NULL;
	size_t room = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/results/findings.md", srcdir ? srcdir : ".");
	in = fopen(path, "re");
	while (in && getline(&line, &room, in) > 0 && listed_count < ARRAY_SIZE(listed) - 4)
		if (!strncmp(line, "| `", 3))
			read_row(line);
	free(line);
	return in && !fclose(in);
}

static size_t count_listed(const char *id)
{
	size_t count = 0;

	for (size_t i = 0; i < listed_count; i++)
		count += !strcmp(listed[i].id, id);
	return count;
}

/* Compare a finding with the document. tune: what --tune sets; "" for nothing. */
static void test_kind(const struct finding_kind *kind, const char *tune)
{
	static const char *const when[] = { [WHEN_START] = "start", [WHEN_END] = "end", [WHEN_BOTH] = "start, end" };
	char severity[32];

	snprintf(severity, sizeof(severity), "%s%s", severity_name[kind->severity],
		 kind->where == WHERE_TIMED ? ", timed" : "");
	ok(count_listed(kind->id) == 1, "%s is listed once: %zu", kind->id, count_listed(kind->id));
	for (size_t i = 0; i < listed_count; i++) {
		if (strcmp(listed[i].id, kind->id))
			continue;
		ok(!strcmp(listed[i].severity, severity), "%s: severity %s, listed %s", kind->id, severity,
		   listed[i].severity);
		ok(!strcmp(listed[i].when, when[kind->when]), "%s: when %s, listed %s", kind->id, when[kind->when],
		   listed[i].when);
		ok(!strcmp(listed[i].tune, tune), "%s: --tune sets \"%s\", listed \"%s\"", kind->id, tune,
		   listed[i].tune);
	}
}

int main(void)
{
	size_t kinds = FINDING_COUNT;
	char tune[32];

	ok(read_document(), "results/findings.md can be read");
	for (size_t i = 0; i < FINDING_COUNT; i++)
		test_kind(&finding_table[i], "");
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *s = &setting_table[i];

		ok(!s->finding.id == !s->wanted, "%s has a finding and a wanted value, or neither", s->source.name);
		if (!s->finding.id)
			continue;
		snprintf(tune, sizeof(tune), "%.*s", (int)strcspn(s->wanted, " "), s->wanted);
		test_kind(&s->finding, tune);
		kinds++;
	}
	ok(listed_count == kinds, "and there are no others: %zu of %zu", listed_count, kinds);
	return tap_done();
}
