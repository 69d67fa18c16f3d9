/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/record.h"

#include "bench/archive/sha256.h"
#include "bench/array.h"
#include "host/findings/settings.h"
#include "host/findings/source.h"
#include "host/findings/throttled.h"
#include "host/os/hostfile.h"
#include "host/place/core.h"

#include <endian.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU_DIR "/sys/devices/system/cpu"

static bool digest_file(const char *root, const char *path, char hex[static SHA256_HEX_SIZE])
{
	char whole[HOSTFILE_PATH_BYTES], block[4096];
	struct sha256 sha256;
	size_t got;
	FILE *in;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	in = fopen(whole, "re");
	if (!in)
		return false;
	sha256_init(&sha256);
	while ((got = fread(block, 1, sizeof(block), in)) > 0)
		sha256_update(&sha256, block, got);
	fclose(in);
	sha256_hex(&sha256, hex);
	return true;
}

static void read_config(struct facts *facts, const struct host_view *view)
{
	char release[96], path[3][160] = { "/proc/config.gz" }, hex[SHA256_HEX_SIZE];

	hostfile_text(view->root, release, sizeof(release), "/proc/sys/kernel/osrelease");
	snprintf(path[1], sizeof(path[1]), "/boot/config-%s", release);
	snprintf(path[2], sizeof(path[2]), "/lib/modules/%s/config", release);
	for (size_t i = 0; i < 3; i++) {
		if (!digest_file(view->root, path[i], hex))
			continue;
		facts_text(facts, "kernel_config", path[i]);
		facts_text(facts, "kernel_config_sha256", hex);
		return;
	}
	facts_text(facts, "kernel_config", NULL);
	facts_text(facts, "kernel_config_sha256", NULL);
}

#define BUILD_ID_BYTES_MAX 32
#define NT_GNU_BUILD_ID    3

/*
 * Read the build ID from /sys/kernel/notes: ELF notes, each with name size, descriptor size and type, then name and
 * descriptor, both padded to 4 bytes (elf(5)).
 */
static void read_build_id(struct facts *facts, const struct host_view *view)
{
	char notes[1024], hex[2 * BUILD_ID_BYTES_MAX + 1] = "";
	long size = hostfile_bytes(view->root, notes, sizeof(notes), "/sys/kernel/notes");
	uint32_t head[3];

	for (long at = 0; at + (long)sizeof(head) <= size && !*hex;) {
		const char *name = notes + at + sizeof(head), *id;

		memcpy(head, notes + at, sizeof(head));
		id = name + ((head[0] + 3) & ~3U);
		if (head[0] > sizeof(notes) || head[1] > sizeof(notes) || id + head[1] > notes + size)
			break;
		if (head[2] == NT_GNU_BUILD_ID && head[0] == 4 && !memcmp(name, "GNU", 4) &&
		    head[1] <= BUILD_ID_BYTES_MAX)
			for (uint32_t i = 0; i < head[1]; i++)
				sprintf(hex + 2 * i, "%02x", (unsigned char)id[i]);
		at = id + ((head[1] + 3) & ~3U) - notes;
	}
	facts_text(facts, "kernel_build_id", hex);
}

/*
 * Read kvm-arm.mode from the kernel's command line: an early parameter has no file in /sys/module
 * (arch/arm64/kvm/arm.c, early_kvm_mode_cfg(), 6.12).
 */
static void read_kvm_mode(struct facts *facts, const struct host_view *view)
{
	char cmdline[2048], *at;

	hostfile_text(view->root, cmdline, sizeof(cmdline), "/proc/cmdline");
	at = strstr(cmdline, "kvm-arm.mode=");
	if (at) {
		at += strlen("kvm-arm.mode=");
		at[strcspn(at, " ")] = '\0';
	}
	facts_text(facts, "kvm_arm_mode", at);
}

/* A list that append() extends, its items separated by ", ". */
struct list {
	const char *root;
	char text[160];
};

__attribute__((format(printf, 2, 3))) static void append(struct list *list, const char *format, ...)
{
	size_t used = strlen(list->text);
	va_list args;

	if (used)
		used += (size_t)snprintf(list->text + used, sizeof(list->text) - used, ", ");
	if (used >= sizeof(list->text))
		return;
	va_start(args, format);
	vsnprintf(list->text + used, sizeof(list->text) - used, format, args);
	va_end(args);
}

static void read_caches(struct facts *facts, const struct host_view *view)
{
	struct core core = { .cpu = view->cpu[0] };

	core_read_caches(&core, view->root);
	facts_text(facts, "caches", core.caches);
}

static bool add_mitigation(void *context, const char *path)
{
	struct list *list = context;
	char text[128];

	if (hostfile_text(list->root, text, sizeof(text), "%s", path) > 0 && strcmp(text, "Not affected"))
		append(list, "%s", strrchr(path, '/') + 1);
	return true;
}

/*
 * Record the mitigations that slow down an exit or a fault, in the kernel's words, and the names of all vulnerabilities
 * that the kernel does not call "Not affected".
 */
