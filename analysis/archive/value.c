/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/value.h"

#include "analysis/archive/archive.h"
#include "bench/cli/verb.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX (INT64_C(1) << 53) /* doubles, in which other readers hold numbers, lose digits above it */

#define CHUNK_BYTES    ((size_t)32 << 10)
#define CHUNK_KEPT_MAX ((size_t)256 << 10) /* a longer one, of an unusual text, is not kept for the next */

/* Memory of many small pieces, which are freed together. */
struct chunk {
	struct chunk *next; /* older */
	size_t size, used;  /* bytes */
	_Alignas(max_align_t) char bytes[];
};

/* Return memory from the newest chunk of a list, or from a new one of `least` bytes or more, which is zeroed. NULL: there is none. */
static void *take(struct chunk **list, size_t size, size_t least)
{
	size_t step = _Alignof(max_align_t), room = (size + step - 1) / step * step;
	struct chunk *chunk = *list;

	if (!chunk || chunk->size - chunk->used < room) {
		size_t all = room > least ? room : least;

		chunk = calloc(1, sizeof(*chunk) + all);
		if (!chunk)
			return NULL;
		chunk->next = *list;
		chunk->size = all;
		*list = chunk;
	}
	chunk->used += room;
	return chunk->bytes + chunk->used - room;
}

void chunks_free(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

static json_t *json(const struct value *value)
{
	return (json_t *)value;
}

int reader_fail(struct reader *r, const char *format, ...)
{
	va_list args;
	size_t used = 0;

	r->why[0] = '\0';
	if (r->line)
		used = (size_t)snprintf(r->why, r->why_size, "line %zu: ", r->line);
	va_start(args, format);
	if (used < r->why_size)
		vsnprintf(r->why + used, r->why_size - used, format, args);
	va_end(args);
	one_line(r->why, '?'); /* what is quoted may have newlines */
	return -EINVAL;
}

void *reader_keep(struct reader *r, size_t count, size_t size)
{
	void *kept = take(r->kept, count * size, CHUNK_BYTES);

	if (!kept)
		reader_fail(r, "out of memory");
	return kept;
}

/* The memory of the text that this thread parses; NULL: none, and jansson has that of malloc(). */
static _Thread_local struct value_memory *parsing;

static void *allocate(size_t size)
{
	size_t newest = parsing && parsing->chunk ? parsing->chunk->size : 0;

	return parsing ? take(&parsing->chunk, size, newest ? 2 * newest : CHUNK_BYTES) : malloc(size);
}

static void release(void *memory)
{
	if (!parsing)
		free(memory);
}

static void set_functions(void)
{
	json_set_alloc_funcs(allocate, release);
}

void value_memory_free(struct value_memory *memory)
{
	chunks_free(memory->chunk);
	memory->chunk = NULL;
}

/* Keep the newest chunk, which is the largest, for the next text. */
static void empty(struct value_memory *memory)
{
	if (!memory->chunk)
		return;
	chunks_free(memory->chunk->next);
	memory->chunk->next = NULL;
	memory->chunk->used = 0;
	if (memory->chunk->size > CHUNK_KEPT_MAX)
		value_memory_free(memory);
}

struct value *value_parse_in(struct value_memory *memory, const char *bytes, size_t size, char *why, size_t why_size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct value *value;

	pthread_once(&once, set_functions);
	empty(memory);
	parsing = memory;
	value = value_parse(bytes, size, why, why_size);
	parsing = NULL;
	return value;
}

struct value *value_parse(const char *bytes, size_t size, char *why, size_t why_size)
{
	json_error_t error;
	json_t *parsed = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	if (!parsed)
		snprintf(why, why_size, "%s at column %d", error.text, error.column);
	return (struct value *)parsed;
}

void value_free(struct value *value)
{
	json_decref(json(value));
}

const struct value *value_at(const struct value *object, const char *path)
{
	json_t *v = json(object);
	char key[32];

	while (v) {
		size_t length = strcspn(path, ".");

		if (length >= sizeof(key))
			return NULL;
		memcpy(key, path, length);
		key[length] = '\0';
		v = json_object_get(v, key);
		if (!path[length])
			break;
		path += length + 1;
	}
	return (const struct value *)v;
}

const char *value_text(const struct value *value)
{
	return json_string_value(json(value));
}

bool value_is_null(const struct value *value)
{
	return json_is_null(json(value));
}

bool value_is_utf8(const char *text)
{
	json_t *string = json_string(text);

	json_decref(string);
	return string;
}

static bool store_text(struct reader *r, json_t *v, char **to)
{
	const char *text = json_string_value(v);

	if (!text)
		return false;
	*to = reader_keep(r, strlen(text) + 1, 1);
	if (*to)
		strcpy(*to, text);
	return *to;
}

static bool store_count(json_t *v, uint64_t *to)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > COUNT_MAX)
		return false;
	*to = (uint64_t)json_integer_value(v);
	return true;
}

