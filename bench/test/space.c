/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests rules that hold for every cell of the whole space, on several hosts. */
#include "bench/array.h"
#include "bench/test/cells.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <string.h>

static struct predict_host host; /* the host that the rules are checked on */

static bool equal(const struct prediction *a, const struct prediction *b)
{
	return !strcmp(a->faults, b->faults) && !strcmp(a->repeat, b->repeat) && a->translation == b->translation &&
	       a->permission == b->permission && a->outcome == b->outcome && a->esr == b->esr &&
	       a->dirtied == b->dirtied && a->allocates == b->allocates && a->minor_faults == b->minor_faults &&
	       a->io_aborts == b->io_aborts && a->stage2 == b->stage2;
}

/* True if both cells have the same prediction, or neither can exist. */
static bool same_with(const struct cell *cell, enum axis_id axis, unsigned int value)
{
	struct cell changed = *cell;
	struct prediction p, q;

	axis_table[axis].set(&changed, value);
	return predict(cell, &host, &p) == predict(&changed, &host, &q) && equal(&p, &q);
}

/* As above, but also true if one of the cells cannot exist. */
static bool same_or_impossible(const struct cell *cell, enum axis_id axis, unsigned int value)
{
	struct cell changed = *cell;
	struct prediction ignored;

	axis_table[axis].set(&changed, value);
	return predict(&changed, &host, &ignored) || same_with(cell, axis, value);
}

static bool is_writable(const struct cell *c)
{
	return slot_table[c->slot].exists && !slot_table[c->slot].readonly;
}

static bool counts_agree(const struct cell *c, const struct prediction *p)
{
	(void)c;
	return p->translation == predict_count(p->faults, 'T') && p->permission == predict_count(p->faults, 'P') &&
	       p->translation + p->permission == strlen(p->faults);
}

/* No sequence is cut: one more fault would still have fitted. */
static bool ends(const struct cell *c, const struct prediction *p)
{
	(void)c;
	return strlen(p->faults) < PREDICT_FAULTS_MAX && strlen(p->repeat) < 2;
}

static bool starts_as_state_says(const struct cell *c, const struct prediction *p)
{
	if (p->outcome == OUTCOME_NOP)
		return p->stage2 == c->stage2;
	if (op_table[c->op].operand != OP_OPERAND_PAGE)
		return true;
	return c->stage2 == STAGE2_COLD ? p->faults[0] == 'T' : p->faults[0] != 'T';
}

/* The op takes the same faults when repeated only if it mapped nothing, or if KVM does it in the CPU's place. */
static bool repeats_only_refused(const struct cell *c, const struct prediction *p)
{
	bool by_kvm = slot_table[c->slot].readonly && policy_table[c->policy].ro == POLICY_RO_UPGRADE;

	return (p->repeat[0] != '\0') == (p->outcome != OUTCOME_EXECUTES && p->outcome != OUTCOME_NOP) || by_kvm;
}

static bool refused_only_where_it_may(const struct cell *c, const struct prediction *p)
{
	enum op_access access = op_table[c->op].access;

	switch (p->outcome) {
	case OUTCOME_ABORT_INJECTED:
		return slot_table[c->slot].readonly && access == OP_ACCESS_INVALIDATE && p->esr;
	case OUTCOME_SKIPPED:
		return !is_writable(c) && op_is_cmo(c->op);
	case OUTCOME_EFAULT:
		return is_writable(c) && backing_table[c->backing].write == BACKING_WRITE_REFUSE &&
		       access != OP_ACCESS_READ;
	case OUTCOME_NISV:
	case OUTCOME_ENOSYS:
		return !is_writable(c) && (p->outcome == OUTCOME_NISV) == host.nisv_to_user;
	case OUTCOME_MMIO:
		return !is_writable(c) || access == OP_ACCESS_EXIT_USER;
	default:
		return !p->esr;
	}
}

static bool effects_are_possible(const struct cell *c, const struct prediction *p)
{
	if (p->dirtied && (!slot_table[c->slot].logged || p->stage2 != STAGE2_RW || !p->faults[0]))
		return false;
	if (p->allocates && (c->host_page == HOST_PAGE_WRITTEN || !p->faults[0]))
		return false;
	if (p->minor_faults > p->translation + p->permission)
		return false;
	if (p->stage2 == STAGE2_RW && (!is_writable(c) || backing_table[c->backing].write == BACKING_WRITE_REFUSE))
		return false;
	return p->stage2 <= STAGE2_RW && !p->at_least;
}

/* Only the last fault of an op reaches io_mem_abort(), on what the guest may not access; not one of a hole's maintenance. */
static bool io_aborts_are_refusals(const struct cell *c, const struct prediction *p)
{
	bool refused = p->repeat[0] && p->outcome != OUTCOME_EFAULT;

	return p->io_aborts == (refused && (slot_table[c->slot].exists || !op_is_cmo(c->op)));
}

/* All maintenance that needs no permission behaves alike, including DC IVAC where the CPU asks for none. */
static bool maintenance_is_alike(const struct cell *c, const struct prediction *p)
{
	(void)p;
	if (!op_is_cmo(c->op) || host.translates != UINT32_MAX || (op_table[c->op].access == OP_ACCESS_INVALIDATE && host.ivac_needs_write))
		return true;
	return same_with(c, AXIS_OP, OP_dc_civac);
}

