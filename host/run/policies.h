/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies that a run visits: the one that the kernel has, or those that the knob can put in force. */
#ifndef HOST_RUN_POLICIES_H
#define HOST_RUN_POLICIES_H

#include "bench/policy.h"
#include "host/batch/probe.h"
#include "host/knob/knob.h"
#include "host/run/testbed.h"

#include <stddef.h>
#include <stdint.h>

struct policies {
	struct policy_visit visit[POLICY_COUNT]; /* count of them */
	size_t count;
	struct knob_state knob;                  /* before this run changed it */
	bool loaded;                             /* this run has loaded the module that has the knob */
	uint32_t missing;                        /* bit by policy_id: policies asked for that the knob does not have */
	char why_missing[128];                   /* why it does not have the first of them; "": not known */
};

#define POLICIES_ALL ((UINT32_C(1) << POLICY_COUNT) - 1)

/*
 * Choose and probe the policies to visit, in the testbed's region and with its trace: if there is a knob, those of the
 * mask asked that it has, a bit for each enum policy_id; else, or if the mask is 0, the one that the kernel has. 0 or
 * -errno (fail_text()).
 */
int policies_choose(struct policies *policies, uint32_t asked, struct testbed *testbed, const struct probe *probe);

/* Write the names of the policies in a mask, separated by blanks. */
void policies_list(uint32_t mask, char *text, size_t size);

/* Put a policy in force, by its index in visit[]. 0 or -errno (fail_text()). */
int policies_visit(const struct policies *policies, size_t visit);

#endif
