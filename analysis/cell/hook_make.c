/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/hook_make.h"

#include "analysis/cell/blocks.h"
#include "analysis/cell/cost.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Which cell of a hook line. */
enum which { WHICH_FAULT, WHICH_ABORT, WHICH_EXIT, WHICH_COUNT };

/* All rounds of a cell with the hooks, or without, as if they were an archived cell. */
struct side {
	struct record record;
	struct result result;
};

/* The rounds of one line, or of all lines: of each cell those with the hooks and those without. */
struct lines {
	const struct results *results;
	size_t first, end;            /* lines of the archive */
	struct side side[WHICH_COUNT][2]; /* by hooked; without rounds if no line has the cell */
};

static const struct hook_cell *find_cell(const struct archive_hook *hook, enum which which)
{
	if (which != WHICH_EXIT)
		return archive_hook_cell(hook, which == WHICH_ABORT);
	for (size_t i = 0; i < hook->cell_count; i++)
		if (!hook->cell[i].faults)
			return &hook->cell[i];
	return NULL;
}

/* Rounds count in pairs, of which one has the hooks. */
static bool is_pair(const struct hook_round *round)
{
	return round[0].hooked != round[1].hooked;
}

static void free_side(struct side *side)
{
	free(side->record.ticks);
	free(side->record.round_samples);
	free(side->result.round_median);
	free(side->result.block_mean);
	memset(side, 0, sizeof(*side));
}

/* Make room for the rounds of a cell in the lines. Returns 0 or -ENOMEM. */
static int make_room(const struct lines *l, enum which which, struct record *record)
{
	const struct archive *a = l->results->archive;
	size_t ticks = 0, rounds = 0;

	for (size_t i = l->first; i < l->end; i++) {
		const struct hook_cell *cell = find_cell(&a->hook[i], which);

		for (size_t k = 0; cell && k < cell->round_count; k++)
			ticks += cell->round[k].tick_count;
		rounds += cell ? cell->round_count : 0;
	}
	record->ticks = calloc(ticks + 1, sizeof(*record->ticks));
	record->round_samples = calloc(rounds + 1, sizeof(*record->round_samples));
	return record->ticks && record->round_samples ? 0 : -ENOMEM;
}

static void add_round(struct record *record, const struct hook_round *round)
{
	memcpy(record->ticks + record->tick_count, round->ticks, round->tick_count * sizeof(*round->ticks));
	record->tick_count += round->tick_count;
	record->round_samples[record->round_count++] = (uint32_t)round->tick_count;
}

/* Gather the rounds of a cell, with the hooks or without. Returns 0 or -ENOMEM. */
static int make_side(struct lines *l, enum which which, bool hooked)
{
	const struct archive *a = l->results->archive;
	struct side *side = &l->side[which][hooked];

	side->result.record = &side->record;
	if (make_room(l, which, &side->record))
		return -ENOMEM;
	for (size_t i = l->first; i < l->end; i++) {
		const struct hook_cell *cell = find_cell(&a->hook[i], which);

		for (size_t k = 0; cell && k + 1 < cell->round_count; k += 2)
			if (is_pair(&cell->round[k]))
				add_round(&side->record, &cell->round[k + (cell->round[k].hooked != hooked)]);
	}
	return side->record.round_count ? result_measure(l->results, &side->result) : 0;
}

static void free_lines(struct lines *l)
{
	for (int which = 0; which < WHICH_COUNT; which++)
		for (int hooked = 0; hooked < 2; hooked++)
			free_side(&l->side[which][hooked]);
}

/* Returns 0, or -ENOMEM with nothing to free. */
static int make_lines(struct lines *l, const struct results *results, size_t first, size_t end)
{
	int err = 0;

	*l = (struct lines){ .results = results, .first = first, .end = end };
	for (int which = 0; !err && which < WHICH_COUNT; which++)
		for (int hooked = 0; !err && hooked < 2; hooked++)
			err = make_side(l, (enum which)which, hooked);
	if (err)
		free_lines(l);
	return err;
}

/* A signed sum of costs: with the hooks less without, of one cell or of one cell less another one. */
struct sum {
	const struct result *cell[4];
	double sign[4];
	size_t cells;
};

/* Return the faults of a sample of the cell; 1: it has none, or no line has the cell. */
static double faults_of(const struct lines *l, enum which which)
{
	uint64_t faults = 0;

	for (size_t i = l->first; i < l->end && !faults; i++) {
		const struct hook_cell *cell = find_cell(&l->results->archive->hook[i], which);

		faults = cell ? cell->faults : 0;
	}
	return faults ? (double)faults : 1;
}

/* Add the cell's rounds with the hooks less those without, per fault. */
static void add_cell(struct sum *sum, const struct lines *l, enum which which, double sign)
{
	sign /= faults_of(l, which);
	for (int hooked = 0; hooked < 2; hooked++) {
		sum->cell[sum->cells] = &l->side[which][hooked].result;
		sum->sign[sum->cells++] = hooked ? sign : -sign;
	}
}

/*
 * Set the interval from the differences d of pairs: as contrast_estimate() does, by Student's t, of medians widened to
 * hold the value where that is not the mean of the rounds, of means widened by what the tick leaves open.
 */
static void set_interval(struct hook_cost *cost, const double *d, bool exact, double open)
{
	double half = stats_t_half_width(d, cost->rounds, STATS_CONFIDENCE) + open;
	double shift = exact ? stats_mean(d, cost->rounds) - cost->value : 0;

	cost->ci95 = (struct interval){ true, cost->value - half + fmin(shift, 0), cost->value + half + fmax(shift, 0) };
	cost->half = half + fabs(shift);
	cost->error = stats_deviation(d, cost->rounds) / sqrt((double)cost->rounds);
}

