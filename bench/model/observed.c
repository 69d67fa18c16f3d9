/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/model/observed.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Interrupts of the host cause exits beside the predicted ones. One is tolerated for each entry into the guest, and one
 * for this many samples or predicted exits.
 */
#define EXITS_PER_INTERRUPT 16

/* Passes sentences on to say() and counts them. */
struct court {
	void (*say)(void *context, const char *text);
	void *context;
	size_t differences;
};

__attribute__((format(printf, 2, 3))) static void differs(struct court *court, const char *format, ...)
{
	char text[OBSERVED_TEXT_SIZE];
	va_list args;

	court->differences++;
	if (!court->say)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	court->say(court->context, text);
}

void observed_sequence(struct observed_sequences *sequences, const char *seen, uint64_t ops, const char *predicted,
		       uint64_t sample_lines)
{
	bool right = sample_lines > 1 ? !strncmp(seen, predicted, strlen(predicted)) : !strcmp(seen, predicted);

	sequences->ops += ops;
	if (right || !ops)
		return;
	sequences->wrong += ops;
	if (!sequences->first_wrong)
		sequences->first_wrong = seen;
}

static const char *shown(const char *faults)
{
	return *faults ? faults : "none";
}

static void judge_sequences(struct court *court, const struct observed_sequences *seen, const char *predicted,
			    const char *what)
{
	if (seen->wrong)
		differs(court, "%s: %" PRIu64 " of %" PRIu64 " ops differ, the first took %s, predicted %s", what,
			seen->wrong, seen->ops, shown(seen->first_wrong), shown(predicted));
}

/* Compare the number of faults of each kind. If other vCPUs are at work, a fault may be taken more than once. */
static void judge_totals(struct court *court, const struct observed_counts *c, const struct prediction *p)
{
	uint64_t translation = p->translation * c->samples, permission = p->permission * c->samples;

	if (p->at_least ? c->translation < translation || c->permission < permission :
			  c->translation != translation || c->permission != permission)
		differs(court, "faults: %" PRIu64 " T and %" PRIu64 " P for %" PRIu64 " samples, predicted %" PRIu64
			" and %" PRIu64 "%s", c->translation, c->permission, c->samples, translation, permission,
			p->at_least ? " at least" : "");
	if (c->other)
		differs(court, "%" PRIu64 " faults of another kind", c->other);
}

static void judge_trace(struct court *court, const struct observed *seen, const struct prediction *p)
{
	const struct observed_counts *c = seen->counts;
	uint64_t faults = c->translation + c->permission + c->other;

	judge_totals(court, c, p);
	/* KVM counts its exits twice, once for itself (vcpu->stat.exits) and once for the tracepoint. */
	if (c->exits.known && c->traced_exits.known && c->exits.value != c->traced_exits.value)
		differs(court, "exits: kvm_exit %" PRIu64 ", KVM's own count %" PRIu64, c->traced_exits.value,
			c->exits.value);
	if (!p->at_least)
		judge_sequences(court, &c->first, p->faults, "faults");
	if (!p->at_least && c->sample_lines == 1)
		judge_sequences(court, &c->repeat, p->repeat, "faults when repeated");
	if (c->cm != (op_is_cmo(seen->cell->op) ? faults : 0))
		differs(court, "ISS.CM was set in %" PRIu64 " of %" PRIu64 " faults", c->cm, faults);
	if (c->elsewhere)
		differs(court, "%" PRIu64 " faults at addresses not under test", c->elsewhere);
	if (c->lost)
		differs(court, "%" PRIu64 " trace records lost: the counts are too low", c->lost);
}

static void judge_side_effects(struct court *court, const struct observed_counts *c, const struct prediction *p)
{
	uint64_t dirtied = p->dirtied ? c->samples : 0, allocated = p->allocates ? c->samples : 0;
	uint64_t minor_faults = p->minor_faults * c->samples;

	if (c->dirtied.known && c->dirtied.value != dirtied)
		differs(court, "dirty log: %" PRIu64 " of %" PRIu64 " pages, predicted %" PRIu64, c->dirtied.value,
			c->samples, dirtied);
	if (c->minor_faults.known && c->minor_faults.value != minor_faults)
		differs(court, "minor faults of the host: %" PRIu64 " for %" PRIu64 " samples, predicted %" PRIu64,
			c->minor_faults.value, c->samples, minor_faults);
	if (c->allocated.known && c->allocated.value != allocated)
		differs(court, "host pages allocated: %" PRIu64 " for %" PRIu64 ", predicted %" PRIu64,
			c->allocated.value, c->samples, allocated);
}

bool observed_exits_fit(const struct cell *cell, const struct prediction *predicted, uint64_t exits, uint64_t samples,
			uint64_t entries)
{
	uint64_t least = (predicted->translation + predicted->permission + (cell->op == OP_hvc)) * samples;
	uint64_t most = least + entries + samples / EXITS_PER_INTERRUPT + least / EXITS_PER_INTERRUPT;

	/* Several vCPUs kick each other and cause faults to be taken again, so there is no upper limit. */
	return exits >= least && (vcpus_table[cell->vcpus].count > 1 || exits <= most);
}

static void judge_exits(struct court *court, const struct observed *seen, const struct prediction *p)
{
	if (seen->exits.known && !observed_exits_fit(seen->cell, p, seen->exits.value, seen->samples, seen->entries))
		differs(court, "timing pass: %" PRIu64 " exits for %" PRIu64 " samples, predicted %" PRIu32
			" faults each", seen->exits.value, seen->samples, p->translation + p->permission);
}

static void judge_outcome(struct court *court, const struct observed *seen, const struct prediction *p)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (seen->outcomes[i] && i != (int)p->outcome)
			differs(court, "outcome: %" PRIu64 " of %" PRIu64 " %s, predicted %s", seen->outcomes[i],
				seen->samples, outcome_name[i], outcome_name[p->outcome]);
	/* 6.1 inject_abt64(), arch/arm64/kvm/inject_fault.c, extends bit 31 into bits that are RES0: 0xffffffff96000010. */
	if ((uint32_t)seen->esr != p->esr)
		differs(court, "ESR_EL1 0x%" PRIx64 ", predicted 0x%" PRIx32, seen->esr, p->esr);
}

size_t observed_judge_counts(const struct observed *seen, const struct prediction *predicted,
			     void (*say)(void *context, const char *text), void *context)
{
	struct court court = { .say = say, .context = context };

	if (seen->counts->traced)
		judge_trace(&court, seen, predicted);
	judge_side_effects(&court, seen->counts, predicted);
	return court.differences;
}

size_t observed_judge(const struct observed *seen, const struct prediction *predicted,
		      void (*say)(void *context, const char *text), void *context)
{
	struct court court = { .say = say, .context = context };

	judge_outcome(&court, seen, predicted);
	judge_exits(&court, seen, predicted);
	return court.differences + (seen->counts ? observed_judge_counts(seen, predicted, say, context) : 0);
}

bool observed_is_disturbance(const char *finding)
{
	return !strncmp(finding, OBSERVED_DISTURBED, sizeof(OBSERVED_DISTURBED) - 1);
}
