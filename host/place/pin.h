/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Topology, and binding threads and memory; the only file that knows hwloc is pin.c. */
#ifndef HOST_PIN_H
#define HOST_PIN_H

#include "host/os/finding.h"
#include "host/place/place.h"

#include <stdint.h>
#include <sys/types.h>

#define PIN_TEXT 256 /* bytes that pin_describe() may need for what people read; longer lists are cut */

struct pin {
	int packages, cores, pus, numa_nodes; /* counts; -1: not known */
	int cpu;                              /* OS index of the CPU that pin_open() bound its caller to; -1: none */
	int memory_node;                      /* OS index of the NUMA node that all memory comes from; -1: any */
	struct place place;                   /* of vCPUs and helpers */
	char *xml;                            /* the topology, as hwloc exports it; this structure's; NULL: not known */
};

/*
 * Read the topology and choose places for at most vcpus vCPUs (1 … ABI_VCPUS_MAX), or those that cpus lists (NULL: no
 * list). What cannot be known stays -1, NULL, or 0 CPUs. Nothing is bound. 0; or -EINVAL: vCPUs cannot have what cpus
 * asks for (fail_text()). pin_close() it in either case.
 */
int pin_choose(struct pin *pin, const char *cpus, uint32_t vcpus);

/*
 * pin_choose(), and bind the calling thread to the CPU of vCPU 0, and where there are several NUMA nodes, memory to the
 * one of that CPU: whatever this thread and those that it starts from now on touch or have the kernel allocate.
 */
int pin_open(struct pin *pin, const char *cpus, uint32_t vcpus);

void pin_close(struct pin *pin);

/* Bind the calling thread to the CPU of a vCPU, < place.count. 0 or -errno (fail_text()). */
int pin_to_vcpu(const struct pin *pin, uint32_t vcpu);

/* Bind a thread (0: the calling one) to where helpers go, if there is such a place. 0 or -errno (fail_text()). */
int pin_to_helpers(const struct pin *pin, pid_t thread);

/* What was chosen, in a few words. */
void pin_describe(const struct pin *pin, char text[static PIN_TEXT]);

/* What a reader should know of it: mixed-cores, mixed-nodes, smt, memory-unbound. */
void pin_findings(const struct pin *pin, struct host_findings *findings);

#define PIN_LIBRARY_TEXT 32

/* The version of hwloc's interface. */
void pin_library(char text[static PIN_LIBRARY_TEXT]);

#endif
