/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/lint.h"

#include "analysis/output/text.h"
#include "bench/cli/verb.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum pattern { PATTERN_UNIT, PATTERN_N, PATTERN_SPREAD, PATTERN_BASE, PATTERN_MACHINE, PATTERN_EMULATED, PATTERN_METAL,
	       PATTERN_TIME, PATTERN_COUNT };

#define BEGIN "(^|[^a-z0-9_])"
#define END   "([^a-z0-9_]|$)"

/* Extended regular expressions that match within one line, in upper or lower case. */
static const char *const pattern_text[PATTERN_COUNT] = {
	[PATTERN_UNIT] = "%|[[(](s|sec)[])]|[0-9] ?s" END "|"
			 BEGIN "(ns|us|ms|seconds?|cycles?|instructions?|insns|ticks?|"
			 "counts|per cent|percent|bytes|[kmg]i?b)" END,
	[PATTERN_N] = BEGIN "(n|samples|runs|iterations)" END,
	[PATTERN_SPREAD] = "\\[[-+0-9.e]+, ?[-+0-9.e]+\\]|\\+-|\\+/-|" BEGIN "(std ?dev|stddev|sd|ci|spread|interval|"
			   "intervals|iqr|p90|p99|quartiles?)" END,
	[PATTERN_BASE] = "^ *base([- ]commit)?:.*(" BEGIN "|-g)[0-9a-f]{7,}" END,
	[PATTERN_MACHINE] = "^ *(host|machine|hardware): +[^ ]",
	[PATTERN_EMULATED] = BEGIN "(emulated|qemu|tcg|fvp)" END,
	[PATTERN_METAL] = BEGIN "(metal|virtual)" END,
	[PATTERN_TIME] = "[0-9] ?(ns|us|ms|s|sec|seconds?|nanoseconds?|microseconds?|milliseconds?|cycles?|[mg]hz)" END
			 "|[[(, ](ns|us|ms|cycles)[]),]|" BEGIN "(nanoseconds|microseconds|milliseconds)" END,
};

struct paragraph {
	size_t first, end; /* its lines are first ... end - 1, counted from 0 */
	size_t rows;       /* lines that look like rows of a table */
	bool has[PATTERN_COUNT];
};

struct lint {
	const char **line; /* `lines` lines, each NUL-terminated */
	size_t lines;
	struct paragraph *paragraph;
	size_t paragraphs;
	regex_t regex[PATTERN_COUNT];
	bool has[PATTERN_COUNT];
	lint_found *found;
	void *data;
	long count;
};

static void report_found(struct lint *l, size_t line, const char *what)
{
	l->count++;
	l->found(l->data, line + 1, what);
}

static void check_form(struct lint *l, size_t at)
{
	const char *line = l->line[at];
	size_t columns = 0;
	bool tab = false, odd = false;
	char what[80];

	for (const char *c = line; *c; c++) {
		tab |= *c == '\t';
		odd |= *c != '\t' && (*c < ' ' || *c > '~');
		columns += (*c & 0xc0) != 0x80; /* count bytes that begin a UTF-8 character */
	}
	if (columns > TEXT_COLUMNS) {
		snprintf(what, sizeof(what), "%zu columns, more than %d", columns, TEXT_COLUMNS);
		report_found(l, at, what);
	}
	if (tab)
		report_found(l, at, "a tab");
	if (odd)
		report_found(l, at, "a character that is not printable ASCII");
}

/* Is the word a number? "+2825", "87.3%" and "1/2!" are, "[1,2]" is not. */
static bool is_number(const char *word, size_t length)
{
	size_t i = length && strchr("+-", word[0]) ? 1 : 0;

	if (i == length || !isdigit((unsigned char)word[i]))
		return false;
	while (i < length && (isdigit((unsigned char)word[i]) || strchr(".e+-/", word[i])))
		i++;
	return i == length || (i + 1 == length && strchr("*!%", word[i]));
}

/* Is the line a row: two numbers, two blanks or more before one of them, and no "key:" in front? */
static bool is_row(const char *line)
{
	const char *c = line;
	size_t numbers = 0, words = 0;
	bool column = false;

	while (*c) {
		size_t gap = strspn(c, " "), length = strcspn(c + gap, " ");

		if (!length)
			break;
		if (!words++ && c[gap + length - 1] == ':')
			return false;
		if (is_number(c + gap, length)) {
			numbers++;
			column |= gap >= 2 && words > 1;
		}
		c += gap + length;
	}
	return numbers >= 2 && column;
}

static void read_lines(struct lint *l)
{
	for (size_t i = 0; i < l->lines; i++) {
		struct paragraph *p;
		bool empty = !l->line[i][strspn(l->line[i], " \t")];

		check_form(l, i);
		if (empty)
			continue;
		if (!l->paragraphs || l->paragraph[l->paragraphs - 1].end != i)
			l->paragraph[l->paragraphs++] = (struct paragraph){ .first = i, .end = i };
		p = &l->paragraph[l->paragraphs - 1];
		p->end = i + 1;
		p->rows += is_row(l->line[i]);
		for (int k = 0; k < PATTERN_COUNT; k++)
			p->has[k] |= !regexec(&l->regex[k], l->line[i], 0, NULL, 0);
	}
	for (size_t i = 0; i < l->paragraphs; i++)
		for (int k = 0; k < PATTERN_COUNT; k++)
			l->has[k] |= l->paragraph[i].has[k];
}

