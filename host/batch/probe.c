/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch/probe.h"

#include "host/batch/batch.h"
#include "host/os/err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NATIVE_SAMPLES 64 /* samples that tell whether an op is trapped */
#define GROWTH_SAMPLES 4 /* timed DC CIVACs, of which the cheapest counts */
#define GROWTH_FACTOR  2 /* how much more a skip costs, at least, with half of the slot mapped if it cleans the slot */

static const struct batch_order in_order = { .multiplier = 1, .increment = 1 };

static int attribute(struct region *region, struct trace *trace, const struct predict_host *host,
		     const struct cell *cell, struct attribution *a)
{
	const struct batch batch = { .region = region, .window = &region->window[0], .host = host, .cell = cell,
				     .order = in_order };

	return batch_attribute(&batch, trace, a);
}

/* Return the faults per op of a cell; or -errno (fail_text()), -EPROTO if this host cannot count faults. */
static long count_faults(struct region *region, struct trace *trace, const struct predict_host *host,
			 const struct cell *cell)
{
	struct attribution a;
	int err = attribute(region, trace, host, cell, &a);
	long faults = err ? err : attribution_faults(&a, false);

	if (!err && faults < 0)
		return fail(0, "faults cannot be counted: neither tracepoints nor KVM statistics can be read");
	return faults;
}

/* Read from the guest's ID registers which instructions this CPU has. */
static int probe_features(const struct vm *vm, struct probe *probe)
{
	for (int op = 0; op < OP_COUNT; op++) {
		const struct op_feature *feature = &op_feature_table[op_table[op].feature];
		uint64_t value = 0;
		int err = feature->name ? vm_id_reg(vm, feature->id_reg, &value) : 0;

		if (err)
			return err;
		probe->implements |= (uint32_t)op_is_implemented(op, value) << op;
	}
	return 0;
}

/* Find out what does not take an op: the line size, and how the host maps pages that are only read. */
static int probe_host(const struct vm *vm, const char *file_dir, struct probe *probe)
{
	/* Arm ARM DDI 0487J.a D17.2.34 CTR_EL0.DminLine: log2 of the words of 4 bytes in the smallest line */
	uint64_t line_bytes = UINT64_C(4) << (vm_control(vm, 0)->ctr_el0 >> 16 & 0xf);

	*probe = (struct probe){ .host = { .nisv_to_user = vm->nisv_to_user } };
	if (line_bytes > vm->page_bytes)
		return fail(0, "the guest's CTR_EL0.DminLine says that a line has %" PRIu64 " bytes, more than a page",
			    line_bytes);
	probe->host.page_lines = (uint32_t)(vm->page_bytes / line_bytes);
	probe->host.file_writenotify = backing_file_writenotify(file_dir, &probe->has_file_writenotify);
	probe->host.thp_zero_page = backing_thp_zero_page();
	/* Cells on hugetlb memory are skipped where there is none, so what is assumed then does not matter. */
	probe->host.hugetlb_accounted = backing_hugetlb_accounted(&probe->has_hugetlb_accounted) ||
					!probe->has_hugetlb_accounted;
	return probe_features(vm, probe);
}

/*
 * Does KVM map the new page of a copy-on-write at once? Here the host writes pages that the guest has only read. The
 * MMU notifier is called as for a write by the guest, but all that the guest does is to load, which no policy affects.
 */
static int probe_change_pte(struct region *region, struct trace *trace, struct probe *probe)
{
	const struct cell cell = { .policy = POLICY_UNKNOWN, .op = OP_ldr, .slot = SLOT_RW,
				   .host_page = HOST_PAGE_READ, .stage2 = STAGE2_RO };
	const struct batch batch = { .region = region, .window = &region->window[0], .host = &probe->host,
				     .cell = &cell, .order = in_order };
	struct attribution a;
	int err = batch_attribute(&batch, trace, &a);

	if (!err)
		err = region_write_by_host(region);
	if (!err)
		err = batch_attribute_as_is(&batch, trace, &a);
	if (err)
		return err;
	probe->host.change_pte = attribution_faults(&a, false) == 0;
	probe->has_change_pte = true;
	return 0;
}

