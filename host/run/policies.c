/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/policies.h"

#include "host/findings/knob.h"

int policies_visit(const struct policies *p, size_t visit)
{
	return p->visit[visit].knob ? knob_write(p->visit[visit].policy) : 0;
}

/* Return the only policy in a mask, or POLICY_UNKNOWN if it has none or several. */
static enum policy_id only_policy(uint32_t mask)
{
	for (int policy = 0; policy < POLICY_COUNT; policy++)
		if (mask == UINT32_C(1) << policy)
			return policy;
	return POLICY_UNKNOWN;
}

/* Visit the policy that the kernel has now. */
static int visit_current(struct policies *p, struct testbed *testbed, const struct probe *probe)
{
	struct policy_visit *v = &p->visit[p->count++];
	int err = probe_policy(&testbed->region, testbed->trace, probe, v);

	v->policy = only_policy(v->recognised);
	if (v->policy == POLICY_UNKNOWN && p->knob >= 0 && v->recognised >> p->knob & 1)
		v->policy = p->knob;
	return err;
}

/* Visit the policies in a mask, setting the knob to each. */
static int visit_asked(struct policies *p, uint32_t asked, struct testbed *testbed, const struct probe *probe)
{
	int err = 0;

	for (int policy = 0; policy < POLICY_COUNT && !err; policy++) {
		struct policy_visit *v = &p->visit[p->count];

		if (!(asked >> policy & 1))
			continue;
		p->count++;
		*v = (struct policy_visit){ .policy = policy, .knob = true };
		err = knob_write(policy);
		if (!err)
			err = probe_policy(&testbed->region, testbed->trace, probe, v);
	}
	return err;
}

int policies_choose(struct policies *p, uint32_t asked, struct testbed *testbed, const struct probe *probe)
{
	p->knob = knob_read();
	if (asked && p->knob >= 0)
		return visit_asked(p, asked, testbed, probe);
	return visit_current(p, testbed, probe);
}
