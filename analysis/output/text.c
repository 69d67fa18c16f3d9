/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static char printable(char c)
{
	return c >= ' ' && c <= '~' ? c : '?';
}

void text_line(FILE *out, const char *format, ...)
{
	char line[1024];
	size_t length, shown;
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	length = strlen(line);
	while (length && line[length - 1] == ' ')
		length--;
	shown = length > TEXT_COLUMNS ? TEXT_COLUMNS - 3 : length;
	for (size_t i = 0; i < shown; i++)
		putc(printable(line[i]), out);
	fputs(length > shown ? "...\n" : "\n", out);
}

/* Return how many characters of text go on a line of room characters: up to a blank, or room if there is none. */
static size_t line_length(const char *text, size_t room)
{
	size_t length = strlen(text), cut = room;

	if (length <= room)
		return length;
	while (cut && text[cut] != ' ')
		cut--;
	return cut ? cut : room;
}

void text_wrap(FILE *out, unsigned int first_indent, unsigned int indent, const char *format, ...)
{
	char *text, *rest;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		text_line(out, "(out of memory)");
		return;
	}
	rest = text;
	do {
		size_t part = line_length(rest, TEXT_COLUMNS - first_indent), shown = part;

		while (shown && rest[shown - 1] == ' ')
			shown--;
		fprintf(out, "%*s", shown ? (int)first_indent : 0, "");
		for (size_t i = 0; i < shown; i++)
			putc(printable(rest[i]), out);
		putc('\n', out);
		rest += part;
		rest += strspn(rest, " ");
		first_indent = indent;
	} while (*rest);
	free(text);
}

const char *text_number(char buf[static NUMBER_SIZE], double value, bool sign)
{
	const char *format = "%+.1e";
	double size = fabs(value);

	if (size == 0)
		format = "0";
	else if (size < 1e7 && (size >= 1e4 || value == rint(value)))
		format = "%+.0f";
	else if (size < 1e7)
		format = "%+.1f";
	snprintf(buf, NUMBER_SIZE, format, value);
	if (!sign && buf[0] == '+')
		memmove(buf, buf + 1, strlen(buf));
	return buf;
}

const char *text_count(char buf[static NUMBER_SIZE], size_t count)
{
	if (count < 10000)
		snprintf(buf, NUMBER_SIZE, "%zu", count);
	else if (count < 1000000)
		snprintf(buf, NUMBER_SIZE, "%zuk", count / 1000);
	else
		snprintf(buf, NUMBER_SIZE, ">1M");
	return buf;
}

const char *text_plural(size_t count)
{
	return count == 1 ? "" : "s";
}

const char *text_percent(char buf[static NUMBER_SIZE], double fraction)
{
	double percent = 100 * fraction;

	if (fabs(percent) >= 1e5)
		snprintf(buf, NUMBER_SIZE, "%s1e5%%", percent > 0 ? "> +" : "< -");
	else
		snprintf(buf, NUMBER_SIZE, fabs(percent) < 1000 ? "%+.1f%%" : "%+.0f%%", percent);
	return buf;
}

const char *text_interval(char buf[static INTERVAL_SIZE], struct interval interval, bool sign, const char *unknown)
{
	char lo[NUMBER_SIZE], hi[NUMBER_SIZE];

	if (!interval.known)
		return unknown;
	snprintf(buf, INTERVAL_SIZE, "[%s,%s]", text_number(lo, interval.lo, sign), text_number(hi, interval.hi, sign));
	return buf;
}

const char *text_share(char buf[static NUMBER_SIZE], double fraction)
{
	double percent = 100 * fraction;

	snprintf(buf, NUMBER_SIZE, percent >= 99.5 && percent < 1e12 ? "%.0f" : "%.2g", percent);
	return buf;
}

const char *text_ratio(char buf[static RATIO_SIZE], double ratio, struct interval ci95)
{
	if (ci95.known && ci95.lo < ci95.hi)
		snprintf(buf, RATIO_SIZE, "%.3g [%.3g,%.3g]", ratio, ci95.lo, ci95.hi);
	else
		snprintf(buf, RATIO_SIZE, "%.3g", ratio);
	return buf;
}
