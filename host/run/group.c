/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/group.h"

#include "host/cell/verdict.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/profile/mark.h"
#include "host/run/session.h"
#include "host/run/work.h"

#include <errno.h>
#include <stdlib.h>

/* Sweeps are long, so few rounds are taken; a sweep is one sample. */
#define SWEEP_ROUNDS 2

/* Shuffle (Fisher-Yates). */
static void shuffle(uint64_t *random, size_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)(random_next(random) >> 32) % i, swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}

/* Settle every cell that is still being measured. */
static void all_cells(struct group *g, enum cell_status status, const char *reason)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE)
			work_settle(&g->work[i], status, reason);
}

/* After a vCPU or its VM is lost: the cell fails, but the run goes on in a new VM. Without one the group fails. */
static void give_up(struct group *g, struct work *w)
{
	work_settle(w, CELL_STATUS_FAILED, fail_text());
	if (testbed_rebuild(&g->session->testbed, &g->cell[0], g->cell_count))
		all_cells(g, CELL_STATUS_FAILED, fail_text());
}

static void time_once(struct group *g, struct work *w)
{
	struct batch batch = work_batch(w, g->session);
	struct batch_result result;
	double at_s = session_elapsed_s(g->session);

	batch.profiled = !g->trial && session_profiles(g->session, &w->record.cell);
	if (batch_time(&batch, &result)) {
		give_up(g, w);
		return;
	}
	if (batch.profiled)
		mark(MARK_KEEP);
	work_add(w, &g->session->testbed.vm, &result, at_s);
}

/* Try the counting pass once. */
static int attribute(struct group *g, struct work *w)
{
	struct batch batch = work_batch(w, g->session);
	int err = batch_attribute(&batch, g->session->testbed.trace, &w->attribution);

	w->record.attribution = err ? NULL : &w->attribution;
	return err;
}

static void attribute_once(struct group *g, struct work *w)
{
	struct cell_record *r = &w->record;
	int err = attribute(g, w);

	if (!err && verdict_counts_differ(r)) {
		/*
		 * Try again, as batch_time() does, in case the host took pages away. If it differs again, it is a
		 * result.
		 */
		r->retaken++;
		err = attribute(g, w);
	}
	if (err)
		give_up(g, w);
	else if (!g->session->testbed.trace)
		work_miss_attribution(w, g->session->testbed.trace_missing);
}

/* Log the set that was counted last; the log shows the core's frequency during the run. */
static void note_frequency(struct group *g, const struct work *w)
{
	const struct cell_record *r = &w->record;
	const struct pmu_counts *c = &r->pmu[r->pmu_count - 1];
	uint64_t to_user = w->left[OUTCOME_MMIO] + w->left[OUTCOME_NISV] + w->left[OUTCOME_ENOSYS] +
			   w->left[OUTCOME_EFAULT];

	frequency_note(&g->session->frequency, &(struct frequency_entry){
		.entry_ticks = c->entry_ticks, .to_user = to_user > 0,
		.cycles = c->host[PMU_EVENT_cpu_cycles] + c->guest[PMU_EVENT_cpu_cycles],
		.insns = c->host[PMU_EVENT_inst_retired] + c->guest[PMU_EVENT_inst_retired],
	});
}

/* Try once to count the set of events in use. */
static void count_once(struct group *g, struct work *w)
{
	struct batch batch = work_batch(w, g->session);
	struct batch_result result;
	size_t before = w->record.pmu_count;

	batch.counting = &g->session->counting;
	if (batch_time(&batch, &result) || work_count(w, &g->session->testbed.vm, batch.counting, &result))
		give_up(g, w);
	else if (w->record.pmu_count > before)
		note_frequency(g, w);
}

static bool stopping(const struct group *g)
{
	return atomic_load_explicit(&g->session->board->stop, memory_order_relaxed);
}

/*
 * Tell how much of the group is measured, in thousandths of a cell: by the turns of its cells in rounds and in counting
 * passes. With --precision it is not known how many rounds are enough: whatever number was taken, it may be half of them.
 */
