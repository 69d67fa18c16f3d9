/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads an archive as a file: checks footer and digest first, then decodes the lines. */
#include "analysis/archive/load.h"

#include "analysis/archive/decode.h"
#include "analysis/output/parallel.h"
#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Read the bytes of a run, for free(). Returns 0; or -errno after saying why. */
static int read_run(const struct source *source, char **bytes, char *why, size_t why_size)
{
	int err;

	*bytes = NULL;
	if (source->size > ARCHIVE_BYTES_MAX) {
		snprintf(why, why_size, "larger than %zu MiB: no archive is", ARCHIVE_BYTES_MAX >> 20);
		return -EFBIG;
	}
	*bytes = malloc(source->size + 1);
	err = *bytes ? source_bytes(source, 0, *bytes, source->size) : -ENOMEM;
	if (!err)
		return 0;
	snprintf(why, why_size, "%s", strerror(-err));
	free(*bytes);
	*bytes = NULL;
	return err;
}

/* One line, without its newline; not NUL-terminated. */
struct line {
	const char *bytes;
	size_t size;
	size_t number; /* from 1, in the file */
};

/* Take the next line from *rest; its bytes are NULL at the end. The last line may lack its newline. */
static struct line next_line(const char **rest, size_t *rest_size, size_t *number)
{
	struct line line = { .bytes = NULL };
	const char *newline;

	if (!*rest_size)
		return line;
	newline = memchr(*rest, '\n', *rest_size);
	line.bytes = *rest;
	line.size = newline ? (size_t)(newline - *rest) : *rest_size;
	line.number = ++*number;
	*rest_size -= line.size + (newline != NULL);
	*rest += line.size + (newline != NULL);
	return line;
}

/* Return the last line of size >= 1 bytes, which may lack its newline. Its number is 0. */
static struct line last_line(const char *bytes, size_t size)
{
	size_t end = size - (bytes[size - 1] == '\n'), start = end;

	while (start && bytes[start - 1] != '\n')
		start--;
	return (struct line){ .bytes = bytes + start, .size = end - start };
}

static bool is_type(const struct value *v, const char *type)
{
	const char *text = value_text(value_at(v, "type"));

	return text && !strcmp(text, type);
}

static size_t count_lines(const char *bytes, size_t size)
{
	size_t number = 0;

	while (next_line(&bytes, &size, &number).bytes)
		continue;
	return number;
}

/* Fail because line 1 is not a JSON text, and say what the file seems to be. */
static int not_json(struct reader *r, const char *bytes, size_t size, const char *parser)
{
	static const char start[] = "{\"type\":";
	struct value *whole = size <= ARCHIVE_LINE_BYTES_MAX ? value_parse(bytes, size, NULL, 0) : NULL;

	value_free(whole);
	if (whole)
		return reader_fail(r, "not a cmobench archive: JSON, but not one object a line with a header first");
	if (!memchr(bytes, '\n', size) && (size < sizeof(start) || !memcmp(bytes, start, sizeof(start) - 1)))
		return reader_fail(r, "truncated: cut inside line %zu", r->before + 1);
	return reader_fail(r, "not JSON: line %zu: %s", r->before + 1, parser);
}

/* Check that line 1 is the header of an archive with a schema that can be read. The caller frees *header. */
static int identify(struct reader *r, const char *bytes, size_t size, struct value **header)
{
	static const struct field field = { "schema", KIND_COUNT, 0, false };
	const char *rest = bytes;
	size_t rest_size = size, number = 0;
	struct line line = next_line(&rest, &rest_size, &number);
	char parser[256];

	if (!size)
		return reader_fail(r, "empty: not one byte");
	if (line.size > ARCHIVE_LINE_BYTES_MAX)
		return reader_fail(r, "not a cmobench archive: line 1 is longer than %zu MiB",
				   ARCHIVE_LINE_BYTES_MAX >> 20);
	*header = value_parse(line.bytes, line.size, parser, sizeof(parser));
	if (!*header)
		return not_json(r, bytes, size, parser);
	if (!is_type(*header, "header") || !value_at(*header, "cmobench"))
		return reader_fail(r, "not a cmobench archive: JSON, but line 1 is not its header");
	if (value_fields(r, *header, &field, 1, &r->schema))
		return -EINVAL;
	if (r->schema < ARCHIVE_SCHEMA_OLDEST || r->schema > ARCHIVE_SCHEMA)
		return reader_fail(
			r, "schema %llu: %s version of cmobench wrote it, this one reads schemas %d to %d; use that one",
			(unsigned long long)r->schema, r->schema < ARCHIVE_SCHEMA ? "an older" : "a newer",
			ARCHIVE_SCHEMA_OLDEST, ARCHIVE_SCHEMA);
	return 0;
}

