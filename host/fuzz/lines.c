/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer's target: what the runner reads without a parser: lines of an archive, lists of CPUs, filters. */
#include "bench/array.h"
#include "host/place/cpulist.h"
#include "host/keep/jsonl.h"
#include "host/keep/resume.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int take_line(void *context, const char *line, size_t size)
{
	struct kept_cells *counts = context;
	int count = 0;

	if (!size || line[size - 1] != '\n' || memchr(line, '\n', size - 1))
		abort();
	switch (jsonl_type(line, size)) {
	case JSONL_CELL:
		kept_cells_add(counts, line, size);
		break;
	case JSONL_END:
		kept_cells_end(counts, line, size);
		break;
	default:
		free(span_strings(jsonl_value(line, size, "options.argv"), &count));
	}
	return 0;
}

/* Inside of the line, or nothing. */
static void check_spans(const char *text, size_t size)
{
	static const char *const paths[] = { "schema", "clock.hz", "options.argv", "a.b.c", "type" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct span span = jsonl_value(text, size, paths[i]);

		if (span.text && (span.text < text || span.size > size || span.text + span.size > text + size))
			abort();
	}
}

static void check_text(const char *text)
{
	char quoted[64], why[256], shown[4096];
	struct cpulist list, again;
	struct filter filter;

	if (jsonl_quote(text, quoted, sizeof(quoted)) >= sizeof(quoted) || quoted[0] != '"')
		abort();
	if (!cpulist_parse(&list, text)) {
		cpulist_format(&list, shown, sizeof(shown));
		if (strlen(shown) < sizeof(shown) - 16 && (cpulist_parse(&again, shown) || memcmp(&list, &again, sizeof(list))))
			abort();
	}
	filter_parse(&filter, text, why, sizeof(why));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct jsonl_stream stream = { .bytes = NULL };
	struct kept_cells counts = { .cells = 0 };
	char *text = malloc(size + 1);
	size_t piece = size / 3 + 1;

	if (!text)
		return 0;
	memcpy(text, bytes, size);
	text[size] = '\0';
	for (size_t at = 0; at < size; at += piece)
		jsonl_feed(&stream, text + at, size - at < piece ? size - at : piece, take_line, &counts);
	jsonl_close(&stream);
	check_spans(text, size);
	check_text(text);
	resume_fits(text, text + size / 2, size - size / 2);
	free(text);
	return 0;
}
