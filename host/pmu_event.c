/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pmu_event.h"

#include "host/err.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CORES_COMMON false
#define CORES_LISTED true

const struct pmu_event pmu_event_table[PMU_EVENT_COUNT] = {
#define EVENT(id, config, cores, text) \
	[PMU_EVENT_##id] = { .name = #id, .number = config, .listed = CORES_##cores, .summary = text },
#include "host/pmu_events.def"
#undef EVENT
};

/*
 * MIDR_EL1: implementer [31:24], part number [15:4]; arch/arm64/include/asm/cputype.h, 6.12. Cortex-A72, Cortex-A76,
 * Neoverse-N1, -V1, -N2, -V2, Ampere-1, Ampere-1A: their technical reference manuals list EXC_TRAP_DABORT, as do the
 * files of tools/perf/pmu-events/arch/arm64, 6.12, made from them.
 */
static const struct {
	uint32_t implementer, part;
} cores_with_exc_trap_dabort[] = {
	{ 0x41, 0xd08 }, { 0x41, 0xd0b }, { 0x41, 0xd0c }, { 0x41, 0xd40 }, { 0x41, 0xd49 }, { 0x41, 0xd4f },
	{ 0xc0, 0xac3 }, { 0xc0, 0xac4 },
};

bool pmu_event_listed(enum pmu_event_id event, uint64_t midr)
{
	if (event != PMU_EVENT_exc_trap_dabort)
		return false;
	for (size_t i = 0; i < sizeof(cores_with_exc_trap_dabort) / sizeof(cores_with_exc_trap_dabort[0]); i++)
		if ((midr >> 24 & 0xff) == cores_with_exc_trap_dabort[i].implementer &&
		    (midr >> 4 & 0xfff) == cores_with_exc_trap_dabort[i].part)
			return true;
	return false;
}

/* The first line of a file of a PMU's; false if it cannot be read. */
static bool read_line(const char *sysfs, const char *name, const char *file, char *line, int size)
{
	char path[512];
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s/%s", sysfs, name, file);
	f = fopen(path, "re");
	ok = f && fgets(line, size, f);
	if (f)
		fclose(f);
	return ok;
}

/* Is it in a list such as "0-3,8"? */
static bool list_has(const char *list, long cpu)
{
	char *end;

	for (;; list = end + 1) {
		long first = strtol(list, &end, 10), last = first;

		if (end == list)
			return false;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (cpu >= first && cpu <= last)
			return true;
		if (*end != ',')
			return false;
	}
}

/*
 * An armv8 PMU shows of the common events those that PMCEID<n>_EL0 has (armv8pmu_event_attr_is_visible(),
 * drivers/perf/arm_pmuv3.c, 6.12); of the others none.
 */
static uint32_t events_of(const char *sysfs, const char *name, uint64_t midr)
{
	uint32_t events = 0;
	char path[512];

	for (int i = 0; i < PMU_EVENT_COUNT; i++) {
		snprintf(path, sizeof(path), "%s/%s/events/%s", sysfs, name, pmu_event_table[i].name);
		if (pmu_event_table[i].listed ? pmu_event_listed(i, midr) : !access(path, F_OK))
			events |= UINT32_C(1) << i;
	}
	return events;
}

/* A PMU of cores, and of this one among them: only such have a list "cpus" (drivers/perf/arm_pmu.c, 6.12). */
static bool is_of_cpu(const char *sysfs, const char *name, int cpu, struct pmu_device *device)
{
	char line[256];

	if (!read_line(sysfs, name, "cpus", line, sizeof(line)) || !list_has(line, cpu) ||
	    !read_line(sysfs, name, "type", line, sizeof(line)))
		return false;
	snprintf(device->name, sizeof(device->name), "%s", name);
	device->type = (uint32_t)strtoul(line, NULL, 10);
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