static bool store_hex(const char *text, uint64_t *to)
{
	bool prefixed = !strncmp(text, "0x", 2);
	size_t digits = prefixed ? strspn(text + 2, "0123456789abcdef") : 0;

	if (!digits || digits > 16 || text[2 + digits])
		return false;
	*to = strtoull(text, NULL, 16);
	return true;
}

/* Store an enum, given the index of its name; returns false if there is none. */
static bool store_name(int index, void *to)
{
	if (index >= 0)
		memcpy(to, &index, sizeof(index));
	return index >= 0;
}

static int name_find(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return -EINVAL;
}

static bool is_nullable(enum kind kind)
{
	return kind == KIND_TEXT_NULL || kind == KIND_COUNT_NULL || kind == KIND_FLAG_NULL || kind == KIND_HEX_NULL ||
	       kind == KIND_REAL_NULL;
}

/* Store v in *to, whose type enum kind gives. Returns false if the value is not of that kind. */
static bool store(struct reader *r, json_t *v, enum kind kind, void *to)
{
	const char *name = json_is_string(v) ? json_string_value(v) : "";
	struct count *count = to;

	switch (kind) {
	case KIND_TEXT: case KIND_TEXT_NULL:
		return store_text(r, v, to);
	case KIND_COUNT:
		return store_count(v, to);
	case KIND_COUNT_NULL:
		return count->known = store_count(v, &count->value);
	case KIND_REAL:
		*(double *)to = json_number_value(v);
		return json_number_value(v) > 0 && isfinite(json_number_value(v));
	case KIND_REAL_NULL:
		*(struct real *)to = (struct real){ json_is_number(v), json_number_value(v) };
		return json_is_number(v) && isfinite(json_number_value(v));
	case KIND_FLAG:
		*(bool *)to = json_is_true(v);
		return json_is_boolean(v);
	case KIND_FLAG_NULL:
		*(struct flag *)to = (struct flag){ json_is_boolean(v), json_is_true(v) };
		return json_is_boolean(v);
	case KIND_HEX_NULL:
		return count->known = store_hex(name, &count->value);
	case KIND_OUTCOME:
		return store_name(outcome_find(name), to);
	case KIND_PLATFORM:
		return store_name(name_find(platform_name, PLATFORM_COUNT, name), to);
	case KIND_POLICY:
		return store_name(axis_value(AXIS_POLICY, name), to);
	case KIND_STAGE2:
		return store_name(axis_value(AXIS_STAGE2, name), to);
	case KIND_SEVERITY:
		return store_name(name_find(severity_name, SEVERITY_COUNT, name), to);
	}
	return false;
}

int value_fields(struct reader *r, const struct value *object, const struct field *field, size_t count, void *base)
{
	static const char *const kind_text[] = {
		[KIND_TEXT] = "a string",
		[KIND_TEXT_NULL] = "a string or null",
		[KIND_COUNT] = "a whole number from 0 to 2^53",
		[KIND_COUNT_NULL] = "a whole number from 0 to 2^53, or null",
		[KIND_REAL] = "a number above 0",
		[KIND_REAL_NULL] = "a number or null",
		[KIND_FLAG] = "true or false",
		[KIND_FLAG_NULL] = "true, false or null",
		[KIND_HEX_NULL] = "a string \"0x...\" of a 64-bit value, or null",
		[KIND_OUTCOME] = "an outcome that this version knows",
		[KIND_PLATFORM] = "\"metal\", \"emulated\" or \"virtual\"",
		[KIND_POLICY] = "a policy that this version knows",
		[KIND_STAGE2] = "a stage-2 state that this version knows",
		[KIND_SEVERITY] = "\"flag\" or \"refuse\"",
	};

	for (size_t i = 0; i < count; i++) {
		const struct value *v = value_at(object, field[i].path);

		if (!v && field[i].optional)
			continue;
		if (!v)
			return reader_fail(r, "%s%s is missing", r->where, field[i].path);
		if (value_is_null(v) && is_nullable(field[i].kind))
			continue;
		if (!store(r, json(v), field[i].kind, (char *)base + field[i].offset))
			return reader_fail(r, "%s%s is not %s", r->where, field[i].path, kind_text[field[i].kind]);
	}
	return 0;
}

