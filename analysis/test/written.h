/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a format makes of a made-up archive. */
#ifndef ANALYSIS_TEST_WRITTEN_H
#define ANALYSIS_TEST_WRITTEN_H

#include "analysis/report.h"
#include "analysis/test/fixture.h"

typedef int writer(const struct report *report, FILE *out);

/* The report of an archive, for free(). Takes text. */
__attribute__((unused)) static char *make(char *text, writer *write)
{
	char why[512] = "", *out = NULL;
	size_t size;
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
	struct report report = { &archive, &results, &contrasts };
	FILE *stream = open_memstream(&out, &size);

	if (!text || !stream || archive_parse(&archive, "dir/x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    results_make(&results, &archive) || contrasts_make(&contrasts, &results) || write(&report, stream)) {
		printf("Bail out! no report: %s\n", why);
		exit(1);
	}
	fclose(stream);
	contrasts_free(&contrasts);
	results_free(&results);
	archive_free(&archive);
	free(text);
	return out;
}

/* Takes text. Not to be inlined: gcc 12 then warns of a pointer into what realloc() took. */
__attribute__((unused, noinline)) static char *replaced(char *text, const char *from, const char *to)
{
	char *copy = fixture_replace(text, from, to, true);

	free(text);
	return copy;
}

#endif
