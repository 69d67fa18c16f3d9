/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PMU's events, counted over an entry of vCPU 0 into the guest, apart for the host and the guest. A CPU has few
 * counters, so that is done set by set of events.
 */
#ifndef HOST_COUNTING_H
#define HOST_COUNTING_H

#include "host/pmu/event.h"

#include <stddef.h>
#include <stdint.h>

/* What a set counted. Of a host or a guest: at its kernel's exception level, and the hypervisor's at the host's. */
struct pmu_counts {
	uint32_t events;          /* bit by pmu_event_id */
	size_t samples;           /* of vCPU 0 */
	uint64_t sample_ticks;    /* their sum */
	uint64_t entry_ticks;     /* of CNTVCT_EL0, between enabling and disabling the counters */
	uint64_t host[PMU_EVENT_COUNT], guest[PMU_EVENT_COUNT];
};

struct pmu_group;

struct counting {
	struct pmu_device device;
	char missing[256];                 /* why there are no sets; "": there are */
	uint32_t set[PMU_EVENT_COUNT];     /* set_count of them: events, bit by pmu_event_id */
	size_t set_count;
	struct pmu_group *group;           /* of the set in use; NULL: none is */
	uint32_t events;                   /* of that set */
	uint64_t begin_ticks, entry_ticks; /* of the last entry */
};

/*
 * Find the PMU of a CPU (OS index), and by opening them which of its events can be counted at once by the calling
 * thread. Nothing is open afterwards. midr: as pmu_device_find().
 */
void counting_open(struct counting *counting, int cpu, uint64_t midr);

/* Have a set ready to count what the calling thread does. 0 or -errno (fail_text()). */
int counting_use(struct counting *counting, size_t set);

void counting_release(struct counting *counting); /* if none is in use, nothing */

/* Of vcpu.c only: around KVM_RUN, by the thread that counting_use() was called by. */
void counting_begin(struct counting *counting);
void counting_end(struct counting *counting);

/*
 * The counts of the last entry; samples and sample_ticks are the caller's to set. 0; -EBUSY (fail_text()): others
 * had the counters meanwhile, so there are none.
 */
int counting_read(const struct counting *counting, struct pmu_counts *counts);

#endif
