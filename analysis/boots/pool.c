/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/pool.h"

#include "analysis/archive/archive.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct record *pool_find(const struct loaded *boot, const struct cell *cell)
{
	const struct result *result = results_find(&boot->results, cell);

	if (result)
		return result->record;
	for (size_t i = 0; i < boot->results.skipped_count; i++)
		if (!cell_compare(&boot->results.skipped[i]->cell, cell))
			return boot->results.skipped[i];
	return NULL;
}

/* "a.cmo.jsonl b.cmo.jsonl", for free(). NULL: no memory. */
static char *make_name(const struct boots *boots)
{
	char *name = NULL;
	size_t size;
	FILE *out = open_memstream(&name, &size);

	for (size_t i = 0; out && i < boots->count; i++)
		fprintf(out, "%s%s", i ? " " : "", archive_file_name(&boots->boot[i]->archive));
	if (!out || fclose(out)) {
		free(name);
		return NULL;
	}
	return name;
}

/* Allocate what all boots' lines and records together need. Returns 0 or -ENOMEM. */
static int make_room(struct pool *p, const struct boots *boots)
{
	size_t ends = 0, resumes = 0, hooks = 0, records = 0, ticks = 0, rounds = 0, pmu = 0;

	for (size_t i = 0; i < boots->count; i++) {
		const struct archive *a = &boots->boot[i]->archive;

		ends += a->end_count + 1;
		resumes += a->resume_count;
		hooks += a->hook_count;
		records = a->record_count > records ? a->record_count : records;
		for (size_t k = 0; k < a->record_count; k++) {
			ticks += a->record[k].tick_count;
			rounds += a->record[k].round_count;
			pmu += a->record[k].pmu_count;
		}
	}
	p->name = make_name(boots);
	p->archive.end = calloc(ends, sizeof(*p->archive.end));
	p->archive.resume = calloc(resumes + 1, sizeof(*p->archive.resume));
	p->archive.hook = calloc(hooks + 1, sizeof(*p->archive.hook));
	p->archive.record = calloc(records + 1, sizeof(*p->archive.record));
	p->ticks = calloc(ticks + 1, sizeof(*p->ticks));
	p->round_samples = calloc(rounds + 1, sizeof(*p->round_samples));
	p->pmu = calloc(pmu + 1, sizeof(*p->pmu));
	return p->name && p->archive.end && p->archive.resume && p->archive.hook && p->archive.record && p->ticks &&
	       p->round_samples && p->pmu ? 0 : -ENOMEM;
}

/* Append a boot's lines. The findings of its header stand in an end, as those of the first boot's header are the archive's. */
static void add_lines(struct archive *a, const struct archive *boot, bool first)
{
	a->complete = a->complete && boot->complete;
	if (!first)
		a->end[a->end_count++].findings = boot->findings;
	for (size_t i = 0; i < boot->end_count; i++)
		a->end[a->end_count++] = boot->end[i];
	for (size_t i = 0; i < boot->resume_count; i++)
		a->resume[a->resume_count++] = boot->resume[i];
	for (size_t i = 0; i < boot->hook_count; i++)
		a->hook[a->hook_count++] = boot->hook[i];
}

static void add_count(struct count *sum, const struct count *more)
{
	sum->known = sum->known && more->known;
	sum->value = sum->known ? sum->value + more->value : 0;
}

/* The least precise of two counts. */
static void take_precision(struct precision *p, const struct precision *more)
{
	p->known = p->known && more->known;
	p->converged = p->converged && more->converged;
	p->looks += more->looks;
	p->reached_pct.known = p->reached_pct.known && more->reached_pct.known;
	p->reached_pct.value = p->reached_pct.known ? fmax(p->reached_pct.value, more->reached_pct.value) : 0;
}

/* Append a boot's samples and rounds, whose memory the pool has. */
static void add_samples(struct pool *p, struct record *r, const struct record *more)
{
	memcpy(p->ticks + p->ticks_used, more->ticks, more->tick_count * sizeof(*p->ticks));
	memcpy(p->round_samples + p->rounds_used, more->round_samples, more->round_count * sizeof(*p->round_samples));
	if (more->pmu_count)
		memcpy(p->pmu + p->pmu_used, more->pmu, more->pmu_count * sizeof(*p->pmu));
	p->ticks_used += more->tick_count;
	p->rounds_used += more->round_count;
	p->pmu_used += more->pmu_count;
	r->tick_count += more->tick_count;
	r->round_count += more->round_count;
	r->pmu_count += more->pmu_count;
}

static void add_counts(struct record *r, const struct record *more)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		r->outcomes[i] += more->outcomes[i];
	add_count(&r->exits, &more->exits);
	add_count(&r->disturbed.preempted, &more->disturbed.preempted);
	add_count(&r->disturbed.migrated, &more->disturbed.migrated);
	add_count(&r->disturbed.major_faults, &more->disturbed.major_faults);
	r->retaken += more->retaken;
	take_precision(&r->precision, &more->precision);
}

