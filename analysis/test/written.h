/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a format makes of a made-up archive. */
#ifndef ANALYSIS_TEST_WRITTEN_H
#define ANALYSIS_TEST_WRITTEN_H

#include "analysis/report/report.h"
#include "analysis/test/fixture.h"

#define ARCHIVES_MAX 7

typedef int writer(const struct loaded *loaded, FILE *out);
typedef int several_writer(const struct loaded *const *loaded, size_t count, FILE *out);

/* The report of an archive, for free(). Takes text. What goes wrong ends the program, with a line of TAP. */
char *make(char *text, writer *write);

/* The same of count <= ARCHIVES_MAX archives. Takes the texts. */
char *make_all(char *const *text, size_t count, several_writer *write);

/* A sealed copy of text with the first `from` replaced by `to`, for free(); NULL if there is none. Takes text. */
char *replaced(char *text, const char *from, const char *to);

#endif
