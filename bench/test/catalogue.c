/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of the catalogue's tables (every row is filled, names are unique), of filters, and of the cells of suites. */
#include "bench/archive/archive.h"
#include "bench/array.h"
#include "bench/suite/scenario.h"
#include "bench/model/predict.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>

static void test_axes(void)
{
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		const struct axis *a = &axis_table[axis];
		bool good = axis_find(a->name) == axis && a->value_count <= 32 && !a->value_name(a->value_count);
		struct cell cell = { 0 };

		for (unsigned int i = 0; i < a->value_count; i++) {
			a->set(&cell, i);
			good &= a->value_name(i) && axis_value(axis, a->value_name(i)) == (int)i && a->get(&cell) == i;
		}
		ok(good, "axis %s: every value has its own name", a->name);
	}
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		struct cell a = { 0 }, b = { 0 };

		axis_table[axis].set(&b, 1);
		ok(!cell_equal(&a, &b) && !cell_agree(&a, &b, AXES_ALL) && !cell_agree(&a, &b, UINT32_C(1) << axis) &&
		   cell_agree(&a, &b, AXES_ALL & ~(UINT32_C(1) << axis)) && cell_agree(&a, &b, 0),
		   "axis %s: cells agree on the others", axis_table[axis].name);
	}
	ok(axis_find("nothing") == -EINVAL && axis_value(AXIS_OP, "dc_nothing") == -EINVAL,
	   "unknown names are refused");
}

/* Walk over all slots, two ops and one value of lines; the other axes must stay. */
static void test_walk(void)
{
	static const uint32_t values[AXIS_COUNT] = { [AXIS_OP] = 1u << OP_str | 1u << OP_dc_ivac,
						     [AXIS_LINES] = 1u << LINES_PAGE };
	struct cell cell = { .op = OP_hvc, .backing = BACKING_MEMFD, .mix = 3 }, last = { 0 };
	struct cell_walk walk = cell_walk(&cell, AXIS_BIT(OP) | AXIS_BIT(SLOT) | AXIS_BIT(LINES), values);
	bool ascending = true, allowed = true, stays = true;
	int n = 0;

	for (; cell_walk_next(&walk); n++) {
		ascending &= !n || cell_compare(&last, &cell) < 0;
		allowed &= (cell.op == OP_str || cell.op == OP_dc_ivac) && cell.lines == LINES_PAGE;
		stays &= cell.backing == BACKING_MEMFD && cell.mix == 3;
		last = cell;
	}
	ok(n == 2 * SLOT_COUNT, "a walk visits all combinations: %d", n);
	ok(ascending, "each once, in the order of the catalogue");
	ok(allowed, "of the values that are allowed");
	ok(stays && cell.backing == BACKING_MEMFD, "the other axes stay");
	ok(cell.op == OP_str && cell.slot == 0, "at the end it is back at its beginning");
}

static int walk_length(uint32_t axes, const uint32_t *values)
{
	struct cell cell = { 0 };
	struct cell_walk walk = cell_walk(&cell, axes, values);
	int n = 0;

	while (n < 100000 && cell_walk_next(&walk))
		n++;
	return n;
}

static void test_walk_lengths(void)
{
	static const uint32_t unknown[AXIS_COUNT] = { [AXIS_POLICY] = 1u << POLICY_UNKNOWN };
	int n;

	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		int all = axis == AXIS_POLICY ? POLICY_COUNT : (int)axis_table[axis].value_count;

		n = walk_length(UINT32_C(1) << axis, NULL);
		ok(n == all, "a walk over axis %s visits %d of %d values", axis_table[axis].name, n, all);
	}
	n = walk_length(0, NULL);
	ok(n == 1, "a walk over no axis visits the cell once: %d", n);
	n = walk_length(AXIS_BIT(POLICY) | AXIS_BIT(SLOT), unknown);
	ok(n == 0, "a walk that nothing is allowed in visits nothing: %d", n);
}