/*
 * Make the record of a cell that all boots measured. What a record has of each round beside its samples, such as a time, it
 * does not have: rounds of different boots have no time in common.
 */
static struct record pooled(struct pool *p, const struct boots *boots, const struct record *first)
{
	struct record r = {
		.cell = first->cell, .status = first->status, .sample_lines = first->sample_lines, .unit_bytes = first->unit_bytes,
		.outcome = first->outcome, .esr = first->esr, .exits = first->exits, .predicted_known = first->predicted_known,
		.predicted = first->predicted, .attributed = first->attributed, .attribution = first->attribution,
		.attribution_missing = first->attribution_missing, .disturbed = first->disturbed, .precision = first->precision,
		.pmu_missing = first->pmu_missing, .line = first->line, .retaken = first->retaken, .findings = first->findings,
		.ticks = p->ticks + p->ticks_used, .round_samples = p->round_samples + p->rounds_used,
		.pmu = p->pmu + p->pmu_used,
	};

	memcpy(r.outcomes, first->outcomes, sizeof(r.outcomes));
	for (size_t i = 0; i < boots->count; i++) {
		const struct record *more = pool_find(boots->boot[i], &first->cell);

		add_samples(p, &r, more);
		if (i)
			add_counts(&r, more);
	}
	return r;
}

/* What the boots have of a cell. */
struct found {
	size_t done, skipped, failed;
	const struct record *failure; /* of the first boot in which it failed */
	const struct loaded *without; /* a boot that did not measure it */
};

static struct found look_for(const struct boots *boots, const struct cell *cell)
{
	struct found found = { .done = 0 };

	for (size_t i = 0; i < boots->count; i++) {
		const struct record *r = pool_find(boots->boot[i], cell);

		found.done += r && r->status == CELL_STATUS_DONE;
		found.skipped += r && r->status == CELL_STATUS_SKIPPED;
		found.failed += r && r->status == CELL_STATUS_FAILED;
		if (r && r->status == CELL_STATUS_FAILED && !found.failure)
			found.failure = r;
		if ((!r || r->status == CELL_STATUS_SKIPPED) && !found.without)
			found.without = boots->boot[i];
	}
	return found;
}

static void leave_out(struct boots *boots, const struct record *record, const struct found *found)
{
	if (!boots->partial++) {
		boots->partial_cell = record;
		boots->partial_boot = found->without;
	}
}

static void add_record(struct pool *p, struct boots *boots, const struct record *record)
{
	struct found found = look_for(boots, &record->cell);
	struct record *out = &p->archive.record[p->archive.record_count];

	if (found.done == boots->count)
		*out = pooled(p, boots, record);
	else if (found.skipped == boots->count)
		*out = *record;
	else if (found.done + found.failed == boots->count)
		*out = *found.failure;
	else {
		leave_out(boots, record, &found);
		return;
	}
	p->archive.record_count++;
}

/* Count the cells that the first boot does not have, but a later one has. */
static void count_new(struct boots *boots, size_t boot)
{
	const struct archive *a = &boots->boot[boot]->archive;

	for (size_t i = 0; i < a->record_count; i++) {
		const struct record *r = &a->record[i];
		bool before = false;

		for (size_t k = 0; k < boot && !before; k++)
			before = pool_find(boots->boot[k], &r->cell) != NULL;
		if (!before)
			leave_out(boots, r, &(struct found){ .without = boots->boot[0] });
	}
}

int pool_make(struct pool *p, struct boots *boots)
{
	const struct archive *first = &boots->boot[0]->archive;

	*p = (struct pool){ .archive = *first };
	p->archive.kept = p->archive.kept_records = p->archive.kept_lines = NULL;
	if (make_room(p, boots)) {
		pool_free(p);
		return -ENOMEM;
	}
	p->archive.name = p->name;
	p->archive.end_count = p->archive.resume_count = p->archive.hook_count = p->archive.record_count = 0;
	for (size_t i = 0; i < boots->count; i++)
		add_lines(&p->archive, &boots->boot[i]->archive, !i);
	for (size_t i = 0; i < first->record_count; i++)
		add_record(p, boots, &first->record[i]);
	for (size_t i = 1; i < boots->count; i++)
		count_new(boots, i);
	return 0;
}

void pool_drop(struct pool *p)
{
	free(p->archive.record);
	free(p->ticks);
	free(p->round_samples);
	free(p->pmu);
	p->archive.record = NULL;
	p->archive.record_count = 0;
	p->ticks = p->round_samples = NULL;
	p->pmu = NULL;
}

void pool_free(struct pool *p)
{
	pool_drop(p);
	free(p->name);
	free(p->archive.end);
	free(p->archive.resume);
	free(p->archive.hook);
	*p = (struct pool){ .name = NULL };
}
