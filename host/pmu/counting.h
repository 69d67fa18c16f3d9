/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Count PMU events over an entry of vCPU 0 into the guest, separately for host and guest. A CPU has few counters, so
 * events are counted in sets, one set at a time.
 */
#ifndef HOST_COUNTING_H
#define HOST_COUNTING_H

#include "host/pmu/event.h"

#include <stddef.h>
#include <stdint.h>

/* Counts of one set over one entry. */
struct pmu_counts {
	uint32_t events;                 /* which events were counted: bit by pmu_event_id */
	size_t samples;                  /* samples of vCPU 0 in the entry */
	uint64_t sample_ticks;           /* sum of their ticks */
	uint64_t entry_ticks;            /* ticks of CNTVCT_EL0 between enabling and disabling the counters */
	uint64_t host[PMU_EVENT_COUNT];  /* counts in the host's kernel and the hypervisor */
	uint64_t guest[PMU_EVENT_COUNT]; /* counts at EL1 of the guest */
};

struct pmu_group;

struct counting {
	struct pmu_device device;
	char missing[256];                 /* why there are no sets; "" if there are */
	uint32_t set[PMU_EVENT_COUNT];     /* set_count sets of events that count at once: bit by pmu_event_id */
	size_t set_count;
	struct pmu_group *group;           /* counters of the set in use; NULL: none is in use */
	uint32_t events;                   /* events of that set */
	uint64_t begin_ticks, entry_ticks; /* CNTVCT_EL0 at the start of the last entry, and its length in ticks */
};

/*
 * Find the PMU of a CPU (OS index), and sort its events into sets that the calling thread can count at once; this is
 * tried by opening them, and all are closed again. midr: as pmu_device_find().
 */
void counting_open(struct counting *counting, int cpu, uint64_t midr);

/* Open the counters of a set for the calling thread. 0 or -errno (fail_text()). */
int counting_use(struct counting *counting, size_t set);

/* Close the counters in use, if there are any. */
void counting_release(struct counting *counting);

/* Enable and disable the counters around KVM_RUN. Only for vcpu.c, in the thread that called counting_use(). */
void counting_begin(struct counting *counting);
void counting_end(struct counting *counting);

/*
 * Read the counts of the last entry; the caller sets samples and sample_ticks. 0; -EBUSY (fail_text()): another user of
 * the PMU had the counters for some of the time, so there are no counts.
 */
int counting_read(const struct counting *counting, struct pmu_counts *counts);

#endif
