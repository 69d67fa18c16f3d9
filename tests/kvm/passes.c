/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests in which order a run takes its rounds, and when it archives its cells: with one pass and with several, in one
 * stretch and in many, resumed, stopped, and with --precision. Runs in an emulated host in place of the program. The
 * counter counts instructions, so nothing depends on the machine; here it is taken for a clock.
 */
#include "bench/cli/verb.h"
#include "bench/test/tap.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/keep/jsonl.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/run/session.h"
#include "host/run/stretch.h"

#include <stdlib.h>
#include <string.h>

#define CELLS_MAX  256
#define ROUNDS_MAX 2048

/* A cell as it was archived. */
struct seen_cell {
	struct cell cell;
	size_t rounds, progress; /* number of rounds; of progress lines that came before it */
	bool done, attributed;
	double at_s[ROUNDS_MAX];
};

/* What a run handed over. */
static struct seen {
	struct seen_cell cell[CELLS_MAX];
	size_t cells, progress;
	size_t stop_after; /* cells after which the run is asked to stop; 0: never */
	uint32_t begun_most;
} seen;

static struct session session;
static struct board board;
static struct cell *cells;
static size_t cell_count;

static int take(void *context, const char *line, size_t size)
{
	struct seen_cell *c = &seen.cell[seen.cells];
	const char *at = jsonl_value(line, size, "round_at_s").text;

	(void)context;
	seen.begun_most = board.begun > seen.begun_most ? board.begun : seen.begun_most;
	seen.progress += jsonl_type(line, size) == JSONL_PROGRESS;
	if (jsonl_type(line, size) != JSONL_CELL || seen.cells == CELLS_MAX || jsonl_cell(line, size, &c->cell))
		return 0;
	*c = (struct seen_cell){ .cell = c->cell, .progress = seen.progress };
	c->done = span_is(jsonl_value(line, size, "status"), "\"done\"");
	c->attributed = !span_is(jsonl_value(line, size, "attribution"), "null");
	while (at && *at != ']' && *at != 'n' && c->rounds < ROUNDS_MAX) {
		char *end;

		c->at_s[c->rounds++] = strtod(at + 1, &end);
		at = end;
	}
	seen.cells++;
	board.stop = seen.stop_after && seen.cells >= seen.stop_after;
	return 0;
}

/* Measure all cells. done: those that are there already, or NULL. */
static bool run(struct stretch_limits limits, size_t stop_after, const struct cell_set *done)
{
	static const struct archive_sink sink = { take, NULL };
	struct run_totals totals;
	int err;

	seen.cells = seen.progress = seen.begun_most = 0;
	seen.stop_after = stop_after;
	board.stop = 0;
	session.done = done;
	err = stretches_run(&session, &limits, &sink, cells, cell_count, &totals);
	if (err)
		printf("# %s\n", fail_text());
	return !err && !totals.failed && !board.begun;
}

/* Does each cell stand where the catalogue has it, among those from first on? */
static bool in_order(size_t first)
{
	bool order = true;

	for (size_t i = 0; i < seen.cells; i++)
		order &= cell_equal(&seen.cell[i].cell, &cells[first + i]) && seen.cell[i].done && seen.cell[i].attributed;
	return order;
}

/* How the rounds of cells lie in time. */
struct turns {
	size_t within, mixed, together; /* pairs of cells: of a group; of two groups, in passes; one group after the other */
	size_t odd;                     /* none of these */
};

/* Does round i of a begin before round i + ahead of b, for all i? */
static bool precedes(const struct seen_cell *a, const struct seen_cell *b, size_t ahead)
{
	for (size_t i = 0; i + ahead < b->rounds && i < a->rounds; i++)
		if (a->at_s[i] >= b->at_s[i + ahead])
			return false;
	return true;
}

static struct turns turns(void)
{
	struct turns t = { .odd = 0 };

	for (size_t i = 0; i < seen.cells; i++)
		for (size_t j = i + 1; j < seen.cells; j++) {
			const struct seen_cell *a = &seen.cell[i], *b = &seen.cell[j];
			bool in_turn = precedes(a, b, 1) && precedes(b, a, 1) && a->rounds == b->rounds;

			if (cell_same_group(&a->cell, &b->cell))
				*(in_turn ? &t.within : &t.odd) += 1;
			else if (in_turn && precedes(a, b, 0))
				t.mixed++;
			else
				*(a->at_s[a->rounds - 1] < b->at_s[0] ? &t.together : &t.odd) += 1;
		}
	return t;
}

static size_t groups(void)
{
	size_t count = 1;

	for (size_t i = 1; i < cell_count; i++)
		count += !cell_same_group(&cells[i - 1], &cells[i]);
	return count;
}

static void test_passes(void)
{
	struct turns t;

	ok(run((struct stretch_limits){ .passes = 4, .first_s = 1e9, .bytes = SIZE_MAX }, 0, NULL) &&
		   seen.cells == cell_count && in_order(0), "4 passes: %zu cells, in the catalogue's order", seen.cells);
	t = turns();
	ok(t.within && t.mixed && !t.together && !t.odd,
	   "groups take their 4 rounds in turn: %zu pairs within groups, %zu of two groups", t.within, t.mixed);
	ok(seen.cell[0].rounds == 4 && seen.cell[0].progress == 3 * groups(), "no cell is archived before the last pass");
	ok(seen.cell[seen.cells - 1].progress == 3 * groups(), "in which each group is as soon as it is done");
	ok(seen.begun_most >= 500 * cell_count && seen.begun_most <= 1000 * cell_count,
	   "before that, %u thousandths of %zu cells were said to be measured", seen.begun_most, cell_count);
}

