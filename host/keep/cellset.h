/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of cells that an archive has already. A zeroed set is empty. */
#ifndef HOST_CELLSET_H
#define HOST_CELLSET_H

#include "bench/cell.h"

#include <stdbool.h>
#include <stddef.h>

struct cell_set {
	struct cell *cell;  /* count cells in an allocation for room of them */
	size_t count, room;
	bool sorted;        /* no cell was added since cell_set_sort() */
};

/* Add a cell. 0 or -ENOMEM (fail_text()). */
int cell_set_add(struct cell_set *set, const struct cell *cell);

void cell_set_sort(struct cell_set *set);

/* Is the cell in the set? A binary search if the set is sorted, else a linear one. */
bool cell_set_has(const struct cell_set *set, const struct cell *cell);

void cell_set_free(struct cell_set *set);

/*
 * Write the set as text for the program inside an emulated host: one cell a line, the values of its axes in the order
 * of axis_table, separated by blanks. The caller frees the text; NULL: out of memory (fail_text()). cell_set_read()
 * adds the cells of a file with such text; 0 or -errno (fail_text()).
 */
char *cell_set_text(const struct cell_set *set);
int cell_set_read(struct cell_set *set, const char *path);

#endif
