/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/place/pin.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <hwloc.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPUS "/sys/devices/system/cpu"

#define TRAITS_BYTES 128

/* What tells the core of a CPU from others: its kind, and its speed. */
struct traits {
	struct core core;
	int hwloc;               /* hwloc's kind of the CPU, speeds told apart; -1: it knows none */
	char kind[TRAITS_BYTES]; /* what hwloc says of the kind but for its speed, where MIDR_EL1 is not known */
};

static bool is_same_kind(const struct traits *a, const struct traits *b)
{
	return a->core.midr == b->core.midr && !strcmp(a->kind, b->kind);
}

static bool is_same_speed(const struct traits *a, const struct traits *b)
{
	return is_same_kind(a, b) && core_same_speed(&a->core, &b->core) && a->hwloc == b->hwloc;
}

/* Describe a kind of hwloc's by all that it says of it but the speed; by its number if it says nothing. */
static void describe_kind(hwloc_topology_t topology, int kind, char text[static TRAITS_BYTES])
{
	static const char *const speeds[] = { "FrequencyMaxMHz", "FrequencyBaseMHz", "LinuxCapacity" };
	struct hwloc_info_s *info = NULL;
	unsigned int count = 0;
	size_t used = 0;

	text[0] = '\0';
	if (kind < 0 || hwloc_cpukinds_get_info(topology, (unsigned int)kind, NULL, NULL, &count, &info, 0))
		return;
	if (!count)
		snprintf(text, TRAITS_BYTES, "%d", kind);
	for (unsigned int i = 0; i < count && used < TRAITS_BYTES; i++) {
		bool is_speed = false;

		for (size_t j = 0; j < ARRAY_SIZE(speeds); j++)
			is_speed |= !strcmp(info[i].name, speeds[j]);
		if (!is_speed)
			used += (size_t)snprintf(text + used, TRAITS_BYTES - used, "%s=%s ", info[i].name,
						 info[i].value);
	}
}

/* Read the facts of the core of a CPU of the topology, which may be that of another machine. */
static void read_core(hwloc_topology_t topology, int cpu, struct core *core)
{
	*core = (struct core){ .cpu = cpu, .revidr = -1, .capacity = -1, .max_khz = -1 };
	if (hwloc_topology_is_thissystem(topology))
		core_read(core, "", cpu);
}

/* Read what tells the core of a CPU from others. */
static void read_traits(hwloc_topology_t topology, hwloc_obj_t pu, struct traits *traits)
{
	traits->hwloc = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);
	read_core(topology, (int)pu->os_index, &traits->core);
	if (!traits->core.midr)
		describe_kind(topology, traits->hwloc, traits->kind);
}

/* Return the index of the first traits that are the same as those of this index. */
static int first_alike(const struct traits *traits, int index,
		       bool (*is_same)(const struct traits *a, const struct traits *b))
{
	int i = 0;

	while (i < index && !is_same(&traits[i], &traits[index]))
		i++;
	return i;
}

/* Return the number of a CPU's core. Where cores are not known, each CPU is a core of its own. */
static int core_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
	hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, pu);

	return core ? (int)core->logical_index : -1 - (int)pu->os_index;
}

static struct cpulist list_of(hwloc_const_bitmap_t set)
{
	struct cpulist list = { .word = { 0 } };

	for (int cpu = hwloc_bitmap_first(set); cpu >= 0 && cpu < CPULIST_CPUS; cpu = hwloc_bitmap_next(set, cpu))
		cpulist_add(&list, cpu);
	return list;
}

/*
 * Read the CPUs of the topology. It lacks those outside the process's cpuset, since
 * HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED is not set.
 */
static void read_cpus(hwloc_topology_t topology, struct place_host *host, struct place_cpu *cpu, struct traits *traits)
{
	hwloc_obj_t pu = NULL;
	int i = 0;

	while ((pu = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, pu))) {
		read_traits(topology, pu, &traits[i]);
		cpu[i] = (struct place_cpu){
			.cpu = (int)pu->os_index, .core = core_of(topology, pu),
			.kind = first_alike(traits, i, is_same_kind), .speed = first_alike(traits, i, is_same_speed),
			.node = hwloc_bitmap_first(pu->nodeset),
		};
		i++;
	}
	host->cpu = cpu;
	host->count = (size_t)i;
}

