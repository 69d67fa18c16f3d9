/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pmu/event.h"

#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/place/core.h"
#include "host/place/cpulist.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

#define CORES_COMMON false
#define CORES_LISTED true

const struct pmu_event pmu_event_table[PMU_EVENT_COUNT] = {
#define EVENT(id, config, cores, text) \
	[PMU_EVENT_##id] = { .name = #id, .number = config, .listed = CORES_##cores, .summary = text },
#include "host/pmu/events.def"
#undef EVENT
};

bool pmu_event_listed(enum pmu_event_id event, uint64_t midr)
{
	return event == PMU_EVENT_exc_trap_dabort && core_has_dabort(midr);
}

/*
 * Return the events of a PMU, bit by pmu_event_id. sysfs lists the common events that PMCEID<n>_EL0 has
 * (armv8pmu_event_attr_is_visible(), drivers/perf/arm_pmuv3.c, 6.12), and no others.
 */
static uint32_t events_of(const char *sysfs, const char *name, uint64_t midr)
{
	uint32_t events = 0;

	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		if (pmu_event_table[i].listed ? pmu_event_listed(i, midr) :
		    hostfile_there(sysfs, "/%s/events/%s", name, pmu_event_table[i].name))
			events |= UINT32_C(1) << i;
	return events;
}

/* Is this a PMU of cores, this CPU's among them? Only such PMUs have a file "cpus" (drivers/perf/arm_pmu.c, 6.12). */
static bool is_of_cpu(const char *sysfs, const char *name, int cpu, struct pmu_device *device)
{
	struct cpulist cpus;
	int64_t type;

	cpulist_read(&cpus, sysfs, "/%s/cpus", name);
	if (!cpulist_has(&cpus, cpu) || !hostfile_number(sysfs, &type, "/%s/type", name))
		return false;
	snprintf(device->name, sizeof(device->name), "%s", name);
	device->type = (uint32_t)type;
	return true;
}

int pmu_device_find(const char *sysfs, int cpu, uint64_t midr, struct pmu_device *device)
{
	DIR *dir = opendir(sysfs);
	struct dirent *entry;
	bool found = false;

	*device = (struct pmu_device){ .name = "" };
	while (dir && !found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.' && is_of_cpu(sysfs, entry->d_name, cpu, device);
	if (dir)
		closedir(dir);
	if (!found)
		return fail(ENOENT, "a PMU of CPU %d in %s", cpu, sysfs);
	device->events = events_of(sysfs, device->name, midr);
	return 0;
}