static void test_division(void)
{
	struct turns t;

	run((struct stretch_limits){ .passes = 1, .first_s = 1e9, .bytes = SIZE_MAX }, 0, NULL);
	t = turns();
	ok(seen.cells == cell_count && in_order(0) && t.within && t.together && !t.mixed && !t.odd && !seen.progress,
	   "1 pass: one group after the other");
	run((struct stretch_limits){ .passes = 4, .first_s = 1e9, .bytes = 1 }, 0, NULL);
	t = turns();
	ok(seen.cells == cell_count && in_order(0) && t.within && t.together && !t.mixed && !t.odd,
	   "4 passes, and memory for a group: likewise");
	run((struct stretch_limits){ .passes = 4, .first_s = 0, .bytes = SIZE_MAX }, 0, NULL);
	t = turns();
	ok(seen.cells == cell_count && in_order(0) && t.together && !t.mixed && !t.odd, "no time for another: likewise");
	run((struct stretch_limits){ .passes = 3, .first_s = 1e9, .bytes = SIZE_MAX }, 0, NULL);
	ok(seen.cells == cell_count && in_order(0) && !turns().together && seen.cell[0].rounds == 4 &&
		   seen.cell[0].progress == 2 * groups(), "3 passes take 4 rounds, too");
	run((struct stretch_limits){ .passes = 9, .first_s = 1e9, .bytes = SIZE_MAX }, 0, NULL);
	t = turns();
	ok(seen.cells == cell_count && in_order(0) && t.mixed && !t.together && !t.odd && seen.cell[0].rounds == 4,
	   "9 passes: no more than 4 are needed");
}

static void test_interrupted(void)
{
	struct stretch_limits limits = { .passes = 4, .first_s = 1e9, .bytes = SIZE_MAX };
	struct cell_set done = { .cell = NULL };
	size_t had;

	ok(run(limits, 2, NULL) && seen.cells >= 2 && seen.cells < cell_count && in_order(0),
	   "asked to stop in the last pass, it archives the group that is done: %zu cells", seen.cells);
	had = seen.cells;
	for (size_t i = 0; i < had; i++)
		if (cell_set_add(&done, &seen.cell[i].cell))
			exit(1);
	cell_set_sort(&done);
	ok(run(limits, 0, &done) && seen.cells == cell_count - had && in_order(had),
	   "taken up again, it measures the other %zu", seen.cells);
	cell_set_free(&done);
	session.done = NULL;
	board.stop = 0;
}

/* The instructions vary a little, so some cells are precise at once, and none is at 0.001 %. */
static void test_precision(struct options *o)
{
	size_t least = SIZE_MAX, most = 0, apart = 0;

	o->measure.precision_pct = 1;
	ok(run((struct stretch_limits){ .passes = 4, .first_s = 1e9, .bytes = SIZE_MAX }, 0, NULL) &&
		   seen.cells == cell_count && in_order(0), "with --precision");
	for (size_t i = 0; i < seen.cells; i++) {
		size_t rounds = seen.cell[i].rounds;

		least = rounds < least ? rounds : least;
		most = rounds > most ? rounds : most;
		for (size_t j = 0; j < seen.cells; j++)
			apart += rounds < 8 || seen.cell[i].at_s[0] >= seen.cell[j].at_s[7];
	}
	ok(least == 8 && most <= 1024 && !(most & (most - 1)), "8 rounds and more, to %zu, doubled at each look", most);
	ok(!apart, "in passes: the first round of each cell is before the eighth of all others");
	o->measure.precision_pct = 0;
}

int main(int argc, char **argv)
{
	static const char *given[] = { "run", "--allow=virtual,emulator", "--samples", "64", "--batch", "16", "--filter",
				       "op=dc_ivac,dc_civac slot=rw,rw_log stage2=cold,ro lines=1 copy=1", NULL };
	struct options options;
	long count;

	(void)argc;
	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (options_parse(&options, 8, (char **)given) || session_open(&session, &options))
		return STATUS_FAILED;
	session.env.platform = PLATFORM_EMULATED;
	ok(session.clock.exact && stretch_limits(&session).passes == 1, "where the counter counts instructions there is one pass");
	session.clock.exact = false;
	ok(stretch_limits(&session).passes == 4, "elsewhere four");
	session.board = &board;
	count = suite_cells(options.measure.suite, &options.measure.filter, &cells);
	cell_count = count > 0 ? (size_t)count : 0;
	for (size_t i = 0; i < cell_count; i++)
		cells[i].policy = session.policies.visit[0].policy;
	ok(cell_count > 10 && cell_count < CELLS_MAX && groups() > 3, "%zu cells in %zu groups", cell_count, groups());
	test_passes();
	test_division();
	test_interrupted();
	test_precision(&options);
	free(cells);
	session_close(&session);
	return tap_done();
}