static void estimate(struct hook_cost *cost, const struct sum *sum, const struct blocks *b, double *d, double tick)
{
	size_t pairs = b->matched ? b->count[0] : 0;

	cost->known = true;
	/* No path is sought here: half-way between the lengths at start and end of a run is what suits both. */
	for (size_t k = 0; k < sum->cells; k++)
		cost->value += sum->sign[k] * (b->exact ? sum->cell[k]->cost.median : b->middle[k]);
	for (size_t i = 0; i < pairs; i++)
		for (size_t k = 0; k < sum->cells; k++)
			d[i] += sum->sign[k] * b->value[k][i];
	if (pairs < 2)
		return;
	cost->rounds = pairs;
	set_interval(cost, d, b->exact, b->exact || b->dithered ? 0 : tick * (double)sum->cells / 2);
}

/* Estimate a sum; it stays unknown if a cell has no rounds. Returns 0 or -ENOMEM. */
static int estimate_sum(struct hook_cost *cost, const struct lines *l, const struct sum *sum)
{
	struct blocks b;
	double *d;

	*cost = (struct hook_cost){ .known = false };
	for (size_t k = 0; k < sum->cells; k++)
		if (!sum->cell[k]->record->round_count)
			return 0;
	if (blocks_make(&b, l->results, sum->cell, sum->cells))
		return -ENOMEM;
	d = calloc(b.count[0] + 1, sizeof(*d));
	if (d)
		estimate(cost, sum, &b, d, results_tick(l->results));
	free(d);
	blocks_free(&b);
	return d ? 0 : -ENOMEM;
}

/* Estimate one cell: per fault, or per exit. Returns 0 or -ENOMEM. */
static int estimate_cell(struct hook_cost *cost, const struct lines *l, enum which which)
{
	struct sum sum = { .cells = 0 };

	add_cell(&sum, l, which, 1);
	return estimate_sum(cost, l, &sum);
}

/* Estimate what one line, or all, say. Returns 0 or -ENOMEM. */
static int estimate_lines(struct hook *hook, const struct results *results, size_t first, size_t end)
{
	struct lines l;
	struct sum second = { .cells = 0 };
	int err = make_lines(&l, results, first, end);

	if (err)
		return err;
	err = estimate_cell(&hook->fault, &l, WHICH_FAULT);
	err = err ? err : estimate_cell(&hook->abort, &l, WHICH_ABORT);
	err = err ? err : estimate_cell(&hook->exit, &l, WHICH_EXIT);
	add_cell(&second, &l, WHICH_ABORT, 1);
	add_cell(&second, &l, WHICH_FAULT, -1);
	err = err ? err : estimate_sum(&hook->second, &l, &second);
	hook->known = hook->fault.known && hook->abort.known;
	hook->cold = hook->known ? l.side[WHICH_FAULT][0].result.sample_median : 0;
	free_lines(&l);
	return err;
}

#define DRIFT_LEAST 0.002 /* of a fault's cost: a smaller change of the hook is none that matters */

/* Did the cost of the hooks change by more than its intervals, and by enough of a fault's cost to matter? */
static bool are_apart(const struct hook_cost *a, const struct hook_cost *b, double cold)
{
	return a->ci95.known && b->ci95.known && fabs(a->value - b->value) > DRIFT_LEAST * cold && (a->ci95.hi < b->ci95.lo || b->ci95.hi < a->ci95.lo);
}

/* Make the interval hold another one. */
static void include(struct hook_cost *cost, const struct hook_cost *other)
{
	if (!cost->ci95.known || !other->ci95.known)
		return;
	cost->ci95.lo = fmin(cost->ci95.lo, other->ci95.lo);
	cost->ci95.hi = fmax(cost->ci95.hi, other->ci95.hi);
	cost->half = fmax(cost->value - cost->ci95.lo, cost->ci95.hi - cost->value);
	cost->error = fmax(cost->error, cost->half / stats_normal_quantile((1 + STATS_CONFIDENCE) / 2));
}

/* Compare the first line with each other one. Returns 0 or -ENOMEM. */
static int find_drift(struct hook *hook, const struct results *results)
{
	size_t lines = results->archive->hook_count;
	struct hook first = { .known = false };
	int err = estimate_lines(&first, results, 0, 1);

	for (size_t i = 1; !err && i < lines; i++) {
		struct hook other = { .known = false };

		err = estimate_lines(&other, results, i, i + 1);
		if (err || (!are_apart(&first.fault, &other.fault, hook->cold) &&
			    !are_apart(&first.abort, &other.abort, hook->cold)))
			continue;
		hook->drifted = true;
		hook->first[0] = first.fault;
		hook->first[1] = first.abort;
		hook->last[0] = other.fault;
		hook->last[1] = other.abort;
		include(&hook->fault, &first.fault);
		include(&hook->fault, &other.fault);
		include(&hook->abort, &first.abort);
		include(&hook->abort, &other.abort);
	}
	return err;
}

int hook_make(struct hook *hook, const struct results *results)
{
	const struct archive *a = results->archive;
	int err;

	*hook = (struct hook){ .present = archive_is_hooked(a) };
	if (!archive_hook_measured(a))
		return 0;
	err = estimate_lines(hook, results, 0, a->hook_count);
	return err ? err : find_drift(hook, results);
}
