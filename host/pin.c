/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pin.h"

#include "host/err.h"

#include <errno.h>
#include <hwloc.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

/* One CPU of a core, to be put into an order. */
struct core {
	int cpu, node; /* OS indexes; node -1: not known */
	bool near;     /* of the NUMA node of the last CPU */
};

static int by_choice(const void *a, const void *b)
{
	const struct core *x = a, *y = b;

	return x->near != y->near ? y->near - x->near : y->cpu - x->cpu;
}

/* The last allowed CPU of each core; where cores are not known, each CPU is one. How many; fills core, if not NULL. */
static uint32_t list_cores(hwloc_topology_t topology, hwloc_const_bitmap_t allowed, struct core *core)
{
	int depth = hwloc_get_type_or_below_depth(topology, HWLOC_OBJ_CORE);
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	hwloc_obj_t object = NULL;
	uint32_t count = 0;

	while (set && (object = hwloc_get_next_obj_by_depth(topology, depth, object))) {
		hwloc_bitmap_and(set, object->cpuset, allowed);
		if (hwloc_bitmap_iszero(set))
			continue;
		if (core)
			core[count] = (struct core){ .cpu = hwloc_bitmap_last(set),
						     .node = hwloc_bitmap_first(object->nodeset) };
		count++;
	}
	hwloc_bitmap_free(set);
	return count;
}

/* Interrupts and housekeeping gather on the first CPUs, so the last one allowed is the quietest guess. */
static void order_cores(hwloc_topology_t topology, hwloc_const_bitmap_t allowed, struct pin *pin)
{
	uint32_t count = list_cores(topology, allowed, NULL);
	struct core *core = calloc(count ? count : 1, sizeof(*core));
	int node = -1;

	if (!core)
		return;
	count = list_cores(topology, allowed, core);
	for (uint32_t i = 0; i < count; i++)
		if (core[i].cpu == hwloc_bitmap_last(allowed))
			node = core[i].node;
	for (uint32_t i = 0; i < count; i++)
		core[i].near = core[i].node == node;
	qsort(core, count, sizeof(core[0]), by_choice);
	for (uint32_t i = 0; i < count && i < PIN_CORES_MAX; i++)
		pin->core_cpu[pin->core_count++] = core[i].cpu;
	free(core);
}

static void read_topology(hwloc_topology_t topology, struct pin *pin)
{
	hwloc_bitmap_t allowed = hwloc_bitmap_alloc();

	pin->packages = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PACKAGE);
	pin->cores = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE);
	pin->pus = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
	pin->numa_nodes = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_NUMANODE);
	if (allowed && !hwloc_get_cpubind(topology, allowed, HWLOC_CPUBIND_THREAD))
		order_cores(topology, allowed, pin);
	hwloc_bitmap_free(allowed);
}

int pin_to_core(const struct pin *pin, uint32_t core)
{
	int cpu = pin->core_cpu[core], error;
	size_t bytes = CPU_ALLOC_SIZE(cpu + 1);
	cpu_set_t *set = CPU_ALLOC(cpu + 1);

	if (!set)
		return fail(ENOMEM, "binding a thread to CPU %d", cpu);
	CPU_ZERO_S(bytes, set);
	CPU_SET_S(cpu, bytes, set);
	error = sched_setaffinity(0, bytes, set) ? errno : 0;
	CPU_FREE(set);
	return error ? fail(error, "binding a thread to CPU %d", cpu) : 0;
}

void pin_thread(struct pin *pin)
{
	hwloc_topology_t topology;

	*pin = (struct pin){ .packages = -1, .cores = -1, .pus = -1, .numa_nodes = -1, .cpu = -1 };
	if (hwloc_topology_init(&topology))
		return;
	if (!hwloc_topology_load(topology))
		read_topology(topology, pin);
	hwloc_topology_destroy(topology);
	if (pin->core_count && !pin_to_core(pin, 0))
		pin->cpu = pin->core_cpu[0];
}
