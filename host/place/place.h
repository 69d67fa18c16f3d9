/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which CPUs vCPUs and all other threads get, from what is known of a host: computed, nothing is done about it. */
#ifndef HOST_PLACE_H
#define HOST_PLACE_H

#include "bench/abi.h"
#include "host/place/cpulist.h"

/* A CPU that is online and that the process may be bound to. */
struct place_cpu {
	int cpu;  /* OS index */
	int core; /* of that number: CPUs that share one core (simultaneous multithreading) have the same */
	int kind; /* of core, big or little: the same number, the same kind */
	int node; /* NUMA node, OS index; -1: not known */
};

struct place_host {
	const struct place_cpu *cpu; /* count of them, in any order */
	size_t count;
	struct cpulist online;   /* those too that the process may not be bound to */
	struct cpulist allowed;  /* those that it should use: place_allowed() */
	struct cpulist isolated; /* that the kernel keeps other work away from */
};

struct place {
	int cpu[ABI_VCPUS_MAX];  /* of vCPUs 0, 1, …: OS indexes, */
	uint32_t count;          /* so many; 0: nothing is known of this host */
	int node;                /* NUMA node of vCPU 0; -1: not known */
	bool listed;             /* the CPUs were given, not chosen */
	struct cpulist helpers;  /* where all other threads go; empty: beside the vCPUs */
	bool mixed_kinds;        /* the CPUs of vCPUs are of several kinds, */
	bool mixed_nodes;        /* or of several nodes */
	int smt, sibling;        /* a CPU of a vCPU, and another of its core; -1: cores have one CPU each */
};

/*
 * What a process should use, of what it may be bound to (permitted). That is its affinity, as somebody may have
 * narrowed it; but the affinity that a process begins with lacks CPUs that "isolcpus=" took out of the scheduler's
 * domains (6.12 sched_init_smp(), kernel/sched/core.c), which are isolated just for a process that binds itself there.
 */
struct cpulist place_allowed(const struct cpulist *affinity, const struct cpulist *permitted,
			     const struct cpulist *isolated);

/*
 * Choose at most vcpus (at least 1) CPUs on as many cores, all of one kind and of one NUMA node: isolated ones first,
 * then the last ones, as interrupts and housekeeping gather on the first ones. Helpers go to CPUs of other cores; where
 * there are none, to the CPU of the last vCPU, which fewest cells have.
 */
void place_choose(struct place *place, const struct place_host *host, uint32_t vcpus);

/*
 * vCPU i on the i-th CPU of a list. 0; or -EINVAL, fail_text() saying which CPU cannot be had, and place meaning
 * nothing.
 */
int place_listed(struct place *place, const struct place_host *host, const struct cpulist *list);

#endif
