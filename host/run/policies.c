/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/policies.h"

#include "host/knob/module.h"
#include "host/options/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int policies_visit(const struct policies *p, size_t visit)
{
	return p->visit[visit].knob ? knob_write(p->visit[visit].policy) : 0;
}

/*
 * Return the only policy in a mask, or POLICY_UNKNOWN if it has none or several. Where the CPU takes cache maintenance for
 * NOPs the kernel sees none of it: all policies are alike, and the one that changes nothing stands for them.
 */
static enum policy_id only_policy(uint32_t mask)
{
	if (mask == (UINT32_C(1) << POLICY_COUNT) - 1)
		return POLICY_UPSTREAM;
	for (int policy = 0; policy < POLICY_COUNT; policy++)
		if (mask == UINT32_C(1) << policy)
			return policy;
	return POLICY_UNKNOWN;
}

/*
 * Recognise the policy that is in force, and find out what it does with dirty data, unless that is not to be seen here.
 */
static int look(struct policies *p, struct testbed *testbed, const struct probe *probe, struct policy_visit *v)
{
	int err = probe_policy(&testbed->region, testbed->trace, probe, v);

	if (v != &p->visit[0] && !p->visit[0].kept.observable)
		v->kept = p->visit[0].kept;
	else if (!err)
		err = probe_kept(&testbed->region, options_are_inside(testbed->options), &v->kept);
	return err;
}

/* Visit the policy that the kernel has now. */
static int visit_current(struct policies *p, struct testbed *testbed, const struct probe *probe)
{
	struct policy_visit *v = &p->visit[p->count++];
	int err = look(p, testbed, probe, v);

	v->policy = only_policy(v->recognised);
	if (v->policy == POLICY_UNKNOWN && p->knob.knob && p->knob.policy >= 0 && v->recognised >> p->knob.policy & 1)
		v->policy = p->knob.policy;
	return err;
}

/* Put a policy in force for the first time. 0, also if the knob does not have it; -errno (fail_text()). */
static int try_policy(struct policies *p, int policy)
{
	int err = knob_write(policy);

	if (err != -EOPNOTSUPP && err != -EINVAL)
		return err;
	if (!p->missing && !(err == -EOPNOTSUPP && module_reason(p->why_missing, sizeof(p->why_missing))))
		snprintf(p->why_missing, sizeof(p->why_missing), "%s",
			 err == -EINVAL ? "it is older than this cmobench" : "");
	p->missing |= UINT32_C(1) << policy;
	return 0;
}

/* Visit the policies in a mask, setting the knob to each. */
static int visit_asked(struct policies *p, uint32_t asked, struct testbed *testbed, const struct probe *probe)
{
	int err = 0;

	for (int policy = 0; policy < POLICY_COUNT && !err; policy++) {
		struct policy_visit *v = &p->visit[p->count];

		if (!(asked >> policy & 1))
			continue;
		err = try_policy(p, policy);
		if (err || p->missing >> policy & 1)
			continue;
		p->count++;
		*v = (struct policy_visit){ .policy = policy, .knob = true };
		err = look(p, testbed, probe, v);
	}
	return err;
}

int policies_choose(struct policies *p, uint32_t asked, struct testbed *testbed, const struct probe *probe)
{
	int err = 0;

	*p = (struct policies){ .loaded = p->loaded };
	knob_look("", &p->knob);
	/* Somebody may have removed the hooks, without which the module's policy is not in force. */
	if (*p->knob.hook && !p->knob.hooked && p->knob.may_hook)
		err = knob_hook(true);
	if (err)
		return err;
	if (asked && p->knob.knob)
		return visit_asked(p, asked, testbed, probe);
	return visit_current(p, testbed, probe);
}

void policies_list(uint32_t mask, char *text, size_t size)
{
	*text = '\0';
	for (int policy = 0; policy < POLICY_COUNT; policy++) {
		size_t used = strlen(text);

		if (mask >> policy & 1)
			snprintf(text + used, size - used, "%s%s", used ? " " : "", policy_name(policy));
	}
}
