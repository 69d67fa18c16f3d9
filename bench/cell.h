/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cell is one point of the experiment space. Its axes have names, for the command line and the archive. */
#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include "bench/backing.h"
#include "bench/op.h"
#include "bench/policy.h"
#include "bench/slot.h"
#include "bench/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell {
	enum policy_id policy;
	enum op_id op;
	enum slot_id slot;
	enum backing_id backing;
	enum host_page_id host_page;
	enum stage2_id stage2;
	enum line_id line;
	enum lines_id lines;
	enum timed_id timed;
	unsigned int vcpus; /* index into vcpus_table */
	unsigned int mix;   /* index into mix_table */
	unsigned int copy;  /* index into copy_table; 1: the same cell measured once more, for the A/A contrast */
};

/* Axes, in the order of the archive's keys. Value 0 is the default on the last six. */
enum axis_id {
	AXIS_POLICY, AXIS_OP, AXIS_SLOT, AXIS_BACKING, AXIS_HOST_PAGE, AXIS_STAGE2,
	AXIS_LINE, AXIS_LINES, AXIS_TIMED, AXIS_VCPUS, AXIS_MIX, AXIS_COPY, AXIS_COUNT,
};

/* The bit of an axis in a set of axes: AXIS_BIT(POLICY). */
#define AXIS_BIT(name) (UINT32_C(1) << AXIS_##name)
#define AXES_ALL       ((UINT32_C(1) << AXIS_COUNT) - 1)

struct axis {
	const char *name;
	unsigned int value_count; /* at most 32 */
	const char *(*value_name)(unsigned int value); /* NULL if value >= value_count */
	unsigned int (*get)(const struct cell *cell);
	void (*set)(struct cell *cell, unsigned int value);
};

extern const struct axis axis_table[AXIS_COUNT];

/* Return the index of the axis's value that has this name, or -EINVAL. */
int axis_value(enum axis_id axis, const char *name);

/* Return the axis that has this name (enum axis_id), or -EINVAL. */
int axis_find(const char *name);

/* Compare two cells in the order of the catalogue, axis by axis: < 0, 0 or > 0. */
int cell_compare(const struct cell *a, const struct cell *b);

/* True if the cells are equal on all axes; on the axes of a set of AXIS_BIT(). */
bool cell_equal(const struct cell *a, const struct cell *b);
bool cell_agree(const struct cell *a, const struct cell *b, uint32_t axes);

/*
 * A walk sets *cell to all combinations of the values of some axes; the axis that comes last in enum axis_id changes
 * fastest, and the other axes of *cell stay. It visits the values that values[axis] allows, a bit mask by value as in
 * struct filter, or all of them if values is NULL or values[axis] is 0. It never visits POLICY_UNKNOWN.
 *
 *	for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE), NULL); cell_walk_next(&w);)
 */
struct cell_walk {
	struct cell *cell;      /* owned by the caller, as is what values points to */
	uint32_t axes;          /* bit by enum axis_id; 0: *cell is visited once, as it is */
	const uint32_t *values;
	bool begun;             /* private to cell.c */
};

struct cell_walk cell_walk(struct cell *cell, uint32_t axes, const uint32_t *values);

/* Set *cell to the next combination. If there is none, return false with each of the axes at its first value again. */
bool cell_walk_next(struct cell_walk *walk);

/* Bytes that hold the description of any cell, its NUL included. */
#define CELL_DESCRIBE_SIZE 256

/*
 * Write the cell's description into buf, NUL-terminated and cut at size bytes:
 * "dc_ivac slot=rw_log backing=anon host_page=written stage2=cold policy=inject", and each of the last six axes whose
 * value is not 0.
 */
void cell_describe(const struct cell *cell, char *buf, size_t size);

/*
 * A filter: terms AXIS=VALUE[,VALUE…] separated by blanks; a cell passes if every named axis has one of its values.
 * allowed[axis] is a bit mask by value; 0 means that the axis is not named.
 */
struct filter {
	uint32_t allowed[AXIS_COUNT];
};

/* Parse text. Return 0, or -EINVAL with why (why_size bytes) saying what is wrong, NUL-terminated. */
int filter_parse(struct filter *filter, const char *text, char *why, size_t why_size);

bool filter_pass(const struct filter *filter, const struct cell *cell);

#endif