/* Fail because there is no footer. What the user should do depends on whether the run can be continued. */
static int truncated(struct reader *r, const char *name, const char *bytes, size_t size)
{
	static const char start[] = "\n{\"type\":\"footer\"";
	const char *footer = memmem(bytes, size, start, sizeof(start) - 1);
	const char *end = footer ? memchr(footer + 1, '\n', size - (size_t)(footer + 1 - bytes)) : NULL;
	size_t lines = r->before + count_lines(bytes, size), length = strlen(name);
	bool partial = length > 8 && !strcmp(name + length - 8, ".partial");
	char place[64];

	if (end && end < bytes + size - 1)
		return reader_fail(r, "altered: something follows the footer, line %zu: copy it again, or remove what follows",
				   r->before + count_lines(bytes, (size_t)(end - bytes)));
	snprintf(place, sizeof(place), bytes[size - 1] == '\n' ? "no footer after line %zu" : "cut inside line %zu",
		 lines);
	if (partial)
		return reader_fail(r, "an unfinished run (%s): wait for its end, or go on with run --resume", place);
	return reader_fail(r, "truncated: %s; copy it again from where it was written, or go on with run --resume",
			   place);
}

struct footer {
	uint64_t cells;
	bool complete;
	char *sha256;
};

/*
 * Check that the last line is a footer, with the digest of all bytes before it. Fills *footer, and whole with the
 * digest of the whole file.
 */
static int check_end(struct reader *r, const char *name, const char *bytes, size_t size, struct footer *footer,
		     char whole[static SHA256_HEX_SIZE])
{
	static const struct field fields[] = {
		{ "cells", KIND_COUNT, offsetof(struct footer, cells), false },
		{ "complete", KIND_FLAG, offsetof(struct footer, complete), false },
		{ "sha256", KIND_TEXT, offsetof(struct footer, sha256), false },
	};
	struct line last = last_line(bytes, size);
	struct value *v = NULL;
	struct sha256 digest;
	char hex[SHA256_HEX_SIZE];
	int err;

	if (bytes[size - 1] == '\n' && last.size <= ARCHIVE_LINE_BYTES_MAX)
		v = value_parse(last.bytes, last.size, NULL, 0);
	if (!v || !is_type(v, "footer")) {
		value_free(v);
		return truncated(r, name, bytes, size);
	}
	strcpy(r->where, "footer: ");
	err = value_fields(r, v, fields, ARRAY_SIZE(fields), footer);
	r->where[0] = '\0';
	value_free(v);
	if (err)
		return err;
	sha256_init(&digest);
	sha256_update(&digest, bytes, (size_t)(last.bytes - bytes));
	sha256_hex(&digest, hex);
	if (strcmp(hex, footer->sha256))
		return reader_fail(r, "altered: the digest of what stands before the footer is %.16s..., not %.16s...",
				   hex, footer->sha256);
	sha256_update(&digest, last.bytes, size - (size_t)(last.bytes - bytes));
	sha256_hex(&digest, whole);
	return 0;
}

/* Compare by cell, then by position in the file. */
static int compare_records(const void *a, const void *b)
{
	const struct record *x = *(const struct record *const *)a, *y = *(const struct record *const *)b;
	int order = cell_compare(&x->cell, &y->cell);

	return order ? order : (x > y) - (x < y);
}

