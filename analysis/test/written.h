/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a format makes of a made-up archive. */
#ifndef ANALYSIS_TEST_WRITTEN_H
#define ANALYSIS_TEST_WRITTEN_H

#include "analysis/cell/make.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/report/report.h"
#include "analysis/test/fixture.h"

#define ARCHIVES_MAX 7

typedef int writer(const struct report *report, FILE *out);
typedef int several_writer(const struct report *report, size_t count, FILE *out);

struct made {
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
};

static inline void make_one(struct report *report, struct made *made, char *text)
{
	char why[512] = "";

	if (!text || archive_parse(&made->archive, "dir/x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    results_make(&made->results, &made->archive) || contrasts_make(&made->contrasts, &made->results)) {
		printf("Bail out! no report: %s\n", why);
		exit(1);
	}
	*report = (struct report){ &made->archive, &made->results, &made->contrasts };
}

/* Of one archive, or, if write is NULL, of count <= ARCHIVES_MAX of them. */
static inline char *make_any(char *const *text, size_t count, writer *write, several_writer *write_all)
{
	struct made made[ARCHIVES_MAX];
	struct report report[ARCHIVES_MAX];
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	for (size_t i = 0; i < count; i++)
		make_one(&report[i], &made[i], text[i]);
	if (!stream || (write ? write(report, stream) : write_all(report, count, stream)) || fclose(stream)) {
		printf("Bail out! no report\n");
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		contrasts_free(&made[i].contrasts);
		results_free(&made[i].results);
		archive_free(&made[i].archive);
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
