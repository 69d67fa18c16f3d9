/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FINDINGS_VIEW_H
#define HOST_FINDINGS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define VIEW_CPUS_MAX 64

/* The host that checks look at, and which CPUs of it. */
struct host_view {
	const char *root;       /* directory that every path is below: "" for this host, another one in tests */
	bool emulated;          /* a known emulated host: findings of WHERE_TIMED are not raised */
	pid_t self;             /* this process, whose own VM and perf events raise no finding */
	int cpu[VIEW_CPUS_MAX]; /* OS indices of the CPUs that vCPUs run on, cpu_count of them, at least 1 */
	size_t cpu_count;
};

#define VIEW_SHARE_BYTES 48

/* Write " (COUNT of OF CPUs)", or nothing if of is 1. */
void view_describe_share(char text[static VIEW_SHARE_BYTES], size_t count, size_t of);

#endif
