/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scenarios: a question each, and the cells that answer it. Suites: which scenarios a run visits. */
#ifndef BENCH_SCENARIO_H
#define BENCH_SCENARIO_H

#include "bench/cell.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A scenario is a product of axes: by axis_id, a bit mask of values. 0 stands for the axis's first value alone; the
 * policy axis is the run's, not the scenario's.
 */
struct scenario {
	const char *name, *question;
	uint32_t values[AXIS_COUNT];
};

struct suite {
	const char *name, *summary;
	const char *const *scenario;     /* names, of scenario_table, ended by NULL */
	uint32_t samples;                /* of a cell, unless the command line says otherwise */
	uint32_t batch;                  /* samples of a cell in one round; a power of two that divides samples */
	uint32_t timeout_s;              /* of an emulated host that runs it, unless the command line says otherwise */
};

extern const struct scenario scenario_table[];
extern const size_t scenario_count;

/* NULL if there is none of that name. */
const struct scenario *scenario_find(const char *name);

extern const struct suite suite_table[];
extern const size_t suite_count;

/* NULL if there is none of that name. */
const struct suite *suite_find(const char *name);

/*
 * All cells of a suite that can exist and that pass the filter, without the policy axis (policy is POLICY_UPSTREAM in
 * each), and if there are any, the suite's calibration whatever the filter; every cell once, grouped so that those
 * measured together (cell_same_group()) stand together. Returns the count and *cells, an array that the caller frees; 0
 * and NULL if none; -ENOMEM.
 */
long suite_cells(const struct suite *suite, const struct filter *filter, struct cell **cells);

/* Do two cells belong to one group, that is, are they measured round by round together? */
bool cell_same_group(const struct cell *a, const struct cell *b);

#endif
