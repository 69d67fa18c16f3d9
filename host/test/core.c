/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of cores on a made-up machine of several kinds of cores, and the names of cores. */
#include "bench/array.h"
#include "host/place/core.h"
#include "host/test/hosttree.h"

#include <ctype.h>
#include <inttypes.h>

#define CPU "/sys/devices/system/cpu"

#define MIDR_A55 UINT64_C(0x412fd050)
#define MIDR_A76 UINT64_C(0x414fd0b0)

static void put_fact(int cpu, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), CPU "/cpu%d/%s", cpu, name);
	put_line(path, text);
}

/* Make up a machine like a RK3588: CPU 0, little and offline, CPUs 1-3 little, 4-5 and 6-7 big, of two speeds. */
static void put_machine(void)
{
	put_line(CPU "/online", "1-7");
	for (int cpu = 0; cpu < 8; cpu++) {
		bool big = cpu >= 4;

		if (!cpu)
			continue;
		put_fact(cpu, "regs/identification/midr_el1", big ? "0x00000000414fd0b0" : "0x00000000412fd050");
		put_fact(cpu, "regs/identification/revidr_el1", "0x0000000000000000");
		put_fact(cpu, "cpu_capacity", big ? "1024" : "414");
		put_fact(cpu, "cpufreq/cpuinfo_max_freq", !big ? "1800000" : cpu < 6 ? "2352000" : "2400000");
		put_fact(cpu, "cache/index0/level", "1");
		put_fact(cpu, "cache/index0/type", "Data");
		put_fact(cpu, "cache/index0/size", big ? "64K" : "32K");
		put_fact(cpu, "cache/index1/level", "3");
		put_fact(cpu, "cache/index1/type", "Unified");
	}
}

static struct core core_of(int cpu)
{
	struct core core;

	core_read(&core, ROOT, cpu);
	core_read_caches(&core, ROOT);
	return core;
}

static void test_facts(void)
{
	struct core little = core_of(3), big = core_of(4), faster = core_of(7);
	struct core offline = core_of(0), none = core_of(-1);

	ok(little.cpu == 3 && little.midr == MIDR_A55 && little.capacity == 414 && little.max_khz == 1800000,
	   "a little core: MIDR_EL1 0x%" PRIx64 ", capacity %" PRId64, little.midr, little.capacity);
	ok(big.midr == MIDR_A76 && !big.revidr && big.capacity == 1024 && big.max_khz == 2352000,
	   "a big one: MIDR_EL1 0x%" PRIx64 ", %" PRId64 " kHz", big.midr, big.max_khz);
	ok(!strcmp(little.caches, "L1d 32K, L3 ?") && !strcmp(big.caches, "L1d 64K, L3 ?"),
	   "each has caches of its own: %s; %s", little.caches, big.caches);
	ok(!core_same_speed(&little, &big), "little and big are not of one speed");
	ok(!core_same_speed(&big, &faster) && big.midr == faster.midr,
	   "nor are cores of one kind that boost differently");
	ok(core_same_speed(&big, &(struct core){ .capacity = 1024, .max_khz = 2352000 }),
	   "cores that do not differ are");
	ok(!core_same_speed(&big, &(struct core){ .capacity = 430, .max_khz = 2352000 }),
	   "capacity alone tells them apart");
	ok(!offline.midr && offline.revidr == -1 && offline.capacity == -1 && offline.max_khz == -1,
	   "nothing is known of a CPU that is offline,");
	ok(!*offline.caches, "caches neither");
	ok(core_count(ROOT, MIDR_A55) == 3 && core_count(ROOT, MIDR_A76) == 4 && !core_count(ROOT, 0x410fd083),
	   "of those that are online there are 3 little and 4 big cores");
	ok(!none.midr && none.max_khz == -1, "nor of no CPU");
}

static void test_names(void)
{
	static const struct {
		uint64_t midr;
		const char *name;
		bool dabort;
	} rows[] = {
		{ 0x410fd083, "Cortex-A72", true },
		{ 0x413fd0c1, "Neoverse-N1", true },
		{ MIDR_A55, "Cortex-A55", false },
		{ 0x410fd034, "Cortex-A53", false },
		{ 0x410fd851, "Cortex-X925", false },
		{ 0x410fd871, "Cortex-A725", false },
		{ 0xc00fac30, "AmpereOne", true },
		{ 0x481fd010, "TSV110", false },
		{ 0x431f0af1, "ThunderX2", true },
		{ 0x4e0f0040, "Carmel", false },
		{ 0x611f0230, "Apple M1 Firestorm", false },
		{ 0x000f0510, "QEMU max", false },
		{ 0x420fd083, NULL, false },
		{ 0x41000000, NULL, false },
		{ 0, NULL, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = core_name(rows[i].midr);

		ok((name ? rows[i].name && !strcmp(name, rows[i].name) : !rows[i].name) &&
		   core_has_dabort(rows[i].midr) == rows[i].dabort, "0x%08" PRIx64 " is %s", rows[i].midr,
		   name ? name : "unknown");
	}
}

/* No core and no name is twice in the list. */
static void test_list(void)
{
	static const struct {
		uint32_t implementer, part;
		const char *name;
	} rows[] = {
#define CORE(implementer, part, dabort, name) { implementer, part, name },
#include "host/place/cores.def"
#undef CORE
	};
	bool good = true;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		good &= rows[i].implementer < 0x100 && rows[i].part < 0x1000 && isupper((unsigned char)*rows[i].name);
		for (size_t j = 0; j < i; j++)
			if (!strcmp(rows[i].name, rows[j].name) ||
			    (rows[i].implementer == rows[j].implementer && rows[i].part == rows[j].part)) {
				printf("# %s is like %s\n", rows[i].name, rows[j].name);
				good = false;
			}
	}
	ok(good, "%zu cores, each with a number and a name of its own", ARRAY_SIZE(rows));
}

int main(void)
{
	put_machine();
	test_facts();
	test_names();
	test_list();
	return tap_done();
}
