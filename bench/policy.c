/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/policy.h"

const struct policy policy_table[POLICY_COUNT] = {
	[POLICY_UPSTREAM]   = { "upstream", "mainline: every CMO abort is a write",
				POLICY_READ_NOWHERE, POLICY_RO_EXIT },
	[POLICY_INJECT]     = { "inject", "translation fault: a read; permission fault on ro: abort injected",
				POLICY_READ_ALL, POLICY_RO_INJECT },
	[POLICY_UPGRADE]    = { "upgrade", "translation fault: a read; permission fault on ro: KVM does DC CIVAC",
				POLICY_READ_ALL, POLICY_RO_UPGRADE },
	[POLICY_INJECT_RO]  = { "inject_ro", "as inject on ro only; elsewhere as upstream",
				POLICY_READ_RO, POLICY_RO_INJECT },
	[POLICY_UPGRADE_RO] = { "upgrade_ro", "as upgrade on ro only; elsewhere as upstream",
				POLICY_READ_RO, POLICY_RO_UPGRADE },
	[POLICY_SKIP_RO]    = { "skip_ro", "on ro: stepped over; elsewhere as upstream",
				POLICY_READ_NOWHERE, POLICY_RO_SKIP },
	[POLICY_FLUSH_RO]   = { "flush_ro", "on ro: KVM cleans all that is mapped of it, steps over; else upstream",
				POLICY_READ_NOWHERE, POLICY_RO_FLUSH },
};

const char *policy_name(enum policy_id policy)
{
	return policy < POLICY_COUNT ? policy_table[policy].name : "unknown";
}
