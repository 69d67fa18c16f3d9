/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the topology, and bind threads and memory, through hwloc, which only pin.c knows. */
#ifndef HOST_PIN_H
#define HOST_PIN_H

#include "host/os/finding.h"
#include "host/place/core.h"
#include "host/place/place.h"

#include <stdint.h>
#include <sys/types.h>

#define PIN_TEXT 256 /* size of pin_describe()'s text; longer lists are cut */

struct pin {
	int packages, cores, pus, numa_nodes; /* counts in the machine; -1: not known */
	int cpu;                              /* OS index of the CPU that pin_open() bound its caller to; -1: none */
	int memory_node;                      /* OS index of the NUMA node that all memory comes from; -1: any */
	struct place place;                   /* CPUs of vCPUs and helpers */
	struct core core[ABI_VCPUS_MAX];      /* what is known of the cores of vCPUs 0 ... place.count - 1 */
	uint32_t alike;                       /* CPUs online that have the MIDR_EL1 of core[0]; 0: not known */
	char *xml;                            /* the topology as hwloc exports it; pin_close() frees it; NULL: none */
};

/*
 * Read the topology and choose CPUs for at most vcpus vCPUs (1 … ABI_VCPUS_MAX), or take those that cpus lists, unless
 * it is NULL. What cannot be known stays -1, NULL, or 0 CPUs. Nothing is bound. 0; or -EINVAL (fail_text()): this
 * process may not run on the listed CPUs, or cpus is no list. Call pin_close() in either case.
 */
int pin_choose(struct pin *pin, const char *cpus, uint32_t vcpus);

/*
 * pin_choose(), then bind the calling thread to the CPU of vCPU 0 and, if there are several NUMA nodes, memory to that
 * CPU's node: all memory that this thread, and threads that it starts from now on, touch or make the kernel allocate.
 */
int pin_open(struct pin *pin, const char *cpus, uint32_t vcpus);

void pin_close(struct pin *pin);

/* Bind the calling thread to the CPU of a vCPU, < place.count. 0 or -errno (fail_text()). */
int pin_to_vcpu(const struct pin *pin, uint32_t vcpu);

/* Bind a thread (0: the calling one) to the CPUs of helpers, if there are any. 0 or -errno (fail_text()). */
int pin_to_helpers(const struct pin *pin, pid_t thread);

/* Write in a few words which CPUs and node were chosen. */
void pin_describe(const struct pin *pin, char text[static PIN_TEXT]);

/* Raise "mixed-cores", "mixed-speeds", "isolated-unused", "mixed-nodes", "smt", "memory-unbound" where they apply. */
void pin_findings(const struct pin *pin, struct host_findings *findings);

#define PIN_LIBRARY_TEXT 32

/* Write the version of hwloc's interface. */
void pin_library(char text[static PIN_LIBRARY_TEXT]);

#endif
