/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One batch: units made cold, brought into a cell's state, and the cell's op timed or traced once on each. */
#ifndef HOST_BATCH_H
#define HOST_BATCH_H

#include "bench/cell.h"
#include "bench/model/predict.h"
#include "host/vm/region.h"
#include "host/trace/trace.h"
#include "host/vm/vcpu.h"

/* Order of the units in a batch. */
struct batch_order {
	uint32_t multiplier, increment, first; /* as abi_block has them */
};

/* Random full-period order from the generator's state *random, or, if sequential, the ascending one. */
struct batch_order batch_order(uint64_t *random, bool sequential);

/* How the op's samples are kept from starting in step with the counter's tick, as abi_block has it; 0: not at all. */
struct batch_dither {
	uint16_t mask;
	uint32_t seed; /* each vCPU takes another one that is made from it */
};

/* With this mask, if it is not 0 a seed from the generator's state *random. */
struct batch_dither batch_dither(uint64_t *random, uint16_t mask);

/* xorshift64*: the run's generator of orders. *state must not be 0. */
uint64_t random_next(uint64_t *state);

/* What a batch showed. Samples are in vm_ring() until the next batch. */
struct batch_result {
	struct vcpu_entry entry;
	size_t samples;     /* of all vCPUs together, from the ring's first entry on */
	uint64_t aborts;    /* exceptions that the guest took on the op */
	uint64_t abort_esr; /* of the last of them */
	uint64_t saturated; /* samples of ABI_TICKS_MAX */
	uint32_t retaken;   /* tries before this one, which were disturbed or did not take the exits predicted */
};

/* What a batch works with. */
struct batch {
	struct region *region;
	struct window *window;
	const struct predict_host *host;
	const struct cell *cell;
	const struct prediction *predicted; /* NULL: none */
	struct batch_order order;
	struct batch_dither dither;
	struct counting *counting;          /* counts the entry in which vCPU 0 runs the op; NULL: nothing does */
};

/* Samples that a batch of this cell takes in a region: fewer than it has units where a sample is a page of lines. */
size_t batch_samples(const struct region *region, const struct cell *cell);

/*
 * Was a vCPU's thread preempted so often that the samples that hold it are more than a rare outlier, which estimators cut
 * off: more than once in 1024? A grace period of RCU wakes its thread (rcu_gp_kthread(), 6.12 kernel/rcu/tree.c), and on a
 * host of one CPU that must run on the vCPU's. A sweep lasts too long for a host to have nothing else to do meanwhile:
 * never of one.
 */
bool batch_often_preempted(const struct cell *cell, uint64_t preempted, uint64_t samples);

/* Ops that one sample is made of: 1, or the lines of a page. */
uint32_t batch_sample_lines(const struct cell *cell, const struct predict_host *host);

/*
 * Bring the window's units into the cell's state and time the op. A state that is known to be there already, or that
 * clearing the dirty log brings back, is not made anew. But a host takes pages away when it likes (compaction migrates
 * them, and the MMU notifier takes their stage-2 entries), and has other threads run: if KVM counts other exits than
 * predicted, or the batch was disturbed, that is done again, from the state made anew, twice at most. 0 or -errno
 * (fail_text()).
 */
int batch_time(const struct batch *batch, struct batch_result *result);

/* Leave the window's units as they are and time samples of them, from unit first on, with one vCPU. For probes. */
int batch_time_part(const struct batch *batch, size_t first, size_t samples, struct batch_result *result);

#define BATCH_OPS_MAX 128

/* What a batch is made of, seen from the host: no timing. */
struct attribution {
	struct batch_result result, repeat_result;
	struct trace_counts first, repeat; /* of the op, and of the same op at once again; zero without a trace */
	char first_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	char repeat_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	bool traced;
	long dirtied;   /* units newly in the dirty log; -1: slot not logged */
	long allocated; /* units newly allocated by the host; -1: not known */
	size_t ops;            /* samples */
	uint32_t sample_lines; /* ops that each of them is made of */
};

/*
 * Run a small batch, sample i on unit i, from the state made anew, for its counts; trace may be NULL. Where a sample is
 * many lines, it is not repeated. 0 or -errno (fail_text()).
 */
int batch_attribute(const struct batch *batch, struct trace *trace, struct attribution *out);

/*
 * What became of the ops, from what was seen. An op that faults again when it is repeated was stepped over: whether KVM
 * did its work is not to be seen here, so predicted decides between executes and skipped where both would look alike.
 * predicted may be NULL. Sets *mixed if the ops fared differently.
 */
enum outcome attribution_outcome(const struct attribution *a, const struct cell *cell,
				 const struct prediction *predicted, bool *mixed);

/* Faults per sample: of the trace, else from KVM's exit count; rounded to the nearest. -1: neither is there. */
long attribution_faults(const struct attribution *a, bool repeat);

#endif
