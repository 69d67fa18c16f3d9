/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read tracepoint records of threads, and the CPU's counters, through libperf, which only pmu.c knows. */
#ifndef HOST_PMU_H
#define HOST_PMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pmu_tracepoint;

/* What to trace. */
struct pmu_tracepoints {
	const uint64_t *id;  /* id_count numbers from tracefs events/SYSTEM/NAME/id; their records come in one order */
	size_t id_count;
	bool timed;          /* records have their time */
	size_t buffer_bytes; /* room for the records of a thread: a power of two pages */
};

/* Open the tracepoints for count threads of this process, disabled. NULL on failure, *error being a positive errno. */
struct pmu_tracepoint *pmu_tracepoint_open(const struct pmu_tracepoints *what, const pid_t *tid, size_t count,
					   int *error);

void pmu_tracepoint_close(struct pmu_tracepoint *tracepoint); /* NULL is fine */

void pmu_tracepoint_enable(struct pmu_tracepoint *tracepoint);
void pmu_tracepoint_disable(struct pmu_tracepoint *tracepoint);

/* A record of a tracepoint. */
struct pmu_record {
	size_t thread;    /* index of the thread among those traced */
	uint64_t time_ns; /* time on the kernel's scheduler clock; 0 unless timed */
	const void *raw;  /* the fields of the tracepoint, laid out as its format in tracefs says */
	size_t bytes;     /* size of raw */
};

/* Call record() with every record since the last call, thread after thread. Returns the number of records lost. */
uint64_t pmu_tracepoint_drain(struct pmu_tracepoint *tracepoint,
			      void (*record)(void *context, const struct pmu_record *record), void *context);

struct pmu_group;

/* What a counter counts of the calling thread: kernel and hypervisor, never user space. */
struct pmu_counter {
	uint64_t config; /* number of the event */
	bool guest_only; /* count only while a guest runs, at the exception level of its kernel */
};

/*
 * Open counters, disabled, of the PMU with this perf type; they count all at once or not at all. NULL on failure,
 * *error being a positive errno: EINVAL if the PMU has too few counters.
 */
struct pmu_group *pmu_group_open(uint32_t type, const struct pmu_counter *counter, size_t count, int *error);

void pmu_group_close(struct pmu_group *group); /* NULL is fine */

void pmu_group_enable(struct pmu_group *group);
void pmu_group_disable(struct pmu_group *group);

/*
 * Read into value, in the order of the counters, what each counted since they were last enabled. 0; -EBUSY: they did
 * not count all the time that they were enabled, so the values mean nothing.
 */
int pmu_group_read(struct pmu_group *group, uint64_t *value);

#endif