/* Fail if a cell is in the archive twice. */
static int check_unique(struct reader *r, const struct archive *a)
{
	const struct record **sorted = calloc(a->record_count + 1, sizeof(*sorted));
	char cell[256];
	int err = 0;

	if (!sorted)
		return reader_fail(r, "out of memory");
	for (size_t i = 0; i < a->record_count; i++)
		sorted[i] = &a->record[i];
	qsort(sorted, a->record_count, sizeof(*sorted), compare_records);
	for (size_t i = 1; i < a->record_count && !err; i++) {
		if (!cell_equal(&sorted[i - 1]->cell, &sorted[i]->cell))
			continue;
		r->line = sorted[i]->line;
		cell_describe(&sorted[i]->cell, cell, sizeof(cell));
		err = reader_fail(r, "cell %s is in line %zu already", cell, sorted[i - 1]->line);
		r->line = 0;
	}
	free(sorted);
	return err;
}

static int read_record(struct reader *r, const struct value *v, struct archive *a)
{
	struct record *record = &a->record[a->record_count++];
	struct chunk **lines = r->kept;
	int err;

	record->line = r->line;
	record->life = a->resume_count;
	r->kept = &a->kept_records;
	err = decode_record(r, v, record);
	r->kept = lines;
	return err;
}

/* Return an array of count elements, of which there are few, with room for one more. NULL after reader_fail(): out of memory. */
static void *one_more(struct reader *r, void *array, size_t count, size_t size)
{
	void *more = array;

	/* Twice as many where they are a power of two, or none. */
	if (!(count & (count - 1))) {
		more = reader_keep(r, count ? 2 * count : 1, size);
		if (more && count)
			memcpy(more, array, count * size);
	}
	return more;
}

/* Read one line between header and footer. *ended, in: the line before was an end; out: this one is. */
static int read_object(struct reader *r, const struct value *v, struct archive *a, bool *ended)
{
	bool was_end = *ended;

	/* A profile is counted in a boot of its own, after the run. */
	if (is_type(v, "profile")) {
		a->profile = one_more(r, a->profile, a->profile_count, sizeof(*a->profile));
		return a->profile ? decode_profile(r, v, &a->profile[a->profile_count++]) : -ENOMEM;
	}
	*ended = is_type(v, "end");
	if (is_type(v, "resume")) {
		a->resume = one_more(r, a->resume, a->resume_count, sizeof(*a->resume));
		return a->resume ? decode_resume(r, v, a, &a->resume[a->resume_count++]) : -ENOMEM;
	}
	if (was_end)
		return reader_fail(r, "the run has ended in the line before, and was not taken up again");
	if (*ended) {
		a->end = one_more(r, a->end, a->end_count, sizeof(*a->end));
		return a->end ? decode_end(r, v, a, &a->end[a->end_count++]) : -ENOMEM;
	}
	if (is_type(v, "hook")) {
		a->hook = one_more(r, a->hook, a->hook_count, sizeof(*a->hook));
		return a->hook ? decode_hook(r, v, &a->hook[a->hook_count++]) : -ENOMEM;
	}
	if (!is_type(v, "cell"))
		return reader_fail(r, "%s", is_type(v, "footer") ? "a footer, but more follows" : "not a cell");
	return read_record(r, v, a);
}

/* Lines that are parsed in parallel; where there is one thread, one. Their memory is small beside that of the archive. */
#define WINDOW_LINES 64
#define WINDOW_BYTES (4 << 20)

struct parsed {
	struct line line;
	struct value *value; /* in memory; NULL: parsing failed, and why says how */
	struct value_memory memory;
	char why[256];
};

static int parse_one(void *context, size_t i)
{
	struct parsed *parsed = (struct parsed *)context + i;

	if (parsed->line.size <= ARCHIVE_LINE_BYTES_MAX)
		parsed->value = value_parse_in(&parsed->memory, parsed->line.bytes, parsed->line.size, parsed->why,
					       sizeof(parsed->why));
	return 0;
}

