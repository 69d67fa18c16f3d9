/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tracepoint records of threads, and counters of the CPU's, through libperf; the only file that knows it is pmu.c. */
#ifndef HOST_PMU_H
#define HOST_PMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pmu_tracepoint;

/* What to trace. */
struct pmu_tracepoints {
	const uint64_t *id;  /* tracefs events/SYSTEM/NAME/id, id_count of them: their records come in order */
	size_t id_count;
	bool timed;          /* with the time of each */
	size_t buffer_bytes; /* room for a thread's records: a power of two pages */
};

/* Open them for some threads of this process, disabled. NULL on failure, *error then being a positive errno. */
struct pmu_tracepoint *pmu_tracepoint_open(const struct pmu_tracepoints *what, const pid_t *tid, size_t count,
					   int *error);

void pmu_tracepoint_close(struct pmu_tracepoint *tracepoint); /* NULL is fine */

void pmu_tracepoint_enable(struct pmu_tracepoint *tracepoint);
void pmu_tracepoint_disable(struct pmu_tracepoint *tracepoint);

/* A record. */
struct pmu_record {
	size_t thread;    /* index of the thread among those traced */
	uint64_t time_ns; /* by the kernel's scheduler clock; 0 unless timed */
	const void *raw;  /* bytes of them, as the event's format says */
	size_t bytes;
};

/* Hand every record gathered since the last call to record(), thread after thread. Returns how many were lost. */
uint64_t pmu_tracepoint_drain(struct pmu_tracepoint *tracepoint,
			      void (*record)(void *context, const struct pmu_record *record), void *context);

struct pmu_group;

/* What one counter counts of the calling thread, at the exception levels of kernels and hypervisor, not of users. */
struct pmu_counter {
	uint64_t config; /* number of the event */
	bool guest_only; /* while a guest runs, at its kernel's level */
};

/*
 * Open counters of the PMU with this perf type, all of which count at once or not at all; disabled. NULL on failure,
 * *error then being a positive errno: EINVAL where the PMU has not so many counters.
 */
struct pmu_group *pmu_group_open(uint32_t type, const struct pmu_counter *counter, size_t count, int *error);

void pmu_group_close(struct pmu_group *group); /* NULL is fine */

void pmu_group_enable(struct pmu_group *group);
void pmu_group_disable(struct pmu_group *group);

/*
 * What each of them, in their order, counted since they were last enabled. 0; -EBUSY: they could not count all the time that
 * they were enabled, or not at all, so values mean nothing.
 */
int pmu_group_read(struct pmu_group *group, uint64_t *value);

#endif
