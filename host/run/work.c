/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/work.h"

#include "bench/model/observed.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/run/session.h"
#include "host/cell/verdict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void work_settle(struct work *w, enum cell_status status, const char *reason)
{
	snprintf(w->reason, sizeof(w->reason), "%s", reason);
	w->record.status = status;
	w->record.reason = w->reason;
}

/* Return why a cell cannot be measured here, or NULL. */
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

void work_open(struct work *w, const struct session *s, const struct cell *cell)
{
	struct cell_record *r = &w->record;
	const char *why;

	r->cell = *cell;
	r->sample_lines = batch_sample_lines(cell, &s->probe.host);
	if (cell->policy != POLICY_UNKNOWN && !predict(cell, &s->probe.host, &w->prediction))
		r->predicted = &w->prediction;
	why = cannot(s, cell, r->predicted);
	if (why)
		work_settle(w, CELL_STATUS_SKIPPED, why);
}

void work_place(struct work *w, struct session *s, size_t window)
{
	struct cell_record *r = &w->record;
	struct region *region = &s->testbed.region;

	w->window = &region->window[window % region->window_count];
	r->round_samples = (uint32_t)batch_samples(region, &r->cell);
	r->unit_bytes = op_table[r->cell.op].operand == OP_OPERAND_PAGE ? region->memory.unit_bytes : 0;
}

int work_reserve(struct work *w, uint32_t rounds, bool timed)
{
	struct cell_record *r = &w->record;
	uint32_t *ticks = reallocarray(r->ticks, (size_t)rounds * r->round_samples, sizeof(*ticks));
	double *at_s;

	if (!ticks)
		return fail(ENOMEM, "samples");
	r->ticks = ticks;
	if (!timed)
		return 0;
	at_s = reallocarray(r->round_at_s, rounds, sizeof(*at_s));
	if (!at_s)
		return fail(ENOMEM, "the times of rounds");
	r->round_at_s = at_s;
	return 0;
}

size_t work_bytes(const struct work *w, size_t rounds)
{
	return sizeof(*w) + rounds * (w->record.round_samples * sizeof(*w->record.ticks) + sizeof(*w->record.round_at_s));
}

double *work_round_means(const struct work *w)
{
	const struct cell_record *r = &w->record;
	double *mean = calloc(r->rounds, sizeof(*mean));

	if (!mean)
		fail(ENOMEM, "means of rounds");
	for (size_t i = 0; mean && i < r->sample_count; i++)
		mean[i / r->round_samples] += (double)r->ticks[i] / r->round_samples;
	return mean;
}

void work_close(struct work *w)
{
	free(w->record.ticks);
	free(w->record.round_at_s);
	free(w->record.pmu);
}

void work_miss_attribution(struct work *w, const char *why)
{
	snprintf(w->attribution_missing, sizeof(w->attribution_missing), "%s", why);
	w->record.attribution_missing = w->attribution_missing;
}

struct batch work_batch(const struct work *w, struct session *s)
{
	const struct cell *cell = &w->record.cell;

	return (struct batch){
		.region = &s->testbed.region, .window = w->window, .host = &s->probe.host, .cell = cell,
		.predicted = w->record.predicted,
		.order = batch_order(&s->random, s->options->measure.sequential || cell->lines == LINES_SWEEP),
		.dither = batch_dither(&s->random, s->clock.dither_spins),
	};
}

static void count_outcomes(struct work *w, const struct batch_result *result)
{
	w->left[OUTCOME_ABORT_INJECTED] += result->aborts;
	w->left[OUTCOME_MMIO] += result->entry.mmio;
	w->left[OUTCOME_NISV] += result->entry.nisv;
	w->left[OUTCOME_ENOSYS] += result->entry.enosys;
	w->left[OUTCOME_EFAULT] += result->entry.efault;
}

void work_add(struct work *w, const struct vm *vm, const struct batch_result *result, double at_s)
{
	struct cell_record *r = &w->record;

	for (size_t i = 0; i < result->samples; i++)
		r->ticks[r->sample_count++] = vm_ring(vm)[i].ticks;
	if (r->round_at_s)
		r->round_at_s[r->rounds] = at_s;
	r->rounds++;
	r->exits += result->entry.exits;
	r->has_exits = result->entry.has_exits;
	r->retaken += result->retaken;
	r->preempted += result->entry.preempted;
	r->migrated += result->entry.migrated;
	r->major_faults += result->entry.major_faults;
	if (result->aborts)
		r->esr = result->abort_esr;
	if (result->saturated)
		cell_remark(&r->remarks, "%s", OBSERVED_SATURATED);
	count_outcomes(w, result);
}

int work_count(struct work *w, const struct vm *vm, const struct counting *counting,
	       const struct batch_result *result)
{
	struct cell_record *r = &w->record;
	struct pmu_counts *counts;

	if (!r->pmu)
		r->pmu = calloc(counting->set_count, sizeof(*r->pmu));
	if (!r->pmu)
		return fail(ENOMEM, "counts");
	counts = &r->pmu[r->pmu_count];
	if (counting_read(counting, counts)) {
		cell_remark(&r->remarks, "perf-multiplexed: %s: others used them", fail_text());
		r->pmu_missing = "perf-multiplexed: others used the counters";
		return 0;
	}
	counts->samples = result->samples / vcpus_table[r->cell.vcpus].count;
	for (size_t i = 0; i < counts->samples; i++)
		counts->sample_ticks += vm_ring(vm)[i].ticks;
	r->retaken += result->retaken;
	if (batch_often_preempted(&r->cell, result->entry.preempted, 0))
		cell_remark(&r->remarks, OBSERVED_DISTURBED "a vCPU's thread was preempted %" PRIu64 " times while %s counted",
			     result->entry.preempted, counting->device.name);
	r->pmu_count++;
	return 0;
}

/* Find the outcome of ops that neither userspace nor the guest saw fail, from the counts of the attribution pass. */
static void conclude_outcomes(struct work *w)
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

/* Remark on what disturbed the archived samples, after all tries (batch_time()); not for sweeps, which are too long. */
static void check_disturbed(struct cell_record *r)
{
	if (batch_often_preempted(&r->cell, r->preempted, r->sample_count) ||
	    (r->cell.lines != LINES_SWEEP && r->migrated + r->major_faults))
		cell_remark(&r->remarks, OBSERVED_DISTURBED "vCPU threads preempted %" PRIu64 " times, migrated %" PRIu64
			     ", %" PRIu64 " major faults", r->preempted, r->migrated, r->major_faults);
}

void work_conclude(struct work *w)
{
	if (w->record.status != CELL_STATUS_DONE)
		return;
	conclude_outcomes(w);
	check_disturbed(&w->record);
	verdict(&w->record);
}
