/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/written.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_one(struct loaded *loaded, char *text)
{
	char why[512] = "";

	*loaded = (struct loaded){ .policies = 0 };
	if (!text || archive_parse(&loaded->archive, "dir/x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    loaded_make(loaded)) {
		printf("Bail out! no report: %s\n", why);
		exit(1);
	}
}

/* Of one archive, or, if write is NULL, of count <= ARCHIVES_MAX of them. */
static char *make_any(char *const *text, size_t count, writer *write, several_writer *write_all)
{
	struct loaded made[ARCHIVES_MAX];
	const struct loaded *loaded[ARCHIVES_MAX];
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	for (size_t i = 0; i < count; i++) {
		make_one(&made[i], text[i]);
		loaded[i] = &made[i];
	}
	if (!stream || (write ? write(loaded[0], stream) : write_all(loaded, count, stream)) || fclose(stream)) {
		printf("Bail out! no report\n");
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		loaded_free(&made[i]);
		free(text[i]);
	}
	return out;
}

char *make(char *text, writer *write)
{
	return make_any(&text, 1, write, NULL);
}

char *make_all(char *const *text, size_t count, several_writer *write)
{
	return make_any(text, count, NULL, write);
}

char *replaced(char *text, const char *from, const char *to)
{
	char *copy = fixture_replace(text, from, to, true);

	free(text);
	return copy;
}