/* Describe the cell with the longest description: every axis has the value with the longest name. */
static void test_describe(void)
{
	struct cell longest = { 0 };
	char text[2 * CELL_DESCRIBE_SIZE];

	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		const struct axis *a = &axis_table[axis];
		unsigned int best = a->value_count - 1;

		for (unsigned int i = 0; i < a->value_count; i++)
			best = strlen(a->value_name(i)) > strlen(a->value_name(best)) ? i : best;
		a->set(&longest, best);
	}
	cell_describe(&longest, text, sizeof(text));
	ok(strlen(text) < CELL_DESCRIBE_SIZE, "CELL_DESCRIBE_SIZE is enough: %zu and a NUL", strlen(text));
	ok(strstr(text, " copy="), "with the last of the axes: %s", text);
}

static void test_outcomes(void)
{
	bool good = true;

	for (int i = 0; i < OUTCOME_COUNT; i++)
		good &= outcome_name[i] && outcome_find(outcome_name[i]) == i;
	ok(good && outcome_find("none") == -EINVAL, "outcomes have their own names");
}

static bool are_names(const char *const *name, int count)
{
	bool good = true;

	for (int i = 0; i < count; i++) {
		good &= name[i] && *name[i];
		for (int j = 0; good && j < i; j++)
			good &= strcmp(name[i], name[j]) != 0;
	}
	return good;
}

static void test_archive(void)
{
	ok(are_names(platform_name, PLATFORM_COUNT), "platforms have their own names");
	ok(are_names(severity_name, SEVERITY_COUNT), "severities have their own names");
	ok(are_names(cell_status_name, CELL_STATUS_COUNT), "states of an archived cell have their own names");
}

/* Compare the ops with a list of what each needs at stage 2, by the Arm ARM. */
static void test_accesses(void)
{
	static const struct {
		enum op_id op;
		enum op_access access;
	} known[] = {
		{ OP_null, OP_ACCESS_NONE },          { OP_ldr, OP_ACCESS_READ },      { OP_str, OP_ACCESS_WRITE },
		{ OP_dc_zva, OP_ACCESS_ZERO },        { OP_hvc, OP_ACCESS_EXIT },      { OP_mmio_user, OP_ACCESS_EXIT_USER },
		{ OP_dc_ivac, OP_ACCESS_INVALIDATE }, { OP_dc_civac, OP_ACCESS_CLEAN }, { OP_dc_cvac, OP_ACCESS_CLEAN },
		{ OP_dc_cvau, OP_ACCESS_CLEAN },      { OP_dc_cvap, OP_ACCESS_CLEAN }, { OP_dc_cvadp, OP_ACCESS_CLEAN },
		{ OP_ic_ivau, OP_ACCESS_CLEAN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		enum op_access access = op_table[known[i].op].access;
		bool cmo = access == OP_ACCESS_INVALIDATE || access == OP_ACCESS_CLEAN;

		ok(access == known[i].access && op_is_cmo(known[i].op) == cmo, "%s asks for what it is known to ask for",
		   op_table[known[i].op].name);
	}
}

/* Try all values of FEAT_DPB's field, in a register whose other fields are all ones. */
static void test_features(void)
{
	static const uint64_t others = ~UINT64_C(0xf);

	ok(op_is_implemented(OP_dc_civac, 0) && op_is_implemented(OP_ldr, 0), "most ops are always there");
	ok(!op_is_implemented(OP_dc_cvap, others) && !op_is_implemented(OP_dc_cvadp, others), "but two are not");
	ok(op_is_implemented(OP_dc_cvap, others | 1) && !op_is_implemented(OP_dc_cvadp, others | 1),
	   "FEAT_DPB brings dc_cvap");
	ok(op_is_implemented(OP_dc_cvap, others | 2) && op_is_implemented(OP_dc_cvadp, others | 2),
	   "FEAT_DPB2 brings both");
}

static void test_op_sets(void)
{
	static const uint32_t sets[] = { OPS_YARDSTICK, OPS_ACCESS, OPS_DATA, OPS_MORE };
	uint32_t all = 0;
	bool apart = true;

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		apart &= !(all & sets[i]);
		all |= sets[i];
	}
	ok(apart && all == UINT32_MAX >> (32 - OP_COUNT), "every op is in one set");
	ok(OPS_DATA >> OP_dc_ivac & OPS_DATA >> OP_dc_civac & OPS_ACCESS >> OP_str & OPS_YARDSTICK >> OP_hvc & 1,
	   "which is the one that its row names");
}

