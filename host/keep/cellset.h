/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells that an archive has already. Zeroed: none. */
#ifndef HOST_CELLSET_H
#define HOST_CELLSET_H

#include "bench/cell.h"

#include <stdbool.h>
#include <stddef.h>

struct cell_set {
	struct cell *cell;  /* count of them, room for more */
	size_t count, room;
	bool sorted;        /* nothing was added since cell_set_sort() */
};

/* 0 or -ENOMEM (fail_text()). */
int cell_set_add(struct cell_set *set, const struct cell *cell);

void cell_set_sort(struct cell_set *set);

/* Quick if the set is sorted. */
bool cell_set_has(const struct cell_set *set, const struct cell *cell);

void cell_set_free(struct cell_set *set);

/*
 * As text, one cell a line, its axes' values in the order of axis_table, a blank between: for a program in an emulated
 * host. The text is the caller's to free; NULL: no memory (fail_text()). cell_set_read(): add those of a file; 0 or
 * -errno (fail_text()).
 */
char *cell_set_text(const struct cell_set *set);
int cell_set_read(struct cell_set *set, const char *path);

#endif
