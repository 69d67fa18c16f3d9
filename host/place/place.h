/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compute on which CPUs vCPUs and all other threads should run, from what is known of a host. Nothing is bound here. */
#ifndef HOST_PLACE_H
#define HOST_PLACE_H

#include "bench/abi.h"
#include "host/place/cpulist.h"

/* A CPU that is online and that the process may be bound to. */
struct place_cpu {
	int cpu;  /* OS index */
	int core; /* number of its core; CPUs that share a core (simultaneous multithreading) have the same */
	int kind; /* number of its core's kind, such as big or little */
	int speed; /* number of its speed: cores of one kind may differ in capacity or highest frequency */
	int node; /* NUMA node, OS index; -1: not known */
};

struct place_host {
	const struct place_cpu *cpu; /* count CPUs, in any order */
	size_t count;
	struct cpulist online;   /* CPUs that are online; the process may not be permitted on all of them */
	struct cpulist allowed;  /* CPUs that the process should use: place_allowed() */
	struct cpulist isolated; /* CPUs that the kernel keeps other work away from */
};

struct place {
	int cpu[ABI_VCPUS_MAX];  /* OS indices of the CPUs of vCPUs 0 … count - 1 */
	uint32_t count;          /* 0: nothing is known of this host */
	int node;                /* NUMA node of vCPU 0; -1: not known */
	bool listed;             /* the CPUs were given, not chosen */
	struct cpulist helpers;  /* CPUs of all other threads; empty: those of the vCPUs */
	bool mixed_kinds;        /* the vCPUs' cores are of several kinds */
	bool mixed_speeds;       /* they are of one kind, but of several speeds */
	bool mixed_nodes;        /* the vCPUs' CPUs are of several nodes */
	struct cpulist unused;   /* isolated CPUs that would do for fewer vCPUs, if no vCPU is on an isolated one */
	int smt, sibling;        /* a CPU of a vCPU, and another CPU of its core; -1: no such core has another */
};

/*
 * Return the CPUs that a process should use, of those that it may be bound to (permitted). These are its affinity,
 * which somebody may have narrowed. But the affinity that a process begins with lacks the CPUs that "isolcpus=" takes
 * out of the scheduler's domains (6.12 sched_init_smp(), kernel/sched/core.c), and those are isolated for just such a
 * process as binds itself to them: if only isolated CPUs are missing from the affinity, all permitted CPUs are
 * returned.
 */
struct cpulist place_allowed(const struct cpulist *affinity, const struct cpulist *permitted,
			     const struct cpulist *isolated);

/*
 * Choose at most vcpus (at least 1) CPUs, each on a core of its own, all of one kind and NUMA node: that which has
 * enough cores or, if none has, the most. Of several such ones, that with the most isolated CPUs, then that with the
 * best CPU. There, CPUs of one speed are taken if that costs neither a vCPU nor an isolated CPU, else of any. The best
 * CPUs are isolated ones, then those with the highest index, since interrupts and housekeeping gather on the lowest.
 * Helpers get CPUs of other cores or, if there are none, the CPU of the last vCPU, which the fewest cells use.
 */
void place_choose(struct place *place, const struct place_host *host, uint32_t vcpus);

/*
 * Put vCPU i on the i-th CPU of a list. 0; or -EINVAL, fail_text() naming the CPU that cannot be used; place means
 * nothing then.
 */
int place_listed(struct place *place, const struct place_host *host, const struct cpulist *list);

#endif