/* A memslot's flags for KVM must agree with its traits. */
static void test_slots(void)
{
	for (int i = 0; i < SLOT_COUNT; i++) {
		const struct slot *slot = &slot_table[i];
		uint32_t flags = (slot->logged ? KVM_MEM_LOG_DIRTY_PAGES : 0) | (slot->readonly ? KVM_MEM_READONLY : 0);

		ok(slot->kvm_flags == flags && (slot->exists || !flags), "slot %s: KVM is told of its traits", slot->name);
	}
}

/* On the last six axes value 0 is the default: one vCPU, one memslot. */
static void test_counts(void)
{
	bool ascending = vcpus_table[0].count == 1, mixes = mix_table[0].slots == 1;

	for (int i = 1; i < VCPUS_COUNT; i++)
		ascending &= vcpus_table[i].count > vcpus_table[i - 1].count;
	for (int i = 1; i < MIX_COUNT; i++) {
		const struct mix *mix = &mix_table[i];
		unsigned int turn = 0;

		for (int kind = 0; kind < SLOT_COUNT; kind++)
			turn += mix->ratio[kind];
		mixes &= mix->slots != 1 && turn > 0 && !mix->ratio[SLOT_HOLE];
	}
	ok(ascending, "from one vCPU to more and more");
	ok(mixes, "one memslot, or others beside it");
}

static void test_filter(void)
{
	static const struct {
		const char *text;
		bool parses, ivac_ro, civac_rw;
	} cases[] = {
		{ "", true, true, true },
		{ "op=dc_ivac", true, true, false },
		{ "op=dc_ivac,dc_civac slot=ro", true, true, false },
		{ "slot=rw,ro  op=dc_civac", true, false, true },
		{ "op=", false, false, false },
		{ "op", false, false, false },
		{ "=dc_ivac", false, false, false },
		{ "op=dc_ivac,nonsense", false, false, false },
		{ "colour=red", false, false, false },
	};
	const struct cell ivac_ro = { .op = OP_dc_ivac, .slot = SLOT_RO },
			  civac_rw = { .op = OP_dc_civac, .slot = SLOT_RW };
	char long_text[600];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct filter filter;
		char why[512] = "";
		int err = filter_parse(&filter, cases[i].text, why, sizeof(why));

		ok(cases[i].parses ? !err && filter_pass(&filter, &ivac_ro) == cases[i].ivac_ro &&
				     filter_pass(&filter, &civac_rw) == cases[i].civac_rw :
				     err == -EINVAL && *why, "filter \"%s\"", cases[i].text);
	}
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	ok(filter_parse(&(struct filter){ 0 }, long_text, (char[512]){ 0 }, 512) == -EINVAL,
	   "a filter too long is refused");
}

static void test_quick(void)
{
	static const struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 2 };
	struct filter all = { 0 };
	struct cell *cells;
	long count = suite_cells(suite_find("quick"), &all, &cells);
	bool exist = true, unique = true, grouped = true;
	struct prediction p;

	for (long i = 0; i < count; i++) {
		exist &= !predict(&cells[i], &host, &p);
		for (long j = 0; j < i; j++) {
			unique &= !cell_equal(&cells[i], &cells[j]);
			if (cell_same_group(&cells[i], &cells[j]))
				grouped &= cell_same_group(&cells[i - 1], &cells[i]);
		}
	}
	ok(count > 100, "quick has %ld cells", count);
	ok(exist, "each can exist");
	ok(unique, "each once");
	ok(grouped, "groups stand together");
	free(cells);
}

