/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What speaks against believing what this host will measure, or has measured: the checks of results/findings.md that
 * look at the host itself. Those of the clock, of the core's frequency and of each cell stand with what they look at.
 */
#ifndef HOST_FINDINGS_H
#define HOST_FINDINGS_H

#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define LOOK_CPUS_MAX 64

/* Where to look. */
struct look {
	const char *root;       /* directory of the host's files; "" in earnest */
	bool emulated;          /* in a known emulated host: what concerns time only is not looked at */
	pid_t self;             /* process whose own VMs and counters are not another's */
	int cpu[LOOK_CPUS_MAX]; /* OS indices of those that vCPUs run on, cpu_count of them, at least 1 */
	size_t cpu_count;
};

/* Settings that must not change meanwhile. */
#define SETTINGS 9
#define SETTING_BYTES 64

/* The host at the start, to tell what happened since. What is not known is -1, or "". */
struct host_state {
	char setting[SETTINGS][SETTING_BYTES];
	int64_t throttled;     /* the Raspberry Pi's word */
	int64_t swapped_in;    /* pages, since boot */
	int64_t steal;         /* 1/100 s that the CPUs waited for a hypervisor, since boot */
	int64_t interrupts;    /* that the CPUs took, since boot */
};

/* Raise what can be found before anything is measured. */
void findings_start(struct host_findings *findings, const struct look *look);

/* Remember the host, right before the first cell. */
void findings_begin(struct host_state *state, const struct look *look);

/* Raise what happened since findings_begin(), and add what it came to to the facts of the end. */
void findings_end(struct host_findings *findings, struct facts *record, const struct look *look,
		  const struct host_state *begin);

/* Is this KVM host itself a guest? Then why says by what it is known, if it is not NULL. */
bool findings_is_virtual(const char *root, char *why, size_t size);

#endif
