/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the counts that were measured with those that were predicted. host/ does so while it measures, analysis/
 * when it reads an archive; both get the same verdict in the same words.
 */
#ifndef BENCH_OBSERVED_H
#define BENCH_OBSERVED_H

#include "bench/model/predict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A count, if it is known. */
struct observed_count {
	bool known;
	uint64_t value;
};

/* The result of comparing the fault sequences of ops with the predicted one. Starts zeroed. */
struct observed_sequences {
	uint64_t ops, wrong;     /* ops added; those whose sequence differs */
	const char *first_wrong; /* first sequence that differs, the caller's string; NULL: none does */
};

/*
 * Add a number of ops whose faults were seen: 'T' and 'P' in order, at most PREDICT_FAULTS_MAX of them. If a sample has
 * several lines (sample_lines > 1), seen also holds the faults of the later lines, so only its beginning is compared.
 * seen must outlive *sequences.
 */
void observed_sequence(struct observed_sequences *sequences, const char *seen, uint64_t ops, const char *predicted,
		       uint64_t sample_lines);

/* The counts of a cell, taken in a separate pass after the timing pass. */
struct observed_counts {
	uint64_t samples, sample_lines; /* sample_lines: ops in a sample */
	/* Stage-2 faults of all samples, valid only if traced */
	bool traced;
	uint64_t translation, permission;
	uint64_t other;     /* faults of another kind than these two */
	uint64_t cm;        /* faults of any kind with ESR_ELx.ISS.CM = 1 */
	uint64_t elsewhere; /* faults at addresses not under test */
	uint64_t lost;      /* trace records lost */
	struct observed_sequences first, repeat; /* of the op; of the same op repeated at once on the same line */
	struct observed_count traced_exits, exits; /* kvm_exit records; KVM's own count of exits */
	/* Totals of all samples, in pages, or in blocks if the backing has blocks */
	struct observed_count dirtied, allocated;
	struct observed_count minor_faults; /* of the host, charged to the vCPU threads */
};

/* What was observed of a cell. */
struct observed {
	const struct cell *cell;
	uint64_t samples;                 /* of the timing pass */
	uint64_t entries;                 /* KVM_RUN calls in which these samples were taken: one a round */
	uint64_t outcomes[OUTCOME_COUNT]; /* samples by outcome */
	uint64_t esr;                     /* ESR_EL1 of an abort that the guest took; 0: none */
	struct observed_count exits;      /* KVM's count in the timing pass, less one for each entry */
	const struct observed_counts *counts; /* NULL: not counted */
};

/* Bytes that hold any sentence about a difference, its NUL included. */
#define OBSERVED_TEXT_SIZE 192

/*
 * Return in how many ways the cell differs from its prediction, 0 if in none. say(), unless NULL, is called with a
 * sentence on each, without an end of line; text is valid during the call only.
 */
size_t observed_judge(const struct observed *seen, const struct prediction *predicted,
		      void (*say)(void *context, const char *text), void *context);

/* As observed_judge(), but compare seen->counts alone, which must not be NULL. */
size_t observed_judge_counts(const struct observed *seen, const struct prediction *predicted,
			     void (*say)(void *context, const char *text), void *context);

/*
 * True if exits, as counted by KVM, fit this many samples of a cell that does what is predicted, taken in this many
 * entries. A few more exits than faults are allowed, for interrupts (EXITS_PER_INTERRUPT); with several vCPUs, any
 * number.
 */
bool observed_exits_fit(const struct cell *cell, const struct prediction *predicted, uint64_t exits, uint64_t samples,
			uint64_t entries);

/* The sentence about a cell one of whose samples took more than ABI_TICKS_MAX ticks. */
#define OBSERVED_SATURATED "a sample took more ticks than the ring can hold"

/* How the sentences begin that say what other work on the machine did to a cell, after all tries. */
#define OBSERVED_DISTURBED "disturbed: "

/* Is it one of these? Such a cell is marked; it is nevertheless what was predicted. */
bool observed_is_disturbance(const char *finding);

#endif
