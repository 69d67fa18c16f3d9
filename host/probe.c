/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/probe.h"

#include "host/batch.h"
#include "host/err.h"

#include <stdio.h>
#include <string.h>

static const struct batch_order in_order = { .multiplier = 1, .increment = 1 };

/* Faults per op of one attribution; negative: an error, or -EPROTO with a sentence if this host lets nobody count. */
static long count_faults(struct region *region, struct trace *trace, const struct cell *cell)
{
	struct attribution a;
	int err = batch_attribute(region, cell, &in_order, trace, &a);
	long faults = err ? err : attribution_faults(&a, false);

	if (!err && faults < 0)
		return fail(0, "neither tracepoints nor KVM statistics can be read: faults cannot be counted");
	return faults;
}

int probe_cpu(struct region *region, struct trace *trace, bool nisv, struct probe *probe)
{
	struct cell cell = { .policy = POLICY_UNKNOWN, .slot = SLOT_RW, .backing = BACKING_ANON,
			     .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_COLD };
	long faults;

	*probe = (struct probe){ .host = { .nisv_to_user = nisv } };
	for (int op = 0; op < OP_COUNT; op++) {
		if (op_table[op].operand != OP_OPERAND_PAGE)
			continue;
		cell.op = op;
		faults = count_faults(region, trace, &cell);
		if (faults < 0)
			return (int)faults;
		probe->host.translates |= (uint32_t)(faults > 0) << op;
	}
	if (!(probe->host.translates & 1u << OP_ldr))
		return fail(
			0,
			"a load from a page without a stage-2 entry took no fault: the fault count cannot be believed");
	if (!(probe->host.translates & 1u << OP_dc_ivac))
		return 0;
	/* On a logged slot a load maps read-only under every policy. */
	cell.op = OP_dc_ivac;
	cell.slot = SLOT_RW_LOG;
	cell.stage2 = STAGE2_RO;
	faults = count_faults(region, trace, &cell);
	if (faults < 0)
		return (int)faults;
	probe->host.ivac_needs_write = faults > 0;
	probe->has_ivac_needs_write = true;
	return 0;
}

/* Each policy differs from each other in what one of these shows (bench/test/predict.c proves it). */
enum { RW_IVAC, LOG_IVAC, LOG_CIVAC, RO_IVAC, RO_CIVAC, HOLE_IVAC };

static const struct cell evidence_cells[EVIDENCE_COUNT] = {
	[RW_IVAC]   = { POLICY_UNKNOWN, OP_dc_ivac, SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
	[LOG_IVAC]  = { POLICY_UNKNOWN, OP_dc_ivac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
	[LOG_CIVAC] = { POLICY_UNKNOWN, OP_dc_civac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
	[RO_IVAC]   = { POLICY_UNKNOWN, OP_dc_ivac, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO },
	[RO_CIVAC]  = { POLICY_UNKNOWN, OP_dc_civac, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
	[HOLE_IVAC] = { POLICY_UNKNOWN, OP_dc_ivac, SLOT_HOLE, BACKING_ANON, HOST_PAGE_UNTOUCHED, STAGE2_COLD },
};

/* Does what was seen equal what the policy would do? */
static bool matches(const struct attribution *a, const struct evidence *e, enum policy_id policy,
		    const struct predict_host *host)
{
	struct cell cell = e->cell;
	struct prediction p;
	bool mixed;

	cell.policy = policy;
	return !predict(&cell, host, &p) && attribution_outcome(a, &cell, &p, &mixed) == p.outcome && !mixed &&
	       e->faults == (long)strlen(p.faults) && e->repeat == (long)strlen(p.repeat) &&
	       (e->dirtied < 0 || e->dirtied == p.dirtied);
}

static const char *word_for_ro(const struct evidence *e, bool maps)
{
	switch (e->outcome) {
	case OUTCOME_ABORT_INJECTED:
		return "inject";
	case OUTCOME_EXECUTES:
		return e->repeat ? "upgrade" : e->faults ? "map" : "native";
	case OUTCOME_SKIPPED:
		return maps ? "upgrade" : "skip";
	default:
		return outcome_name[e->outcome];
	}
}

static void write_fingerprint(struct policy_visit *visit)
{
	const struct evidence *e = visit->evidence;
	bool maps = e[RO_CIVAC].outcome == OUTCOME_EXECUTES;

	snprintf(visit->fingerprint, sizeof(visit->fingerprint),
		 "cmo-policy: rw=%ld rw_log=%ld rw_log.civac=%s ro.ivac=%s ro.civac=%s hole=%s", e[RW_IVAC].faults,
		 e[LOG_IVAC].faults, e[LOG_CIVAC].dirtied < 0 ? "?" : e[LOG_CIVAC].dirtied ? "dirty" : "clean",
		 word_for_ro(&e[RO_IVAC], maps), word_for_ro(&e[RO_CIVAC], false),
		 e[HOLE_IVAC].outcome == OUTCOME_SKIPPED ? "skip" : outcome_name[e[HOLE_IVAC].outcome]);
}

int probe_policy(struct region *region, struct trace *trace, const struct probe *probe, struct policy_visit *visit)
{
	struct attribution a;
	bool mixed;

	visit->recognised = (UINT32_C(1) << POLICY_COUNT) - 1;
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		struct evidence *e = &visit->evidence[i];
		int err = batch_attribute(region, &evidence_cells[i], &in_order, trace, &a);

		if (err)
			return err;
		*e = (struct evidence){ .cell = evidence_cells[i], .faults = attribution_faults(&a, false),
					.repeat = attribution_faults(&a, true),
					.dirtied = a.dirtied < 0 ? -1 : a.dirtied > 0 };
		e->outcome = attribution_outcome(&a, &e->cell, NULL, &mixed);
		for (int policy = 0; policy < POLICY_COUNT; policy++)
			if (!matches(&a, e, policy, &probe->host))
				visit->recognised &= ~(UINT32_C(1) << policy);
	}
	write_fingerprint(visit);
	return 0;
}
