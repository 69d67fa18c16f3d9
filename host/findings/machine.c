/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/machine.h"

#include "bench/array.h"
#include "host/findings/check.h"
#include "host/os/hostfile.h"
#include "host/place/core.h"
#include "host/place/cpulist.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU_DIR "/sys/devices/system/cpu"

/*
 * MIDR_EL1 of QEMU's cpu "max", without variant and revision: implementer 0, reserved for software (Arm ARM DDI 0487J.a
 * D19.2.122), architecture 0xf, part 0x051 (target/arm/tcg/cpu64.c, QEMU 10.0).
 */
#define MIDR_MODEL_MASK UINT64_C(0xff0ffff0)
#define MIDR_QEMU_MAX   UINT64_C(0x000f0510)

/* A sensor closer to its trip point than this raises "temperature"; in thousandths of a degree, as in sysfs. */
#define TRIP_DISTANCE_MC 10000

/* Is this string in the device tree's compatible, a list of NUL-terminated strings? */
static bool devicetree_says(const char *root, const char *compatible)
{
	char list[512];
	long size = hostfile_text(root, list, sizeof(list), "/proc/device-tree/compatible");

	for (long i = 0; i < size; i += (long)strlen(list + i) + 1)
		if (!strcmp(list + i, compatible))
			return true;
	return false;
}

bool host_is_virtual(const char *root, char *why, size_t size)
{
	static const char *const vendors[] = { "QEMU", "VMware", "innotek", "Xen", "Microsoft Corporation", "Google" };
	char vendor[128], product[128];
	bool is_virtual;

	hostfile_text(root, vendor, sizeof(vendor), "/sys/class/dmi/id/sys_vendor");
	hostfile_text(root, product, sizeof(product), "/sys/class/dmi/id/product_name");
	/* Amazon's bare-metal instances are called TYPE.metal or TYPE.metal-SIZE. */
	is_virtual = !strcmp(vendor, "Amazon EC2") && !strstr(product, ".metal");
	for (size_t i = 0; i < ARRAY_SIZE(vendors); i++)
		is_virtual |= !strncmp(vendor, vendors[i], strlen(vendors[i]));
	if (is_virtual && why)
		snprintf(why, size, "its DMI names %s %s", vendor, product);
	if (is_virtual)
		return true;
	is_virtual = devicetree_says(root, "linux,dummy-virt") || hostfile_there(root, "/proc/device-tree/hypervisor");
	if (is_virtual && why)
		snprintf(why, size, "its device tree says so");
	if (is_virtual || !hostfile_there(root, "/sys/hypervisor/type"))
		return is_virtual;
	if (why)
		snprintf(why, size, "it has /sys/hypervisor/type");
	return true;
}

void check_virtual(const struct check *c)
{
	char why[160];

	if (host_is_virtual(c->view->root, why, sizeof(why)))
		finding_raise(c->findings, c->kind, "measure on bare metal",
			      "this KVM host is itself a guest (%s): its times mean nothing", why);
}

void check_emulator(const struct check *c)
{
	const struct host_view *view = c->view;
	struct core core = { .midr = 0 };
	size_t i = 0;

	do
		core_read(&core, view->root, view->cpu[i]);
	while ((core.midr & MIDR_MODEL_MASK) != MIDR_QEMU_MAX && ++i < view->cpu_count);
	if (i < view->cpu_count)
		finding_raise(c->findings, c->kind, "measure on bare metal, or with --emulated, in instructions",
			      "MIDR_EL1 of CPU %d, 0x%08" PRIx64 ", is that of QEMU's cpu max: its times mean nothing",
			      core.cpu, core.midr);
}

/* The sensor whose temperature is nearest to its limit. */
struct nearest {
	const char *root;
	char path[128];
	int64_t temperature_mc, limit_mc; /* thousandths of a degree; limit_mc 0: none was seen */
};

static void keep_nearer(struct nearest *n, const char *sensor, int length, int64_t temperature_mc, int64_t limit_mc)
{
	if (limit_mc <= 0 || (n->limit_mc && limit_mc - temperature_mc >= n->limit_mc - n->temperature_mc))
		return;
	n->temperature_mc = temperature_mc;
	n->limit_mc = limit_mc;
	snprintf(n->path, sizeof(n->path), "%.*s", length, sensor);
}

/* Take in a zone's trip point, unless it is an "active" one: that only starts a fan and leaves the cores alone. */
static bool compare_trip(void *context, const char *path)
{
	struct nearest *n = context;
	int zone = (int)(strstr(path, "/trip_point") - path), trip = (int)(strrchr(path, '_') - path);
	int64_t temperature, limit;
	char type[16];

	if (hostfile_text(n->root, type, sizeof(type), "%s", path) > 0 && strcmp(type, "active") &&
	    hostfile_number(n->root, &temperature, "%.*s/temp", zone, path) &&
	    hostfile_number(n->root, &limit, "%.*s_temp", trip, path))
		keep_nearer(n, path, zone, temperature, limit);
	return true;
}

static bool compare_hwmon(void *context, const char *path)
{
	struct nearest *n = context;
	int sensor = (int)(strrchr(path, '_') - path);
	int64_t temperature, limit;

	if (hostfile_number(n->root, &temperature, "%.*s_input", sensor, path) &&
	    hostfile_number(n->root, &limit, "%s", path))
		keep_nearer(n, path, sensor, temperature, limit);
	return true;
}

void check_temperature(const struct check *c)
{
	struct nearest n = { .root = c->view->root };

	hostfile_each(n.root, "/sys/class/thermal/thermal_zone*/trip_point_*_type", compare_trip, &n);
	hostfile_each(n.root, "/sys/class/hwmon/hwmon*/temp*_crit", compare_hwmon, &n);
	if (n.limit_mc && n.limit_mc - n.temperature_mc < TRIP_DISTANCE_MC)
		finding_raise(c->findings, c->kind, "let the machine cool down; better cooling",
			      "%.1f degrees C, %.1f below the temperature at which the machine slows down (%s)",
			      (double)n.temperature_mc / 1e3, (double)(n.limit_mc - n.temperature_mc) / 1e3, n.path);
}

void check_isolation(const struct check *c)
{
	struct cpulist isolated, nohz_full;
	char share[VIEW_SHARE_BYTES];
	const struct host_view *view = c->view;
	size_t count = 0;

	cpulist_read(&isolated, view->root, CPU_DIR "/isolated");
	cpulist_read(&nohz_full, view->root, CPU_DIR "/nohz_full");
	for (size_t i = 0; i < view->cpu_count; i++)
		count += !cpulist_has(&isolated, view->cpu[i]) && !cpulist_has(&nohz_full, view->cpu[i]);
	view_describe_share(share, count, view->cpu_count);
	if (count)
		finding_raise(c->findings, c->kind,
			      "boot with isolcpus=nohz,domain,managed_irq,N nohz_full=N rcu_nocbs=N irqaffinity=0",
			      "other tasks and the tick interrupt measurements: CPU %d is neither in isolcpus nor in "
			      "nohz_full%s", view->cpu[0], share);
}
