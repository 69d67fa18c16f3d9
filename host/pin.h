/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Topology, and binding the vCPU's thread; the only file that knows hwloc is pin.c. */
#ifndef HOST_PIN_H
#define HOST_PIN_H

struct pin {
	int packages, cores, pus, numa_nodes; /* counts; -1: not known */
	int cpu;                              /* OS index of the CPU that this thread is bound to; -1: not bound */
};

/* Read the topology and bind the calling thread to one CPU that it may run on, the last one. What fails stays -1. */
void pin_thread(struct pin *pin);

#endif