static const struct value *container(struct reader *r, const struct value *object, const char *path, json_type type)
{
	const struct value *v = value_at(object, path);

	if (v && json_typeof(json(v)) == type)
		return v;
	reader_fail(r, "%s%s is %s", r->where, path,
		    !v ? "missing" : type == JSON_ARRAY ? "not an array" : "not an object");
	return NULL;
}

const struct value *value_array(struct reader *r, const struct value *object, const char *path)
{
	return container(r, object, path, JSON_ARRAY);
}

const struct value *value_object(struct reader *r, const struct value *object, const char *path)
{
	return container(r, object, path, JSON_OBJECT);
}

bool value_is_absent(const struct value *object, const char *path)
{
	const struct value *v = value_at(object, path);

	return !v || value_is_null(v);
}

size_t value_count(const struct value *array)
{
	return json_array_size(json(array));
}

const struct value *value_index(const struct value *array, size_t i)
{
	return (const struct value *)json_array_get(json(array), i);
}

int value_texts(struct reader *r, const struct value *object, const char *path, struct texts *out)
{
	const struct value *array = value_array(r, object, path);

	if (!array)
		return -EINVAL;
	out->count = value_count(array);
	out->text = reader_keep(r, out->count, sizeof(*out->text));
	if (!out->text)
		return -ENOMEM;
	for (size_t i = 0; i < out->count; i++)
		if (!store_text(r, json_array_get(json(array), i), &out->text[i]))
			return reader_fail(r, "%s%s[%zu] is not a string", r->where, path, i);
	return 0;
}

int value_numbers(struct reader *r, const struct value *object, const char *path, uint32_t min, uint32_t **out,
		  size_t *count)
{
	const struct value *array = value_array(r, object, path);
	uint64_t number;

	if (!array)
		return -EINVAL;
	*count = value_count(array);
	*out = reader_keep(r, *count, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	for (size_t i = 0; i < *count; i++) {
		if (!store_count(json_array_get(json(array), i), &number) || number < min || number > UINT32_MAX)
			return reader_fail(r, "%s%s[%zu] is not a whole number from %u to 2^32 - 1", r->where, path, i,
					   min);
		(*out)[i] = (uint32_t)number;
	}
	return 0;
}

int value_reals(struct reader *r, const struct value *object, const char *path, double **out, size_t *count)
{
	const struct value *array = value_array(r, object, path);

	if (!array)
		return -EINVAL;
	*count = value_count(array);
	*out = reader_keep(r, *count, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	for (size_t i = 0; i < *count; i++) {
		const json_t *v = json_array_get(json(array), i);

		if (!json_is_number(v))
			return reader_fail(r, "%s%s[%zu] is not a number", r->where, path, i);
		(*out)[i] = json_number_value(v);
	}
	return 0;
}

int value_counts(struct reader *r, const struct value *object, const char *path, struct tallies *out)
{
	json_t *map = json(value_object(r, object, path)), *v;
	const char *key;

	if (!map)
		return -EINVAL;
	out->tally = reader_keep(r, json_object_size(map), sizeof(*out->tally));
	if (!out->tally)
		return -ENOMEM;
	json_object_foreach(map, key, v) {
		struct tally *tally = &out->tally[out->count++];

		tally->name = reader_keep(r, strlen(key) + 1, 1);
		if (!tally->name)
			return -ENOMEM;
		strcpy(tally->name, key);
		tally->count = json_is_true(v);
		if (!json_is_boolean(v) && !store_count(v, &tally->count))
			return reader_fail(r, "%s%s.%.40s is not a count", r->where, path, key);
	}
	return 0;
}

int value_facts(struct reader *r, const struct value *object, const char *path, struct archive_facts *out)
{
	json_t *map = json(value_object(r, object, path)), *v;
	const char *key;

	if (!map)
		return -EINVAL;
	out->fact = reader_keep(r, json_object_size(map), sizeof(*out->fact));
	if (!out->fact)
		return -ENOMEM;
	json_object_foreach(map, key, v) {
		struct archive_fact *fact = &out->fact[out->count++];

		fact->name = reader_keep(r, strlen(key) + 1, 1);
		if (!fact->name)
			return -ENOMEM;
		strcpy(fact->name, key);
		if (!json_is_null(v) && !store(r, v, KIND_TEXT, &fact->text) &&
		    !store(r, v, KIND_REAL_NULL, &fact->number))
			return reader_fail(r, "%s%s.%.40s is not a string, a number or null", r->where, path, key);
	}
	return 0;
}
