/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch/traps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define OFTEN 0.5 /* exits of a sample from which on they are not interrupts of the host */

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double traps_mean(uint32_t *ticks, size_t count)
{
	size_t kept = count - count / 4;
	double sum = 0;

	qsort(ticks, count, sizeof(*ticks), ascending);
	for (size_t i = 0; i < kept; i++)
		sum += ticks[i];
	return kept ? sum / (double)kept : 0;
}

static void write_time(char text[static 32], double ticks, double ns_per_tick)
{
	snprintf(text, 32, "%.0f %s", ns_per_tick > 0 ? ticks * ns_per_tick : ticks, ns_per_tick > 0 ? "ns" : "ticks");
}

static void judge_counter(const struct traps *t, double ns_per_tick, struct host_findings *findings)
{
	const struct native *null = &t->op[OP_null], *hvc = &t->op[OP_hvc];
	char took[32], exit[32];

	if (null->exits >= OFTEN) {
		finding_raise(findings, &finding_table[FINDING_counter_exits],
			      "a kernel with KVM_CAP_COUNTER_OFFSET (6.4), by which cmobench asks for an offset of 0",
			      "the guest's reads of CNTVCT_EL0 exit to KVM, %.2g times in an empty sample: every cost "
			      "includes that", null->exits);
		return;
	}
	if (null->ticks * TRAPS_SHARE < hvc->ticks || hvc->ticks <= 0)
		return;
	write_time(took, null->ticks, ns_per_tick);
	write_time(exit, hvc->ticks, ns_per_tick);
	finding_raise(findings, &finding_table[FINDING_counter_trapped], "measure on bare metal; update the firmware",
		      "an empty sample takes %s, an exit to KVM and back %s: firmware or a hypervisor below seems to trap "
		      "reads of CNTVCT_EL0", took, exit);
}

/* Does the op take a good part of an exit, without one? */
static bool seems_trapped(const struct traps *t, int op)
{
	const struct native *n = &t->op[op], *null = &t->op[OP_null], *hvc = &t->op[OP_hvc];

	return op != OP_null && op != OP_hvc && n->known && n->exits < OFTEN && hvc->ticks > null->ticks &&
	       (n->ticks - null->ticks) * TRAPS_SHARE >= hvc->ticks - null->ticks;
}

void traps_judge(const struct traps *t, double ns_per_tick, struct host_findings *findings)
{
	char took[32], exit[32];

	if (!t->op[OP_null].known || !t->op[OP_hvc].known)
		return;
	judge_counter(t, ns_per_tick, findings);
	for (int op = 0; op < OP_COUNT; op++) {
		if (!seems_trapped(t, op))
			continue;
		write_time(took, t->op[op].ticks - t->op[OP_null].ticks, ns_per_tick);
		write_time(exit, t->op[OP_hvc].ticks - t->op[OP_null].ticks, ns_per_tick);
		finding_raise(findings, &finding_table[FINDING_op_trapped],
			      "read its costs as those of this firmware or hypervisor, not of the instruction",
			      "%s on a mapped page takes %s, without fault or exit, and an empty exit to KVM %s: firmware "
			      "(as for erratum 1542419 of Neoverse N1) or a hypervisor below may trap it",
			      op_table[op].name, took, exit);
	}
}
