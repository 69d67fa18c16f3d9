/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/machine/confine.h"

#include "bench/array.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Either of these overrides kernel.perf_event_paranoid (include/linux/capability.h, perfmon_capable(), 6.12). */
#define CAP_SYS_ADMIN_BIT 21
#define CAP_PERFMON_BIT   38

#define SECCOMP_FILTER 2 /* Seccomp: in /proc/PID/status (proc_pid_status(5)) */

/* Return a number of /proc/self/status; -1: it is not there. */
static int64_t status_number(const char *root, const char *name, int base)
{
	char *line = hostfile_line(root, name, "/proc/self/status");
	int64_t number = line ? (int64_t)strtoull(line + strlen(name), NULL, base) : -1;

	free(line);
	return number;
}

/*
 * Under lockdown=confidentiality the kernel makes no files in tracefs, or opens none (fs/tracefs/inode.c,
 * tracefs_create_file(); kernel/trace/trace.c, tracing_check_open_get_tr(); 6.12).
 */
static bool is_locked_down(const char *root)
{
	char text[4096];

	if (hostfile_text(root, text, sizeof(text), "/sys/kernel/security/lockdown") > 0)
		return strstr(text, "[confidentiality]");
	hostfile_text(root, text, sizeof(text), "/proc/cmdline");
	return strstr(text, "lockdown=confidentiality");
}

/* Outside of user namespaces every user id is itself (user_namespaces(7)). */
static bool is_in_user_namespace(const char *root)
{
	unsigned long inside, outside, count;
	char text[64];

	return hostfile_text(root, text, sizeof(text), "/proc/self/uid_map") > 0 &&
	       sscanf(text, "%lu %lu %lu", &inside, &outside, &count) == 3 &&
	       (inside || outside || count != UINT32_MAX);
}

/* Write the kind of the container that this process is in, as container managers leave it (systemd's virt.c). */
static bool find_container(const char *root, char name[static 32])
{
	static const struct {
		const char *path, *kind; /* kind NULL: the file says it */
	} marks[] = {
		{ "/run/host/container-manager", NULL },
		{ "/run/systemd/container", NULL },
		{ "/run/.containerenv", "podman" },
		{ "/.dockerenv", "docker" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		if (!hostfile_there(root, "%s", marks[i].path))
			continue;
		if (marks[i].kind)
			snprintf(name, 32, "%s", marks[i].kind);
		else
			hostfile_text(root, name, 32, "%s", marks[i].path);
		return true;
	}
	return false;
}

bool confine_has_perfmon(const char *root)
{
	int64_t effective = status_number(root, "CapEff:", 16);

	return effective != -1 && (effective >> CAP_SYS_ADMIN_BIT & 1 || effective >> CAP_PERFMON_BIT & 1);
}

/* Is this root, in name, without the capabilities that perf events and mounts take? */
static bool is_root_in_name(const char *root)
{
	return status_number(root, "Uid:", 10) == 0 && !confine_has_perfmon(root);
}

static bool say(struct confine *c, const char *remedy, const char *what)
{
	snprintf(c->what, sizeof(c->what), "%s", what);
	snprintf(c->remedy, sizeof(c->remedy), "%s", remedy);
	return true;
}

bool confine_find(const char *root, enum confine_of of, struct confine *c)
{
	char container[32] = "", text[128];
	bool contained = find_container(root, container);
	const char *outside = contained ? "measure outside the container, or give it --privileged" :
					  "measure outside of it";

	if (of == CONFINE_TRACEFS && is_locked_down(root))
		return say(c, "boot without lockdown=confidentiality",
			   "the kernel is locked down (confidentiality), which refuses tracefs to root, too");
	if (of == CONFINE_KVM) {
		snprintf(text, sizeof(text), "a container (%s) has the devices that it is given", container);
		return contained && say(c, "give it --device=/dev/kvm, or measure outside the container", text);
	}
	if (is_in_user_namespace(root))
		return say(c, outside, "this process is in a user namespace, whose root is an ordinary user outside");
	if (is_root_in_name(root)) {
		snprintf(text, sizeof(text), "this root has neither CAP_SYS_ADMIN nor CAP_PERFMON%s%s%s",
			 contained ? ", being in a container (" : "", container, contained ? ")" : "");
		return say(c, outside, text);
	}
	if (of == CONFINE_PERF && status_number(root, "Seccomp:", 10) == SECCOMP_FILTER)
		return say(c, outside, "a seccomp filter refuses system calls to this process (Seccomp: 2)");
	return false;
}
