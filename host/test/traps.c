/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which machines are said to trap what the guest executes by itself, by made-up times and counts. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/batch/traps.h"

#include <stdio.h>
#include <string.h>

#define NS 40.0 /* of a tick, as of 25 MHz */

static struct host_findings findings;

/* Ampere Altra, by public figures: an empty exit takes 306 ns, maintenance some tens. */
static struct traps altra(void)
{
	struct traps t = { .op[0].known = false };

	for (int op = 0; op < OP_COUNT; op++)
		t.op[op] = (struct native){ .known = op_table[op].operand == OP_OPERAND_PAGE, .ticks = 90 / NS };
	t.op[OP_null] = (struct native){ .known = true, .ticks = 30 / NS };
	t.op[OP_hvc] = (struct native){ .known = true, .ticks = 336 / NS, .exits = 1 };
	return t;
}

/* Judge, and return the identifiers of all findings. */
static const char *judge(const struct traps *t, double ns_per_tick)
{
	static char ids[256];

	findings.count = 0;
	ids[0] = '\0';
	traps_judge(t, ns_per_tick, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *f = &findings.finding[i];

		printf("# %s: %s\n", f->id, f->what);
		snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), "%s%s %s", i ? ", " : "", severity_name[f->severity],
			 f->id);
	}
	return ids;
}

static bool says(const char *text)
{
	return findings.count && strstr(findings.finding[0].what, text);
}

static void test_mean(void)
{
	uint32_t ticks[8] = { 3, 1000000, 2, 3, 3, 2, 3, 500 }, one = 7;

	ok(traps_mean(ticks, 8) == 16 / 6.0, "the upper quarter, with its interrupts, does not count");
	ok(traps_mean(&one, 1) == 7 && traps_mean(&one, 0) == 0, "of one sample, and of none");
}

int main(void)
{
	struct traps t = altra();

	test_mean();
	ok(!strcmp(judge(&t, NS), ""), "a usual machine traps nothing");
	t.op[OP_ic_ivau].ticks = 1500 / NS;
	ok(!strcmp(judge(&t, NS), "flag op-trapped") && says("ic_ivau") && says("takes 1470 ns") && says("KVM 306 ns"),
	   "firmware that traps IC IVAU");
	judge(&t, 0);
	ok(says("takes 37 ticks"), "where a tick is no time, it is ticks");
	t.op[OP_dc_civac].ticks = 200 / NS;
	ok(!strcmp(judge(&t, NS), "flag op-trapped, flag op-trapped") && says("dc_civac"), "half an exit is enough");
	t.op[OP_ic_ivau].exits = t.op[OP_dc_civac].exits = 1;
	ok(!strcmp(judge(&t, NS), ""), "what exits to KVM is counted, and no trap to what is below");
	t.op[OP_ic_ivau].exits = -1;
	ok(!strcmp(judge(&t, NS), "flag op-trapped"), "nor is it an exit if they are not counted");
	t = altra();
	t.op[OP_null].exits = 2;
	ok(!strcmp(judge(&t, NS), "refuse counter-exits") && says("2 times in an empty sample"),
	   "reads of the counter that exit to KVM");
	t.op[OP_null].exits = 0.2;
	ok(!strcmp(judge(&t, NS), ""), "some interrupts are no exits");
	t.op[OP_null].ticks = 2000 / NS;
	t.op[OP_hvc].ticks = 2300 / NS;
	for (int op = 0; op < OP_COUNT; op++)
		t.op[op].ticks += op_table[op].operand == OP_OPERAND_PAGE ? 2000 / NS : 0;
	ok(!strcmp(judge(&t, NS), "flag counter-trapped") && says("sample takes 2000 ns, an exit to KVM and back 2300 ns"),
	   "a hypervisor below that traps reads of the counter");
	t.op[OP_null].known = false;
	ok(!strcmp(judge(&t, NS), ""), "nothing is said of what was not probed");
	return tap_done();
}