static void credit(struct group *g)
{
	size_t rounds = g->count * g->base_rounds, timed = g->timed < rounds ? g->timed : rounds;
	size_t counting = g->count * (1 + g->session->counting.set_count), cells = 0;
	size_t all = rounds * (g->precision_pct > 0 ? 2 : 1) + counting;
	uint32_t begun;

	for (size_t i = 0; i < g->count; i++)
		cells += g->work[i].record.status != CELL_STATUS_THERE;
	begun = (uint32_t)((uint64_t)cells * 1000 * (timed + g->counted_parts) / all);
	atomic_fetch_add_explicit(&g->session->board->begun, begun - g->begun, memory_order_relaxed);
	g->begun = begun;
}

/* Measure a cell in a round or a counting pass, unless it is settled or the run is asked to stop. */
static void take_part(struct group *g, struct work *w, void (*measure)(struct group *g, struct work *w))
{
	if (stopping(g))
		return;
	if (w->record.status == CELL_STATUS_DONE) {
		if (!g->trial)
			board_begin(g->session->board, &w->record.cell, w->record.sample_lines);
		measure(g, w);
	}
	if (g->trial)
		return;
	*(measure == time_once ? &g->timed : &g->counted_parts) += 1;
	credit(g);
}

/* Take one round: all policies in random order, and under each all cells in random order. measure() measures a cell. */
static int one_round(struct group *g, void (*measure)(struct group *g, struct work *w))
{
	struct session *s = g->session;
	size_t policies[POLICY_COUNT], *cells = malloc(g->cell_count * sizeof(*cells));
	int err = 0;

	if (!cells)
		return fail(ENOMEM, "a round");
	shuffle(&s->random, policies, s->policies.count);
	for (size_t v = 0; v < s->policies.count && !err; v++) {
		err = policies_visit(&s->policies, policies[v]);
		shuffle(&s->random, cells, g->cell_count);
		for (size_t i = 0; i < g->cell_count && !err; i++)
			take_part(g, &g->work[policies[v] * g->cell_count + cells[i]], measure);
	}
	free(cells);
	return err;
}

static void count_cell(struct run_totals *totals, const struct cell_record *r)
{
	for (size_t i = 0; i < r->sample_count; i++)
		totals->sample_ticks += r->ticks[i];
	totals->samples += r->sample_count;
	totals->failed += r->status == CELL_STATUS_FAILED;
	totals->skipped += r->status == CELL_STATUS_SKIPPED;
	totals->with_remarks += r->status == CELL_STATUS_DONE && r->remarks.count;
}

/*
 * Check that the memory is what the backing's name says, in the group's state of the host's page table. Return 0,
 * -EXDEV if it is not, or another -errno if that is not known (fail_text()).
 */
static int check_backing(struct group *g)
{
	struct region *region = &g->session->testbed.region;
	enum host_page_id host_page = g->cell[0].host_page;
	int err;

	if (!slot_table[g->cell[0].slot].exists)
		return 0;
	err = region_cool(region, &region->window[0], g->cell[0].slot, host_page, true);
	return err ? err : backing_verify(&region->memory, host_page);
}

static bool any_left(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE)
			return true;
	return false;
}

/* Take rounds up to number to - 1. */
static int more_rounds(struct group *g, uint32_t to)
{
	int err = 0;

	for (size_t i = 0; i < g->count && !err; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE)
			err = work_reserve(&g->work[i], g->to, session_has_time(g->session));
	while (g->taken < to && any_left(g) && !stopping(g) && !err) {
		err = one_round(g, time_once);
		g->taken++;
	}
	return err;
}

/*
 * Return the cell with which a cold DC IVAC is compared (contrast ivac_minus_civac): DC CIVAC, all else equal; or
 * NULL.
 */
static const struct work *counterpart(const struct group *g, const struct work *w)
{
	struct cell cell = w->record.cell;

	if (cell.op != OP_dc_ivac || cell.stage2 != STAGE2_COLD)
		return NULL;
	cell.op = OP_dc_civac;
	for (size_t i = 0; i < g->count; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE && cell_equal(&g->work[i].record.cell, &cell))
			return &g->work[i];
	return NULL;
}

static int look_at(struct group *g, struct work *w)
{
	const struct work *other = counterpart(g, w);
	double *mean = work_round_means(w), *minus = other ? work_round_means(other) : NULL;
	int err = mean && (minus || !other) ? 0 : -ENOMEM;

	w->record.precision.asked_pct = g->precision_pct;
	if (!err)
		precision_look(&w->record.precision, mean, minus, w->record.rounds);
	free(mean);
	free(minus);
	return err;
}

