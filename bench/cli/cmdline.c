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

const char *cmdline_verb(char **argv)
{
	const char *blank = strrchr(argv[0], ' ');

	return blank ? blank + 1 : argv[0];
}

/* Complain of what getopt_long() refused: optopt is a letter, ROWS + i of an option that takes no value, or 0. */
static enum status refuse(char **argv, bool lacks_value)
{
	char letter[] = { '-', (char)optopt, '\0' };

	complain("%s: %s: %s: see cmobench %s --help", argv[0], optopt && optopt < ROWS ? letter : argv[optind - 1],
		 lacks_value ? "needs a value" : optopt >= ROWS ? "takes no value" : "unknown option", cmdline_verb(argv));
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

static bool completes; /* set by cmdline_complete() */

void cmdline_complete(void)
{
	completes = true;
}

/* Return the option that a word of `size` characters is, "--output" or "-o"; NULL if it is none. */
static const struct cmdline_option *option_of(const struct cmdline *line, const char *word, size_t size)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct cmdline_option *option = &line->option[i];

		if (size == 2 && word[0] == '-' && option->letter && word[1] == option->letter)
			return option;
		if (size > 2 && !strncmp(word, "--", 2) && strlen(option->name) == size - 2 &&
		    !strncmp(word + 2, option->name, size - 2))
			return option;
	}
	return NULL;
}

static void offer_options(const struct cmdline *line, const struct complete *c)
{
	char text[64];

	for (size_t i = 0; i < line->count; i++) {
		if (line->option[i].hidden)
			continue;
		snprintf(text, sizeof(text), "--%s", line->option[i].name);
		complete_name(c, text);
		snprintf(text, sizeof(text), "-%c", line->option[i].letter);
		if (line->option[i].letter)
			complete_name(c, text);
	}
	complete_name(c, "--help");
}

/* Offer what can stand in the place of the last word. */
static void offer(const struct cmdline *line, int argc, char **argv)
{
	struct complete c = { .word = argc > 1 ? argv[argc - 1] : "" };
	const char *before = argc > 2 ? argv[argc - 2] : "", *equals = strchr(c.word, '=');
	const struct cmdline_option *option = option_of(line, before, strlen(before));

	if (option && option->has_arg == required_argument) {
		if (option->offer)
			option->offer(&c);
	} else if (*c.word != '-') {
		if (line->offer)
			line->offer(&c);
	} else if (!equals) {
		offer_options(line, &c);
	} else {
		option = option_of(line, c.word, (size_t)(equals - c.word));
		c.kept = (int)(equals + 1 - c.word);
		if (option && option->offer)
			option->offer(&c);
	}
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
	if (completes) {
		offer(line, argc, argv);
		return 0;
	}
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
