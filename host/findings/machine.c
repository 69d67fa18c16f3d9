/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/place/cpulist.h"
#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU_DIR "/sys/devices/system/cpu"

/* MIDR_EL1 less variant and revision, of QEMU's cpu "max": implementer 0, reserved for software (Arm ARM DDI 0487J.a
 * D19.2.122), architecture 0xf, part 0x051 (target/arm/tcg/cpu64.c, QEMU 10.0). */
#define MIDR_MODEL_MASK UINT64_C(0xff0ffff0)
#define MIDR_QEMU_MAX   UINT64_C(0x000f0510)

/* Degrees below its trip point from which on a sensor is worth a word; sysfs has thousandths. */
#define TRIP_DISTANCE_MC 10000

/*
 * What the Raspberry Pi's firmware answers to RPI_FIRMWARE_GET_THROTTLED: bits 0 to 3 of now, 16 to 19 of since boot
 * (raspberrypi.com/documentation/computers/os.html#get_throttled).
 */
#define THROTTLED_NOW    INT64_C(0x0000f)
#define THROTTLED_STICKY INT64_C(0xf0000)
#define THROTTLED_SHIFT  16

/* The device tree's compatible is a list of NUL-terminated strings. */
static bool devicetree_says(const char *root, const char *compatible)
{
	char list[512];
	long size = hostfile_text(root, list, sizeof(list), "/proc/device-tree/compatible");

	for (long i = 0; i < size; i += (long)strlen(list + i) + 1)
		if (!strcmp(list + i, compatible))
			return true;
	return false;
}

bool findings_is_virtual(const char *root, char *why, size_t size)
{
	static const char *const vendors[] = { "QEMU", "VMware", "innotek", "Xen", "Microsoft Corporation", "Google" };
	char vendor[128], product[128];
	bool is_virtual;

	hostfile_text(root, vendor, sizeof(vendor), "/sys/class/dmi/id/sys_vendor");
	hostfile_text(root, product, sizeof(product), "/sys/class/dmi/id/product_name");
	/* Amazon's bare-metal instances are called TYPE.metal or TYPE.metal-SIZE. */
	is_virtual = !strcmp(vendor, "Amazon EC2") && !strstr(product, ".metal");
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		is_virtual |= !strncmp(vendor, vendors[i], strlen(vendors[i]));
	if (is_virtual && why)
		snprintf(why, size, "its DMI names %s %s", vendor, product);
	if (is_virtual)
		return true;
	is_virtual = devicetree_says(root, "linux,dummy-virt") || hostfile_there(root, "/proc/device-tree/hypervisor");
	if (is_virtual && why)
		snprintf(why, size, "so its device tree says");
	if (is_virtual || !hostfile_there(root, "/sys/hypervisor/type"))
		return is_virtual;
	if (why)
		snprintf(why, size, "it has /sys/hypervisor/type");
	return true;
}

void check_virtual(const struct check *c)
{
	char why[160];

	if (findings_is_virtual(c->look->root, why, sizeof(why)))
		check_raise(c, "measure on bare metal", "this KVM host is itself a guest (%s): its times mean nothing",
			    why);
}

void check_emulator(const struct check *c)
{
	int64_t midr;

	if (hostfile_number(c->look->root, &midr, CPU_DIR "/cpu%d/regs/identification/midr_el1", c->look->cpu[0]) &&
	    ((uint64_t)midr & MIDR_MODEL_MASK) == MIDR_QEMU_MAX)
		check_raise(c, "measure on bare metal, or with --emulated, in instructions",
			    "MIDR_EL1 0x%08" PRIx64 " is that of QEMU's cpu max: its times mean nothing", midr);
}

/* "; N of the M CPUs" where they are several. */
static void count_cpus(char *text, size_t size, size_t count, size_t of)
{
	text[0] = '\0';
	if (of > 1)
		snprintf(text, size, " (%zu of %zu CPUs)", count, of);
}

void check_governor(const struct check *c)
{
	char governor[32], other[32] = "", cpus[48];
	const struct look *look = c->look;
	size_t count = 0;

	for (size_t i = 0; i < look->cpu_count; i++) {
		if (hostfile_text(look->root, governor, sizeof(governor), CPU_DIR "/cpu%d/cpufreq/scaling_governor",
				  look->cpu[i]) <= 0 ||
		    !strcmp(governor, "performance"))
			continue;
		count++;
		memcpy(other, governor, sizeof(other));
	}
	count_cpus(cpus, sizeof(cpus), count, look->cpu_count);
	if (count)
		check_raise(c, "cpupower frequency-set -g performance, or --tune",
			    "the cpufreq governor is %s%s: the core's frequency changes meanwhile", other, cpus);
}

void check_boost(const struct check *c)
{
	int64_t boost;

	if (hostfile_number(c->look->root, &boost, CPU_DIR "/cpufreq/boost") && boost)
		check_raise(c, "echo 0 >" CPU_DIR "/cpufreq/boost, or --tune",
			    "cpufreq may boost: the core's frequency depends on its temperature and on other cores");
}

struct word {
	const char *root;
	int64_t value;
};

/* Of the Raspberry Pi's own kernels: hexadecimal without 0x (drivers/firmware/raspberrypi.c, get_throttled_show()). */
static bool read_throttled(void *context, const char *path)
{
	struct word *word = context;
	char text[32], *end;

	if (hostfile_text(word->root, text, sizeof(text), "%s", path) <= 0)
		return true;
	word->value = strtoll(text, &end, 16);
	return false;
}