static void read_lists(hwloc_topology_t topology, struct place_host *host)
{
	struct cpulist permitted = list_of(hwloc_topology_get_allowed_cpuset(topology)), affinity, full;

	cpulist_affinity(&affinity, 0);
	cpulist_read(&host->online, "", CPUS "/online");
	cpulist_read(&host->isolated, "", CPUS "/isolated");
	host->allowed = place_allowed(&affinity, &permitted, &host->isolated);
	/* A CPU in nohz_full alone is still in the scheduler's domains and so in the affinity: add it only now. */
	cpulist_read(&full, "", CPUS "/nohz_full");
	cpulist_unite(&host->isolated, &full);
}

/* Read the facts of the cores of the vCPUs. */
static void read_cores(hwloc_topology_t topology, struct pin *pin)
{
	for (uint32_t i = 0; i < pin->place.count; i++) {
		read_core(topology, pin->place.cpu[i], &pin->core[i]);
		if (hwloc_topology_is_thissystem(topology))
			core_read_caches(&pin->core[i], "");
	}
	pin->alike = pin->core[0].midr ? core_count("", pin->core[0].midr) : 0;
}

static int choose(hwloc_topology_t topology, const char *cpus, uint32_t vcpus, struct place *place)
{
	int count = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU), err;
	struct place_cpu *cpu = calloc(count > 0 ? (size_t)count : 1, sizeof(*cpu));
	struct traits *traits = calloc(count > 0 ? (size_t)count : 1, sizeof(*traits));
	struct place_host host;
	struct cpulist list;

	if (!cpu || !traits) {
		free(traits);
		free(cpu);
		return 0;
	}
	read_cpus(topology, &host, cpu, traits);
	read_lists(topology, &host);
	err = cpus ? cpulist_parse(&list, cpus) : 0;
	if (!err && cpus)
		err = place_listed(place, &host, &list);
	else if (!err)
		place_choose(place, &host, vcpus);
	free(traits);
	free(cpu);
	return err;
}

/* Does a line of XML identify the machine? If permitted, hwloc reads serial numbers from DMI. */
static bool is_personal(const char *line, size_t size)
{
	static const char *const names[] = { "name=\"HostName\"", "Serial\"", "UUID\"", "AssetTag\"" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (memmem(line, size, names[i], strlen(names[i])))
			return true;
	return false;
}

/*
 * Return the topology as XML, which the caller frees; NULL on failure. Lines that identify the machine are left out, as
 * archives are published.
 */
static char *export(hwloc_topology_t topology)
{
	char *buffer, *copy, *end;
	int size;

	if (hwloc_topology_export_xmlbuffer(topology, &buffer, &size, 0))
		return NULL;
	copy = end = calloc(1, (size_t)size + 1);
	for (const char *line = buffer; copy && *line; line += strcspn(line, "\n") + 1) {
		size_t length = strcspn(line, "\n") + 1;

		if (!is_personal(line, length))
			end = mempcpy(end, line, length);
	}
	hwloc_free_xmlbuffer(topology, buffer);
	return copy;
}

/*
 * Bind memory to the node of vCPU 0, by the thread's policy and not by one of each mapping: only the thread's is obeyed
 * by the page cache, by hugetlb pools and by the kernel's own allocations, stage-2 tables among them, and new threads
 * inherit it. It also keeps NUMA balancing away from the pages (6.12 vma_policy_mof(), mm/mempolicy.c). With a single
 * node nothing is bound: there is no choice, and without a policy the kernel allocates a page faster.
 */
static void bind_memory(hwloc_topology_t topology, struct pin *pin)
{
	hwloc_bitmap_t nodes = pin->numa_nodes > 1 && pin->place.node >= 0 ? hwloc_bitmap_alloc() : NULL;

	if (!nodes)
		return;
	hwloc_bitmap_only(nodes, (unsigned int)pin->place.node);
	if (!hwloc_set_membind(topology, nodes, HWLOC_MEMBIND_BIND,
			       HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_STRICT | HWLOC_MEMBIND_BYNODESET))
		pin->memory_node = pin->place.node;
	hwloc_bitmap_free(nodes);
}

static int open_topology(struct pin *pin, const char *cpus, uint32_t vcpus, bool bind)
{
	hwloc_topology_t topology;
	int err = 0;

	*pin = (struct pin){ .packages = -1, .cores = -1, .pus = -1, .numa_nodes = -1, .cpu = -1, .memory_node = -1,
			     .place = { .node = -1, .smt = -1, .sibling = -1 } };
	if (hwloc_topology_init(&topology))
		return 0;
	if (!hwloc_topology_load(topology)) {
		pin->packages = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PACKAGE);
		pin->cores = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE);
		pin->pus = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
		pin->numa_nodes = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_NUMANODE);
		pin->xml = export(topology);
		err = choose(topology, cpus, vcpus, &pin->place);
		if (!err)
			read_cores(topology, pin);
		if (pin->numa_nodes == 1)
			pin->memory_node = pin->place.node;
		if (!err && bind)
			bind_memory(topology, pin);
	}
	hwloc_topology_destroy(topology);
	return err;
}

