/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/jsonl.h"

#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum jsonl_type jsonl_type(const char *line, size_t size)
{
	static const char start[] = "{\"type\":\"";
	static const char *const name[] = {
		"header", "cell", "hook", "resume", "end", "profile", "footer", "progress", "symbols",
	};
	const size_t length = sizeof(start) - 1;

	if (size < length || memcmp(line, start, length))
		return JSONL_OTHER;
	for (int type = 0; type < JSONL_OTHER; type++) {
		size_t n = strlen(name[type]);

		if (size > length + n && !memcmp(line + length, name[type], n) && line[length + n] == '"')
			return type;
	}
	return JSONL_OTHER;
}

/* Return what follows the string whose opening quote is at `at`; end if it is not closed. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		at += *at == '\\';
	return at < end ? at + 1 : end;
}

/* Return what follows the value that begins at `at`: a comma or a closing bracket; end if the line is cut. */
static const char *skip_value(const char *at, const char *end)
{
	int depth = 0;

	while (at < end) {
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		if (!depth && (*at == ',' || *at == '}' || *at == ']'))
			return at;
		depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
		at++;
	}
	return end;
}

/* Return the value of a key of the object; .text is NULL if the object has no such key. */
static struct span member(struct span object, const char *key, size_t key_size)
{
	const char *at = object.text, *end = at + object.size;

	if (!object.size || *at != '{')
		return (struct span){ .text = NULL };
	for (at++; at < end && *at == '"';) {
		const char *name = at + 1, *value = skip_string(at, end) + 1, *next = skip_value(value, end);

		if (value >= end || value[-1] != ':')
			break;
		if ((size_t)(value - 2 - name) == key_size && !memcmp(name, key, key_size))
			return (struct span){ value, (size_t)(next - value) };
		at = next + (next < end && *next == ',');
	}
	return (struct span){ .text = NULL };
}

struct span jsonl_value(const char *line, size_t size, const char *path)
{
	struct span value = { line, size };

	while (*path && value.text) {
		size_t length = strcspn(path, ".");

		value = member(value, path, length);
		path += length + (path[length] == '.');
	}
	return value;
}

bool span_is(struct span span, const char *text)
{
	return span.text && span.size == strlen(text) && !memcmp(span.text, text, span.size);
}

/* Return the value of a hexadecimal digit. */
static int digit(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/*
 * Copy the characters of a string up to its closing quote, unescaped, and return what follows the quote. Only the low
 * byte of \uXXXX is copied: jansson escapes nothing but control characters so.
 */
static const char *unescape(const char *at, const char *end, char **to)
{
	static const char letters[] = "nrtbf", controls[] = "\n\r\t\b\f";

	while (at < end && *at != '"') {
		const char *letter;

		if (*at != '\\' || end - at < 2) {
			*(*to)++ = *at++;
			continue;
		}
		letter = strchr(letters, at[1]);
		if (at[1] == 'u' && end - at >= 6) {
			*(*to)++ = (char)(digit(at[4]) << 4 | digit(at[5]));
			at += 6;
			continue;
		}
		*(*to)++ = letter ? controls[letter - letters] : at[1];
		at += 2;
	}
	return at < end ? at + 1 : end;
}

char **span_strings(struct span span, int *count)
{
	const char *at = span.text, *end;
	size_t commas = 1, pointers;
	char **strings, *to;

	if (!at || span.size < 2 || *at != '[')
		return NULL;
	end = at + span.size;
	for (const char *c = at; c < end; c++)
		commas += *c == ',';
	pointers = (commas + 1) * sizeof(*strings);
	strings = calloc(1, pointers + span.size);
	if (!strings)
		return NULL;
	to = (char *)strings + pointers;
	*count = 0;
	for (at++; at < end && *at == '"'; at += at < end && *at == ',') {
		strings[(*count)++] = to;
		at = unescape(at + 1, end, &to);
		*to++ = '\0';
	}
	if (at + 1 == end && *at == ']')
		return strings;
	free(strings);
	return NULL;
}

/* Return the value that a quoted name has on an axis, or -EINVAL. */
static int axis_value_of(enum axis_id axis, struct span name)
{
	char text[32];

	if (!name.text || name.size < 2 || name.size - 2 >= sizeof(text))
		return -EINVAL;
	memcpy(text, name.text + 1, name.size - 2);
	text[name.size - 2] = '\0';
	return axis_value(axis, text);
}

int jsonl_cell(const char *line, size_t size, struct cell *cell)
{
	*cell = (struct cell){ .op = 0 };
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		int value = axis_value_of(axis, jsonl_value(line, size, axis_table[axis].name));

		if (value < 0)
			return -EINVAL;
		axis_table[axis].set(cell, (unsigned int)value);
	}
	return 0;
}

size_t jsonl_quote(const char *text, char *buf, size_t size)
{
	char *at = buf, *end = buf + size - 2; /* room for the closing quote and the NUL */

	*at++ = '"';
	for (; *text && at + 6 <= end; text++) {
		if (*text == '"' || *text == '\\')
			*at++ = '\\';
		if ((unsigned char)*text < ' ')
			at += sprintf(at, "\\u%04x", (unsigned int)(unsigned char)*text);
		else
			*at++ = *text;
	}
	*at++ = '"';
	*at = '\0';
	return (size_t)(at - buf);
}

size_t jsonl_failed_cell(const struct cell *cell, unsigned int sample_lines, const char *reason,
			 char line[static JSONL_FAILED_BYTES])
{
	char quoted[512];
	int used = sprintf(line, "{\"type\":\"cell\"");

	jsonl_quote(reason, quoted, sizeof(quoted));
	for (int i = 0; i < AXIS_COUNT; i++)
		used += sprintf(line + used, ",\"%s\":\"%s\"", axis_table[i].name,
				axis_table[i].value_name(axis_table[i].get(cell)));
	used += sprintf(line + used,
			",\"status\":\"failed\",\"reason\":%s,\"sample_lines\":%u,\"unit_bytes\":null,\"ticks\":[],"
			"\"round_samples\":[],\"round_at_s\":null,\"retaken\":0,\"outcome\":null,\"outcomes\":{},\"esr\":null,"
			"\"exits\":null,\"predicted\":null,\"attribution\":null,\"attribution_missing\":null,"
			"\"findings\":[]}\n", quoted, sample_lines);
	return (size_t)used;
}

static int keep_bytes(struct jsonl_stream *s, const char *bytes, size_t size)
{
	if (s->size + size > s->room) {
		size_t room = (s->size + size) * 2;
		char *bigger = realloc(s->bytes, room);

		if (!bigger)
			return fail(ENOMEM, "a line of %zu bytes", s->size + size);
		s->bytes = bigger;
		s->room = room;
	}
	memcpy(s->bytes + s->size, bytes, size);
	s->size += size;
	return 0;
}

int jsonl_feed(struct jsonl_stream *s, const char *bytes, size_t size,
	       int (*line)(void *context, const char *line, size_t size), void *context)
{
	const char *newline;
	int err = 0;

	while (!err && (newline = memchr(bytes, '\n', size))) {
		size_t length = (size_t)(newline - bytes) + 1;

		err = keep_bytes(s, bytes, length);
		if (!err)
			err = line(context, s->bytes, s->size);
		s->size = 0;
		bytes += length;
		size -= length;
	}
	return err ? err : keep_bytes(s, bytes, size);
}

void jsonl_close(struct jsonl_stream *s)
{
	free(s->bytes);
	*s = (struct jsonl_stream){ .bytes = NULL };
}
