/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed reading of JSON: value.c is the only file that knows jansson. Every refusal says which key and what was due. */
#ifndef ANALYSIS_VALUE_H
#define ANALYSIS_VALUE_H

#include "analysis/archive/types.h"

struct value; /* a JSON value */

/* Where reading stands, where its memory goes, and where it complains. */
struct reader {
	struct kept **kept;
	size_t line;     /* number of the line that is being read; 0: none in particular */
	char where[48];  /* put before the names of keys: "attribution." */
	char *why;
	size_t why_size;
};

/* Fill why; returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int reader_fail(struct reader *r, const char *format, ...);

/* Zeroed memory that lives until kept_free(), or NULL after reader_fail(). */
void *reader_keep(struct reader *r, size_t count, size_t size);
void kept_free(struct kept *kept);

/* One JSON text, nothing after it, no key twice; else NULL and the parser's words in why (why_size may be 0). */
struct value *value_parse(const char *bytes, size_t size, char *why, size_t why_size);
void value_free(struct value *value);

/* The value at a path, keys with dots between, or NULL; it lives as long as object. */
const struct value *value_at(const struct value *object, const char *path);

/* NULL if it is not a string. */
const char *value_text(const struct value *value);

bool value_is_null(const struct value *value);

/* What a key must hold, and what it is stored as. _NULL: null is allowed and leaves zeros. */
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
	bool optional; /* its absence is null, and leaves zeros */
};

/* Fill the zeroed struct at base from the rows of a table. 0 or -EINVAL. */
int value_fields(struct reader *r, const struct value *object, const struct field *field, size_t count, void *base);

/* The array or object at a path; NULL after reader_fail(). */
const struct value *value_array(struct reader *r, const struct value *object, const char *path);
const struct value *value_object(struct reader *r, const struct value *object, const char *path);

/* Is there nothing at a path, or null? */
bool value_is_absent(const struct value *object, const char *path);

size_t value_count(const struct value *array);
const struct value *value_index(const struct value *array, size_t i);

/* An array of strings. */
int value_texts(struct reader *r, const struct value *object, const char *path, struct texts *out);

/* An array of whole numbers from min to 2^32 - 1. */
int value_numbers(struct reader *r, const struct value *object, const char *path, uint32_t min, uint32_t **out,
		  size_t *count);

/* An object of any keys, each a count; flags are counts 0 and 1. */
int value_counts(struct reader *r, const struct value *object, const char *path, struct tallies *out);

/* An object of any keys, each a string, a number or null. */
int value_facts(struct reader *r, const struct value *object, const char *path, struct archive_facts *out);

#endif
