/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/sentences.h"

#include "analysis/output/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void sentences_add(struct sentences *s, const char *format, ...)
{
	va_list args;

	if (s->count == SENTENCES_MAX)
		return;
	va_start(args, format);
	vsnprintf(s->text[s->count++], SENTENCE_SIZE, format, args);
	va_end(args);
}

void sentences_extend(struct sentences *s, const char *format, ...)
{
	char *last = s->text[s->count - 1];
	size_t used = strlen(last);
	va_list args;

	va_start(args, format);
	vsnprintf(last + used, SENTENCE_SIZE - used, format, args);
	va_end(args);
}

/* Wrap lead and the first count sentences, for free(). NULL: no memory. */
static char *wrap(const struct sentences *s, size_t count, const char *lead, unsigned int indent)
{
	char *joined = NULL, *wrapped = NULL;
	size_t size;
	FILE *out = open_memstream(&joined, &size);

	if (!out)
		return NULL;
	fputs(lead ? lead : "", out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i || lead ? " " : "", s->text[i]);
	if (fclose(out)) {
		free(joined);
		return NULL;
	}
	out = open_memstream(&wrapped, &size);
	if (out) {
		text_wrap(out, 0, indent, "%s", joined);
		if (fclose(out)) {
			free(wrapped);
			wrapped = NULL;
		}
	}
	free(joined);
	return wrapped;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* End a line in "...", at most TEXT_COLUMNS wide, instead of at its newline, to which end points. */
static void mark_cut(char *text, char *end)
{
	static const char mark[] = "...\n";
	size_t rest = strlen(end) + 1;
	char *start = end;

	while (start > text && start[-1] != '\n')
		start--;
	if (end - start > TEXT_COLUMNS - 3)
		end = start + TEXT_COLUMNS - 3;
	else if (rest < sizeof(mark))
		end -= sizeof(mark) - rest;
	memcpy(end, mark, sizeof(mark));
}

/* Cut text after its first `lines` lines, of which the last then ends in "...". Returns the number of lines left. */
static size_t keep_lines(char *text, size_t lines)
{
	size_t n = 0;

	for (char *c = text; *c; c++)
		if (*c == '\n' && ++n == lines && c[1]) {
			mark_cut(text, c);
			break;
		}
	return n;
}

int sentences_write(const struct sentences *s, const char *lead, unsigned int indent, size_t lines, FILE *out)
{
	char *best = NULL;
	size_t n;

	for (size_t count = 1; count <= s->count; count++) {
		char *text = wrap(s, count, lead, indent);

		if (!text) {
			free(best);
			return -ENOMEM;
		}
		n = count_lines(text);
		if (best && n > lines) {
			free(text);
			break;
		}
		free(best);
		best = text;
	}
	if (!best)
		return 0;
	n = keep_lines(best, lines);
	fputs(best, out);
	free(best);
	return (int)n;
}

int sentences_list(const struct sentences *s, size_t lines, FILE *out)
{
	size_t used = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct sentences one = { .count = 1 };
		char *item;
		size_t n;

		memcpy(one.text[0], s->text[i], SENTENCE_SIZE);
		item = wrap(&one, 1, "-", 2);
		if (!item)
			return -ENOMEM;
		n = count_lines(item);
		if (used + n <= lines) {
			fputs(item, out);
			used += n;
		}
		free(item);
	}
	return (int)used;
}

char *sentences_join(const struct sentences *s)
{
	char *joined = NULL;
	size_t size;
	FILE *out = open_memstream(&joined, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < s->count; i++)
		fprintf(out, "%s%s", i ? " " : "", s->text[i]);
	if (!fclose(out))
		return joined;
	free(joined);
	return NULL;
}
