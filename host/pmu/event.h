/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PMU events that are counted, and finding a CPU's PMU in sysfs. */
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
	const char *name;    /* as archived, and as a PMU that has it names it in its events/ in sysfs */
	uint32_t number;     /* number of the event in the architecture, or in the core; perf's config */
	bool listed;         /* implementation defined: sysfs does not list it, host/place/cores.def has the cores */
	const char *summary; /* what it counts */
};

extern const struct pmu_event pmu_event_table[PMU_EVENT_COUNT]; /* events.def */

/* Does the core with this MIDR_EL1 have this event, an implementation defined one? */
bool pmu_event_listed(enum pmu_event_id event, uint64_t midr);

#define PMU_SYSFS "/sys/bus/event_source/devices"

/* The PMU of a CPU. */
struct pmu_device {
	char name[256];  /* its directory in sysfs; "": there is none */
	uint32_t type;   /* perf_event_attr.type of its events */
	uint32_t events; /* events that it has: bit by pmu_event_id */
};

/*
 * Find the PMU of a CPU (OS index) in the directory sysfs, such as PMU_SYSFS. midr, the core's MIDR_EL1, decides which
 * implementation defined events it has; 0: none. 0; -ENOENT (fail_text()): no PMU has this CPU.
 */
int pmu_device_find(const char *sysfs, int cpu, uint64_t midr, struct pmu_device *device);

#endif
