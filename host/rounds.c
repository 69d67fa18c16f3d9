/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/rounds.h"

#include "host/err.h"
#include "host/verdict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sweeps are long, and each is as good as a round. */
#define SWEEP_ROUNDS 2

/* A cell under a policy, while it is being measured. */
struct work {
	struct cell_record record;
	struct window *window;
	struct prediction prediction;
	struct attribution attribution;
	uint64_t left[OUTCOME_COUNT]; /* ops whose outcome userspace or the guest saw */
	char reason[256];
};

/* Fisher-Yates. */
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

/* Cells that are measured together, in one region of one VM. */
struct group {
	struct session *session;
	const struct cell *cell; /* cell_count of them */
	size_t cell_count;
	struct work *work;       /* by visited policy, then by cell */
	size_t count;
	uint32_t rounds;
};

static void settle(struct work *w, enum cell_status status, const char *reason)
{
	snprintf(w->reason, sizeof(w->reason), "%s", reason);
	w->record.status = status;
	w->record.reason = w->reason;
}

/* The vCPU or its VM is lost: the cell is, the run is not. 0, or -errno if no new VM can be had. */
static int give_up(struct group *g, struct work *w)
{
	settle(w, CELL_FAILED, fail_text());
	return session_rebuild(g->session, &g->cell[0], g->cell_count);
}

static void count_outcomes(struct work *w, const struct batch_result *result)
{
	w->left[OUTCOME_ABORT_INJECTED] += result->aborts;
	w->left[OUTCOME_MMIO] += result->entry.mmio;
	w->left[OUTCOME_NISV] += result->entry.nisv;
	w->left[OUTCOME_ENOSYS] += result->entry.enosys;
	w->left[OUTCOME_EFAULT] += result->entry.efault;
}

static struct batch batch_of(struct group *g, const struct work *w)
{
	struct session *s = g->session;
	const struct cell *cell = &w->record.cell;

	return (struct batch){
		.region = &s->region, .window = w->window, .host = &s->probe.host, .cell = cell,
		.predicted = w->record.predicted,
		.order = batch_order(&s->random, s->options->sequential || cell->lines == LINES_SWEEP),
	};
}

static int time_once(struct group *g, struct work *w)
{
	struct cell_record *r = &w->record;
	struct batch batch = batch_of(g, w);
	struct batch_result result;

	if (r->status != CELL_DONE)
		return 0;
	if (batch_time(&batch, &result))
		return give_up(g, w);
	for (size_t i = 0; i < result.samples; i++)
		r->ticks[r->sample_count++] = vm_ring(&g->session->vm)[i].ticks;
	r->rounds++;
	r->exits += result.entry.exits;
	r->has_exits = result.entry.has_exits;
	r->retaken += result.retaken;
	if (result.aborts)
		r->esr = result.abort_esr;
	if (result.saturated)
		findings_add(&r->findings, "a sample took more ticks than the ring can hold");
	count_outcomes(w, &result);
	return 0;
}

/* One try of the counting pass. */
static int attribute(struct group *g, struct work *w)
{
	struct batch batch = batch_of(g, w);
	int err = batch_attribute(&batch, g->session->trace, &w->attribution);

	w->record.attribution = err ? NULL : &w->attribution;
	return err;
}

static int attribute_once(struct group *g, struct work *w)
{
	struct cell_record *r = &w->record;
	int err;

	if (r->status != CELL_DONE)
		return 0;
	err = attribute(g, w);
	if (!err && verdict_counts_differ(r)) {
		/* As batch_time(): once more, in case the host took pages away. What differs again is a result. */
		r->retaken++;
		err = attribute(g, w);
	}
	if (err)
		return give_up(g, w);
	if (!g->session->trace)
		r->attribution_missing = g->session->trace_missing;
	return 0;
}

