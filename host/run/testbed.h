/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The testbed that cells are measured in: a VM, the memslots beside the one under test, the region under test and the
 * trace of its faults. They are replaced when the next cells need others.
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
	uint32_t vcpus;           /* number of vCPUs of the VM; 0: there is no VM */
	unsigned int mix;         /* memslots of the VM; index into mix_table */
	void *mix_page;           /* the page that the other memslots map; NULL: there are none */
	struct region region;
	bool tracing;             /* faults are to be traced */
	struct trace *trace;      /* NULL: not now, or not permitted */
	char trace_missing[256];  /* why trace is NULL although tracing is true */
};

/* Make a testbed without a VM, with tracing on. options and *pin must stay; *pin may be filled later. */
void testbed_prepare(struct testbed *testbed, const struct options *options, const struct pin *pin);

/*
 * Make the VM, with vcpus_table[vcpus] vCPUs and the memslots of mix_table[mix]; no region. 0 or -errno
 * (fail_text()), as machine_open() and mix_open(); testbed_close() it in either case.
 */
int testbed_open(struct testbed *testbed, unsigned int vcpus, unsigned int mix);

/* Close everything; testbed_open() may follow. Does nothing more after testbed_prepare(). */
void testbed_close(struct testbed *testbed);

/*
 * Prepare the testbed for a group: make another VM if it needs one, and a region of this many windows (fewer, but at
 * least 1, if there is no room). 0; -ENOTSUP if this host cannot (fail_text() is the reason); another -errno.
 */
int testbed_configure(struct testbed *testbed, const struct cell *cell, size_t windows);

/* As testbed_configure(), but make a new VM in any case: after a vCPU was lost. */
int testbed_rebuild(struct testbed *testbed, const struct cell *cell, size_t windows);

/*
 * Begin or end tracing faults. An open tracepoint costs instructions in each fault even while it is disabled
 * (perf_trace_##call(), include/trace/perf.h, 6.12), so none is open in the timing pass.
 */
void testbed_trace(struct testbed *testbed, bool on);

#endif
