/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/session.h"

#include "bench/verb.h"
#include "host/err.h"
#include "host/knob.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The generator must not start at 0: any fixed odd number makes another of it. */
#define SEED_MIX UINT64_C(0x9e3779b97f4a7c15)

static int open_vm(struct session *s)
{
	int err = vm_open(&s->vm, s->options->nisv);

	return err ? err : region_open(&s->region, &s->vm, s->options->suite->batch);
}

static void close_vm(struct session *s)
{
	region_close(&s->region);
	vm_close(&s->vm);
}

int session_rebuild(struct session *s)
{
	close_vm(s);
	return open_vm(s);
}

/* What to tell a user whose /dev/kvm does not open. */
static int complain_of_kvm(const char *verb, int err)
{
	const char *remedy = "";

	if (err == -ENOENT)
		remedy = ": no KVM in this kernel, or the firmware started it below EL2; try --emulated";
	else if (err == -EACCES || err == -EPERM)
		remedy = ": join its group (usually kvm), or run as root";
	complain("%s: %s%s", verb, fail_text(), remedy);
	return *remedy ? STATUS_CANNOT : STATUS_FAILED;
}

static int prepare_host(struct session *s, const char *verb)
{
	const char *why = NULL;
	int err;

	if (!s->options->inside.qemu && !s->options->allow_virtual && env_is_virtual()) {
		complain("%s: this KVM host is itself a guest, its times mean nothing: "
			 "measure on bare metal, or --allow-virtual and say so", verb);
		return STATUS_CANNOT;
	}
	pin_thread(&s->pin);
	err = open_vm(s);
	if (err)
		return complain_of_kvm(verb, err);
	env_read(&s->env, &s->vm, s->options->inside.qemu != NULL);
	err = clock_open(&s->clock);
	if (err) {
		complain("%s: %s", verb, fail_text());
		return STATUS_FAILED;
	}
	s->trace = trace_open(&why);
	if (!s->trace)
		snprintf(s->trace_missing, sizeof(s->trace_missing), "%s", why);
	return STATUS_OK;
}

int session_visit(struct session *s, size_t visit)
{
	return s->visit[visit].knob ? knob_write(s->visit[visit].policy) : 0;
}

/* The one policy in a mask, or POLICY_UNKNOWN if it has none or several. */
static enum policy_id only_policy(uint32_t mask)
{
	for (int policy = 0; policy < POLICY_COUNT; policy++)
		if (mask == UINT32_C(1) << policy)
			return policy;
	return POLICY_UNKNOWN;
}

/* The policy that the kernel has now. */
static int visit_current(struct session *s)
{
	struct policy_visit *v = &s->visit[s->visit_count++];
	int err = probe_policy(&s->region, s->trace, &s->probe, v);

	v->policy = only_policy(v->recognised);
	if (v->policy == POLICY_UNKNOWN && s->knob >= 0 && v->recognised >> s->knob & 1)
		v->policy = s->knob;
	return err;
}

static int visit_knob(struct session *s, uint32_t mask)
{
	int err = 0;

	for (int policy = 0; policy < POLICY_COUNT && !err; policy++) {
		struct policy_visit *v = &s->visit[s->visit_count];

		if (!(mask >> policy & 1))
			continue;
		s->visit_count++;
		*v = (struct policy_visit){ .policy = policy, .knob = true };
		err = knob_write(policy);
		if (!err)
			err = probe_policy(&s->region, s->trace, &s->probe, v);
	}
	return err;
}

/* Which policies to visit: the kernel's own, or those asked for, through the knob. */
static int choose_policies(struct session *s, const char *verb)
{
	uint32_t asked = s->options->policies;
	int err;

	s->knob = knob_read();
	if (asked && s->knob >= 0) {
		err = visit_knob(s, asked);
	} else {
		err = visit_current(s);
		if (!err && asked && asked != UINT32_C(1) << s->visit[0].policy) {
			complain(
				"%s: --policy: this kernel has no kvm.cmo_policy and behaves as %s: only --policy "
				"current can be measured (patch: host/kernel/)",
				verb, policy_name(s->visit[0].policy));
			return STATUS_CANNOT;
		}
	}
	if (err)
		complain("%s: recognising the policy: %s", verb, fail_text());
	return err ? STATUS_FAILED : STATUS_OK;
}

int session_open(struct session *s, const struct options *options)
{
	const char *verb = options->argv[0];
	int status;

	*s = (struct session){ .options = options, .knob = -ENOENT, .random = options->seed ^ SEED_MIX };
	s->random = s->random ? s->random : SEED_MIX;
	s->vm = (struct vm){ .kvm_fd = -1, .fd = -1, .vcpu_fd = -1, .gic_fd = -1, .stats_fd = -1 };
	s->region.pagemap_fd = -1;
	status = prepare_host(s, verb);
	if (status)
		return status;
	if (probe_cpu(&s->region, s->trace, options->nisv, &s->probe)) {
		complain("%s: probing the CPU: %s", verb, fail_text());
		return STATUS_FAILED;
	}
	return choose_policies(s, verb);
}

void session_close(struct session *s)
{
	trace_close(s->trace);
	close_vm(s);
}

struct run_facts session_facts(const struct session *s)
{
	return (struct run_facts){
		.options = s->options,
		.env = &s->env,
		.clock = &s->clock,
		.pin = &s->pin,
		.vm = &s->vm,
		.probe = &s->probe,
		.visit = s->visit,
		.visit_count = s->visit_count,
		.knob = s->knob,
	};
}
