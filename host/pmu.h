/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tracepoint records of threads, through libperf; the only file that knows it is pmu.c. */
#ifndef HOST_PMU_H
#define HOST_PMU_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pmu_tracepoint;

/*
 * Open the tracepoint with this id (tracefs events/SYSTEM/NAME/id) for some threads of this process, disabled. NULL on
 * failure, *error then being a positive errno.
 */
struct pmu_tracepoint *pmu_tracepoint_open(uint64_t id, const pid_t *tid, size_t count, int *error);

void pmu_tracepoint_close(struct pmu_tracepoint *tracepoint); /* NULL is fine */

void pmu_tracepoint_enable(struct pmu_tracepoint *tracepoint);
void pmu_tracepoint_disable(struct pmu_tracepoint *tracepoint);

/*
 * Hand every record gathered since the last call to record(), raw bytes as in the event's format, thread after thread.
 * Returns how many were lost: there is room for 4096 of kvm_guest_fault's size for each thread.
 */
uint64_t pmu_tracepoint_drain(struct pmu_tracepoint *tracepoint,
			      void (*record)(void *context, const void *raw, size_t bytes), void *context);

#endif
