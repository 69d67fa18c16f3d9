/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/result.h"

#include "bench/model/observed.h"
#include "bench/suite/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int result_compare(const void *a, const void *b)
{
	return cell_compare(&((const struct result *)a)->record->cell,
			    &((const struct result *)b)->record->cell);
}

void result_costs(const struct results *results, const struct result *result, size_t first, size_t count, double *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = result->record->ticks[first + i] * results->archive->clock.units_per_tick - result->hook;
}

double results_tick(const struct results *results)
{
	const struct archive_clock *clock = &results->archive->clock;
	bool known = clock->resolution_ticks.known && clock->resolution_ticks.value;

	return clock->units_per_tick * (double)(known ? clock->resolution_ticks.value : 1);
}

/* Does each round of a begin before the next one of b? */
static bool precedes(const struct record *a, const struct record *b)
{
	for (size_t i = 0; i + 1 < a->round_count; i++)
		if (a->round_at_s[i] >= b->round_at_s[i + 1])
			return false;
	return true;
}

bool result_coincides(const struct result *a, const struct result *b)
{
	const struct record *x = a->record, *y = b->record;

	if (x->round_count != y->round_count || x->life != y->life || !cell_same_group(&x->cell, &y->cell))
		return false;
	return !x->round_at_s || !y->round_at_s || (precedes(x, y) && precedes(y, x));
}

int result_add_problem(struct result *result, const char *text)
{
	char (*more)[RESULT_PROBLEM_SIZE];

	if (result->problem_count == RESULT_PROBLEMS_MAX)
		return 0;
	more = realloc(result->problem, (result->problem_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	result->problem = more;
	snprintf(more[result->problem_count++], sizeof(*more), "%s", text);
	return 0;
}

void result_free(struct result *result)
{
	free(result->round_median);
	free(result->block_mean);
	free(result->problem);
	free(result->over.value);
	*result = (struct result){ .record = result->record };
}

bool result_has_cost(const struct result *result)
{
	return result && result->cost.n && result->record->outcome != OUTCOME_NOP;
}

const struct result *results_find(const struct results *results, const struct cell *cell)
{
	const struct record record = { .cell = *cell };
	const struct result key = { .record = &record };

	return bsearch(&key, results->result, results->count, sizeof(key), result_compare);
}

const struct result *results_pick(const struct results *results, struct cell cell, enum op_id op)
{
	cell.op = op;
	return results_find(results, &cell);
}

bool result_disturbed(const struct result *result)
{
	const struct disturbed *d = &result->record->disturbed;

	return d->preempted.value || d->migrated.value || d->major_faults.value;
}

bool result_is_spoilt(const struct result *result)
{
	for (size_t i = 0; result_disturbed(result) && i < result->problem_count; i++)
		if (observed_is_disturbance(result->problem[i]))
			return true;
	return false;
}

/* Was a precision asked for, and not reached? */
static bool is_unconverged(const struct result *result)
{
	return result->record->precision.known && !result->record->precision.converged;
}

void results_count(struct results *results)
{
	struct results_counts *counts = &results->counts;

	*counts = (struct results_counts){ .cells = results->count, .skipped = results->skipped_count };
	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];

		counts->verdict[r->verdict]++;
		counts->implausible += r->implausible;
		counts->disturbed += result_disturbed(r);
		counts->unconverged += is_unconverged(r);
		counts->stage2 |= UINT32_C(1) << r->record->cell.stage2;
		for (int axis = 0; axis < AXIS_COUNT; axis++)
			if (axis_table[axis].get(&r->record->cell))
				counts->varies |= UINT32_C(1) << axis;
	}
}