/* Return how many of the cells are equal to this one. */
static int times(const struct cell *cells, long count, struct cell cell)
{
	int n = 0;

	for (long i = 0; i < count; i++)
		n += cell_equal(&cells[i], &cell);
	return n;
}

/* Whatever the filter, each calibration cell is listed once. */
static void test_calibration(void)
{
	static const char *const filters[] = { "", "op=dc_ivac slot=ro", "slot=rw_log host_page=written stage2=cold" };
	struct cell aa = { .op = OP_dc_civac, .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN }, copy = aa;
	const struct cell null = { .op = OP_null, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW },
			  hvc = { .op = OP_hvc, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW },
			  mmio = { .op = OP_mmio_user, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW },
			  hole = { .op = OP_dc_civac, .slot = SLOT_HOLE };
	struct filter filter;
	struct cell *cells;

	copy.copy = 1;
	for (size_t i = 0; i < suite_count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(filters); j++) {
			long count;

			filter_parse(&filter, filters[j], (char[64]){ 0 }, 64);
			count = suite_cells(&suite_table[i], &filter, &cells);
			ok(times(cells, count, null) == 1 && times(cells, count, hvc) == 1 &&
			   times(cells, count, mmio) == 1 && times(cells, count, hole) == 1 &&
			   times(cells, count, aa) == 1 && times(cells, count, copy) == 1,
			   "%s, filter \"%s\": calibration is there, once", suite_table[i].name, filters[j]);
			free(cells);
		}
	ok(cell_same_group(&aa, &copy), "a cell and its copy are measured together");
}

/* What a first access costs on each backing: suites with backings have the loads, the stores and the maintenance. */
static void test_first_access(void)
{
	static const enum op_id ops[] = { OP_ldr, OP_str, OP_dc_ivac, OP_dc_civac };
	static const char *const suites[] = { "standard", "full" };
	struct filter all = { 0 };
	struct cell *cells;

	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		long count = suite_cells(suite_find(suites[i]), &all, &cells);

		for (size_t j = 0; j < ARRAY_SIZE(ops); j++) {
			struct cell cell = { .op = ops[j], .stage2 = STAGE2_COLD };
			uint32_t axes = AXIS_BIT(SLOT) | AXIS_BIT(BACKING) | AXIS_BIT(HOST_PAGE);
			int found = 0;

			for (struct cell_walk w = cell_walk(&cell, axes, NULL); cell_walk_next(&w);)
				found += slot_table[cell.slot].exists && times(cells, count, cell) == 1;
			ok(found == 3 * BACKING_COUNT * HOST_PAGE_COUNT, "%s: a cold %s on each slot, backing and page, %d cells",
			   suites[i], op_table[ops[j]].name, found);
		}
		free(cells);
	}
}

static void test_none(void)
{
	struct filter all = { 0 };
	struct cell *cells;

	all.allowed[AXIS_SLOT] = 1u << SLOT_HOLE;
	all.allowed[AXIS_STAGE2] = 1u << STAGE2_RW;
	ok(suite_cells(suite_find("quick"), &all, &cells) == 0 && !cells, "a filter may leave nothing");
	ok(!suite_find("nothing"), "an unknown suite is not found");
	for (size_t i = 0; i < suite_count; i++)
		ok(!(suite_table[i].batch & (suite_table[i].batch - 1)) &&
			   suite_table[i].samples % suite_table[i].batch == 0,
		   "suite %s: its batch is a power of two that divides its samples", suite_table[i].name);
}

int main(void)
{
	test_axes();
	test_walk();
	test_walk_lengths();
	test_describe();
	test_outcomes();
	test_archive();
	test_accesses();
	test_features();
	test_op_sets();
	test_slots();
	test_counts();
	test_filter();
	test_quick();
	test_calibration();
	test_first_access();
	test_none();
	return tap_done();
}
