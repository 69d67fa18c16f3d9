/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/json.h"

#include <inttypes.h>
#include <math.h>

static void write_text(struct json *j, const char *text)
{
	putc('"', j->out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(j->out, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			fprintf(j->out, "\\u%04x", *c);
		else
			putc(*c, j->out);
	}
	putc('"', j->out);
}

static void new_line(struct json *j)
{
	putc('\n', j->out);
	for (unsigned int i = 0; i < j->depth; i++)
		putc('\t', j->out);
}

static bool is_flat(const struct json *j)
{
	return j->flat && j->depth >= j->flat;
}

/* Write the comma, the indentation and the key before a value. */
static void begin(struct json *j, const char *key)
{
	if (j->has_member)
		putc(',', j->out);
	if (is_flat(j) && j->has_member)
		putc(' ', j->out);
	else if (!is_flat(j) && j->depth)
		new_line(j);
	if (key) {
		write_text(j, key);
		fputs(": ", j->out);
	}
	j->has_member = true;
}

void emit_open(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	putc(bracket, j->out);
	j->depth++;
	j->has_member = false;
}

void emit_open_flat(struct json *j, const char *key, char bracket)
{
	emit_open(j, key, bracket);
	if (!j->flat)
		j->flat = j->depth;
}

void emit_close(struct json *j, char bracket)
{
	bool flat = is_flat(j);

	if (j->flat == j->depth)
		j->flat = 0;
	j->depth--;
	if (!flat && j->has_member)
		new_line(j);
	putc(bracket, j->out);
	if (!j->depth)
		putc('\n', j->out);
	j->has_member = true;
}

void emit_text(struct json *j, const char *key, const char *text)
{
	begin(j, key);
	if (text)
		write_text(j, text);
	else
		fputs("null", j->out);
}

void emit_count(struct json *j, const char *key, uint64_t value)
{
	begin(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void emit_flag(struct json *j, const char *key, bool value)
{
	begin(j, key);
	fputs(value ? "true" : "false", j->out);
}

void emit_null(struct json *j, const char *key)
{
	emit_text(j, key, NULL);
}

void emit_real(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		emit_null(j, key);
		return;
	}
	begin(j, key);
	fprintf(j->out, value == rint(value) && fabs(value) < 0x1p53 ? "%.0f" : "%.12g", value + 0.0);
}
