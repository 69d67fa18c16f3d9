/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/policy.h"

const struct policy policy_table[POLICY_COUNT] = {
#define POLICY(id, name_, read_, ro_, summary_)                                                                        \
	[POLICY_##id] = { .name = (name_), .summary = (summary_), .read_triage = POLICY_READS_##read_,                  \
			  .ro = POLICY_RO_##ro_ },
#include "bench/policies.def"
#undef POLICY
};

const char *policy_name(enum policy_id policy)
{
	return policy < POLICY_COUNT ? policy_table[policy].name : "unknown";
}
