/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob/knob.h"

#include "bench/array.h"
#include "bench/cell.h"
#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/os/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE_PARAMETERS "/sys/module/cmo_policy/parameters"

const struct knob knob_table[KNOB_COUNT] = {
	[KNOB_KERNEL] = { "kvm.cmo_policy", "/sys/module/kvm/parameters/cmo_policy" },
	[KNOB_MODULE] = { "cmo_policy.policy", MODULE_PARAMETERS "/policy" },
};

static const char hooked_path[] = MODULE_PARAMETERS "/hooked";

/* What this process has written, so that the next write need not be announced to the restoring child. */
static enum policy_id written = POLICY_UNKNOWN;
static bool hooked_written;

bool knob_is_there(const char *root, enum knob_id id)
{
	return hostfile_there(root, "%s", knob_table[id].path);
}

const struct knob *knob_find(const char *root)
{
	for (int id = KNOB_COUNT - 1; id >= 0; id--)
		if (knob_is_there(root, id))
			return &knob_table[id];
	return NULL;
}

static int read_policy(const char *root, const struct knob *knob)
{
	char text[64];
	long got = hostfile_text(root, text, sizeof(text), "%s", knob->path);
	int policy;

	if (got < 0)
		return (int)got;
	policy = axis_value(AXIS_POLICY, text);
	return policy == POLICY_UNKNOWN ? -EINVAL : policy;
}

/* Return the policies in a list of names separated by blanks; names that are not known are left out. */
static uint32_t parse_policies(char *list)
{
	char *save = NULL;
	uint32_t mask = 0;

	for (char *name = strtok_r(list, " \n", &save); name; name = strtok_r(NULL, " \n", &save)) {
		int policy = axis_value(AXIS_POLICY, name);

		if (policy >= 0 && policy != POLICY_UNKNOWN)
			mask |= UINT32_C(1) << policy;
	}
	return mask;
}

/*
 * Return the largest number of ftrace's users of a function that the module hooks: "FUNCTION (USERS) ...", a line for
 * each traced function (6.12 kernel/trace/ftrace.c, t_show()). 0: none has any. -1: tracefs cannot be read.
 */
static long count_ops(const char *root)
{
	static const char *const hooks[] = { "kvm_handle_guest_abort (", "io_mem_abort (" };
	static const char *const files[] = { "/sys/kernel/tracing/enabled_functions",
					     "/sys/kernel/debug/tracing/enabled_functions" };
	char first[2];

	for (size_t f = 0; f < ARRAY_SIZE(files); f++) {
		long most = 0;

		if (hostfile_text(root, first, sizeof(first), "%s", files[f]) < 0)
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(hooks); i++) {
			char *line = hostfile_line(root, hooks[i], "%s", files[f]);
			long users = line ? strtol(line + strlen(hooks[i]), NULL, 10) : 0;

			most = users > most ? users : most;
			free(line);
		}
		return most;
	}
	return -1;
}

void knob_look(const char *root, struct knob_state *state)
{
	char text[256], path[HOSTFILE_PATH_BYTES];

	*state = (struct knob_state){ .knob = knob_find(root), .ops = -1 };
	if (!state->knob)
		return;
	state->policy = read_policy(root, state->knob);
	if (state->knob != &knob_table[KNOB_MODULE])
		return;
	hostfile_text(root, state->hook, sizeof(state->hook), MODULE_PARAMETERS "/hook");
	state->has_policies = hostfile_text(root, text, sizeof(text), MODULE_PARAMETERS "/policies") > 0;
	state->policies = state->has_policies ? parse_policies(text) : 0;
	state->hooked = hostfile_text(root, text, sizeof(text), "%s", hooked_path) > 0 && *text == 'Y';
	snprintf(path, sizeof(path), "%s%s", root, hooked_path);
	state->may_hook = !access(path, W_OK);
	state->ops = count_ops(root);
}

bool knob_is_shared(const struct knob_state *state)
{
	return state->ops > (state->hooked && !strcmp(state->hook, "ftrace"));
}

void knob_judge_shared(const struct knob_state *state, struct host_findings *findings)
{
	if (*state->hook && knob_is_shared(state))
		finding_raise(findings, &finding_table[FINDING_hook_shared], "stop bpftrace, perf probe, trace-cmd",
			      "another tracer is on the functions that the module hooks (%ld of them, ours included): "
			      "each fault takes longer", state->ops);
}

void knob_judge(const struct knob_state *state, struct host_findings *findings)
{
	if (!*state->hook)
		return;
	if (!strcmp(state->hook, "kprobe"))
		finding_raise(findings, &finding_table[FINDING_hook_kprobe],
			      "a kernel with CONFIG_FUNCTION_TRACER, where the module uses ftrace",
			      "the module hooks KVM by kprobes: each fault takes an exception more, which is subtracted "
			      "as it was measured");
	knob_judge_shared(state, findings);
	if (!state->may_hook)
		finding_raise(findings, &finding_table[FINDING_hook_unmeasured],
			      "sudo rmmod cmo_policy # or run as root",
			      "this user may not remove the module's hooks: what they cost per fault is not measured, "
			      "and every cost includes it");
}

int knob_read(void)
{
	const struct knob *knob = knob_find("");

	return knob ? read_policy("", knob) : -ENOENT;
}

/* Write to a file without a word to the restoring child, which knows of it. */
static int write_again(const char *path, const char *text)
{
	size_t size = strlen(text);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t put = fd < 0 ? -1 : write(fd, text, size);
	int error = errno;

	if (fd >= 0)
		close(fd);
	return put == (ssize_t)size ? 0 : fail(error, "%s: cannot be set to %s", path, text);
}

/* Write to the knob for the first time. With two knobs, switch the kernel's off. */
static int write_first(const struct knob *knob, const char *name)
{
	int err = restore_write(knob->path, name);

	if (!err && knob == &knob_table[KNOB_MODULE] && knob_is_there("", KNOB_KERNEL))
		err = restore_write(knob_table[KNOB_KERNEL].path, policy_name(POLICY_UPSTREAM));
	return err;
}

int knob_write(enum policy_id policy)
{
	const struct knob *knob = knob_find("");
	int err;

	if (!knob)
		return fail(ENOENT, "the knob that sets the policy is gone");
	err = written == POLICY_UNKNOWN ? write_first(knob, policy_name(policy)) :
					  write_again(knob->path, policy_name(policy));
	if (!err)
		written = policy;
	return err;
}

int knob_hook(bool hooked)
{
	const char *text = hooked ? "Y" : "N";
	int err = hooked_written ? write_again(hooked_path, text) : restore_write(hooked_path, text);

	hooked_written |= !err;
	return err;
}

enum policy_id knob_written(void)
{
	return written;
}

void knob_forget(void)
{
	written = POLICY_UNKNOWN;
	hooked_written = false;
}
