/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the command line of a verb from a table of its options. Options may stand in any order and among operands. */
#ifndef BENCH_CMDLINE_H
#define BENCH_CMDLINE_H

#include "bench/cli/complete.h"
#include "bench/cli/verb.h"

#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* An option. Exactly one of flag, text and take is not NULL. */
struct cmdline_option {
	const char *name;  /* "output" for --output */
	int has_arg;       /* as for getopt_long(): no_argument, required_argument, optional_argument (--name=VALUE) */
	char letter;       /* short form, 'o' for -o; '\0': none. Must be '\0' with optional_argument */
	bool *flag;        /* set to true if the option is given; for an option without a value */
	const char **text; /* set to the value, a pointer into argv; the last occurrence counts */
	/*
	 * Called for each occurrence, in the order of argv. data is struct cmdline's; value points into argv, NULL if
	 * there is none. Returns STATUS_OK, or the exit status after printing why.
	 */
	enum status (*take)(void *data, char *value);
	void (*offer)(const struct complete *c); /* completes the value; NULL: it is a file, or cannot be completed */
	bool hidden;       /* not for users: completion does not offer it */
};

#define CMDLINE_OPTIONS_MAX 48
#define CMDLINE_VALUE_MAX (PATH_MAX - 1) /* characters of a value; a longer one is refused */

struct cmdline {
	const struct cmdline_option *option;
	size_t count;            /* number of options: 0 ... CMDLINE_OPTIONS_MAX */
	void *data;              /* passed to take(); NULL if no option has one */
	const char *help;        /* text that --help and -h print; these two need no row */
	void (*more_help)(void); /* prints more on stdout, below help; NULL: nothing */
	void (*offer)(const struct complete *c); /* completes an operand; NULL: operands are files, or there are none */
};

/*
 * Parse a verb's argv: apply its options and move its operands behind them. Return the index of the first operand, argc
 * if there is none. Return 0 if the verb has nothing more to do; *status is then the exit status: STATUS_OK after
 * --help, else the status of the first error, which is printed on stderr.
 */
int cmdline_parse(const struct cmdline *line, int argc, char **argv, enum status *status);

/* Return the verb of argv[0], before which it may stand where the command line is written, "FILE:LINE: run". */
const char *cmdline_verb(char **argv);

/*
 * From now on cmdline_parse() and cmdline_each() parse nothing: they print what can stand in the place of the last word of
 * argv, one candidate a line, and return 0 with STATUS_OK. Where that is a file, or anything, they print nothing.
 */
void cmdline_complete(void);

/*
 * As cmdline_parse(), but call each() for every occurrence of an option instead of applying its row. Like take(),
 * each() returns STATUS_OK, or the exit status after printing why.
 */
int cmdline_each(const struct cmdline *line, int argc, char **argv,
		 enum status (*each)(void *context, const struct cmdline_option *option, char *value), void *context,
		 enum status *status);

#endif
