/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/cell.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define NAMED_CELLS 2 /* cells that the message names */

/* Keep a sentence as the last error. Returns -EINVAL. */
#define refuse(...) (fail(0, __VA_ARGS__), -EINVAL)

static bool is_one_bit(uint32_t set)
{
	return set && !(set & (set - 1));
}

/* Refuse more cells than one, by the names of the first ones. */
static int refuse_cells(const struct cell *cells, long count)
{
	char name[NAMED_CELLS][CELL_DESCRIBE_SIZE] = { "", "" };

	for (size_t i = 0; i < ARRAY_SIZE(name) && (long)i < count; i++)
		cell_describe(&cells[i], name[i], sizeof(name[i]));
	return refuse("--profile counts the instructions of one cell, and the filter leaves %ld: %s; %s; ...: narrow --filter",
		      count, name[0], name[1]);
}

/* Refuse hosts whose clock does not count the instructions of one CPU. */
static int check_host(const struct options *o)
{
	const struct emulated_options *e = &o->emulated;

	if (options_are_inside(o))
		return 0;
	if (!e->wanted)
		return refuse("--profile counts instructions by function, which only an emulated host can: add --emulated");
	if (e->no_icount)
		return refuse("--profile: with --no-icount the clock does not count instructions: leave it out");
	if (e->smp > 1)
		return refuse("--profile: the clock counts the instructions of all %u CPUs: leave out --smp", e->smp);
	return 0;
}

/* Drop the cells that are measured once more for the A/A contrast, unless the filter asks for them. Returns how many stay. */
static long drop_copies(const struct filter *filter, struct cell *cells, long count)
{
	long kept = 0;

	for (long i = 0; i < count; i++)
		if (!cells[i].copy || filter->allowed[AXIS_COPY])
			cells[kept++] = cells[i];
	return kept;
}

int profile_cell(const struct options *o, struct cell *cell)
{
	const struct measure_options *m = &o->measure;
	struct cell *cells = NULL;
	long count;
	int err = check_host(o);

	if (err)
		return err;
	if (m->policies && !is_one_bit(m->policies))
		return refuse("--profile counts the instructions of one cell under one policy: give one with --policy");
	count = suite_asked_cells(m->suite, &m->filter, &cells);
	if (count > 0)
		count = drop_copies(&m->filter, cells, count);
	if (count == 1)
		*cell = cells[0];
	else
		err = count < 0 ? fail(ENOMEM, "--profile") : refuse_cells(cells, count);
	free(cells);
	return err;
}
