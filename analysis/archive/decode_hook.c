/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes a line on the module's hooks: cells measured with the hooks on and off by turns. */
#include "analysis/archive/decode.h"

#include "analysis/archive/archive.h"
#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct field cell_fields[] = {
	{ "faults", KIND_COUNT, offsetof(struct hook_cell, faults), false },
	{ "io_aborts", KIND_COUNT, offsetof(struct hook_cell, io_aborts), false },
};

static const struct field round_fields[] = {
	{ "hooked", KIND_FLAG, offsetof(struct hook_round, hooked), false },
};

static int read_axes(struct reader *r, const struct value *v, struct cell *cell)
{
	static const enum axis_id axis[] = { AXIS_OP, AXIS_SLOT, AXIS_BACKING, AXIS_HOST_PAGE, AXIS_STAGE2 };

	cell->policy = POLICY_UPSTREAM;
	for (size_t i = 0; i < ARRAY_SIZE(axis); i++) {
		const char *key = axis_table[axis[i]].name, *name = value_text(value_at(v, key));
		int value = name ? axis_value(axis[i], name) : -EINVAL;

		if (value < 0)
			return reader_fail(r, "%s%s is not one that this version knows", r->where, key);
		axis_table[axis[i]].set(cell, (unsigned int)value);
	}
	return 0;
}

static int read_round(struct reader *r, const struct value *v, struct hook_round *round)
{
	int err = value_fields(r, v, round_fields, ARRAY_SIZE(round_fields), round);

	if (!err)
		err = value_numbers(r, v, "ticks", 0, &round->ticks, &round->tick_count);
	if (!err && !round->tick_count)
		return reader_fail(r, "%sticks is empty", r->where);
	return err;
}

static int read_cell(struct reader *r, const struct value *v, struct hook_cell *cell)
{
	const struct value *array;
	size_t length = strlen(r->where);
	int err = read_axes(r, v, &cell->cell);

	if (!err)
		err = value_fields(r, v, cell_fields, ARRAY_SIZE(cell_fields), cell);
	if (!err && cell->io_aborts > cell->faults)
		return reader_fail(r, "%sio_aborts is more than faults", r->where);
	array = err ? NULL : value_array(r, v, "rounds");
	if (!array)
		return err ? err : -EINVAL;
	cell->round_count = value_count(array);
	cell->round = reader_keep(r, cell->round_count, sizeof(*cell->round));
	if (!cell->round)
		return -ENOMEM;
	for (size_t i = 0; !err && i < cell->round_count; i++) {
		snprintf(r->where + length, sizeof(r->where) - length, "rounds[%zu].", i);
		err = read_round(r, value_index(array, i), &cell->round[i]);
	}
	r->where[length] = '\0';
	return err;
}

int decode_hook(struct reader *r, const struct value *line, struct archive_hook *hook)
{
	const char *when = value_text(value_at(line, "when"));
	const struct value *array = value_array(r, line, "cells");
	int err = 0;

	if (!array)
		return -EINVAL;
	if (!when || (strcmp(when, "start") && strcmp(when, "end")))
		return reader_fail(r, "when is neither \"start\" nor \"end\"");
	hook->end = !strcmp(when, "end");
	hook->line = r->line;
	hook->cell_count = value_count(array);
	hook->cell = reader_keep(r, hook->cell_count, sizeof(*hook->cell));
	if (!hook->cell)
		return -ENOMEM;
	for (size_t i = 0; !err && i < hook->cell_count; i++) {
		snprintf(r->where, sizeof(r->where), "cells[%zu].", i);
		err = read_cell(r, value_index(array, i), &hook->cell[i]);
	}
	r->where[0] = '\0';
	return err;
}
