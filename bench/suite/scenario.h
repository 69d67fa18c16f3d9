/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scenario is a question and the cells that answer it. A suite is a list of scenarios that a run visits. */
#ifndef BENCH_SCENARIO_H
#define BENCH_SCENARIO_H

#include "bench/cell.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The cells of a scenario are all combinations of values[axis], a bit mask by value; 0 stands for the axis's first
 * value alone. The run chooses the policies, not the scenario.
 */
struct scenario {
	const char *name, *question;
	uint32_t values[AXIS_COUNT];
};

struct suite {
	const char *name, *summary;
	const char *const *scenario;     /* names in scenario_table, ended by NULL */
	uint32_t samples;                /* samples of a cell, unless the command line says otherwise */
	uint32_t batch;                  /* samples of a cell in one round; a power of two that divides samples */
	uint32_t seconds;                /* or so many samples as can be timed in this time, where the clock is time */
	uint32_t timeout_s;              /* for an emulated host that runs it, unless the command line says otherwise */
};

extern const struct scenario scenario_table[];
extern const size_t scenario_count;

/* Return the scenario that has this name, or NULL. */
const struct scenario *scenario_find(const char *name);

extern const struct suite suite_table[];
extern const size_t suite_count;

/* Return the suite that has this name, or NULL. */
const struct suite *suite_find(const char *name);

/*
 * List the cells of a suite that can exist and pass the filter. If there are any, the calibration cells are added
 * whatever the filter says. Policies are ignored: policy is POLICY_UPSTREAM in each. Every cell is listed once, and
 * those of one group (cell_same_group()) stand together. Return the count and *cells, which the caller frees; 0 and
 * NULL if there are none; or -ENOMEM.
 */
long suite_cells(const struct suite *suite, const struct filter *filter, struct cell **cells);

/* As suite_cells(), without the calibration cells that the filter does not ask for. */
long suite_asked_cells(const struct suite *suite, const struct filter *filter, struct cell **cells);

/* True if two cells belong to one group, that is, if they are measured round by round together. */
bool cell_same_group(const struct cell *a, const struct cell *b);

#endif