/* True if two policies have the same effects on such a slot. skip_ro and flush_ro differ in cost alone. */
static bool alike_on(const struct slot *slot, const struct policy *a, const struct policy *b)
{
	bool both_step_over = (a->ro == POLICY_RO_SKIP || a->ro == POLICY_RO_FLUSH) &&
			      (b->ro == POLICY_RO_SKIP || b->ro == POLICY_RO_FLUSH);

	if (!slot->readonly)
		return (a->read_triage == POLICY_READS_ALL) == (b->read_triage == POLICY_READS_ALL);
	return (a->read_triage == POLICY_READS_NOWHERE) == (b->read_triage == POLICY_READS_NOWHERE) &&
	       (a->ro == b->ro || both_step_over);
}

static bool policies_agree(const struct cell *c, const struct prediction *p)
{
	enum policy_id twin = POLICY_UPSTREAM;

	(void)p;
	/* stage2=cmo depends on the policy, by its definition. */
	if (c->stage2 == STAGE2_CMO && !op_is_cmo(c->op))
		return true;
	while (op_is_cmo(c->op) && !alike_on(&slot_table[c->slot], &policy_table[twin], &policy_table[c->policy]))
		twin++;
	return same_with(c, AXIS_POLICY, twin);
}

/* Axes that change how a sample is taken do not change its prediction. */
static bool other_axes_change_nothing(const struct cell *c, const struct prediction *p)
{
	bool good = same_or_impossible(c, AXIS_TIMED, TIMED_AFTER);

	(void)p;
	for (unsigned int i = 1; i < LINE_COUNT; i++)
		good &= same_or_impossible(c, AXIS_LINE, i);
	for (unsigned int i = 1; i < MIX_COUNT; i++)
		good &= same_or_impossible(c, AXIS_MIX, i);
	for (unsigned int i = 1; i < VCPUS_COUNT; i++)
		good &= same_or_impossible(c, AXIS_VCPUS, i);
	for (unsigned int i = 1; i < COPY_COUNT; i++)
		good &= same_with(c, AXIS_COPY, i);
	return good;
}

/* Every line after the first takes the faults of a repeated op, and its outcome is that of the first. */
static bool lines_are_alike(const struct cell *c, const struct prediction *p)
{
	struct cell page = *c;
	struct prediction all;

	for (unsigned int i = LINES_HALF; i < LINES_COUNT; i++) {
		uint32_t others = predict_lines(i, &host) - 1;

		page.lines = i;
		if (predict(&page, &host, &all))
			continue;
		all.io_aborts /= others + 1;
		all.translation -= others * predict_count(p->repeat, 'T');
		all.permission -= others * predict_count(p->repeat, 'P');
		if (!equal(&all, p))
			return false;
	}
	return true;
}

static const struct {
	const char *what;
	bool (*holds)(const struct cell *cell, const struct prediction *p);
} rules[] = {
	{ "counts are those of the sequence", counts_agree },
	{ "every op comes to an end", ends },
	{ "the first fault is one of the state", starts_as_state_says },
	{ "what faults again was refused", repeats_only_refused },
	{ "nothing is refused but where it may be", refused_only_where_it_may },
	{ "effects are possible ones", effects_are_possible },
	{ "io_mem_abort() handles what is refused", io_aborts_are_refusals },
	{ "maintenance is alike", maintenance_is_alike },
	{ "policies agree where they should", policies_agree },
	{ "timed, line, mix, vcpus and copy change nothing", other_axes_change_nothing },
	{ "lines of a page are alike", lines_are_alike },
};

#define RULES ARRAY_SIZE(rules)

static void test_rules(const char *what)
{
	bool good[RULES];
	struct cell cell = { 0 };
	struct prediction p;
	char text[CELL_DESCRIBE_SIZE];
	long cells = 0;

	memset(good, true, sizeof(good));
	for (struct cell_walk w = cell_walk(&cell, PAGE_AXES, NULL); cell_walk_next(&w);) {
		if (predict(&cell, &host, &p))
			continue;
		cells++;
		for (size_t i = 0; i < RULES; i++) {
			if (!good[i] || rules[i].holds(&cell, &p))
				continue;
			good[i] = false;
			cell_describe(&cell, text, sizeof(text));
			printf("# %s\n", text);
		}
	}
	for (size_t i = 0; i < RULES; i++)
		ok(good[i] && cells > 1000, "%s: %s, %ld cells", what, rules[i].what, cells);
}

/* For all values of all axes, predict() returns 0 or -EINVAL, nothing else. */
static void test_whole_space(void)
{
	long possible = 0, others = 0;
	struct cell cell = { 0 };
	struct prediction p;

	for (struct cell_walk w = cell_walk(&cell, AXES_ALL, NULL); cell_walk_next(&w);) {
		int err = predict(&cell, &host, &p);

		possible += !err;
		others += err && err != -EINVAL;
	}
	ok(possible && !others, "whole space: %ld cells can exist", possible);
}

int main(void)
{
	static const struct {
		const char *name;
		struct predict_host host;
	} hosts[] = {
		{ "usual", { true, UINT32_MAX, false, 64, true, true, false, true } },
		{ "no write notice, no zero page, NISV", { true, UINT32_MAX, true, 3, false, false, false, true } },
		{ "DC IVAC as DC CIVAC", { false, UINT32_MAX, false, 1, true, true, false, true } },
		{ "DC CIVAC a nop", { true, UINT32_MAX & ~B(OP_dc_civac), false, 2, true, false, false, true } },
		{ "all maintenance a nop", { true, 0, false, 2, true, true, false, true } },
		{ "Linux 6.1", { true, UINT32_MAX, false, 4, true, true, true, false } },
		{ "Linux 6.1, DC IVAC as DC CIVAC", { false, UINT32_MAX, false, 4, true, true, true, false } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		host = hosts[i].host;
		test_rules(hosts[i].name);
	}
	host = hosts[0].host;
	test_whole_space();
	return tap_done();
}
