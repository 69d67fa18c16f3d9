/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/cell/verdict.h"

#include "bench/model/observed.h"

static struct observed_count count_of(bool known, uint64_t value)
{
	return (struct observed_count){ .known = known, .value = known ? value : 0 };
}

static struct observed_sequences sequences_of(const struct trace_counts *counts, const char *predicted,
					      uint64_t sample_lines)
{
	struct observed_sequences seen = { .ops = 0 };

	for (size_t i = 0; i < counts->ops; i++)
		observed_sequence(&seen, counts->sequence[i], 1, predicted, sample_lines);
	return seen;
}

static struct observed_counts counts_of(const struct attribution *a, const struct prediction *predicted)
{
	const struct vcpu_entry *entry = &a->result.entry;
	const struct trace_counts *c = &a->first;

	return (struct observed_counts){
		.samples = a->ops, .sample_lines = a->sample_lines, .traced = a->traced,
		.translation = c->translation, .permission = c->permission, .other = c->access_flag + c->other,
		.cm = c->cm, .elsewhere = c->elsewhere + a->repeat.elsewhere, .lost = c->lost + a->repeat.lost,
		.first = sequences_of(c, predicted->faults, a->sample_lines),
		.repeat = sequences_of(&a->repeat, predicted->repeat, a->sample_lines),
		.traced_exits = count_of(c->exits.has_exits, c->exits.exits),
		.exits = count_of(entry->has_exits, entry->exits),
		.dirtied = count_of(a->dirtied >= 0, (uint64_t)a->dirtied),
		.allocated = count_of(a->allocated >= 0, (uint64_t)a->allocated),
		.minor_faults = count_of(true, entry->minor_faults),
	};
}

bool verdict_counts_differ(const struct cell_record *r)
{
	struct observed seen = { .cell = &r->cell };
	struct observed_counts counts;

	if (!r->predicted || !r->attribution)
		return false;
	counts = counts_of(r->attribution, r->predicted);
	seen.counts = &counts;
	return observed_judge_counts(&seen, r->predicted, NULL, NULL) > 0;
}

static void add(void *remarks, const char *text)
{
	cell_remark(remarks, "%s", text);
}

void verdict(struct cell_record *r)
{
	struct observed seen = { .cell = &r->cell, .samples = r->sample_count, .entries = r->rounds, .esr = r->esr,
				 .exits = count_of(r->has_exits, r->exits) };
	struct observed_counts counts;

	if (!r->predicted) {
		cell_remark(&r->remarks, "no prediction: the policy is unknown");
		return;
	}
	for (int i = 0; i < OUTCOME_COUNT; i++)
		seen.outcomes[i] = r->outcomes[i];
	if (r->attribution) {
		counts = counts_of(r->attribution, r->predicted);
		seen.counts = &counts;
	}
	observed_judge(&seen, r->predicted, add, &r->remarks);
}
