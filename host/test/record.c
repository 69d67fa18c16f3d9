/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of a made-up host, and of a host without any files. */
#include "bench/array.h"
#include "host/findings/record.h"
#include "host/test/hosttree.h"

#include <inttypes.h>

#define CPU "/sys/devices/system/cpu"

static const struct host_view view = { .root = ROOT, .cpu = { 2 }, .cpu_count = 1 };
static struct facts facts;

static const struct fact *find(const char *name)
{
	for (size_t i = 0; i < facts.count; i++)
		if (!strcmp(facts.fact[i].name, name))
			return &facts.fact[i];
	return NULL;
}

static void is_text(const char *name, const char *text)
{
	const struct fact *f = find(name);

	ok(f && !f->is_number && !strcmp(f->text, text), "%s: %s", name, f ? f->text : "there is none");
}

static void is_number(const char *name, int64_t number)
{
	const struct fact *f = find(name);

	ok(f && f->is_number && f->number == number, "%s: %" PRId64, name, f ? f->number : -1);
}

static void put_host(void)
{
	static const char *const files[][2] = {
		{ "/proc/sys/kernel/osrelease", "6.12.0" },
		{ "/boot/config-6.12.0", "CONFIG_KVM=y" },
		{ "/proc/cmdline", "quiet kvm-arm.mode=nvhe ro" },
		{ CPU "/cpu2/regs/identification/revidr_el1", "0x0000000000000001" },
		{ "/sys/class/dmi/id/bios_version", "2.10" },
		{ CPU "/isolated", "2-7" },
		{ CPU "/nohz_full", "" },
		{ CPU "/cpu2/cache/index0/type", "Data" },
		{ CPU "/cpu2/cache/index0/level", "1" },
		{ CPU "/cpu2/cache/index0/size", "64K" },
		{ CPU "/cpu2/cache/index1/type", "Unified" },
		{ CPU "/cpu2/cache/index1/level", "2" },
		{ CPU "/cpu2/cache/index1/size", "1024K" },
		{ CPU "/vulnerabilities/spectre_v2", "Mitigation: CSV2, BHB" },
		{ CPU "/vulnerabilities/meltdown", "Not affected" },
		{ CPU "/vulnerabilities/unknown_yet", "Vulnerable" },
		{ CPU "/cpu2/cpufreq/scaling_governor", "performance" },
		{ CPU "/cpu2/cpufreq/scaling_cur_freq", "2995000" },
		{ "/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never" },
		{ "/proc/sys/vm/compaction_proactiveness", "20" },
		{ "/proc/sys/kernel/perf_event_paranoid", "-1" },
		{ "/sys/class/thermal/thermal_zone0/temp", "43500" },
		{ "/sys/class/hwmon/hwmon0/temp1_input", "41000" },
		{ "/sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "50000" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		put_line(files[i][0], files[i][1]);
}

/* Write two notes: another one, then the build ID, whose last byte is that of a newline. */
static void put_notes(void)
{
	static const struct {
		uint32_t head[3];
		char name[8], value[4];
		uint32_t our_head[3];
		char our_name[4], id[8];
	} notes = { { 6, 1, 257 }, "Linux", "x", { 4, 8, 3 }, "GNU", { 1, 2, (char)0xfe, 0, 0, 0, 0, '\n' } };

	put_bytes("/sys/kernel/notes", &notes, sizeof(notes));
}

/* Write the SMBIOS entries of a socket with a memory module and of an empty one. */
static void put_dimms(void)
{
	unsigned char raw[40] = { 17, 40 };

	put_bytes("/sys/firmware/dmi/entries/17-0/raw", raw, sizeof(raw));
	raw[0x0d] = 0x40; /* 16 GiB, in MiB */
	raw[0x20] = 0x80; /* 3200 MT/s */
	raw[0x21] = 0x0c;
	put_bytes("/sys/firmware/dmi/entries/17-1/raw", raw, sizeof(raw));
}

int main(void)
{
	size_t known = 0;

	mkdir(ROOT, 0755);
	record_host(&facts, &view);
	record_now(&facts, &view);
	for (size_t i = 0; i < facts.count; i++)
		known += facts.fact[i].is_number || *facts.fact[i].text;
	ok(facts.count > 30 && facts.count < FACTS_MAX - 10 && known == 1,
	   "of a host without files nothing is known but our own library: %zu of %zu", known, facts.count);
	facts.count = 0;
	put_host();
	put_notes();
	put_dimms();
	record_host(&facts, &view);
	record_now(&facts, &view);
	is_text("kernel_config", "/boot/config-6.12.0");
	/* The output of printf 'CONFIG_KVM=y\n' | sha256sum. */
	is_text("kernel_config_sha256", "18e22bf78e0493bc4251780bf2815bd5390d66106108d3b90c4fb0d923df6ba4");
	is_text("kernel_build_id", "0102fe000000000a");
	is_text("kvm_arm_mode", "nvhe");
	is_text("revidr", "0x0000000000000001");
	is_text("firmware_version", "2.10");
	is_text("cpus_isolated", "2-7");
	is_text("cpus_nohz_full", "none");
	is_text("caches", "L1d 64K, L2 1024K");
	is_text("mitigation_spectre_v2", "Mitigation: CSV2, BHB");
	is_text("mitigation_spectre_v1", "");
	is_text("vulnerabilities", "spectre_v2, unknown_yet");
	is_number("dimms", 1);
	is_number("dimm_mts", 3200);
	is_text("governor", "performance");
	is_number("cpu_khz", 2995000);
	is_text("thp", "madvise");
	is_number("compaction_proactiveness", 20);
	is_number("perf_event_paranoid", -1);
	is_number("temperature_mc", 43500);
	is_number("throttled", 0x50000);
	put_line("/proc/config.gz", "packed");
	facts.count = 0;
	record_host(&facts, &view);
	is_text("kernel_config", "/proc/config.gz");
	return tap_done();
}
