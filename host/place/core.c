/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/place/core.h"

#include "bench/array.h"
#include "host/os/hostfile.h"
#include "host/place/cpulist.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CPU_DIR "/sys/devices/system/cpu/cpu%d"

static const struct known_core {
	uint32_t implementer, part;
	bool dabort;
	const char *name;
} known_cores[] = {
#define CORE(implementer, part, dabort, name) { implementer, part, dabort, name },
#include "host/place/cores.def"
#undef CORE
};

/* Read a number of a CPU; -1: there is none. */
static int64_t number_of(const char *root, int cpu, const char *name)
{
	int64_t number;

	return hostfile_number(root, &number, CPU_DIR "/%s", cpu, name) ? number : -1;
}

void core_read(struct core *core, const char *root, int cpu)
{
	int64_t midr = number_of(root, cpu, "regs/identification/midr_el1");

	*core = (struct core){
		.cpu = cpu,
		.midr = midr < 0 ? 0 : (uint64_t)midr,
		.revidr = number_of(root, cpu, "regs/identification/revidr_el1"),
		.capacity = number_of(root, cpu, "cpu_capacity"),
		.max_khz = number_of(root, cpu, "cpufreq/cpuinfo_max_freq"),
	};
}

struct caches {
	const char *root;
	char *text; /* CORE_CACHES_BYTES */
};

/* Append a cache to the list, whose items are separated by ", ". */
static bool add_cache(void *context, const char *path)
{
	const struct caches *caches = context;
	size_t used = strlen(caches->text);
	char type[16], size[16];
	int64_t level;

	hostfile_text(caches->root, type, sizeof(type), "%s/type", path);
	hostfile_text(caches->root, size, sizeof(size), "%s/size", path);
	if (hostfile_number(caches->root, &level, "%s/level", path))
		snprintf(caches->text + used, CORE_CACHES_BYTES - used, "%sL%" PRId64 "%s %s", used ? ", " : "", level,
			 !strcmp(type, "Data") ? "d" : !strcmp(type, "Instruction") ? "i" : "", *size ? size : "?");
	return true;
}

void core_read_caches(struct core *core, const char *root)
{
	struct caches caches = { .root = root, .text = core->caches };
	char pattern[96];

	core->caches[0] = '\0';
	snprintf(pattern, sizeof(pattern), CPU_DIR "/cache/index*", core->cpu);
	hostfile_each(root, pattern, add_cache, &caches);
}

uint32_t core_count(const char *root, uint64_t midr)
{
	struct cpulist online;
	uint32_t count = 0;

	cpulist_read(&online, root, "/sys/devices/system/cpu/online");
	for (int cpu = cpulist_next(&online, 0); cpu >= 0; cpu = cpulist_next(&online, cpu + 1)) {
		struct core core;

		core_read(&core, root, cpu);
		count += core.midr == midr;
	}
	return count;
}

bool core_same_speed(const struct core *a, const struct core *b)
{
	return a->capacity == b->capacity && a->max_khz == b->max_khz;
}

static const struct known_core *find(uint64_t midr)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_cores); i++)
		if ((midr >> 24 & 0xff) == known_cores[i].implementer && (midr >> 4 & 0xfff) == known_cores[i].part)
			return &known_cores[i];
	return NULL;
}

const char *core_name(uint64_t midr)
{
	const struct known_core *core = find(midr);

	return core ? core->name : NULL;
}

bool core_has_dabort(uint64_t midr)
{
	const struct known_core *core = find(midr);

	return core && core->dabort;
}
