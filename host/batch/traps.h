/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does something trap what the guest executes by itself? KVM counts the exits that it gets. Of traps to what is below
 * the kernel under test, the firmware at EL3 or a hypervisor, only the time tells: an instruction that takes as long as
 * an exit.
 */
#ifndef HOST_BATCH_TRAPS_H
#define HOST_BATCH_TRAPS_H

#include "bench/op.h"
#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRAPS_SHARE 2 /* 1 / TRAPS_SHARE of an empty exit's cost is suspicious */

/* An op on pages that stage 2 maps writable, one line of each. */
struct native {
	bool known;
	double ticks;     /* of a sample, the timed region included: the mean without the upper quarter */
	double exits;     /* KVM's exits for a sample; negative: not counted */
};

struct traps {
	struct native op[OP_COUNT]; /* null, hvc and those with a page */
};

/* Return the mean of ticks without its upper quarter; sorts them. */
double traps_mean(uint32_t *ticks, size_t count);

/* Raise "counter-exits", "counter-trapped" and "op-trapped". ns_per_tick: 0 if a tick is no time. */
void traps_judge(const struct traps *traps, double ns_per_tick, struct host_findings *findings);

#endif
