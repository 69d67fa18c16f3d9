/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run a batch: make units cold, bring them into a cell's state, and time or trace the cell's op once on each. */
#ifndef HOST_BATCH_H
#define HOST_BATCH_H

#include "bench/cell.h"
#include "bench/model/predict.h"
#include "host/vm/region.h"
#include "host/trace/trace.h"
#include "host/vm/vcpu.h"

/* Order of the units in a batch: fields of struct abi_block. */
struct batch_order {
	uint32_t multiplier, increment, first;
};

/* Return a random full-period order from the generator's state *random or, if sequential is set, the ascending one. */
struct batch_order batch_order(uint64_t *random, bool sequential);

/* Random spins that keep samples from starting in step with the counter's tick: fields of struct abi_block. */
struct batch_dither {
	uint16_t mask; /* 0: no spins */
	uint32_t seed; /* each vCPU derives its own from it */
};

/* Return a dither with this mask and, unless it is 0, a seed from the generator's state *random. */
struct batch_dither batch_dither(uint64_t *random, uint16_t mask);

/* xorshift64*: the run's random generator. *state must not be 0. */
uint64_t random_next(uint64_t *state);

/* What a batch measured. Its samples are in vm_ring() until the next batch. */
struct batch_result {
	struct vcpu_entry entry;
	size_t samples;     /* samples of all vCPUs together, from the first entry of the ring on */
	uint64_t aborts;    /* exceptions that the guest took on the op */
	uint64_t abort_esr; /* ESR_EL1 of the last of them */
	uint64_t saturated; /* samples of ABI_TICKS_MAX */
	uint32_t retaken;   /* tries before this one, which were disturbed or had other exits than predicted */
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
	bool profiled;                      /* tell the plugin that counts instructions of its samples (host/profile/mark.h) */
	struct counting *counting;          /* counts PMU events while vCPU 0 runs the op; NULL: none are counted */
};

/* Return the samples in a batch of this cell: the region's units, or fewer if a sample is a page of lines. */
size_t batch_samples(const struct region *region, const struct cell *cell);

/*
 * Were vCPUs' threads preempted more than once in 1024 samples, so that preempted samples are more than the rare
 * outliers that estimators cut off? A few preemptions cannot be avoided: a grace period of RCU wakes its thread
 * (rcu_gp_kthread(), 6.12 kernel/rcu/tree.c), which on a host of one CPU must run on the vCPU's. Always false for
 * what lasts so long that every host preempts it: a sweep, and an op for which the host clears a block of 8 MiB or more.
 */
bool batch_often_preempted(const struct cell *cell, uint64_t preempted, uint64_t samples);

/* Return the number of ops in one sample: 1, or one for each line that the cell's axis lines says. */
uint32_t batch_sample_lines(const struct cell *cell, const struct predict_host *host);

/*
 * Bring the window's units into the cell's state and time the op. Units that are known to be in that state already, or
 * that clearing the dirty log brings into it, are not made cold first. The batch is repeated, at most twice and from
 * cold units, if KVM counted other exits than predicted or the batch was disturbed: a host may take pages away at any
 * time (compaction migrates them, and the MMU notifier removes their stage-2 entries), or run other threads. 0 or
 * -errno (fail_text()).
 */
int batch_time(const struct batch *batch, struct batch_result *result);

/* Time `samples` samples with one vCPU, on the window's units from `first` on, in the state they are in. For probes. */
int batch_time_part(const struct batch *batch, size_t first, size_t samples, struct batch_result *result);

#define BATCH_OPS_MAX 128

/* Counts of what a small batch caused in the host; its ticks are not used. */
struct attribution {
	struct batch_result result, repeat_result; /* of the op, and of the same op repeated at once */
	struct trace_counts first, repeat;         /* faults of each; zero without a trace */
	char first_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	char repeat_sequence[BATCH_OPS_MAX][PREDICT_FAULTS_MAX + 1];
	bool traced;           /* first and repeat are valid */
	long dirtied;          /* units that entered the dirty log; -1: the slot is not logged */
	long allocated;        /* units that the host allocated; -1: not known */
	size_t ops;            /* samples */
	uint32_t sample_lines; /* ops in a sample */
};

/*
 * Run a small batch from cold units, sample i on unit i, and count what it causes; trace may be NULL. It is repeated
 * only where a sample is one line. 0 or -errno (fail_text()).
 */
int batch_attribute(const struct batch *batch, struct trace *trace, struct attribution *out);

/* As above, on the units in the state that they are in. For probes. */
int batch_attribute_as_is(const struct batch *batch, struct trace *trace, struct attribution *out);

/*
 * Return what became of the ops. An op that faults again when it is repeated was stepped over. Whether KVM did its work
 * cannot be seen, so where executes and skipped look alike, predicted, which may be NULL, decides. Sets *mixed if the
 * ops had different outcomes.
 */
enum outcome attribution_outcome(const struct attribution *a, const struct cell *cell,
				 const struct prediction *predicted, bool *mixed);

/* Return the faults per sample, rounded, from the trace or else from KVM's count of exits; -1: there is neither. */
long attribution_faults(const struct attribution *a, bool repeat);

#endif