static void read_mitigations(struct facts *facts, const struct host_view *view)
{
	static const struct source sources[] = {
		{ "mitigation_meltdown", CPU_DIR "/vulnerabilities/meltdown", SOURCE_TEXT },
		{ "mitigation_spectre_v1", CPU_DIR "/vulnerabilities/spectre_v1", SOURCE_TEXT },
		{ "mitigation_spectre_v2", CPU_DIR "/vulnerabilities/spectre_v2", SOURCE_TEXT },
		{ "mitigation_spec_store_bypass", CPU_DIR "/vulnerabilities/spec_store_bypass", SOURCE_TEXT },
	};
	struct list list = { .root = view->root };

	source_record(sources, ARRAY_SIZE(sources), view, facts);
	hostfile_each(view->root, CPU_DIR "/vulnerabilities/*", add_mitigation, &list);
	facts_text(facts, "vulnerabilities", list.text);
}

/* Offsets in a structure of type 17, Memory Device (SMBIOS 3.7.0, 7.18). */
#define DIMM_SIZE      0x0c /* word; 0: the socket is empty */
#define DIMM_SPEED_MTS 0x20 /* word, as configured */

struct dimms {
	const char *root;
	int64_t count, speed_mts; /* sockets in use; MT/s of the last, 0: not known */
};

static uint16_t word_at(const char *bytes)
{
	uint16_t word;

	memcpy(&word, bytes, sizeof(word));
	return le16toh(word);
}

static bool add_dimm(void *context, const char *path)
{
	struct dimms *dimms = context;
	char raw[256] = "";
	long size = hostfile_bytes(dimms->root, raw, sizeof(raw), "%s", path);

	if (size < DIMM_SPEED_MTS + 2 || !word_at(raw + DIMM_SIZE))
		return true;
	dimms->count++;
	dimms->speed_mts = word_at(raw + DIMM_SPEED_MTS);
	return true;
}

/* Record the memory modules; only root may read the SMBIOS entries. */
static void read_dimms(struct facts *facts, const struct host_view *view)
{
	struct dimms dimms = { .root = view->root };

	hostfile_each(view->root, "/sys/firmware/dmi/entries/17-*/raw", add_dimm, &dimms);
	if (!dimms.count) {
		facts_text(facts, "dimms", NULL);
		facts_text(facts, "dimm_mts", NULL);
		return;
	}
	facts_number(facts, "dimms", dimms.count);
	facts_number(facts, "dimm_mts", dimms.speed_mts);
}

void record_host(struct facts *facts, const struct host_view *view)
{
	static const struct source sources[] = {
		{ "revidr", "regs/identification/revidr_el1", SOURCE_CPU_TEXT },
		{ "firmware_vendor", "/sys/class/dmi/id/bios_vendor", SOURCE_TEXT },
		{ "firmware_version", "/sys/class/dmi/id/bios_version", SOURCE_TEXT },
		{ "firmware_date", "/sys/class/dmi/id/bios_date", SOURCE_TEXT },
		{ "cpus_isolated", CPU_DIR "/isolated", SOURCE_TEXT },
		{ "cpus_nohz_full", CPU_DIR "/nohz_full", SOURCE_TEXT },
		{ "smt_control", CPU_DIR "/smt/control", SOURCE_TEXT },
		{ "cpufreq_driver", "cpufreq/scaling_driver", SOURCE_CPU_TEXT },
	};

	read_config(facts, view);
	read_build_id(facts, view);
	read_kvm_mode(facts, view);
	source_record(sources, ARRAY_SIZE(sources), view, facts);
	read_caches(facts, view);
	read_mitigations(facts, view);
	read_dimms(facts, view);
	facts_text(facts, "glibc", gnu_get_libc_version());
}

struct hottest {
	const char *root;
	int64_t temperature_mc; /* INT64_MIN: none was seen */
};

static bool add_temperature(void *context, const char *path)
{
	struct hottest *hottest = context;
	int64_t temperature;

	if (hostfile_number(hottest->root, &temperature, "%s", path) && temperature > hottest->temperature_mc)
		hottest->temperature_mc = temperature;
	return true;
}

static void read_temperature(struct facts *facts, const struct host_view *view)
{
	struct hottest hottest = { view->root, INT64_MIN };

	hostfile_each(view->root, "/sys/class/thermal/thermal_zone*/temp", add_temperature, &hottest);
	hostfile_each(view->root, "/sys/class/hwmon/hwmon*/temp*_input", add_temperature, &hottest);
	if (hottest.temperature_mc == INT64_MIN)
		facts_text(facts, "temperature_mc", NULL);
	else
		facts_number(facts, "temperature_mc", hottest.temperature_mc);
}

void record_now(struct facts *facts, const struct host_view *view)
{
	static const struct source frequency = { "cpu_khz", "cpufreq/scaling_cur_freq", SOURCE_CPU_NUMBER };
	int64_t throttled = throttled_read(view->root);

	settings_record(facts, view);
	source_record(&frequency, 1, view, facts);
	read_temperature(facts, view);
	if (throttled < 0)
		facts_text(facts, "throttled", NULL);
	else
		facts_number(facts, "throttled", throttled);
}
