/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/verdict.h"

#include <inttypes.h>
#include <string.h>

static const char *shown(const char *faults)
{
	return *faults ? faults : "none";
}

/* Each op's own sequence: one that differs is told, the first of them by name. */
static void check_sequences(struct findings *f, const struct trace_counts *counts, const char *predicted,
			    const char *what)
{
	size_t wrong = 0;
	const char *first = NULL;

	for (size_t i = 0; i < counts->ops; i++) {
		if (!strcmp(counts->sequence[i], predicted))
			continue;
		wrong++;
		first = first ? first : counts->sequence[i];
	}
	if (wrong)
		findings_add(f, "%s: %zu of %zu ops differ, the first took %s, predicted %s", what, wrong, counts->ops,
			     shown(first), shown(predicted));
}

/* Each kind's total. Other vCPUs can make a fault be taken once more. */
static void check_totals(struct findings *f, const struct cell_record *r, const struct attribution *a)
{
	const struct prediction *p = r->predicted;
	uint64_t translation = p->translation * a->ops, permission = p->permission * a->ops;
	const struct trace_counts *c = &a->first;

	if (p->at_least ? c->translation < translation || c->permission < permission :
			  c->translation != translation || c->permission != permission)
		findings_add(f, "faults: %" PRIu64 " T and %" PRIu64 " P for %zu samples, predicted %" PRIu64
			     " and %" PRIu64 "%s", c->translation, c->permission, a->ops, translation, permission,
			     p->at_least ? " at least" : "");
	if (c->access_flag + c->other)
		findings_add(f, "%" PRIu64 " faults of another kind", c->access_flag + c->other);
}

/* KVM counts its exits twice, once for itself (vcpu->stat.exits) and once for the tracepoint. */
static void check_kvm_exits(struct findings *f, const struct attribution *a)
{
	const struct vcpu_entry *entry = &a->result.entry;
	const struct exit_counts *traced = &a->first.exits;

	if (entry->has_exits && traced->has_exits && entry->exits != traced->exits)
		findings_add(f, "exits: kvm_exit %" PRIu64 ", KVM's own count %" PRIu64, traced->exits, entry->exits);
}

static void check_trace(struct findings *f, const struct cell_record *r, const struct attribution *a)
{
	const struct trace_counts *c = &a->first;
	uint64_t faults = c->translation + c->permission + c->access_flag + c->other;

	check_totals(f, r, a);
	check_kvm_exits(f, a);
	if (a->sample_lines == 1 && !r->predicted->at_least) {
		check_sequences(f, c, r->predicted->faults, "faults");
		check_sequences(f, &a->repeat, r->predicted->repeat, "faults when repeated");
	}
	if (c->cm != (op_is_cmo(r->cell.op) ? faults : 0))
		findings_add(f, "ISS.CM was set in %" PRIu64 " of %" PRIu64 " faults", c->cm, faults);
	if (c->elsewhere || a->repeat.elsewhere)
		findings_add(f, "%" PRIu64 " faults at addresses not under test", c->elsewhere + a->repeat.elsewhere);
	if (c->lost || a->repeat.lost)
		findings_add(f, "%" PRIu64 " trace records lost", c->lost + a->repeat.lost);
}

static void check_side_effects(struct findings *f, const struct cell_record *r, const struct attribution *a)
{
	long dirtied = r->predicted->dirtied ? (long)a->ops : 0, allocated = r->predicted->allocates ? (long)a->ops : 0;

	if (a->dirtied >= 0 && a->dirtied != dirtied)
		findings_add(f, "dirty log: %ld of %zu pages, predicted %ld", a->dirtied, a->ops, dirtied);
	long minor = (long)(r->predicted->minor_faults * a->ops), had = (long)a->result.entry.minor_faults;

	if (had != minor)
		findings_add(f, "minor faults of the host: %ld for %zu samples, predicted %ld", had, a->ops, minor);
	if (a->allocated >= 0 && a->allocated != allocated)
		findings_add(f, "host pages allocated: %ld for %zu, predicted %ld", a->allocated, a->ops, allocated);
}

/* The timing pass has KVM's count of exits only. */
static void check_exits(struct findings *f, const struct cell_record *r)
{
	if (r->has_exits && !batch_exits_fit(&r->cell, r->predicted, r->exits, r->sample_count, r->rounds))
		findings_add(f, "timing pass: %" PRIu64 " exits for %zu samples, predicted %" PRIu32 " faults each",
			     r->exits, r->sample_count, r->predicted->translation + r->predicted->permission);
}

static void check_outcome(struct findings *f, const struct cell_record *r)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (r->outcomes[i] && i != (int)r->predicted->outcome)
			findings_add(f, "outcome: %" PRIu64 " of %zu %s, predicted %s", r->outcomes[i], r->sample_count,
				     outcome_name[i], outcome_name[r->predicted->outcome]);
	if (r->esr != r->predicted->esr)
		findings_add(f, "ESR_EL1 0x%" PRIx64 ", predicted 0x%" PRIx32, r->esr, r->predicted->esr);
}

static void check_counts(struct findings *f, const struct cell_record *r)
{
	if (r->attribution->traced)
		check_trace(f, r, r->attribution);
	check_side_effects(f, r, r->attribution);
}

bool verdict_counts_differ(const struct cell_record *r)
{
	struct findings findings = { .count = 0 };

	if (r->predicted && r->attribution)
		check_counts(&findings, r);
	return findings.count > 0;
}

void verdict(struct cell_record *r)
{
	struct findings *f = &r->findings;

	if (!r->predicted) {
		findings_add(f, "no prediction: the policy is unknown");
		return;
	}
	check_outcome(f, r);
	check_exits(f, r);
	if (r->attribution)
		check_counts(f, r);
}
