/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of an archive as bytes: find out their type, read values in them and cut them out of a stream, without a parser
 * that would copy them. Only for lines that cmobench wrote itself: compact JSON, keys in the order that archive.c gives
 * them.
 */
#ifndef HOST_JSONL_H
#define HOST_JSONL_H

#include "bench/cell.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Two are no lines of an archive: with JSONL_PROGRESS a source lets the keeper show the progress, with JSONL_SYMBOLS an
 * emulated host sends the names of its kernel's functions (host/profile/send.h).
 */
enum jsonl_type {
	JSONL_HEADER, JSONL_CELL, JSONL_HOOK, JSONL_RESUME, JSONL_END, JSONL_PROFILE, JSONL_FOOTER, JSONL_PROGRESS,
	JSONL_SYMBOLS, JSONL_OTHER,
};

/* Return the type that a line says it has. size: bytes of the line, with or without its newline. */
enum jsonl_type jsonl_type(const char *line, size_t size);

/* A part of a line, unchanged. text is NULL where what was asked for is not in the line. */
struct span {
	const char *text;
	size_t size;
};

/* Return the value at a path of keys, such as "options.samples". Valid as long as the line. */
struct span jsonl_value(const char *line, size_t size, const char *path);

/* Is the span equal to text? */
bool span_is(struct span span, const char *text);

/*
 * Return the strings of a JSON array of strings, unescaped, as an argv with a NULL after the last. One allocation,
 * which the caller frees; NULL if the span is no such array or memory is out.
 */
char **span_strings(struct span span, int *count);

/* Read the axes of a line of type JSONL_CELL. 0 or -EINVAL. */
int jsonl_cell(const char *line, size_t size, struct cell *cell);

#define JSONL_FAILED_BYTES 2048

/*
 * Write the line of a cell that failed for this reason and has no samples, with a newline and NUL-terminated. Returns
 * its length. sample_lines: lines in a sample of the cell.
 */
size_t jsonl_failed_cell(const struct cell *cell, unsigned int sample_lines, const char *reason,
			 char line[static JSONL_FAILED_BYTES]);

/*
 * Write text as a JSON string with its quotes, NUL-terminated, cut to fit size bytes (at least 3). Returns its length.
 */
size_t jsonl_quote(const char *text, char *buf, size_t size);

/* A stream that is being cut into lines. Zeroed at its beginning. */
struct jsonl_stream {
	char *bytes; /* size bytes of a line whose newline has not come yet, in an allocation of room bytes */
	size_t size, room;
};

/*
 * Feed the stream the bytes that come next; calls line() with each whole line, newline included. 0; what line()
 * returned, if that was not 0; or -ENOMEM (fail_text()).
 */
int jsonl_feed(struct jsonl_stream *stream, const char *bytes, size_t size,
	       int (*line)(void *context, const char *line, size_t size), void *context);

void jsonl_close(struct jsonl_stream *stream);

#endif
