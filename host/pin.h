/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Topology, and binding threads to cores; the only file that knows hwloc is pin.c. */
#ifndef HOST_PIN_H
#define HOST_PIN_H

#include "bench/abi.h"

#include <stdint.h>

#define PIN_CORES_MAX (ABI_VCPUS_MAX + 1) /* one for each vCPU, one for what must not disturb them */

struct pin {
	int packages, cores, pus, numa_nodes; /* counts; -1: not known */
	int cpu;                              /* OS index of the CPU that pin_thread() bound its caller to; -1: none */
	int core_cpu[PIN_CORES_MAX];          /* OS index of one CPU of each core, in the order that vCPUs take them */
	uint32_t core_count;                  /* cores that the process may run on, as far as there is room above */
};

/*
 * Read the topology and bind the calling thread to a CPU of core 0 of the order: the last CPU that it may run on, then
 * the other cores of its NUMA node, last ones first, then those of the other nodes. What fails stays -1, or 0 cores.
 */
void pin_thread(struct pin *pin);

/* Bind the calling thread to core number core of the order, < core_count. 0 or -errno (fail_text()). */
int pin_to_core(const struct pin *pin, uint32_t core);

#endif
