/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of an archive as bytes: told apart, looked into and cut out of a stream, without a parser that would copy them.
 * Only for lines that cmobench wrote itself: compact JSON, its keys in the order that archive.c gives them.
 */
#ifndef HOST_JSONL_H
#define HOST_JSONL_H

#include "bench/cell.h"

#include <stdbool.h>
#include <stddef.h>

enum jsonl_type { JSONL_HEADER, JSONL_CELL, JSONL_RESUME, JSONL_END, JSONL_FOOTER, JSONL_OTHER };

/* What a line says that it is. size: its bytes, with or without its newline. */
enum jsonl_type jsonl_type(const char *line, size_t size);

/* Bytes of a line, as they stand there. text NULL: there are none. */
struct span {
	const char *text;
	size_t size;
};

/* The value at a path of keys, such as "options.samples". Valid as long as the line. */
struct span jsonl_value(const char *line, size_t size, const char *path);

/* Are those the bytes of text? */
bool span_is(struct span span, const char *text);

/*
 * The strings of a JSON array of them, unescaped, as an argv: a NULL behind the last. One allocation, the caller's to
 * free; NULL if it is no such array or there is no memory.
 */
char **span_strings(struct span span, int *count);

/* The cell that a line of type JSONL_CELL is about. 0 or -EINVAL. */
int jsonl_cell(const char *line, size_t size, struct cell *cell);

#define JSONL_FAILED_BYTES 2048

/*
 * The line, with a newline and NUL-terminated, of a cell of so many lines a sample that failed for this reason without
 * any. Its length.
 */
size_t jsonl_failed_cell(const struct cell *cell, unsigned int sample_lines, const char *reason,
			 char line[static JSONL_FAILED_BYTES]);

/* text as a JSON string, quotes included, NUL-terminated, cut to fit into size bytes (at least 3). Its length. */
size_t jsonl_quote(const char *text, char *buf, size_t size);

/* A stream that is being cut into lines. Zeroed: nothing yet. */
struct jsonl_stream {
	char *bytes; /* of the line under way */
	size_t size, room;
};

/*
 * Feed bytes of the stream; each whole line, newline included, goes to line(). 0; what line() returned, if that was not
 * 0; or -ENOMEM (fail_text()).
 */
int jsonl_feed(struct jsonl_stream *stream, const char *bytes, size_t size,
	       int (*line)(void *context, const char *line, size_t size), void *context);

void jsonl_close(struct jsonl_stream *stream);

#endif