/* One round: every policy, and under it every cell, each in random order. measure() does the cell's part. */
static int one_round(struct group *g, int (*measure)(struct group *g, struct work *w))
{
	struct session *s = g->session;
	size_t policies[POLICY_COUNT], *cells = malloc(g->cell_count * sizeof(*cells));
	int err = 0;

	if (!cells)
		return fail(ENOMEM, "a round");
	shuffle(&s->random, policies, s->visit_count);
	for (size_t v = 0; v < s->visit_count && !err; v++) {
		err = session_visit(s, policies[v]);
		shuffle(&s->random, cells, g->cell_count);
		for (size_t i = 0; i < g->cell_count && !err; i++)
			err = measure(g, &g->work[policies[v] * g->cell_count + cells[i]]);
	}
	free(cells);
	return err;
}

/* What is left once userspace and the guest have had their say: the attribution pass knows. */
static void conclude(struct work *w)
{
	struct cell_record *r = &w->record;
	uint64_t rest = r->sample_count;
	bool mixed;
	enum outcome outcome = OUTCOME_EXECUTES;

	for (int i = 0; i < OUTCOME_COUNT; i++) {
		r->outcomes[i] = (w->left[i] + r->sample_lines - 1) / r->sample_lines;
		rest -= r->outcomes[i] < rest ? r->outcomes[i] : rest;
	}
	if (r->attribution)
		outcome = attribution_outcome(r->attribution, &r->cell, r->predicted, &mixed);
	if (rest)
		r->outcomes[outcome == OUTCOME_SKIPPED || outcome == OUTCOME_NOP ? outcome : OUTCOME_EXECUTES] += rest;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (r->outcomes[i] > r->outcomes[r->outcome])
			r->outcome = i;
}

/* Why a cell cannot be measured here, or NULL. */
static const char *cannot(const struct session *s, const struct cell *cell, const struct prediction *predicted)
{
	static char why[128];

	if (!(s->probe.implements >> cell->op & 1)) {
		snprintf(why, sizeof(why), "this CPU does not have %s",
			 op_feature_table[op_table[cell->op].feature].name);
		return why;
	}
	if (!predicted && cell->policy != POLICY_UNKNOWN)
		return "this state cannot be had on this host";
	return NULL;
}

static int open_work(struct group *g)
{
	struct session *s = g->session;

	for (size_t i = 0; i < g->count; i++) {
		struct work *w = &g->work[i];
		struct cell_record *r = &w->record;
		const char *why;

		r->cell = g->cell[i % g->cell_count];
		r->cell.policy = s->visit[i / g->cell_count].policy;
		r->sample_lines = batch_sample_lines(&r->cell, &s->probe.host);
		if (r->cell.policy != POLICY_UNKNOWN && !predict(&r->cell, &s->probe.host, &w->prediction))
			r->predicted = &w->prediction;
		why = cannot(s, &r->cell, r->predicted);
		if (why)
			settle(w, CELL_SKIPPED, why);
	}
	return 0;
}

/* Once there is a region: where the cells are measured, and room for what comes. */
static int place_work(struct group *g)
{
	const struct region *region = &g->session->region;

	for (size_t i = 0; i < g->count; i++) {
		struct work *w = &g->work[i];
		struct cell_record *r = &w->record;

		w->window = &g->session->region.window[i % g->cell_count % region->window_count];
		r->round_samples = (uint32_t)batch_samples(region, &r->cell);
		r->unit_bytes = op_table[r->cell.op].operand == OP_OPERAND_PAGE ? region->memory.unit_bytes : 0;
		r->ticks = calloc((size_t)g->rounds * r->round_samples, sizeof(*r->ticks));
		if (!r->ticks)
			return fail(ENOMEM, "samples");
	}
	return 0;
}

static void count_cell(struct tally *tally, const struct cell_record *r)
{
	for (size_t i = 0; i < r->sample_count; i++)
		tally->sample_ticks += r->ticks[i];
	tally->samples += r->sample_count;
	tally->finished++;
	tally->failed += r->status == CELL_FAILED;
	tally->skipped += r->status == CELL_SKIPPED;
	if (r->status != CELL_DONE)
		return;
	tally->with_findings += r->findings.count > 0;
	tally->cmos += op_is_cmo(r->cell.op);
	tally->nops += r->outcome == OUTCOME_NOP;
	tally->unattributed += r->attribution_missing != NULL;
}

