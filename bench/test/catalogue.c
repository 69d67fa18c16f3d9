/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue's tables: every row there, names unique, found by name; filters; what the quick suite visits. */
#include "bench/scenario.h"
#include "bench/predict.h"
#include "bench/test/tap.h"

#include <errno.h>
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
	ok(axis_find("nothing") == -EINVAL && axis_value(AXIS_OP, "dc_nothing") == -EINVAL,
	   "unknown names are refused");
}

static void test_outcomes(void)
{
	bool good = true;

	for (int i = 0; i < OUTCOME_COUNT; i++)
		good &= outcome_name[i] && outcome_find(outcome_name[i]) == i;
	ok(good && outcome_find("none") == -EINVAL, "outcomes have their own names");
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
	const struct cell ivac_ro = { 0, OP_dc_ivac, SLOT_RO, 0, 0, 0 },
			  civac_rw = { 0, OP_dc_civac, SLOT_RW, 0, 0, 0 };
	char long_text[600];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
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
	static const struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX };
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
	test_outcomes();
	test_filter();
	test_quick();
	return tap_done();
}
