/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes the line on where the instructions of a cell went. */
#include "analysis/archive/decode.h"

#include "analysis/archive/archive.h"
#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static const struct field fields[] = {
	{ "samples", KIND_COUNT, offsetof(struct archive_profile, samples), false },
	{ "samples_of_path", KIND_COUNT, offsetof(struct archive_profile, samples_of_path), false },
	{ "paths", KIND_COUNT, offsetof(struct archive_profile, paths), false },
	{ "insns", KIND_COUNT, offsetof(struct archive_profile, insns), false },
};

static const struct field function_fields[] = {
	{ "name", KIND_TEXT, offsetof(struct archive_function, name), false },
	{ "insns", KIND_COUNT, offsetof(struct archive_function, insns), false },
};

static int read_axes(struct reader *r, const struct value *v, struct cell *cell)
{
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		const char *key = axis_table[axis].name, *name = value_text(value_at(v, key));
		int value = name ? axis_value(axis, name) : -EINVAL;

		if (value < 0)
			return reader_fail(r, "%s is not one that this version knows", key);
		axis_table[axis].set(cell, (unsigned int)value);
	}
	return 0;
}

static int read_functions(struct reader *r, const struct value *line, struct archive_profile *profile)
{
	const struct value *array = value_array(r, line, "functions");
	uint64_t sum = 0;
	int err = array ? 0 : -EINVAL;

	profile->count = array ? value_count(array) : 0;
	profile->function = array ? reader_keep(r, profile->count, sizeof(*profile->function)) : NULL;
	if (array && !profile->function)
		return -ENOMEM;
	for (size_t i = 0; !err && i < profile->count; i++) {
		snprintf(r->where, sizeof(r->where), "functions[%zu].", i);
		err = value_fields(r, value_index(array, i), function_fields, ARRAY_SIZE(function_fields),
				   &profile->function[i]);
		sum += profile->function[i].insns;
	}
	r->where[0] = '\0';
	if (!err && sum != profile->insns)
		return reader_fail(r, "the functions have %" PRIu64 " instructions together, but insns is %" PRIu64, sum,
				   profile->insns);
	return err;
}

int decode_profile(struct reader *r, const struct value *line, struct archive_profile *profile)
{
	int err = read_axes(r, line, &profile->cell);

	profile->line = r->line;
	if (!err)
		err = value_fields(r, line, fields, ARRAY_SIZE(fields), profile);
	return err ? err : read_functions(r, line, profile);
}
