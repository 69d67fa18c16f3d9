/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies that a run visits: the one that the kernel has, or those that the knob can put in force. */
#ifndef HOST_RUN_POLICIES_H
#define HOST_RUN_POLICIES_H

#include "bench/policy.h"
#include "host/batch/probe.h"
#include "host/run/testbed.h"

#include <stddef.h>
#include <stdint.h>

struct policies {
	struct policy_visit visit[POLICY_COUNT]; /* count of them */
	size_t count;
	int knob;                                /* policy that the knob had before the run; negative: no knob */
};

/*
 * Choose and probe the policies to visit, in the testbed's region and with its trace: if there is a knob, those of the
 * mask asked, a bit for each enum policy_id; else, or if the mask is 0, the one that the kernel has. 0 or -errno
 * (fail_text()).
 */
int policies_choose(struct policies *policies, uint32_t asked, struct testbed *testbed, const struct probe *probe);

/* Put a policy in force, by its index in visit[]. 0 or -errno (fail_text()). */
int policies_visit(const struct policies *policies, size_t visit);

#endif
