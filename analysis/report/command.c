/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/command.h"

#include "analysis/output/text.h"

#include <stdbool.h>
#include <string.h>

#define INDENT 2 /* of the first line; those that go on have twice as much */

/* A command so far. */
struct command {
	FILE *out;
	size_t column;
};

static struct command begin(FILE *out)
{
	fprintf(out, "%*scmobench", INDENT, "");
	return (struct command){ out, INDENT + strlen("cmobench") };
}

static bool is_plain(const char *word)
{
	return *word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]{}~#!")];
}

/* Begin a word that takes so many characters, on this line or on the next. */
static void make_room(struct command *c, size_t length)
{
	if (c->column + 1 + length + 2 > TEXT_COLUMNS) {
		fprintf(c->out, " \\\n%*s", 2 * INDENT, "");
		c->column = 2 * INDENT;
	} else {
		fputc(' ', c->out);
		c->column++;
	}
}

/* Write a word that needs no quotes, or in quotes one that has a quote. */
static void put_whole(struct command *c, const char *word)
{
	bool plain = is_plain(word);

	make_room(c, strlen(word) + (plain ? 0 : 2));
	fputs(plain ? "" : "'", c->out);
	for (const char *at = word; *at; at++)
		fputs(*at == '\'' ? "'\\''" : (char[]){ *at, '\0' }, c->out);
	fputs(plain ? "" : "'", c->out);
	c->column += strlen(word) + (plain ? 0 : 2);
}

/* Write a filter in quotes. Its terms may stand on several lines: a filter takes an end of line for a blank. */
static void put_filter(struct command *c, const char *word)
{
	size_t first = strcspn(word, " ");

	if (is_plain(word) || strchr(word, '\'')) {
		put_whole(c, word);
		return;
	}
	make_room(c, first + 2);
	fputc('\'', c->out);
	for (bool begun = false; *word; begun = true) {
		size_t length = strcspn(word, " ");

		if (begun && c->column + 1 + length + 3 > TEXT_COLUMNS) {
			fprintf(c->out, "\n%*s", 2 * INDENT, "");
			c->column = 2 * INDENT;
		} else if (begun) {
			fputc(' ', c->out);
			c->column++;
		}
		fwrite(word, 1, length, c->out);
		c->column += length;
		word += length;
		word += strspn(word, " ");
	}
	fputc('\'', c->out);
	c->column += 2;
}

/* Is it an option that takes a value, as one word or two? *words: how many it takes. */
static bool is_option(const struct texts *argv, size_t i, const char *name, size_t *words)
{
	size_t length = strlen(name);

	*words = strcmp(argv->text[i], name) ? 1 : 2;
	return *words == 2 || (!strncmp(argv->text[i], name, length) && argv->text[i][length] == '=');
}

void command_again(const struct archive *a, const char *output, size_t samples, FILE *out)
{
	const struct texts *argv = &a->options.argv;
	struct command c = begin(out);
	char number[24];
	size_t words;

	for (size_t i = 0; i < argv->count; i += words) {
		if (is_option(argv, i, "-o", &words) || is_option(argv, i, "--output", &words) ||
		    is_option(argv, i, "--resume", &words) || (samples && is_option(argv, i, "--samples", &words)))
			continue;
		if (is_option(argv, i, "--filter", &words) && words == 2 && i + 1 < argv->count) {
			put_whole(&c, argv->text[i]);
			put_filter(&c, argv->text[i + 1]);
			continue;
		}
		words = 1;
		if (strcmp(argv->text[i], "--force"))
			put_whole(&c, argv->text[i]);
	}
	if (samples) {
		snprintf(number, sizeof(number), "%zu", samples);
		put_whole(&c, "--samples");
		put_whole(&c, number);
	}
	put_whole(&c, "-o");
	put_whole(&c, output);
	fputc('\n', out);
}

void command_report(const char *archives, const char *more, FILE *out)
{
	struct command c = begin(out);
	char word[256];

	put_whole(&c, "report");
	while (*archives) {
		size_t length = strcspn(archives, " ");

		snprintf(word, sizeof(word), "%.*s", (int)length, archives);
		put_whole(&c, word);
		archives += length;
		archives += strspn(archives, " ");
	}
	put_whole(&c, more);
	fputc('\n', out);
}
