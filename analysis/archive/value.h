/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads typed values from JSON. Only value.c uses jansson. An error names the key and what it should hold.
 */
#ifndef ANALYSIS_VALUE_H
#define ANALYSIS_VALUE_H

#include "analysis/archive/types.h"

struct value; /* a JSON value */

/* State of reading: the current position, the memory that was allocated, and the buffer for the error. */
struct reader {
	struct chunk **kept;
	uint64_t schema; /* of the archive: ARCHIVE_SCHEMA_OLDEST ... ARCHIVE_SCHEMA */
	size_t line;     /* number of the current line in the file; 0: the error is of no line */
	size_t before;   /* lines of the file before the run */
	char where[48];  /* prefix of key names in errors, such as "attribution." */
	char *why;
	size_t why_size;
};

/* Write an error to why. Returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int reader_fail(struct reader *r, const char *format, ...);

/* Allocate zeroed memory that chunks_free() frees. NULL after reader_fail(): out of memory. */
void *reader_keep(struct reader *r, size_t count, size_t size);
void chunks_free(struct chunk *chunk);

/*
 * Parse one JSON text with nothing after it and no key twice, for value_free(). NULL: why has the parser's message;
 * why_size may be 0.
 */
struct value *value_parse(const char *bytes, size_t size, char *why, size_t why_size);
void value_free(struct value *value);

/*
 * Memory of the values of one text after the other, which is faster than to allocate and free each of a text's many values. All
 * is zero at first.
 */
struct value_memory {
	struct chunk *chunk; /* owned, and those that are older; NULL: none */
};

/* As value_parse(), in a memory; what was parsed into it before is gone. The values last until the next, or the free. */
struct value *value_parse_in(struct value_memory *memory, const char *bytes, size_t size, char *why, size_t why_size);
void value_memory_free(struct value_memory *memory);

/* Return the value at a path of keys with dots between, or NULL. It lives as long as object. */
const struct value *value_at(const struct value *object, const char *path);

/* Return the text of a string; NULL: the value is not a string. */
const char *value_text(const struct value *value);

bool value_is_null(const struct value *value);

/* Could the text be a string of JSON, which is UTF-8? Also false if there is no memory. */
bool value_is_utf8(const char *text);

/* The type that a value must have, and the type it is stored as. _NULL: null is allowed and leaves zeros. */
enum kind {
	KIND_TEXT,       /* char * */
	KIND_TEXT_NULL,  /* char * */
	KIND_COUNT,      /* uint64_t */
	KIND_COUNT_NULL, /* struct count */
	KIND_REAL,       /* double, > 0 */
	KIND_REAL_NULL,  /* struct real, any finite number */
	KIND_FLAG,       /* bool */
	KIND_FLAG_NULL,  /* struct flag */
	KIND_HEX_NULL,   /* struct count */
	KIND_OUTCOME,    /* enum outcome */
	KIND_PLATFORM,   /* enum platform */
	KIND_POLICY,     /* enum policy_id */
	KIND_STAGE2,     /* enum stage2_id */
	KIND_SEVERITY,   /* enum severity */
};

struct field {
	const char *path;
	enum kind kind;
	size_t offset; /* in the struct that the table fills */
	bool optional; /* an absent key is treated as null and leaves zeros */
};

/* Fill the zeroed struct at base from a table of fields. Returns 0, or -EINVAL after reader_fail(). */
int value_fields(struct reader *r, const struct value *object, const struct field *field, size_t count, void *base);

/* Return the array or object at a path. NULL after reader_fail(): there is none. */
const struct value *value_array(struct reader *r, const struct value *object, const char *path);
const struct value *value_object(struct reader *r, const struct value *object, const char *path);

/* Is the value at a path absent or null? */
bool value_is_absent(const struct value *object, const char *path);

size_t value_count(const struct value *array);
const struct value *value_index(const struct value *array, size_t i);

/* Read an array of strings. */
int value_texts(struct reader *r, const struct value *object, const char *path, struct texts *out);

/* Read an array of whole numbers from min to 2^32 - 1. */
int value_numbers(struct reader *r, const struct value *object, const char *path, uint32_t min, uint32_t **out,
		  size_t *count);

/* Read an array of numbers, whole or not. */
int value_reals(struct reader *r, const struct value *object, const char *path, double **out, size_t *count);

/* Read an object whose keys are arbitrary and whose values are counts, or flags, which count 0 or 1. */
int value_counts(struct reader *r, const struct value *object, const char *path, struct tallies *out);

/* Read an object whose keys are arbitrary and whose values are strings, numbers or null. */
int value_facts(struct reader *r, const struct value *object, const char *path, struct archive_facts *out);

#endif
