/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FINDINGS_VIEW_H
#define HOST_FINDINGS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define VIEW_CPUS_MAX 64

/* Which host is looked at, and which part of it. */
struct host_view {
	const char *root;       /* stands before every path; "" in earnest, a directory in tests */
	bool emulated;          /* a known emulated host: findings of WHERE_TIMED are not looked for */
	pid_t self;             /* process whose own VMs and counters are not somebody else's */
	int cpu[VIEW_CPUS_MAX]; /* OS indices of the CPUs that vCPUs run on, cpu_count of them, at least 1 */
	size_t cpu_count;
};

#define VIEW_SHARE_BYTES 48

/* Write " (COUNT of OF CPUs)", or nothing if of is 1. */
void view_describe_share(char text[static VIEW_SHARE_BYTES], size_t count, size_t of);

#endif
