/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of verbs: runs them, catches what they print, writes the files that they read, and reads those that they write. */
#ifndef ANALYSIS_TEST_CAUGHT_H
#define ANALYSIS_TEST_CAUGHT_H

#include "analysis/test/fixture.h"
#include "bench/cli/verb.h"

#define CAUGHT_WORDS 64        /* of a verb's, at most */
#define CAUGHT_SIZE  (4 << 20) /* bytes of a stream, and a NUL: more is an error */

typedef int verb_main(int argc, char **argv);

/* What the last verb that was run printed: static, as it is large. */
struct caught {
	bool together; /* out has both streams, in the order in which they were written, and err is "" */
	char out[CAUGHT_SIZE], err[CAUGHT_SIZE];
};

/* Runs a verb. argv[0] is its name, and a NULL ends argv. Returns its status. Errors end the program with a line of TAP. */
int caught_run(struct caught *c, verb_main *verb, char **argv);

/* The same with the words of a line, its name first, which blanks separate. A + stands for a blank in a word. */
__attribute__((format(printf, 3, 4))) int caught_line(struct caught *c, verb_main *verb, const char *format, ...);

/* Is the text one line, with its end? */
bool caught_one_line(const char *text);

/* Writes a text to a file. Errors, of which NULL is one, end the program with a line of TAP. */
void write_file(const char *path, const char *text);

/* The same, and frees the text. */
void write_made(const char *path, char *text);

/* The same with a made-up archive. */
void write_archive(const char *path, const struct fixture *f);

/* The same with a text in which fixture_replace() replaces; that there is no `from` is an error. */
void write_replaced(const char *path, const char *text, const char *from, const char *to, bool seal);

/* Returns the bytes of a file and a NUL, for free(), *size of them; NULL: it cannot be read. */
char *read_file(const char *path, size_t *size);

/* Reads at most size - 1 bytes of a file and puts a NUL behind them: "" if it cannot be read. Returns text. */
char *read_text(const char *path, char *text, size_t size);

#endif