static int read_parsed(struct reader *r, const struct parsed *parsed, struct archive *a, bool *ended)
{
	r->line = parsed->line.number;
	if (parsed->line.size > ARCHIVE_LINE_BYTES_MAX)
		return reader_fail(r, "longer than %zu MiB", ARCHIVE_LINE_BYTES_MAX >> 20);
	if (!parsed->value)
		return reader_fail(r, "not JSON: %s", parsed->why);
	return read_object(r, parsed->value, a, ended);
}

/* Read all lines between header and footer; `lines` counts the header and them. */
static int read_objects(struct reader *r, struct archive *a, const char *bytes, size_t size, size_t lines)
{
	struct parsed *window = calloc(WINDOW_LINES, sizeof(*window));
	size_t number = r->before + 1, most = parallel_threads() > 1 ? WINDOW_LINES : 1, count;
	bool ended = false;
	int err = window ? 0 : -ENOMEM;

	for (size_t done = 0; done < lines && !err; done += count) {
		size_t used = 0;

		for (count = 0; count < most && done + count < lines && used < WINDOW_BYTES; count++) {
			window[count].line = next_line(&bytes, &size, &number);
			window[count].value = NULL;
			used += window[count].line.size;
		}
		parallel_for(count, parse_one, window);
		for (size_t i = 0; i < count && !err; i++)
			err = read_parsed(r, &window[i], a, &ended);
	}
	for (size_t i = 0; window && i < WINDOW_LINES; i++)
		value_memory_free(&window[i].memory);
	free(window);
	return err;
}

static int read_lines(struct reader *r, struct archive *a, const char *bytes, size_t size)
{
	size_t number = 0, lines = count_lines(bytes, size) - 2;
	int err;

	r->kept = &a->kept_records;
	a->record = reader_keep(r, lines, sizeof(*a->record));
	r->kept = &a->kept_lines;
	if (!a->record)
		return -ENOMEM;
	next_line(&bytes, &size, &number); /* the header */
	err = read_objects(r, a, bytes, size, lines);
	r->line = 0;
	return err ? err : check_unique(r, a);
}

static void digest_of(const char *bytes, size_t size, char hex[static SHA256_HEX_SIZE])
{
	struct sha256 digest;

	sha256_init(&digest);
	sha256_update(&digest, bytes, size);
	sha256_hex(&digest, hex);
}

/* Decode the header, which is the first line of the bytes. */
static int take_header(struct reader *r, struct archive *a, const struct value *header, const char *bytes, size_t size)
{
	size_t number = 0;
	struct line line = next_line(&bytes, &size, &number);
	int err;

	digest_of(line.bytes, line.size, a->header_sha256);
	r->line = r->before + 1;
	err = decode_header(r, header, a);
	r->line = 0;
	return err;
}

static int read_archive(struct reader *r, struct archive *a, const char *bytes, size_t size)
{
	struct footer footer = { .sha256 = NULL };
	struct value *header = NULL;
	int err = identify(r, bytes, size, &header);

	if (!err)
		err = check_end(r, a->name, bytes, size, &footer, a->file_sha256);
	if (!err)
		err = take_header(r, a, header, bytes, size);
	value_free(header);
	if (!err)
		err = read_lines(r, a, bytes, size);
	if (!err && footer.cells != a->record_count)
		err = reader_fail(r, "the footer counts %llu cells, but there are %zu",
				  (unsigned long long)footer.cells, a->record_count);
	a->complete = footer.complete;
	a->schema = r->schema;
	return err;
}

/* Copy a text into the archive's memory; NULL: out of memory. */
static char *keep_text(struct reader *r, const char *text)
{
	char *kept = reader_keep(r, strlen(text) + 1, 1);

	return kept ? strcpy(kept, text) : NULL;
}

/* The header alone. */
static int read_header(struct reader *r, struct archive *a, const char *bytes, size_t size)
{
	struct value *header = NULL;
	int err = identify(r, bytes, size, &header);

	if (!err)
		err = take_header(r, a, header, bytes, size);
	value_free(header);
	a->schema = r->schema;
	return err;
}

typedef int read_function(struct reader *r, struct archive *a, const char *bytes, size_t size);

