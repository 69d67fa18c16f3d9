/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What cells are measured in: a VM, the memslots beside the one under test, the region under test and the trace of its
 * faults. They are made anew as the cells ask for it.
 */
#ifndef HOST_RUN_TESTBED_H
#define HOST_RUN_TESTBED_H

#include "bench/cell.h"
#include "host/trace/trace.h"
#include "host/vm/region.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options;
struct pin;

struct testbed {
	const struct options *options;
	const struct pin *pin;    /* where threads go */
	struct vm vm;
	uint32_t vcpus;           /* that the VM has; 0: there is no VM */
	unsigned int mix;         /* index into mix_table: memslots that the VM has */
	void *mix_page;           /* that the other memslots map; NULL: none */
	struct region region;
	bool tracing;             /* faults shall be traced */
	struct trace *trace;      /* NULL: not now, or not permitted, */
	char trace_missing[256];  /* and this is why */
};

/* Make a testbed without a VM, which shall trace. options and *pin must stay; *pin may be filled later. */
void testbed_prepare(struct testbed *testbed, const struct options *options, const struct pin *pin);

/*
 * Make the VM, with vcpus_table[vcpus] vCPUs and the memslots of mix_table[mix]; no region. 0 or -errno (fail_text()), as
 * machine_open() and mix_open(); testbed_close() it in either case.
 */
int testbed_open(struct testbed *testbed, unsigned int vcpus, unsigned int mix);

/* Close everything; testbed_open() may follow. Does nothing more after testbed_prepare(). */
void testbed_close(struct testbed *testbed);

/*
 * Make what cells of a group need: the VM if it is not the right one, and a region of windows (at least 1; fewer if
 * there is no room). 0; -ENOTSUP if this host cannot (fail_text() is the reason); another -errno (fail_text()).
 */
int testbed_configure(struct testbed *testbed, const struct cell *cell, size_t windows);

/* As testbed_configure(), but make a new VM in any case: after a vCPU was lost. */
int testbed_rebuild(struct testbed *testbed, const struct cell *cell, size_t windows);

/*
 * Trace faults from now on, or no more: a tracepoint that is open costs instructions in each fault even while it is
 * disabled (perf_trace_##call(), include/trace/perf.h, 6.12), so the timing pass has none.
 */
void testbed_trace(struct testbed *testbed, bool on);

#endif