int pin_choose(struct pin *pin, const char *cpus, uint32_t vcpus)
{
	return open_topology(pin, cpus, vcpus, false);
}

int pin_open(struct pin *pin, const char *cpus, uint32_t vcpus)
{
	int err = open_topology(pin, cpus, vcpus, true);

	if (!err && pin->place.count && !pin_to_vcpu(pin, 0))
		pin->cpu = pin->place.cpu[0];
	return err;
}

void pin_close(struct pin *pin)
{
	free(pin->xml);
	pin->xml = NULL;
}

int pin_to_vcpu(const struct pin *pin, uint32_t vcpu)
{
	struct cpulist list = { .word = { 0 } };

	cpulist_add(&list, pin->place.cpu[vcpu]);
	return cpulist_bind(&list, 0);
}

int pin_to_helpers(const struct pin *pin, pid_t thread)
{
	return cpulist_next(&pin->place.helpers, 0) < 0 ? 0 : cpulist_bind(&pin->place.helpers, thread);
}

/* Write the CPUs in the order of vCPUs, which a struct cpulist does not keep. */
static void describe_vcpus(const struct place *place, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t i = 0; i < place->count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%d", i ? " " : "", place->cpu[i]);
}

void pin_describe(const struct pin *pin, char text[static PIN_TEXT])
{
	char vcpus[PIN_TEXT / 4], helpers[PIN_TEXT / 4], memory[64] = "of any NUMA node";

	if (!pin->place.count) {
		snprintf(text, PIN_TEXT, "vCPUs on any CPU: the topology is not known");
		return;
	}
	describe_vcpus(&pin->place, vcpus, sizeof(vcpus));
	cpulist_format(&pin->place.helpers, helpers, sizeof(helpers));
	if (pin->memory_node >= 0)
		snprintf(memory, sizeof(memory), "on NUMA node %d", pin->memory_node);
	snprintf(text, PIN_TEXT, "vCPUs on CPUs %s, helpers %s%s, memory %s", vcpus, *helpers ? "on " : "beside them",
		 helpers, memory);
}

#define RANGE_BYTES 64

/* Write ", WHAT LEAST to MOST UNIT", or nothing if not all of the numbers, of which least is the least, are known. */
static void describe_range(char text[static RANGE_BYTES], const char *what, int64_t least, int64_t most,
			   const char *unit)
{
	text[0] = '\0';
	if (least >= 0)
		snprintf(text, RANGE_BYTES, ", %s %" PRId64 " to %" PRId64 "%s", what, least, most, unit);
}