int probe_cpu(struct region *region, struct trace *trace, const char *file_dir, struct probe *probe)
{
	struct cell cell = { .policy = POLICY_UNKNOWN, .slot = SLOT_RW, .host_page = HOST_PAGE_WRITTEN,
			     .stage2 = STAGE2_COLD };
	long faults = probe_host(region->vm, file_dir, probe);

	for (int op = 0; op < OP_COUNT && faults >= 0; op++) {
		if (op_table[op].operand != OP_OPERAND_PAGE || !(probe->implements >> op & 1))
			continue;
		cell.op = op;
		faults = count_faults(region, trace, &probe->host, &cell);
		probe->host.translates |= (uint32_t)(faults > 0) << op;
	}
	if (faults < 0)
		return (int)faults;
	if (!(probe->host.translates & 1u << OP_ldr))
		return fail(0, "the count of faults cannot be believed: a load from a page without a stage-2 entry "
			       "took no fault");
	faults = probe_change_pte(region, trace, probe);
	if (faults < 0)
		return (int)faults;
	if (!(probe->host.translates & 1u << OP_dc_ivac))
		return 0;
	/* On a logged slot a load maps read-only under every policy. */
	cell.op = OP_dc_ivac;
	cell.slot = SLOT_RW_LOG;
	cell.stage2 = STAGE2_RO;
	faults = count_faults(region, trace, &probe->host, &cell);
	if (faults < 0)
		return (int)faults;
	probe->host.ivac_needs_write = faults > 0;
	probe->has_ivac_needs_write = true;
	return 0;
}

/* Have the guest execute the op once on each page, which a store has mapped. */
static int run_natively(struct region *region, const struct probe *probe, enum op_id op, struct native *native)
{
	const struct cell cell = { .policy = POLICY_UNKNOWN, .op = op, .slot = SLOT_RW, .host_page = HOST_PAGE_WRITTEN,
				   .stage2 = STAGE2_RW };
	const struct batch batch = { .region = region, .window = &region->window[0], .host = &probe->host, .cell = &cell,
				     .order = in_order };
	uint32_t ticks[NATIVE_SAMPLES];
	struct batch_result result;
	size_t count = region->units < NATIVE_SAMPLES ? region->units : NATIVE_SAMPLES;
	int err = batch_time_part(&batch, 0, count, &result);

	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		ticks[i] = vm_ring(region->vm)[i].ticks;
	*native = (struct native){ .known = true, .ticks = traps_mean(ticks, count),
				   .exits = result.entry.has_exits ? (double)result.entry.exits / (double)count : -1 };
	return 0;
}

int probe_traps(struct region *region, const struct probe *probe, struct traps *traps)
{
	int err = region_cool(region, &region->window[0], SLOT_RW, HOST_PAGE_WRITTEN, true);
	struct native ignored;

	*traps = (struct traps){ .op[0].known = false };
	for (int op = 0; op < OP_COUNT && !err; op++) {
		bool page = op_table[op].operand == OP_OPERAND_PAGE && probe->implements >> op & 1;

		if (!page && op != OP_null && op != OP_hvc)
			continue;
		/* The store maps the pages; the op is done once before, so that all find lines and caches alike. */
		err = run_natively(region, probe, OP_str, &ignored);
		if (!err)
			err = run_natively(region, probe, op, &ignored);
		if (!err)
			err = run_natively(region, probe, op, &traps->op[op]);
	}
	return err;
}

/*
 * Cells by which any two policies can be told apart (bench/test/predict.c proves it), except skip_ro and flush_ro,
 * which differ in cost alone.
 */