static int parse(struct archive *archive, const struct source *source, const char *bytes, read_function *read, char *why,
		 size_t why_size)
{
	struct reader r = { .kept = &archive->kept, .before = source->line, .why = why, .why_size = why_size };
	int err = -ENOMEM;

	*archive = (struct archive){ .at = source->at, .size = source->size, .lines_before = source->line,
				    .run = source->run };
	archive->name = keep_text(&r, source->name);
	archive->path = archive->name ? keep_text(&r, source->path) : NULL;
	if (archive->path)
		err = read(&r, archive, bytes, source->size);
	if (err)
		archive_free(archive);
	return err;
}

int archive_parse(struct archive *archive, const char *name, const char *bytes, size_t size, char *why, size_t why_size)
{
	const struct source source = { .name = (char *)name, .path = (char *)name, .size = size };

	return parse(archive, &source, bytes, read_archive, why, why_size);
}

static int load(struct archive *archive, const struct source *source, read_function *read, char *why, size_t why_size)
{
	char *bytes;
	int err = read_run(source, &bytes, why, why_size);

	if (err)
		return err;
	err = parse(archive, source, bytes, read, why, why_size);
	free(bytes);
	return err;
}

int archive_load(struct archive *archive, const struct source *source, char *why, size_t why_size)
{
	return load(archive, source, read_archive, why, why_size);
}

/* How many of the run's first bytes are read for its header, at first. */
#define HEADER_BYTES ((uint64_t)64 << 10)

int archive_load_header(struct archive *archive, const struct source *source, char *why, size_t why_size)
{
	for (uint64_t size = HEADER_BYTES; size < source->size; size *= 2) {
		struct source first = *source;
		char *bytes;
		int err;

		first.size = size;
		err = read_run(&first, &bytes, why, why_size);
		if (err)
			return err;
		err = memchr(bytes, '\n', size) ? parse(archive, &first, bytes, read_header, why, why_size) : -EINVAL;
		free(bytes);
		if (!err) {
			archive->size = source->size;
			return 0;
		}
	}
	/* It is small, or broken, and what is wrong all its bytes say. */
	return load(archive, source, read_header, why, why_size);
}

/* Where the run of an archive is. */
static struct source source_of(const struct archive *a)
{
	return (struct source){ .name = a->name, .path = a->path, .at = a->at, .size = a->size, .line = a->lines_before,
				.run = a->run };
}

int archive_load_rest(struct archive *a, char *why, size_t why_size)
{
	const struct source source = source_of(a);
	struct archive whole;
	int err = archive_load(&whole, &source, why, why_size);

	if (err)
		return err;
	if (strcmp(whole.header_sha256, a->header_sha256) != 0) {
		archive_free(&whole);
		snprintf(why, why_size, "was changed while it was read: try again");
		return -EINVAL;
	}
	archive_free(a);
	*a = whole;
	return 0;
}

int archive_digest(struct archive *a)
{
	const struct source source = source_of(a);
	char *bytes, why[64];
	int err;

	if (a->file_sha256[0])
		return 0;
	err = read_run(&source, &bytes, why, sizeof(why));
	if (err)
		return err;
	digest_of(bytes, source.size, a->file_sha256);
	free(bytes);
	return 0;
}

bool archive_are_one(struct archive *a, struct archive *b)
{
	return a->size == b->size && !strcmp(a->header_sha256, b->header_sha256) && !archive_digest(a) && !archive_digest(b) &&
	       !strcmp(a->file_sha256, b->file_sha256);
}

void archive_free_records(struct archive *a)
{
	chunks_free(a->kept_records);
	a->kept_records = NULL;
	a->record = NULL;
	a->record_count = 0;
}

void archive_free_lines(struct archive *a)
{
	archive_free_records(a);
	chunks_free(a->kept_lines);
	a->kept_lines = NULL;
	a->resume = NULL;
	a->end = NULL;
	a->hook = NULL;
	a->profile = NULL;
	a->resume_count = a->end_count = a->hook_count = a->profile_count = 0;
}

void archive_free(struct archive *archive)
{
	chunks_free(archive->kept_lines);
	chunks_free(archive->kept_records);
	chunks_free(archive->kept);
	*archive = (struct archive){ .kept = NULL };
}
