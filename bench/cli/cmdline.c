/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/cli/cmdline.h"

#include <stdio.h>
#include <string.h>

/* getopt_long() returns ROWS + i for the long form of row i and HELP for --help; both are above every letter. */
#define ROWS 256
#define HELP (ROWS + CMDLINE_OPTIONS_MAX)

static enum status apply(void *context, const struct cmdline_option *option, char *value)
{
	const struct cmdline *line = context;

	if (option->flag)
		*option->flag = true;
	else if (option->text)
		*option->text = value;
	else
		return option->take(line->data, value);
	return STATUS_OK;
}

/* Complain of what getopt_long() refused: optopt is a letter, ROWS + i of an option that takes no value, or 0. */
static enum status refuse(char **argv, bool lacks_value)
{
	char letter[] = { '-', (char)optopt, '\0' };

	complain("%s: %s: %s: see cmobench %s --help", argv[0], optopt && optopt < ROWS ? letter : argv[optind - 1],
		 lacks_value ? "needs a value" : optopt >= ROWS ? "takes no value" : "unknown option", argv[0]);
	return STATUS_USAGE;
}

/* Call each() for one occurrence of an option, unless its value is too long for our buffers. */
static enum status hand_over(const char *verb, const struct cmdline_option *option, char *value,
			     enum status (*each)(void *context, const struct cmdline_option *option, char *value),
			     void *context)
{
	if (value && strlen(value) > CMDLINE_VALUE_MAX) {
		complain("%s: --%s: the value has %zu characters, at most %d are allowed: shorten it", verb,
			 option->name, strlen(value), CMDLINE_VALUE_MAX);
		return STATUS_USAGE;
	}
	return each(context, option, value);
}

int cmdline_each(const struct cmdline *line, int argc, char **argv,
		 enum status (*each)(void *context, const struct cmdline_option *option, char *value), void *context,
		 enum status *status)
{
	struct option options[CMDLINE_OPTIONS_MAX + 2] = { { "help", no_argument, NULL, HELP } };
	char letters[2 + 2 * CMDLINE_OPTIONS_MAX + 1] = ":h", *end = letters + 2; /* ":": a missing value is ':' */
	int c;

	for (size_t i = 0; i < line->count; i++) {
		const struct cmdline_option *option = &line->option[i];

		options[i + 1] = (struct option){ option->name, option->has_arg, NULL, ROWS + (int)i };
		if (option->letter)
			*end++ = option->letter;
		if (option->letter && option->has_arg)
			*end++ = ':';
	}
	*status = STATUS_OK;
	optind = 0; /* makes getopt_long() start again with this argv */
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		size_t row = c >= ROWS ? (size_t)(c - ROWS) : 0;

		if (c == 'h' || c == HELP) {
			fputs(line->help, stdout);
			if (line->more_help)
				line->more_help();
			return 0;
		}
		while (c < ROWS && row < line->count && line->option[row].letter != c)
			row++;
		*status = c == ':' || c == '?' ? refuse(argv, c == ':') :
						 hand_over(argv[0], &line->option[row], optarg, each, context);
		if (*status)
			return 0;
	}
	return optind;
}

int cmdline_parse(const struct cmdline *line, int argc, char **argv, enum status *status)
{
	return cmdline_each(line, argc, argv, apply, (void *)line, status);
}
