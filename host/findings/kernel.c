/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/array.h"
#include "host/findings/check.h"
#include "host/knob/kconfig.h"
#include "host/knob/knob.h"
#include "host/machine/confine.h"
#include "host/os/hostfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Raw tracepoint data needs -1, counting in the kernel 1 (include/linux/perf_event.h, perf_allow_tracepoint() and
 * perf_allow_kernel(), 6.12).
 */
void check_perf_paranoid(const struct check *c)
{
	struct confine confine;
	int64_t level;

	if (!hostfile_number(c->view->root, &level, "/proc/sys/kernel/perf_event_paranoid") || level < 0 ||
	    confine_has_perfmon(c->view->root))
		return;
	if (confine_find(c->view->root, CONFINE_PERF, &confine)) {
		finding_raise(c->findings, c->kind, confine.remedy, "%s: %s", confine.what,
			      level > 1 ? "PMU counts and fault kinds are missing" : "fault kinds are missing");
		return;
	}
	finding_raise(c->findings, c->kind, "sudo sysctl kernel.perf_event_paranoid=-1 # or run as root",
		      "kernel.perf_event_paranoid is %" PRId64 ": without root, %s", level,
		      level > 1 ? "PMU counts and fault kinds are missing" : "fault kinds are missing");
}

static const char *const tracing[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

void check_tracefs(const struct check *c)
{
	struct confine confine;
	char text[32];
	bool denied = false;

	for (size_t i = 0; i < ARRAY_SIZE(tracing); i++) {
		long got = hostfile_text(c->view->root, text, sizeof(text), "%s/events/kvm/kvm_guest_fault/id",
					 tracing[i]);

		if (got > 0)
			return;
		denied |= got == -EACCES || got == -EPERM;
	}
	if (confine_find(c->view->root, CONFINE_TRACEFS, &confine))
		finding_raise(c->findings, c->kind, confine.remedy, "%s: fault kinds are missing", confine.what);
	else if (denied)
		finding_raise(c->findings, c->kind,
			      "sudo mount -o remount,gid=$(id -g),mode=750 /sys/kernel/tracing # or run as root",
			      "tracefs is not readable: fault kinds are missing");
	else if (hostfile_there(c->view->root, "/sys/kernel/tracing/events"))
		finding_raise(c->findings, c->kind, "boot a kernel with KVM's tracepoints",
			      "this kernel has no tracepoint kvm:kvm_guest_fault: fault kinds are missing");
	else
		finding_raise(c->findings, c->kind,
			      "sudo mount -t tracefs -o gid=$(id -g),mode=750 tracefs /sys/kernel/tracing",
			      "tracefs is not mounted: fault kinds are missing");
}

/* events/enable: "0" none, "1" all, "X" some (kernel/trace/trace_events.c, system_enable_read(), 6.12). */
void check_tracing(const struct check *c)
{
	char on[8], events[8], tracer[64];

	for (size_t i = 0; i < ARRAY_SIZE(tracing); i++) {
		const char *root = c->view->root;

		if (hostfile_text(root, on, sizeof(on), "%s/tracing_on", tracing[i]) <= 0 || strcmp(on, "1"))
			continue;
		hostfile_text(root, events, sizeof(events), "%s/events/enable", tracing[i]);
		if (hostfile_text(root, tracer, sizeof(tracer), "%s/current_tracer", tracing[i]) <= 0)
			strcpy(tracer, "nop");
		if (strcmp(events, "1") && strcmp(events, "X") && !strcmp(tracer, "nop"))
			continue;
		finding_raise(c->findings, c->kind,
			      "echo 0 | sudo tee /sys/kernel/tracing/events/enable; echo nop | sudo tee "
			      "/sys/kernel/tracing/current_tracer",
			      "tracing is on (tracer %s, events/enable %s): every traced event takes longer",
			      tracer, *events ? events : "not known");
		return;
	}
}

/* Debugging options of the kernel: each makes locks, faults or memory accesses much slower. */
static const char *const debugging[] = {
	"PROVE_LOCKING", "LOCK_STAT", "KASAN", "KCSAN", "KMSAN", "DEBUG_VM", "DEBUG_PAGEALLOC_ENABLE_DEFAULT",
};

static void note(char *list, size_t size, const char *name)
{
	size_t used = strlen(list);

	snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
}

/*
 * Write to list the debugging options that the kernel's configuration enables. False if the configuration cannot be
 * read.
 */
static bool read_config(const char *root, char *list, size_t size)
{
	uint32_t set;
	bool found = kconfig_read(root, debugging, ARRAY_SIZE(debugging), &set);

	for (size_t i = 0; i < ARRAY_SIZE(debugging); i++)
		if (set >> i & 1)
			note(list, size, debugging[i]);
	return found;
}

/*
 * Write to list the debugging options that show without the configuration, by a file that each creates
 * (kernel/locking/lockdep_proc.c, lockdep_proc_init(); kernel/kcsan/debugfs.c; 6.12). The others create none.
 */
static void read_signs(const char *root, char *list, size_t size)
{
	static const struct {
		const char *path, *name;
	} signs[] = {
		{ "/proc/lockdep_chains", "PROVE_LOCKING" },
		{ "/proc/lock_stat", "LOCK_STAT" },
		{ "/sys/kernel/debug/kcsan", "KCSAN" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (hostfile_there(root, "%s", signs[i].path))
			note(list, size, signs[i].name);
}

void check_debug_kernel(const struct check *c)
{
	char list[160] = "";

	if (!read_config(c->view->root, list, sizeof(list)))
		read_signs(c->view->root, list, sizeof(list));
	if (*list)
		finding_raise(c->findings, c->kind, "boot a kernel without them",
			      "the kernel has debugging options (%s): its faults take longer", list);
}

/* A search for another process that has a file of this name open. */
struct search {
	const struct host_view *view;
	const char *target; /* name of the file, as /proc/PID/fd shows it */
	long pid;           /* the first such process; 0: none yet */
};

static bool compare_fd(void *context, const char *path)
{
	struct search *s = context;
	char whole[HOSTFILE_PATH_BYTES], target[64];
	long pid = strtol(path + strlen("/proc/"), NULL, 10);
	ssize_t size;

	if (pid == s->view->self)
		return true;
	snprintf(whole, sizeof(whole), "%s%s", s->view->root, path);
	size = readlink(whole, target, sizeof(target) - 1);
	if (size > 0) {
		target[size] = '\0';
		s->pid = strcmp(target, s->target) ? 0 : pid;
	}
	return !s->pid;
}

/*
 * Return the other process that has the file open, and its name; 0: none. Without root, only the user's own are seen.
 */
static long who_has(const struct host_view *view, const char *target, char *name, size_t size)
{
	struct search s = { view, target, 0 };

	hostfile_each(view->root, "/proc/[0-9]*/fd/*", compare_fd, &s);
	if (s.pid && hostfile_text(view->root, name, size, "/proc/%ld/comm", s.pid) <= 0)
		snprintf(name, size, "a process");
	return s.pid;
}

void check_other_vm(const struct check *c)
{
	char name[32];
	long pid = who_has(c->view, "anon_inode:kvm-vm", name, sizeof(name));

	if (pid)
		finding_raise(c->findings, c->kind, "shut it down", "another VM is running: %s (process %ld)", name,
			      pid);
}

void check_other_perf(const struct check *c)
{
	char name[32];
	long pid = who_has(c->view, "anon_inode:[perf_event]", name, sizeof(name));

	if (pid)
		finding_raise(c->findings, c->kind, "stop it", "another process uses perf events: %s (process %ld)",
			      name, pid);
}

void check_swap(const struct check *c)
{
	char text[512], *second;

	/* The first line is a heading. */
	if (hostfile_text(c->view->root, text, sizeof(text), "/proc/swaps") > 0 && (second = strchr(text, '\n')))
		finding_raise(c->findings, c->kind, "sudo swapoff -a", "swap is enabled: %.*s",
			      (int)strcspn(second + 1, " \t"), second + 1);
}

void check_swap_in(const struct check *c)
{
	if (c->end->swapped_in > c->begin->swapped_in && c->begin->swapped_in >= 0)
		finding_raise(c->findings, c->kind, "sudo swapoff -a # or add memory; then measure again",
			      "%" PRId64 " pages were swapped in during the run",
			      c->end->swapped_in - c->begin->swapped_in);
}

void check_two_knobs(const struct check *c)
{
	if (knob_is_there(c->view->root, KNOB_KERNEL) && knob_is_there(c->view->root, KNOB_MODULE))
		finding_raise(c->findings, c->kind, "sudo rmmod cmo_policy",
			      "this kernel has %s, and the module cmo_policy is loaded, too: two policies apply",
			      knob_table[KNOB_KERNEL].name);
}
