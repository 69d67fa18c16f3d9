/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read and set the knob: the module parameter that says which policy the kernel follows. There are two of them,
 * kvm.cmo_policy of a kernel with the patch in host/kernel/, and cmo_policy.policy of the module in
 * host/kernel/module/. They take the same names. Where both are there, the module's is used, and kvm.cmo_policy is set
 * to upstream, under which it changes nothing.
 */
#ifndef HOST_KNOB_H
#define HOST_KNOB_H

#include "bench/policy.h"
#include "host/os/finding.h"

#include <stdbool.h>
#include <stdint.h>

enum knob_id { KNOB_KERNEL, KNOB_MODULE, KNOB_COUNT };

struct knob {
	const char *name; /* MODULE.PARAMETER; archived */
	const char *path; /* its file */
};

extern const struct knob knob_table[KNOB_COUNT];

/* The knob as it is: the header's "knob". */
struct knob_state {
	const struct knob *knob; /* NULL: this kernel has none, and the other fields mean nothing */
	int policy;              /* enum policy_id; -EINVAL: the name that it shows is unknown */
	char hook[8];            /* how the module hooks KVM: "ftrace" or "kprobe"; "": not the module's knob */
	uint32_t policies;       /* bit by policy_id: what it offers; valid if has_policies */
	bool has_policies;       /* it lists what it offers */
	bool hooked;             /* the module's hooks are in place */
	bool may_hook;           /* this user may remove them and put them back */
	long ops;                /* tracers on the hooked function that has most of them, ours included; -1: not known */
};

/* Is this knob there? root: directory that every path is below, as in struct host_view. */
bool knob_is_there(const char *root, enum knob_id id);

/* Return the knob that is used; NULL: there is none. */
const struct knob *knob_find(const char *root);

/* Look at the knob that is used. */
void knob_look(const char *root, struct knob_state *state);

/* Do others trace a hooked function, too? Always false if it is not known. */
bool knob_is_shared(const struct knob_state *state);

/* Raise the findings of the module's hooks: "hook-kprobe", "hook-shared", "hook-unmeasured"; of "hook-shared" alone. */
void knob_judge(const struct knob_state *state, struct host_findings *findings);
void knob_judge_shared(const struct knob_state *state, struct host_findings *findings);

/* Return the enum policy_id that the knob shows; -ENOENT: this kernel has no knob; -EINVAL: the name is unknown. */
int knob_read(void);

/*
 * Set the knob. 0; -ENOENT: there is none; -EOPNOTSUPP, or -EINVAL of a knob that does not know the name: it does not
 * have this policy, and nothing is changed; or another -errno (fail_text()). Its value before the first call is
 * restored at the end (host/os/restore.h). No vCPU may be running.
 */
int knob_write(enum policy_id policy);

/*
 * Remove the module's hooks, or put them back. 0 or -errno (fail_text()). As knob_write() otherwise. It takes tens of
 * milliseconds, because the kernel waits until no task can be inside of one.
 */
int knob_hook(bool hooked);

/* Return what the last knob_write() set; POLICY_UNKNOWN: it was not called yet. */
enum policy_id knob_written(void);

/* Note that restore_close() has restored the knob: the next knob_write() counts as the first again. */
void knob_forget(void);

#endif
