/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/cellset.h"

#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cell_set_add(struct cell_set *set, const struct cell *cell)
{
	if (set->count == set->room) {
		size_t room = set->room ? set->room * 2 : 256;
		struct cell *bigger = realloc(set->cell, room * sizeof(*bigger));

		if (!bigger)
			return fail(ENOMEM, "a list of %zu cells", room);
		set->cell = bigger;
		set->room = room;
	}
	set->cell[set->count++] = *cell;
	set->sorted = false;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return cell_compare(a, b);
}

void cell_set_sort(struct cell_set *set)
{
	if (set->count)
		qsort(set->cell, set->count, sizeof(set->cell[0]), compare);
	set->sorted = true;
}

bool cell_set_has(const struct cell_set *set, const struct cell *cell)
{
	if (set->sorted)
		return set->count && bsearch(cell, set->cell, set->count, sizeof(*cell), compare);
	for (size_t i = set->count; i > 0; i--)
		if (cell_equal(&set->cell[i - 1], cell))
			return true;
	return false;
}

void cell_set_free(struct cell_set *set)
{
	free(set->cell);
	*set = (struct cell_set){ .cell = NULL };
}

char *cell_set_text(const struct cell_set *set)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; out && i < set->count; i++)
		for (int axis = 0; axis < AXIS_COUNT; axis++)
			fprintf(out, "%s%c", axis_table[axis].value_name(axis_table[axis].get(&set->cell[i])),
				axis < AXIS_COUNT - 1 ? ' ' : '\n');
	if (out && !fclose(out))
		return text;
	fail(ENOMEM, "a list of %zu cells", set->count);
	return NULL;
}

static int parse(char *line, struct cell *cell)
{
	char *save = NULL;

	*cell = (struct cell){ .op = 0 };
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		const char *name = strtok_r(axis ? NULL : line, " \n", &save);
		int value = name ? axis_value(axis, name) : -EINVAL;

		if (value < 0)
			return value;
		axis_table[axis].set(cell, (unsigned int)value);
	}
	return 0;
}

int cell_set_read(struct cell_set *set, const char *path)
{
	FILE *in = fopen(path, "re");
	struct cell cell;
	char line[512];
	int err = 0;

	if (!in)
		return fail(errno, "%s", path);
	while (!err && fgets(line, sizeof(line), in)) {
		err = parse(line, &cell);
		err = err ? fail(-err, "a cell in %s", path) : cell_set_add(set, &cell);
	}
	fclose(in);
	return err;
}
