/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/send.h"

#include "host/keep/jsonl.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SYMBOLS 256 /* symbols in a line */

/* Hand over the symbols from `first` on, at most LINE_SYMBOLS. */
static int send_some(const struct archive_sink *sink, const struct symbols *s, size_t first)
{
	char *line = NULL, quoted[1200], text[1100];
	size_t size;
	FILE *out = open_memstream(&line, &size);
	int err;

	if (!out)
		return fail(ENOMEM, "the kernel's symbols");
	fputs("{\"type\":\"symbols\",\"list\":[", out);
	for (size_t i = first; i < s->count && i < first + LINE_SYMBOLS; i++) {
		snprintf(text, sizeof(text), "%llx %c %s", (unsigned long long)s->symbol[i].address, s->symbol[i].type,
			 s->symbol[i].name);
		jsonl_quote(text, quoted, sizeof(quoted));
		fprintf(out, "%s%s", i > first ? "," : "", quoted);
	}
	fputs("]}\n", out);
	err = fclose(out) ? fail(ENOMEM, "the kernel's symbols") : sink->line(sink->context, line, size);
	free(line);
	return err;
}

int symbols_send(const struct archive_sink *sink, const char *path)
{
	FILE *in = fopen(path, "re");
	struct symbols symbols = { .symbol = NULL };
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	int err = 0;

	if (!in)
		return 0;
	while (!err && (size = getline(&line, &room, in)) > 0)
		err = symbols_add(&symbols, line, (size_t)size);
	free(line);
	fclose(in);
	for (size_t i = 0; i < symbols.count && !err; i += LINE_SYMBOLS)
		err = send_some(sink, &symbols, i);
	symbols_free(&symbols);
	return err;
}

int symbols_take(struct symbols *symbols, const char *line, size_t size)
{
	int count = 0, err = 0;
	char **text = span_strings(jsonl_value(line, size, "list"), &count);

	if (!text)
		return fail(0, "the emulated host sent broken symbols: %.60s", line);
	for (int i = 0; i < count && !err; i++)
		err = symbols_add(symbols, text[i], strlen(text[i]));
	free(text);
	return err;
}