static bool is_table(const struct paragraph *p)
{
	return p->rows >= 2;
}

/* Is the pattern in paragraph i, or in a neighbouring paragraph that is no table? */
static bool told(const struct lint *l, size_t i, enum pattern pattern)
{
	const struct paragraph *p = &l->paragraph[i];

	return p->has[pattern] || (i && !is_table(p - 1) && p[-1].has[pattern]) ||
	       (i + 1 < l->paragraphs && !is_table(p + 1) && p[1].has[pattern]);
}

static void check_tables(struct lint *l)
{
	for (size_t i = 0; i < l->paragraphs; i++) {
		if (!is_table(&l->paragraph[i]))
			continue;
		if (!told(l, i, PATTERN_UNIT))
			report_found(l, l->paragraph[i].first, "a table without a unit");
		if (!told(l, i, PATTERN_N))
			report_found(l, l->paragraph[i].first,
				     "a table that does not say n, of how many samples it is");
		if (!told(l, i, PATTERN_SPREAD))
			report_found(l, l->paragraph[i].first,
				     "a table without spread: an interval, stddev or the like");
	}
}

static void check_time(struct lint *l)
{
	for (size_t i = 0; i < l->paragraphs; i++) {
		const struct paragraph *p = &l->paragraph[i];

		if (!l->has[PATTERN_EMULATED] || p->has[PATTERN_METAL])
			continue;
		for (size_t k = p->first; k < p->end; k++)
			if (!regexec(&l->regex[PATTERN_TIME], l->line[k], 0, NULL, 0))
				report_found(l, k, "a unit of time, of an emulated host");
	}
}

/* Split copy into lines. */
static void cut(struct lint *l, char *copy, size_t size)
{
	for (char *at = copy; at < copy + size; l->lines++) {
		char *end = memchr(at, '\n', (size_t)(copy + size - at));

		l->line[l->lines] = at;
		if (!end)
			end = copy + size;
		*end = '\0';
		at = end + 1;
	}
}

/* Copy text for splitting, and count its lines. NULs, which would hide the rest of a line, are replaced. */
static char *copy_of(const char *text, size_t size, size_t *lines)
{
	char *copy = malloc(size + 1);

	*lines = 1;
	for (size_t i = 0; copy && i < size; i++) {
		copy[i] = text[i];
		if (!text[i])
			copy[i] = '\x01';
		*lines += text[i] == '\n';
	}
	if (copy)
		copy[size] = '\0';
	return copy;
}

long lint_text(const char *text, size_t size, lint_found *found, void *data)
{
	struct lint l = { .found = found, .data = data };
	size_t lines, compiled = 0;
	char *copy = copy_of(text, size, &lines);
	long count = -ENOMEM;

	l.line = calloc(lines, sizeof(*l.line));
	l.paragraph = calloc(lines, sizeof(*l.paragraph));
	while (compiled < PATTERN_COUNT &&
	       !regcomp(&l.regex[compiled], pattern_text[compiled], REG_EXTENDED | REG_ICASE | REG_NOSUB))
		compiled++;
	if (copy && l.line && l.paragraph && compiled == PATTERN_COUNT) {
		cut(&l, copy, size);
		read_lines(&l);
		check_tables(&l);
		check_time(&l);
		if (!l.has[PATTERN_BASE])
			report_found(&l, 0, "no base commit: a line \"base-commit: \" with it");
		if (!l.has[PATTERN_MACHINE])
			report_found(&l, 0, "no machine: a line \"host: \" that names it");
		count = l.count;
	}
	while (compiled)
		regfree(&l.regex[--compiled]);
	free(l.paragraph);
	free(l.line);
	free(copy);
	return count;
}

static void print_found(void *data, size_t line, const char *what)
{
	printf("%s:%zu: %s\n", (const char *)data, line, what);
}

int lint_file(const char *path)
{
	char *text = malloc(LINT_BYTES_MAX + 1);
	FILE *file = text ? fopen(path, "rb") : NULL;
	enum status status = STATUS_FAILED;
	size_t size = 0;
	long count;

	if (file)
		size = fread(text, 1, LINT_BYTES_MAX + 1, file);
	if (!file || ferror(file)) {
		complain("report: %s: %s", path, strerror(errno));
	} else if (size > LINT_BYTES_MAX) {
		complain("report: %s: more than %zu MiB: that is no mail", path, LINT_BYTES_MAX >> 20);
	} else {
		count = lint_text(text, size, print_found, (void *)path);
		if (count < 0)
			complain("report: %s: %s", path, strerror((int)-count));
		else if (count)
			complain("report: %s: reviewers would send it back, for %ld reason%s", path, count,
				 text_plural((size_t)count));
		status = count ? STATUS_FAILED : STATUS_OK;
	}
	if (file && fclose(file))
		status = STATUS_FAILED;
	free(text);
	return status;
}
