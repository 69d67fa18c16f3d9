/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One batch: pages made cold, brought into a cell's state, and the cell's op timed or traced once on each. */
#ifndef HOST_BATCH_H
#define HOST_BATCH_H

#include "bench/cell.h"
#include "bench/predict.h"
#include "host/slot.h"
#include "host/trace.h"
#include "host/vcpu.h"

/* Order of the pages in a batch. */
struct batch_order {
	uint32_t multiplier, increment, first; /* as abi_block has them */
};

/* Random full-period order from the generator's state *random, or, if sequential, the ascending one. */
struct batch_order batch_order(uint64_t *random, bool sequential, uint32_t pages);

/* xorshift64*: the run's generator of orders. *state must not be 0. */
uint64_t random_next(uint64_t *state);

/* What a batch showed. Samples are in vm_ring() until the next batch. */
struct batch_result {
	struct vcpu_entry entry;
	uint64_t aborts;    /* exceptions that the guest took on the op */
	uint64_t abort_esr; /* of the last of them */
	uint64_t saturated; /* samples of ABI_TICKS_MAX */
};

/* Time the op on each of the region's pages. 0 or -errno (fail_text()). */
int batch_time(struct region *region, const struct cell *cell, const struct batch_order *order,
	       struct batch_result *result);

#define BATCH_OPS_MAX 64

/* What a batch is made of, seen from the host: no timing. */
struct attribution {
	struct batch_result result, repeat_result;
	struct trace_counts first, repeat; /* of the op, and of the same op at once again; zero without a trace */
	char first_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	char repeat_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	bool traced;
	long dirtied;   /* pages newly in the dirty log; -1: slot not logged */
	long allocated; /* host pages newly allocated; -1: not known */
	size_t ops;
};

/* Run a batch for its counts; trace may be NULL. 0 or -errno (fail_text()). Region of at most BATCH_OPS_MAX pages. */
int batch_attribute(struct region *region, const struct cell *cell, const struct batch_order *order,
		    struct trace *trace, struct attribution *out);

/*
 * What became of the ops, from what was seen. An op that faults again when it is repeated was stepped over: whether KVM
 * did its work is not to be seen here, so predicted decides between executes and skipped where both would look alike.
 * predicted may be NULL. Sets *mixed if the ops fared differently.
 */
enum outcome attribution_outcome(const struct attribution *a, const struct cell *cell,
				 const struct prediction *predicted, bool *mixed);

/* Faults per op: of the trace, else from KVM's exit count; rounded to the nearest. -1: neither is there. */
long attribution_faults(const struct attribution *a, bool repeat);

#endif
