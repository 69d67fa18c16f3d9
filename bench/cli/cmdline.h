/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of a verb: its options are the rows of a table, in any order and among operands. */
#ifndef BENCH_CMDLINE_H
#define BENCH_CMDLINE_H

#include "bench/cli/verb.h"

#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Has one of flag, text and take. */
struct cmdline_option {
	const char *name;  /* "output": --output */
	int has_arg;       /* as getopt_long()'s: no_argument, required_argument, optional_argument (--name=VALUE) */
	char letter;       /* of its short form, 'o': -o; '\0': none. Not with optional_argument */
	bool *flag;        /* set, of an option without a value */
	const char **text; /* set to the value, which is argv's; the last one counts */
	/*
	 * Called for each occurrence, in the order of argv. data: the command line's. value: argv's, NULL if there is
	 * none. Returns STATUS_OK, or what to exit with, having printed why.
	 */
	enum status (*take)(void *data, char *value);
};

#define CMDLINE_OPTIONS_MAX 48
#define CMDLINE_VALUE_MAX (PATH_MAX - 1) /* characters of a value; a longer one is refused */

struct cmdline {
	const struct cmdline_option *option;
	size_t count;            /* of option: 0 ... CMDLINE_OPTIONS_MAX */
	void *data;              /* for take(); NULL if no option has one */
	const char *help;        /* lines, for --help and -h, which need no row */
	void (*more_help)(void); /* prints on stdout what stands below help; NULL: nothing */
};

/*
 * Takes the options of argv, a verb's, and moves its operands behind them. Returns the index of the first operand, argc
 * if there is none. Or 0: no more is to be done, and *status is what to exit with: STATUS_OK after --help, else what
 * the first thing wrong comes to, of which a line on stderr tells.
 */
int cmdline_parse(const struct cmdline *line, int argc, char **argv, enum status *status);

/*
 * The same, but calls each() for every occurrence of an option in place of what its row says. What each() returns is
 * what take() would.
 */
int cmdline_each(const struct cmdline *line, int argc, char **argv,
		 enum status (*each)(void *context, const struct cmdline_option *option, char *value), void *context,
		 enum status *status);

#endif
