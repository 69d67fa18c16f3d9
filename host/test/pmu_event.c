/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events, and which PMU has them, in a made-up sysfs. Runs in an empty directory that it may write to. */
#include "bench/test/tap.h"
#include "host/os/err.h"
#include "host/pmu/event.h"
#include "host/test/files.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MIDR_CORTEX_A72 UINT64_C(0x410fd083)
#define MIDR_QEMU_MAX   UINT64_C(0x000f0510)
#define BIT(event)      (UINT32_C(1) << PMU_EVENT_##event)

static bool is_number_of_another(int event)
{
	for (int i = 0; i < event; i++)
		if (pmu_event_table[i].number == pmu_event_table[event].number)
			return true;
	return false;
}

static bool is_lower_case(const char *name)
{
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

static void test_table(void)
{
	bool good = true;

	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		good &= !is_number_of_another(i) && is_lower_case(pmu_event_table[i].name) &&
			*pmu_event_table[i].summary && pmu_event_table[i].number < 0x10000;
	ok(good && PMU_EVENT_COUNT <= 32, "%d events, named as in sysfs, each with its own number", PMU_EVENT_COUNT);
	ok(pmu_event_table[PMU_EVENT_exc_trap_dabort].number == 0x8c, "EXC_TRAP_DABORT is 0x8c, not PABORT's 0x8b");
	ok(pmu_event_listed(PMU_EVENT_exc_trap_dabort, MIDR_CORTEX_A72), "Cortex-A72 has EXC_TRAP_DABORT");
	ok(pmu_event_listed(PMU_EVENT_exc_trap_dabort, 0xc00fac40), "so has AmpereOneX");
	ok(!pmu_event_listed(PMU_EVENT_exc_trap_dabort, MIDR_QEMU_MAX) &&
	   !pmu_event_listed(PMU_EVENT_exc_trap_dabort, 0x420fd083), "QEMU's has not, nor another implementer's d08");
	ok(!pmu_event_listed(PMU_EVENT_cpu_cycles, MIDR_CORTEX_A72), "of common ones the list says nothing");
}

/* Make a PMU's directory with one event beside cpu_cycles. */
static void make_pmu(const char *name, const char *cpus, const char *type, const char *event)
{
	char path[128];

	mkdir(name, 0755);
	snprintf(path, sizeof(path), "%s/events", name);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/cpus", name);
	if (cpus)
		put(path, cpus);
	snprintf(path, sizeof(path), "%s/type", name);
	put(path, type);
	snprintf(path, sizeof(path), "%s/events/cpu_cycles", name);
	put(path, "event=0x0011\n");
	snprintf(path, sizeof(path), "%s/events/%s", name, event);
	put(path, "event=0x0008\n");
}

static void test_devices(void)
{
	struct pmu_device device;

	make_pmu("arm_spe_0", NULL, "12\n", "inst_retired");
	make_pmu("armv8_cortex_a53", "0-3\n", "8\n", "inst_retired");
	make_pmu("armv8_cortex_a72", "4,6-7\n", "9\n", "l1d_cache_wb");
	ok(!pmu_device_find(".", 2, 0x410fd034, &device) && !strcmp(device.name, "armv8_cortex_a53") &&
	   device.type == 8, "a little core has its PMU");
	ok(device.events == (BIT(cpu_cycles) | BIT(inst_retired)), "with what that advertises, and no more");
	ok(!pmu_device_find(".", 7, MIDR_CORTEX_A72, &device) && !strcmp(device.name, "armv8_cortex_a72") &&
	   device.type == 9, "a big core has another one");
	ok(device.events == (BIT(cpu_cycles) | BIT(l1d_cache_wb) | BIT(exc_trap_dabort)),
	   "with what that advertises, and what its manual lists");
	ok(!pmu_device_find(".", 4, 0, &device) && device.events == (BIT(cpu_cycles) | BIT(l1d_cache_wb)),
	   "with no MIDR, that only which it advertises");
	ok(pmu_device_find(".", 5, MIDR_CORTEX_A72, &device) == -ENOENT && !*device.name &&
	   strstr(fail_text(), "CPU 5"), "a CPU that no PMU has is an error, by its number");
	ok(pmu_device_find("nowhere", 0, 0, &device) == -ENOENT, "so is a host without sysfs");
}

int main(void)
{
	test_table();
	test_devices();
	return tap_done();
}
