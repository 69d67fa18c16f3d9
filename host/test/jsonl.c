/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of an archive: their types, values in them, cutting a stream into lines. Sets of cells. */
#include "bench/test/tap.h"
#include "host/keep/cellset.h"
#include "host/os/err.h"
#include "host/keep/jsonl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char sample[] = "{\"type\":\"cell\",\"a\":{\"b\":[1,{\"c\":\"}]\"}],\"d\":\"x\\\"y,\"},\"e\":-2.5,\"f\":null}\n";

static bool value_is(const char *path, const char *text)
{
	return span_is(jsonl_value(sample, strlen(sample), path), text);
}

static void test_values(void)
{
	ok(value_is("a.b", "[1,{\"c\":\"}]\"}]") && value_is("a.d", "\"x\\\"y,\"") && value_is("e", "-2.5") &&
		   value_is("f", "null") && value_is("type", "\"cell\""),
	   "values at the first level and below, brackets and quotes in strings");
	ok(!jsonl_value(sample, strlen(sample), "b").text && !jsonl_value(sample, strlen(sample), "e.x").text &&
		   !jsonl_value("", 0, "a").text && !jsonl_value("[1]", 3, "a").text,
	   "what is not there is not found");
	for (size_t size = 0; size < strlen(sample); size++)
		free(span_strings(jsonl_value(sample, size, "a.b"), &(int){ 0 }));
	ok(true, "a line may be cut anywhere without a read beyond its end");
	ok(jsonl_type(sample, strlen(sample)) == JSONL_CELL && jsonl_type("{\"type\":\"cellar\"}", 17) == JSONL_OTHER &&
		   jsonl_type("{\"type\":\"footer\",", 17) == JSONL_FOOTER && jsonl_type("{\"type\":\"foo", 12) == JSONL_OTHER &&
		   jsonl_type("", 0) == JSONL_OTHER,
	   "types of lines");
}

static void test_strings(void)
{
	static const char array[] = "[\"run\",\"a\\\"b\\\\c\\n\",\"\",\"\\u001f,\"]";
	int count = 0;
	char **strings = span_strings((struct span){ array, strlen(array) }, &count), quoted[32];

	ok(strings && count == 4 && !strcmp(strings[0], "run") && !strcmp(strings[1], "a\"b\\c\n") &&
		   !*strings[2] && !strcmp(strings[3], "\x1f,") && !strings[4],
	   "an array of strings, unescaped");
	free(strings);
	ok(!span_strings((struct span){ NULL, 0 }, &count), "nothing is no array");
	ok(!span_strings((struct span){ "[1]", 3 }, &count) && !span_strings((struct span){ "[\"a\"", 4 }, &count),
	   "what is none is refused");
	jsonl_quote("a\"b\\\n", quoted, sizeof(quoted));
	ok(!strcmp(quoted, "\"a\\\"b\\\\\\u000a\""), "a string is quoted");
	ok(jsonl_quote("0123456789", quoted, 8) < 8 && quoted[strlen(quoted) - 1] == '"', "and cut to fit");
}

static void test_cells(void)
{
	struct cell cell = { .policy = POLICY_INJECT, .op = OP_dc_ivac, .slot = SLOT_RO, .copy = 1, .mix = 3 }, got;
	char line[JSONL_FAILED_BYTES], *broken;
	size_t size = jsonl_failed_cell(&cell, 64, "why \"so\"", line);

	ok(size == strlen(line) && line[size - 1] == '\n' && !jsonl_cell(line, size, &got) && cell_equal(&cell, &got),
	   "a failed cell's line names the cell");
	ok(span_is(jsonl_value(line, size, "reason"), "\"why \\\"so\\\"\"") &&
		   span_is(jsonl_value(line, size, "sample_lines"), "64"), "and its reason");
	broken = strstr(line, "\"ro\"");
	memcpy(broken, "\"rx\"", 4);
	ok(jsonl_cell(line, size, &got) == -EINVAL, "a value that no axis has is refused");
}

static void test_sets(void)
{
	struct cell_set set = { .cell = NULL }, copy = { .cell = NULL };
	struct cell cell = { .op = OP_dc_civac };
	char *text;
	FILE *f;
	size_t missing = 0;

	ok(!cell_set_has(&set, &cell), "an empty set has no cell");
	for (unsigned int i = 0; i < 500; i++) {
		cell.mix = i % MIX_COUNT;
		cell.backing = i / MIX_COUNT % BACKING_COUNT;
		cell.slot = i / MIX_COUNT / BACKING_COUNT;
		cell_set_add(&set, &cell);
	}
	cell.copy = 1;
	ok(cell_set_has(&set, &set.cell[499]) && !cell_set_has(&set, &cell), "cells are found, others not");
	cell_set_sort(&set);
	ok(cell_set_has(&set, &set.cell[17]) && !cell_set_has(&set, &cell), "sorted too");
	text = cell_set_text(&set);
	f = fopen("cells", "w");
	fputs(text, f);
	fclose(f);
	free(text);
	ok(!cell_set_read(&copy, "cells") && copy.count == set.count, "written and read");
	for (size_t i = 0; i < copy.count; i++)
		missing += !cell_set_has(&set, &copy.cell[i]);
	ok(!missing, "they are the same");
	f = fopen("cells", "a");
	fputs("inject dc_ivac\n", f);
	fclose(f);
	ok(cell_set_read(&copy, "cells") == -EINVAL && cell_set_read(&copy, "nothing") == -ENOENT,
	   "half a cell is refused, as is a file that is not there");
	cell_set_free(&set);
	cell_set_free(&copy);
}

static char lines[256];

static int note(void *context, const char *line, size_t size)
{
	(void)context;
	snprintf(lines + strlen(lines), sizeof(lines) - strlen(lines), "<%.*s>", (int)size - 1, line);
	return !memcmp(line, "stop", 4) ? -ECANCELED : 0;
}

static void test_stream(void)
{
	static const char bytes[] = "one\ntwo\n\nthree\nfo";
	struct jsonl_stream s = { .bytes = NULL };
	int err = 0;

	for (size_t i = 0; i < strlen(bytes); i++)
		err |= jsonl_feed(&s, bytes + i, 1, note, NULL);
	ok(!err && !strcmp(lines, "<one><two><><three>") && s.size == 2, "a stream, byte by byte: %s", lines);
	lines[0] = '\0';
	ok(jsonl_feed(&s, "ur\nstop\nmore\n", 13, note, NULL) == -ECANCELED && !strcmp(lines, "<four><stop>"),
	   "whoever takes the lines can stop it");
	jsonl_close(&s);
}

int main(void)
{
	test_values();
	test_strings();
	test_cells();
	test_sets();
	test_stream();
	return tap_done();
}