#define EVIDENCE(op_, slot_, host_page_, stage2_)                                                                     \
	{ .policy = POLICY_UNKNOWN, .op = OP_##op_, .slot = SLOT_##slot_, .host_page = HOST_PAGE_##host_page_,         \
	  .stage2 = STAGE2_##stage2_ }

enum { RW_IVAC, LOG_IVAC, LOG_CIVAC, RO_IVAC, RO_CIVAC, HOLE_IVAC };

static const struct cell evidence_cells[EVIDENCE_COUNT] = {
	[RW_IVAC]   = EVIDENCE(dc_ivac, RW, WRITTEN, COLD),
	[LOG_IVAC]  = EVIDENCE(dc_ivac, RW_LOG, WRITTEN, COLD),
	[LOG_CIVAC] = EVIDENCE(dc_civac, RW_LOG, WRITTEN, COLD),
	[RO_IVAC]   = EVIDENCE(dc_ivac, RO, WRITTEN, RO),
	[RO_CIVAC]  = EVIDENCE(dc_civac, RO, WRITTEN, COLD),
	[HOLE_IVAC] = EVIDENCE(dc_ivac, HOLE, UNTOUCHED, COLD),
};

/* Does the evidence equal the prediction for this policy? */
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

/*
 * Return the fingerprint's word for what an op on a read-only slot does. maps: DC CIVAC maps the page, so this op was
 * upgraded, not skipped; grows: a skip cleans the slot.
 */
static const char *word_for_ro(const struct evidence *e, bool maps, bool grows)
{
	switch (e->outcome) {
	case OUTCOME_ABORT_INJECTED:
		return "inject";
	case OUTCOME_EXECUTES:
		return e->repeat ? "upgrade" : e->faults ? "map" : "native";
	case OUTCOME_SKIPPED:
		return maps ? "upgrade" : grows ? "flush" : "skip";
	default:
		return outcome_name[e->outcome];
	}
}

static void write_fingerprint(struct policy_visit *visit)
{
	const struct evidence *e = visit->evidence;
	bool maps = e[RO_CIVAC].outcome == OUTCOME_EXECUTES, grows = e[RO_CIVAC].grows > 0;

	snprintf(visit->fingerprint, sizeof(visit->fingerprint),
		 "cmo-policy: rw=%ld rw_log=%ld rw_log.civac=%s ro.ivac=%s ro.civac=%s hole=%s", e[RW_IVAC].faults,
		 e[LOG_IVAC].faults, e[LOG_CIVAC].dirtied < 0 ? "?" : e[LOG_CIVAC].dirtied ? "dirty" : "clean",
		 word_for_ro(&e[RO_IVAC], maps, grows), word_for_ro(&e[RO_CIVAC], false, grows),
		 e[HOLE_IVAC].outcome == OUTCOME_SKIPPED ? "skip" : outcome_name[e[HOLE_IVAC].outcome]);
}

/* Time some cold DC CIVACs on a read-only slot of which `mapped` units are mapped; *ticks is that of the cheapest. */
static int cost_of_skip(struct region *region, const struct probe *probe, size_t mapped, uint32_t *ticks)
{
	struct cell cell = evidence_cells[RO_CIVAC], ldr = cell;
	struct batch batch = { .region = region, .window = &region->window[0], .host = &probe->host, .cell = &ldr,
			       .order = in_order };
	size_t first = region->units / 2;
	struct batch_result result;
	int err = region_cool(region, batch.window, cell.slot, cell.host_page, true);

	ldr.op = OP_ldr;
	if (!err && mapped)
		err = batch_time_part(&batch, 0, mapped, &result);
	batch.cell = &cell;
	if (!err)
		err = batch_time_part(&batch, first, GROWTH_SAMPLES, &result);
	*ticks = UINT32_MAX;
	for (size_t i = 0; !err && i < GROWTH_SAMPLES; i++)
		if (vm_ring(region->vm)[i].ticks < *ticks)
			*ticks = vm_ring(region->vm)[i].ticks;
	return err;
}

/*
 * Does stepping over a DC CIVAC cost more if half of the slot is mapped than if nothing is? Then KVM cleans the slot.
 * Cleaning a page is no less work than the abort itself, so either answer is far from GROWTH_FACTOR.
 */
static int probe_growth(struct region *region, const struct probe *probe, long *grows)
{
	uint32_t empty, half;
	int err = cost_of_skip(region, probe, 0, &empty);

	if (!err)
		err = cost_of_skip(region, probe, region->units / 2, &half);
	if (!err)
		*grows = half / GROWTH_FACTOR > empty;
	return err;
}

static int gather(struct region *region, struct trace *trace, const struct probe *probe, struct policy_visit *visit)
{
	struct attribution a;
	bool mixed;

	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		struct evidence *e = &visit->evidence[i];
		int err = attribute(region, trace, &probe->host, &evidence_cells[i], &a);

		if (err)
			return err;
		*e = (struct evidence){ .cell = evidence_cells[i], .faults = attribution_faults(&a, false),
					.repeat = attribution_faults(&a, true),
					.dirtied = a.dirtied < 0 ? -1 : a.dirtied > 0, .grows = -1 };
		e->outcome = attribution_outcome(&a, &e->cell, NULL, &mixed);
		for (int policy = 0; policy < POLICY_COUNT; policy++)
			if (!matches(&a, e, policy, &probe->host))
				visit->recognised &= ~(UINT32_C(1) << policy);
	}
	return 0;
}

int probe_policy(struct region *region, struct trace *trace, const struct probe *probe, struct policy_visit *visit)
{
	struct evidence *civac = &visit->evidence[RO_CIVAC];
	int err;

	visit->recognised = (UINT32_C(1) << POLICY_COUNT) - 1;
	err = gather(region, trace, probe, visit);
	if (!err && civac->outcome == OUTCOME_SKIPPED) {
		err = probe_growth(region, probe, &civac->grows);
		visit->recognised &= ~(UINT32_C(1) << (civac->grows > 0 ? POLICY_SKIP_RO : POLICY_FLUSH_RO));
	}
	write_fingerprint(visit);
	return err;
}

void probe_judge(const struct policy_visit *visit, struct host_findings *findings)
{
	if (!(visit->recognised >> visit->policy & 1))
		finding_raise(findings, &finding_table[FINDING_policy_mismatch], "see policies[] of the archive",
			      "the kernel does not behave as the policy %s, as which it is archived: %s",
			      policy_name(visit->policy), visit->fingerprint);
}
