/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/rounds.h"

#include "host/err.h"
#include "host/verdict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A cell under a policy, while it is being measured. */
struct work {
	struct cell_record record;
	struct prediction prediction;
	struct attribution attribution;
	uint64_t left[OUTCOME_COUNT]; /* samples whose outcome userspace or the guest saw */
	char failed[256];
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

/* The vCPU or its VM is lost: the cell is, the run is not. 0, or -errno if no new VM can be had. */
static int give_up(struct session *s, struct work *w)
{
	snprintf(w->failed, sizeof(w->failed), "%s", fail_text());
	w->record.failed = w->failed;
	return session_rebuild(s);
}

static void count_outcomes(struct work *w, const struct batch_result *result)
{
	w->left[OUTCOME_ABORT_INJECTED] += result->aborts;
	w->left[OUTCOME_MMIO] += result->entry.mmio;
	w->left[OUTCOME_NISV] += result->entry.nisv;
	w->left[OUTCOME_ENOSYS] += result->entry.enosys;
	w->left[OUTCOME_EFAULT] += result->entry.efault;
}

static int time_once(struct session *s, struct work *w)
{
	struct cell_record *r = &w->record;
	size_t pages = s->region.pages;
	struct batch_order order = batch_order(&s->random, s->options->sequential, (uint32_t)pages);
	struct batch_result result;

	if (r->failed)
		return 0;
	if (batch_time(&s->region, &r->cell, &order, &result))
		return give_up(s, w);
	for (size_t i = 0; i < pages; i++)
		r->ticks[r->sample_count++] = vm_ring(&s->vm)[i].ticks;
	r->rounds++;
	r->exits += result.entry.exits;
	r->has_exits = result.entry.has_exits;
	if (result.aborts)
		r->esr = result.abort_esr;
	if (result.saturated)
		findings_add(&r->findings, "a sample took more ticks than the ring can hold");
	count_outcomes(w, &result);
	return 0;
}

static int attribute_once(struct session *s, struct work *w)
{
	struct cell_record *r = &w->record;
	struct batch_order order = batch_order(&s->random, s->options->sequential, (uint32_t)s->region.pages);

	if (r->failed)
		return 0;
	if (batch_attribute(&s->region, &r->cell, &order, s->trace, &w->attribution))
		return give_up(s, w);
	r->attribution = &w->attribution;
	if (!s->trace)
		r->attribution_missing = s->trace_missing;
	return 0;
}

/* One round: every policy, and under it every cell, each in random order. measure() does the cell's part. */
static int one_round(struct session *s, struct work *work, size_t cell_count,
		     int (*measure)(struct session *s, struct work *w))
{
	size_t policies[POLICY_COUNT], *cells = malloc(cell_count * sizeof(*cells));
	int err = 0;

	if (!cells)
		return fail(ENOMEM, "a round");
	shuffle(&s->random, policies, s->visit_count);
	for (size_t v = 0; v < s->visit_count && !err; v++) {
		err = session_visit(s, policies[v]);
		shuffle(&s->random, cells, cell_count);
		for (size_t i = 0; i < cell_count && !err; i++)
			err = measure(s, &work[policies[v] * cell_count + cells[i]]);
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
		r->outcomes[i] = w->left[i];
		rest -= w->left[i] < rest ? w->left[i] : rest;
	}
	if (r->attribution)
		outcome = attribution_outcome(r->attribution, &r->cell, r->predicted, &mixed);
	if (rest)
		r->outcomes[outcome == OUTCOME_SKIPPED || outcome == OUTCOME_NOP ? outcome : OUTCOME_EXECUTES] += rest;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (r->outcomes[i] > r->outcomes[r->outcome])
			r->outcome = i;
}

static int open_work(struct session *s, struct work *work, const struct cell *cells, size_t cell_count)
{
	for (size_t v = 0; v < s->visit_count; v++) {
		for (size_t i = 0; i < cell_count; i++) {
			struct work *w = &work[v * cell_count + i];
			struct cell_record *r = &w->record;

			r->cell = cells[i];
			r->cell.policy = s->visit[v].policy;
			r->round_samples = (uint32_t)s->region.pages;
			r->ticks = calloc(s->options->samples + 1, sizeof(*r->ticks));
			if (!r->ticks)
				return fail(ENOMEM, "samples");
			if (r->cell.policy != POLICY_UNKNOWN && !predict(&r->cell, &s->probe.host, &w->prediction))
				r->predicted = &w->prediction;
		}
	}
	return 0;
}

static int close_work(struct archive *archive, struct work *work, size_t count, struct tally *tally, int err)
{
	for (size_t i = 0; i < count; i++) {
		struct cell_record *r = &work[i].record;

		if (!err) {
			conclude(&work[i]);
			if (!r->failed)
				verdict(r);
			tally->finished++;
			tally->failed += r->failed != NULL;
			tally->with_findings += r->findings.count > 0;
			tally->nops += r->outcome == OUTCOME_NOP;
			tally->unattributed += r->attribution_missing != NULL;
			err = archive_cell(archive, r);
		}
		free(r->ticks);
	}
	return err;
}

static int run_group(struct session *s, struct archive *archive, const struct cell *cells, size_t cell_count,
		     struct tally *tally)
{
	size_t count = cell_count * s->visit_count;
	struct work *work = calloc(count, sizeof(*work));
	int err;

	if (!work)
		return fail(ENOMEM, "a group of %zu cells", count);
	err = open_work(s, work, cells, cell_count);
	for (uint32_t done = 0; done < s->options->samples && !err; done += (uint32_t)s->region.pages)
		err = one_round(s, work, cell_count, time_once);
	if (!err)
		err = one_round(s, work, cell_count, attribute_once);
	err = close_work(archive, work, count, tally, err);
	free(work);
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
