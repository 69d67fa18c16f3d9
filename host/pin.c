/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pin.h"

#include <hwloc.h>

/* Interrupts and housekeeping gather on the first CPUs, so the last one allowed is the quietest guess. */
static void bind_last(hwloc_topology_t topology, struct pin *pin)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();

	if (set && !hwloc_get_cpubind(topology, set, HWLOC_CPUBIND_THREAD)) {
		int last = hwloc_bitmap_last(set);

		if (last >= 0 && !hwloc_bitmap_only(set, (unsigned int)last) &&
		    !hwloc_set_cpubind(topology, set, HWLOC_CPUBIND_THREAD))
			pin->cpu = last;
	}
	hwloc_bitmap_free(set);
}

void pin_thread(struct pin *pin)
{
	hwloc_topology_t topology;

	*pin = (struct pin){ -1, -1, -1, -1, -1 };
	if (hwloc_topology_init(&topology))
		return;
	if (!hwloc_topology_load(topology)) {
		pin->packages = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PACKAGE);
		pin->cores = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE);
		pin->pus = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
		pin->numa_nodes = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_NUMANODE);
		bind_last(topology, pin);
	}
	hwloc_topology_destroy(topology);
}