/* Raise "mixed-speeds" for vCPUs on these CPUs. */
static void raise_mixed_speeds(const struct pin *pin, const char *vcpus, struct host_findings *findings)
{
	struct core least = pin->core[0], most = least;
	char capacity[RANGE_BYTES], frequency[RANGE_BYTES];

	for (uint32_t i = 1; i < pin->place.count; i++) {
		const struct core *core = &pin->core[i];

		least.capacity = core->capacity < least.capacity ? core->capacity : least.capacity;
		most.capacity = core->capacity > most.capacity ? core->capacity : most.capacity;
		least.max_khz = core->max_khz < least.max_khz ? core->max_khz : least.max_khz;
		most.max_khz = core->max_khz > most.max_khz ? core->max_khz : most.max_khz;
	}
	describe_range(capacity, "capacity", least.capacity, most.capacity, "");
	if (least.max_khz >= 0)
		least.max_khz /= 1000;
	describe_range(frequency, "at most", least.max_khz, most.max_khz / 1000, " MHz");
	finding_raise(findings, &finding_table[FINDING_mixed_speeds], "--cpus with CPUs of one speed",
		      "vCPUs are on cores of one kind, but of different speeds: CPUs %s%s%s", vcpus, capacity,
		      frequency);
}

/* Raise "isolated-unused" for vCPUs on these CPUs. */
static void raise_isolated_unused(const struct place *place, const char *vcpus, struct host_findings *findings)
{
	char isolated[64], remedy[128];

	cpulist_format(&place->unused, isolated, sizeof(isolated));
	snprintf(remedy, sizeof(remedy), "--cpus %s, if cells of fewer vCPUs are enough", isolated);
	finding_raise(findings, &finding_table[FINDING_isolated_unused], remedy,
		      "no vCPU is on an isolated CPU (%s): more cores of one kind and NUMA node were wanted: CPUs %s",
		      isolated, vcpus);
}

#define PAIR_BYTES 96

/* Write ", NAME and NAME" of two vCPUs' cores that differ in kind; nothing unless both are known. */
static void describe_pair(const struct pin *pin, char text[static PAIR_BYTES])
{
	uint32_t i = 1;

	while (i < pin->place.count && pin->core[i].midr == pin->core[0].midr)
		i++;
	text[0] = '\0';
	if (i < pin->place.count && core_name(pin->core[0].midr) && core_name(pin->core[i].midr))
		snprintf(text, PAIR_BYTES, ", %s and %s", core_name(pin->core[0].midr), core_name(pin->core[i].midr));
}

void pin_findings(const struct pin *pin, struct host_findings *findings)
{
	const struct place *place = &pin->place;
	char vcpus[128], pair[PAIR_BYTES];

	describe_vcpus(place, vcpus, sizeof(vcpus));
	describe_pair(pin, pair);
	if (place->mixed_kinds)
		finding_raise(findings, &finding_table[FINDING_mixed_cores], "leave out --cpus: cores of one kind are chosen",
			      "vCPUs are on cores of different kinds: CPUs %s%s", vcpus, pair);
	if (place->mixed_speeds)
		raise_mixed_speeds(pin, vcpus, findings);
	if (cpulist_next(&place->unused, 0) >= 0)
		raise_isolated_unused(place, vcpus, findings);
	if (place->mixed_nodes)
		finding_raise(findings, &finding_table[FINDING_mixed_nodes],
			      "leave out --cpus: CPUs of one NUMA node are chosen",
			      "vCPUs are on several NUMA nodes: CPUs %s", vcpus);
	if (place->smt >= 0)
		finding_raise(findings, &finding_table[FINDING_smt], "echo off | sudo tee " CPUS "/smt/control",
			      "CPU %d, which runs a vCPU, shares its core with CPU %d", place->smt, place->sibling);
	if (place->count && pin->numa_nodes > 1 && pin->memory_node < 0)
		finding_raise(findings, &finding_table[FINDING_memory_unbound],
			      "permit set_mempolicy(2), as docker run --cap-add=SYS_NICE does, or leave the container",
			      "memory may come from any of %d NUMA nodes", pin->numa_nodes);
}

void pin_library(char text[static PIN_LIBRARY_TEXT])
{
	unsigned int version = hwloc_get_api_version(); /* (major << 16) + (minor << 8) + release */

	snprintf(text, PIN_LIBRARY_TEXT, "%u.%u.%u", version >> 16, version >> 8 & 0xff, version & 0xff);
}
