/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a CPU's counters can count, as far as it is of use here; and where its PMU stands in sysfs. */
#ifndef HOST_PMU_EVENT_H
#define HOST_PMU_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum pmu_event_id {
#define EVENT(name, number, cores, summary) PMU_EVENT_##name,
#include "host/pmu/events.def"
#undef EVENT
	PMU_EVENT_COUNT
};

struct pmu_event {
	const char *name;    /* archived; a file of the PMU's events/ where it is advertised */
	uint32_t number;     /* of the architecture, or of the core; perf's config */
	bool listed;         /* implementation defined: no PMU advertises it */
	const char *summary;
};

extern const struct pmu_event pmu_event_table[PMU_EVENT_COUNT];

/* Does the core with this MIDR_EL1 have an event that is implementation defined? */
bool pmu_event_listed(enum pmu_event_id event, uint64_t midr);

#define PMU_SYSFS "/sys/bus/event_source/devices"

/* The PMU of a CPU. */
struct pmu_device {
	char name[256];  /* of its directory in sysfs; "": there is none */
	uint32_t type;   /* perf's, of its events */
	uint32_t events; /* that it has, bit by pmu_event_id */
};

/*
 * Find the PMU that counts for a CPU (OS index) in sysfs, a directory such as PMU_SYSFS. What is implementation defined
 * goes by midr; 0: none of it. 0; -ENOENT (fail_text()): no PMU has this CPU.
 */
int pmu_device_find(const char *sysfs, int cpu, uint64_t midr, struct pmu_device *device);

#endif
