/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/check.h"

#include "host/machine/platform.h"
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

void check_virtual(const struct check *c)
{
	char why[MACHINE_WHY_BYTES];

	if (machine_judge(c->view->root, why) == MACHINE_VIRTUAL)
		finding_raise(c->findings, c->kind, "measure on bare metal",
			      "this KVM host is itself a guest (%s): its times mean nothing", why);
}

void check_platform_unknown(const struct check *c)
{
	char why[MACHINE_WHY_BYTES];

	if (machine_judge(c->view->root, why) == MACHINE_UNKNOWN)
		finding_raise(c->findings, c->kind, "ask its provider; if it is, measure on bare metal",
			      "it cannot be told whether this KVM host is itself a guest (%s): if so, its times mean "
			      "nothing", why);
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

/*
 * Write the command that isolates the view's CPUs from the next boot on. Debian's and Ubuntu's GRUB read
 * /etc/default/grub.d; the Raspberry Pi's firmware reads the one line of cmdline.txt.
 */
static void format_isolation(const struct host_view *view, const struct cpulist *isolated,
			     char remedy[static FINDING_REMEDY_BYTES])
{
	struct cpulist wanted = *isolated, rest;
	char cpus[64], others[64], options[384];

	for (size_t i = 0; i < view->cpu_count; i++)
		cpulist_add(&wanted, view->cpu[i]);
	cpulist_read(&rest, view->root, CPU_DIR "/online");
	cpulist_remove(&rest, &wanted);
	cpulist_format(&wanted, cpus, sizeof(cpus));
	cpulist_format(&rest, others, sizeof(others));
	snprintf(options, sizeof(options),
		 "isolcpus=nohz,domain,managed_irq,%s nohz_full=%s rcu_nocbs=%s irqaffinity=%s", cpus, cpus, cpus,
		 others);
	if (!*others)
		snprintf(remedy, FINDING_REMEDY_BYTES, "leave a CPU to the system: give fewer by --cpus");
	else if (hostfile_there(view->root, "/boot/firmware/cmdline.txt"))
		snprintf(remedy, FINDING_REMEDY_BYTES,
			 "sudo sed -i '1s/$/ %s/' /boot/firmware/cmdline.txt && sudo reboot", options);
	else if (hostfile_there(view->root, "/etc/default/grub"))
		snprintf(remedy, FINDING_REMEDY_BYTES,
			 "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX %s\"' | "
			 "sudo tee /etc/default/grub.d/cmobench.cfg && sudo update-grub && sudo reboot", options);
	else
		snprintf(remedy, FINDING_REMEDY_BYTES, "boot with %s on the kernel's command line", options);
}

void check_isolation(const struct check *c)
{
	struct cpulist isolated, nohz_full;
	char share[VIEW_SHARE_BYTES], remedy[FINDING_REMEDY_BYTES];
	const struct host_view *view = c->view;
	size_t count = 0;

	cpulist_read(&isolated, view->root, CPU_DIR "/isolated");
	cpulist_read(&nohz_full, view->root, CPU_DIR "/nohz_full");
	for (size_t i = 0; i < view->cpu_count; i++)
		count += !cpulist_has(&isolated, view->cpu[i]) && !cpulist_has(&nohz_full, view->cpu[i]);
	if (!count)
		return;
	view_describe_share(share, count, view->cpu_count);
	format_isolation(view, &isolated, remedy);
	finding_raise(c->findings, c->kind, remedy,
		      "other tasks and the tick interrupt measurements: CPU %d is neither in isolcpus nor in "
		      "nohz_full%s", view->cpu[0], share);
}