/* 1 while the voltage is too low, or was in the last 2 s (drivers/hwmon/raspberrypi-hwmon.c, rpi_read(), 6.12). */
static bool read_voltage(void *context, const char *path)
{
	struct word *word = context;
	char name[32];
	int64_t low;

	if (hostfile_text(word->root, name, sizeof(name), "%.*s/name", (int)(strrchr(path, '/') - path), path) <= 0 ||
	    strcmp(name, "rpi_volt") || !hostfile_number(word->root, &low, "%s", path))
		return true;
	word->value = low != 0;
	return false;
}

int64_t look_throttled(const char *root)
{
	struct word word = { root, -1 };

	hostfile_each(root, "/sys/devices/platform/soc*/soc*:firmware/get_throttled", read_throttled, &word);
	if (word.value < 0)
		hostfile_each(root, "/sys/class/hwmon/hwmon*/in0_lcrit_alarm", read_voltage, &word);
	return word.value;
}

void check_throttled(const struct check *c)
{
	static const char *const reasons[] = { "under-voltage", "frequency capped", "throttled",
					       "soft temperature limit" };
	int64_t word = c->end ? c->end->throttled : look_throttled(c->look->root), since = 0, bits;
	char text[128] = "";

	if (word < 0)
		return;
	if (c->begin && c->begin->throttled >= 0)
		since = (word & ~c->begin->throttled & THROTTLED_STICKY) >> THROTTLED_SHIFT;
	bits = (word & THROTTLED_NOW) | since;
	for (int i = 0; i < 4; i++)
		if (bits >> i & 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", *text ? ", " : "",
				 reasons[i]);
	if (bits)
		check_raise(c, "a better power supply, active cooling",
			    "the firmware holds the cores back%s: %s (get_throttled: 0x%" PRIx64 ")",
			    c->begin ? ", or did during the run" : "", text, word);
}

/* The sensor that is nearest to its limit. */
struct nearest {
	const char *root;
	char path[128];
	int64_t temperature_mc, limit_mc; /* thousandths of a degree; limit_mc 0: none was seen */
};

static void compare(struct nearest *n, const char *sensor, int length, int64_t temperature_mc, int64_t limit_mc)
{
	if (limit_mc <= 0 || (n->limit_mc && limit_mc - temperature_mc >= n->limit_mc - n->temperature_mc))
		return;
	n->temperature_mc = temperature_mc;
	n->limit_mc = limit_mc;
	snprintf(n->path, sizeof(n->path), "%.*s", length, sensor);
}

/* Trip points of which something is done to the cores: an active one starts a fan. */
static bool look_at_trip(void *context, const char *path)
{
	struct nearest *n = context;
	int zone = (int)(strstr(path, "/trip_point") - path), trip = (int)(strrchr(path, '_') - path);
	int64_t temperature, limit;
	char type[16];

	if (hostfile_text(n->root, type, sizeof(type), "%s", path) > 0 && strcmp(type, "active") &&
	    hostfile_number(n->root, &temperature, "%.*s/temp", zone, path) &&
	    hostfile_number(n->root, &limit, "%.*s_temp", trip, path))
		compare(n, path, zone, temperature, limit);
	return true;
}

static bool look_at_hwmon(void *context, const char *path)
{
	struct nearest *n = context;
	int sensor = (int)(strrchr(path, '_') - path);
	int64_t temperature, limit;

	if (hostfile_number(n->root, &temperature, "%.*s_input", sensor, path) &&
	    hostfile_number(n->root, &limit, "%s", path))
		compare(n, path, sensor, temperature, limit);
	return true;
}

void check_temperature(const struct check *c)
{
	struct nearest n = { .root = c->look->root };

	hostfile_each(n.root, "/sys/class/thermal/thermal_zone*/trip_point_*_type", look_at_trip, &n);
	hostfile_each(n.root, "/sys/class/hwmon/hwmon*/temp*_crit", look_at_hwmon, &n);
	if (n.limit_mc && n.limit_mc - n.temperature_mc < TRIP_DISTANCE_MC)
		check_raise(c, "let the machine cool down; better cooling",
			    "%.1f degrees C, %.1f below what the machine is held back at (%s)",
			    (double)n.temperature_mc / 1e3, (double)(n.limit_mc - n.temperature_mc) / 1e3, n.path);
}

void check_isolation(const struct check *c)
{
	struct cpulist isolated, nohz_full;
	char cpus[48];
	const struct look *look = c->look;
	size_t count = 0;

	cpulist_read(&isolated, look->root, CPU_DIR "/isolated");
	cpulist_read(&nohz_full, look->root, CPU_DIR "/nohz_full");
	for (size_t i = 0; i < look->cpu_count; i++)
		count += !cpulist_has(&isolated, look->cpu[i]) && !cpulist_has(&nohz_full, look->cpu[i]);
	count_cpus(cpus, sizeof(cpus), count, look->cpu_count);
	if (count)
		check_raise(c, "boot with isolcpus=nohz,domain,managed_irq,N nohz_full=N rcu_nocbs=N irqaffinity=0",
			    "other tasks and the tick interrupt what is measured: CPU %d is neither in isolcpus nor in "
			    "nohz_full%s", look->cpu[0], cpus);
}
