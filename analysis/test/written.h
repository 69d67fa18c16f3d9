/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a format makes of a made-up archive. */
#ifndef ANALYSIS_TEST_WRITTEN_H
#define ANALYSIS_TEST_WRITTEN_H

#include "analysis/report/report.h"
#include "analysis/test/fixture.h"

#define ARCHIVES_MAX 7

typedef int writer(const struct loaded *loaded, FILE *out);
typedef int several_writer(const struct loaded *const *loaded, size_t count, FILE *out);

static inline void make_one(struct loaded *loaded, char *text)
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
static inline char *make_any(char *const *text, size_t count, writer *write, several_writer *write_all)
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

/* The report of an archive, for free(). Takes text. */
static inline char *make(char *text, writer *write)
{
	return make_any(&text, 1, write, NULL);
}

/* The same of several. Takes the texts. */
static inline char *make_all(char *const *text, size_t count, several_writer *write)
{
	return make_any(text, count, NULL, write);
}

/* Takes text. Not to be inlined: gcc 12 then warns of a pointer into what realloc() took. */
__attribute__((unused, noinline)) static char *replaced(char *text, const char *from, const char *to)
{
	char *copy = fixture_replace(text, from, to, true);

	free(text);
	return copy;
}

#endif