static int archive_work(struct archive *archive, struct group *g, struct tally *tally)
{
	uint64_t begin = clock_read();
	int err = 0;

	for (size_t i = 0; i < g->count && !err; i++) {
		struct cell_record *r = &g->work[i].record;

		if (r->status == CELL_DONE) {
			conclude(&g->work[i]);
			verdict(r);
		}
		count_cell(tally, r);
		err = archive_cell(archive, r);
	}
	tally->archive_ticks += clock_read() - begin;
	return err;
}

static void all_cells(struct group *g, enum cell_status status, const char *reason)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->work[i].record.status == CELL_DONE)
			settle(&g->work[i], status, reason);
}

/* Is the memory what the backing's name says, in the group's state of the host's page table? If not, nothing counts. */
static void check_backing(struct group *g, enum cell_status otherwise)
{
	struct region *region = &g->session->region;
	enum host_page_id host_page = g->cell[0].host_page;

	if (!slot_table[g->cell[0].slot].exists)
		return;
	if (region_cool(region, &region->window[0], g->cell[0].slot, host_page, true) ||
	    backing_verify(&region->memory, host_page))
		all_cells(g, otherwise, fail_text());
}

static bool any_left(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->work[i].record.status == CELL_DONE)
			return true;
	return false;
}

/* The timing pass. */
static int all_rounds(struct group *g, struct tally *tally)
{
	uint64_t begin = clock_read();
	int err = 0;

	for (uint32_t i = 0; i < g->rounds && any_left(g) && !err; i++)
		err = one_round(g, time_once);
	tally->round_ticks += clock_read() - begin;
	return err;
}

/* Every round, then the pass that counts. What the host cannot provide is skipped, with the reason. */
static int measure_group(struct group *g, struct tally *tally)
{
	int err;

	if (!any_left(g))
		return 0;
	err = session_configure(g->session, &g->cell[0], g->cell_count);
	if (err == -ENOTSUP) {
		all_cells(g, CELL_SKIPPED, fail_text());
		return 0;
	}
	if (!err)
		err = place_work(g);
	if (err)
		return err;
	check_backing(g, CELL_SKIPPED);
	err = all_rounds(g, tally);
	if (!err)
		err = one_round(g, attribute_once);
	if (!err && any_left(g))
		check_backing(g, CELL_FAILED);
	return err;
}

static int run_group(struct session *s, struct archive *archive, const struct cell *cells, size_t cell_count,
		     struct tally *tally)
{
	uint32_t rounds = s->options->samples / s->options->batch;
	struct group g = {
		.session = s, .cell = cells, .cell_count = cell_count, .count = cell_count * s->visit_count,
		.rounds = cells[0].lines == LINES_SWEEP && rounds > SWEEP_ROUNDS ? SWEEP_ROUNDS : rounds,
	};
	int err;

	g.work = calloc(g.count, sizeof(*g.work));
	if (!g.work)
		return fail(ENOMEM, "a group of %zu cells", g.count);
	err = open_work(&g);
	if (!err)
		err = measure_group(&g, tally);
	if (!err)
		err = archive_work(archive, &g, tally);
	for (size_t i = 0; i < g.count; i++)
		free(g.work[i].record.ticks);
	free(g.work);
	return err;
}

/* A launcher reads lines; a person, a line that is rewritten. */
static void progress(const struct session *s, const struct tally *tally)
{
	if (s->options->inside.qemu)
		fprintf(stderr, "progress %zu %zu\n", tally->finished, tally->planned);
	else if (isatty(STDERR_FILENO))
		fprintf(stderr, "\rcmobench: %zu of %zu cells%s", tally->finished, tally->planned,
			tally->finished == tally->planned ? "\n" : "");
}

int rounds_run(struct session *s, struct archive *archive, const struct cell *cells, size_t cell_count,
	       struct tally *tally)
{
	size_t first = 0;
	int err = 0;

	*tally = (struct tally){ .planned = cell_count * s->visit_count };
	while (first < cell_count && !err) {
		size_t next = first + 1;

		while (next < cell_count && cell_same_group(&cells[first], &cells[next]))
			next++;
		err = run_group(s, archive, cells + first, next - first, tally);
		progress(s, tally);
		first = next;
	}
	return err;
}