/* Take a look at all cells. True if none needs more rounds. */
static int look(struct group *g, bool *enough)
{
	int err = 0;

	*enough = true;
	for (size_t i = 0; i < g->count && !err; i++) {
		if (g->work[i].record.status != CELL_STATUS_DONE)
			continue;
		err = look_at(g, &g->work[i]);
		*enough &= g->work[i].record.precision.converged;
	}
	return err;
}

/* Return the round before which the next pass ends: the passes have equal shares, the first ones the larger. */
static uint32_t share_ends(const struct group *g)
{
	return g->from + (uint32_t)(((uint64_t)(g->to - g->from) * (g->pass + 1) + g->passes - 1) / g->passes);
}

/* After the rounds up to a look, look whether they are enough. If not, as many more are to be taken. */
static int conclude_rounds(struct group *g)
{
	bool enough = g->precision_pct <= 0;
	int err = enough ? 0 : look(g, &enough);

	g->done = enough || ++g->looks == PRECISION_LOOKS;
	g->from = g->to;
	g->to *= 2;
	g->pass = 0;
	return err;
}

/* Take the share of the rounds that falls into this pass, or all rounds if there is only one pass. */
static int take_rounds(struct group *g, struct run_totals *totals)
{
	uint64_t begin = clock_read();
	int err;

	do {
		err = more_rounds(g, share_ends(g));
		g->pass++;
		if (!err && g->taken == g->to && !stopping(g))
			err = conclude_rounds(g);
	} while (!err && g->passes == 1 && !g->done && any_left(g) && !stopping(g));
	totals->round_ticks += clock_read() - begin;
	return err;
}

/* Do the counting pass, with the tracepoints open. */
static int attribute_all(struct group *g)
{
	int err;

	testbed_trace(&g->session->testbed, true);
	err = one_round(g, attribute_once);
	testbed_trace(&g->session->testbed, false);
	return err;
}

/* Do a pass for each set of the PMU's events. They are open during these passes only, not during the timing pass. */
static int count_all(struct group *g)
{
	struct counting *counting = &g->session->counting;
	int err = 0;

	for (size_t i = 0; i < g->count; i++)
		g->work[i].record.pmu_missing = *counting->missing ? counting->missing : NULL;
	for (size_t i = 0; i < counting->set_count && any_left(g) && !stopping(g) && !err; i++) {
		err = counting_use(counting, i);
		if (!err)
			err = one_round(g, count_once);
		counting_release(counting);
	}
	return err;
}

/* Prepare the testbed for the group. configure is testbed_configure(), or testbed_rebuild() for another try. */
static int set_up(struct group *g, int (*configure)(struct testbed *testbed, const struct cell *cell, size_t windows))
{
	int err = configure(&g->session->testbed, &g->cell[0], g->cell_count);

	for (size_t i = 0; i < g->count && !err; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE)
			work_place(&g->work[i], g->session, i % g->cell_count);
	return err ? err : check_backing(g);
}

/*
 * Check the memory after the measurement. A check that could not be made says nothing of the cells, so it is tried once
 * more.
 */
static int check_backing_again(struct group *g)
{
	int err = check_backing(g);

	return err && err != -EXDEV ? check_backing(g) : err;
}

/* Do the counting passes, if this is the visit for them. */
static int take_counts(struct group *g)
{
	int err;

	if (g->counted || (g->counts_late && !g->done))
		return 0;
	g->counted = true;
	err = attribute_all(g);
	return err ? err : count_all(g);
}

/* Cells that the host cannot provide are skipped, with the reason; they fail if it provided them before. */
static int measure(struct group *g, struct run_totals *totals)
{
	bool first = !g->visited;
	int err = set_up(g, testbed_configure);

	if (err && err != -ENOTSUP && err != -EXDEV)
		err = set_up(g, testbed_rebuild);
	if (first && (err == -ENOTSUP || err == -EXDEV)) {
		all_cells(g, CELL_STATUS_SKIPPED, fail_text());
		return 0;
	}
	g->visited = true;
	testbed_trace(&g->session->testbed, false);
	if (!err)
		err = take_rounds(g, totals);
	if (!err)
		err = take_counts(g);
	if (!err && any_left(g))
		err = check_backing_again(g);
	return err;
}

