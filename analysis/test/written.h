/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes reports on made-up archives. */
#ifndef ANALYSIS_TEST_WRITTEN_H
#define ANALYSIS_TEST_WRITTEN_H

#include "analysis/report/report.h"
#include "analysis/test/fixture.h"

#define ARCHIVES_MAX 7

typedef int writer(const struct loaded *loaded, FILE *out);
typedef int several_writer(const struct loaded *const *loaded, size_t count, FILE *out);
typedef int hosts_writer(const struct several *several, FILE *out);

/* Returns the report on an archive, for free(). Frees text. Errors end the program with a line of TAP. */
char *make(char *text, writer *write);

/* The same for count <= ARCHIVES_MAX archives. Frees the texts. */
char *make_all(char *const *text, size_t count, several_writer *write);

/* The same of hosts that are shown side by side, with the scorecard of each. */
char *make_hosts(char *const *text, size_t count, hosts_writer *write);

/* Writes count <= ARCHIVES_MAX such hosts. Returns 0 or -errno. */
int write_hosts(const struct loaded *const *loaded, size_t count, hosts_writer *write, FILE *out);

/* Returns a sealed copy with the first `from` replaced by `to`, for free(); NULL if there is none, or no text. Frees text. */
char *replaced(char *text, const char *from, const char *to);

#endif