void group_visit(struct group *g, struct run_totals *totals)
{
	if (any_left(g) && share_ends(g) == g->taken) {
		g->pass++;
		return;
	}
	if (any_left(g) && measure(g, totals))
		all_cells(g, CELL_STATUS_FAILED, fail_text());
	g->done |= !any_left(g);
}

double group_try(struct group *g)
{
	const uint32_t rounds = 2;
	double begin_s = 0;
	int err = set_up(g, testbed_configure);

	g->trial = true;
	testbed_trace(&g->session->testbed, false);
	for (size_t i = 0; i < g->count && !err; i++)
		if (g->work[i].record.status == CELL_STATUS_DONE)
			err = work_reserve(&g->work[i], rounds, session_has_time(g->session));
	for (uint32_t i = 0; i < rounds && !err; i++) {
		begin_s = session_elapsed_s(g->session);
		err = one_round(g, time_once);
	}
	return err || !any_left(g) ? 0 : session_elapsed_s(g->session) - begin_s;
}

/* Choose the number of rounds and the precision. A sweep ignores --precision. */
static void plan_rounds(struct group *g)
{
	const struct options *o = g->session->options;

	g->base_rounds = o->measure.samples / o->measure.batch;
	if (g->cell[0].lines == LINES_SWEEP)
		g->base_rounds = g->base_rounds > SWEEP_ROUNDS ? SWEEP_ROUNDS : g->base_rounds;
	else
		g->precision_pct = o->measure.precision_pct;
	if (g->precision_pct > 0 && g->base_rounds < PRECISION_ROUNDS_MIN)
		g->base_rounds = PRECISION_ROUNDS_MIN;
	g->to = g->base_rounds;
}

int group_open(struct group *g, struct session *s, const struct cell *cells, size_t cell_count, uint32_t passes,
	       bool counts_late)
{
	*g = (struct group){ .session = s, .cell = cells, .cell_count = cell_count, .passes = passes,
			     .counts_late = counts_late };
	plan_rounds(g);
	g->work = calloc(cell_count * s->policies.count, sizeof(*g->work));
	if (!g->work)
		return fail(ENOMEM, "a group of %zu cells", cell_count * s->policies.count);
	g->count = cell_count * s->policies.count;
	for (size_t i = 0; i < g->count; i++) {
		struct cell cell = cells[i % cell_count];

		cell.policy = s->policies.visit[i / cell_count].policy;
		if (s->done && cell_set_has(s->done, &cell))
			g->work[i].record.status = CELL_STATUS_THERE;
		else
			work_open(&g->work[i], s, &cell);
	}
	return 0;
}

size_t group_bytes(const struct group *g)
{
	size_t rounds = (size_t)g->base_rounds << (g->precision_pct > 0 ? PRECISION_LOOKS - 1 : 0), bytes = 0;

	for (size_t i = 0; i < g->count; i++)
		bytes += work_bytes(&g->work[i], rounds);
	return bytes;
}

/* Take back what was told of work[i], which is archived next, as one of those that are not yet. */
static void archive_credit(struct group *g, size_t i)
{
	size_t left = 0;
	uint32_t part;

	for (size_t k = i; k < g->count; k++)
		left += g->work[k].record.status != CELL_STATUS_THERE;
	part = g->begun / (uint32_t)left;
	atomic_fetch_sub_explicit(&g->session->board->begun, part, memory_order_relaxed);
	g->begun -= part;
}

int group_archive(struct group *g, const struct archive_sink *archive, struct run_totals *totals)
{
	uint64_t begin = clock_read();
	int err = 0;

	for (size_t i = 0; i < g->count && !err; i++) {
		struct cell_record *r = &g->work[i].record;

		if (r->status == CELL_STATUS_THERE)
			continue;
		archive_credit(g, i);
		work_conclude(&g->work[i]);
		count_cell(totals, r);
		err = archive_cell(archive, r);
	}
	totals->archive_ticks += clock_read() - begin;
	return err;
}

void group_close(struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		work_close(&g->work[i]);
	free(g->work);
	if (g->session)
		atomic_fetch_sub_explicit(&g->session->board->begun, g->begun, memory_order_relaxed);
	*g = (struct group){ .session = NULL };
}
