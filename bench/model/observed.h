/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judge of measured against predicted counts. host/ asks it while it measures, analysis/ when it reads an archive:
 * both fill in what they know, and get the same verdict in the same words.
 */
#ifndef BENCH_OBSERVED_H
#define BENCH_OBSERVED_H

#include "bench/model/predict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A count that may not be known. */
struct observed_count {
	bool known;
	uint64_t value;
};

/* The fault sequences of ops, held against a predicted one as they are added. Zero at first. */
struct observed_sequences {
	uint64_t ops, wrong;
	const char *first_wrong; /* as it was added; NULL: none is wrong */
};

/*
 * Add the sequence that ops took, 'T' and 'P' in the order of the faults, at most PREDICT_FAULTS_MAX of them. An op that
 * is the first of sample_lines > 1 has the faults of the others behind its own. seen must outlive *sequences.
 */
void observed_sequence(struct observed_sequences *sequences, const char *seen, uint64_t ops, const char *predicted,
		       uint64_t sample_lines);

/* What was counted of a cell in a pass of its own, beside the timing pass. */
struct observed_counts {
	uint64_t samples, sample_lines; /* sample_lines: ops that a sample is made of */
	/* Stage-2 faults of all samples, as traced; not known unless traced */
	bool traced;
	uint64_t translation, permission;
	uint64_t other;     /* kinds of faults beside these two */
	uint64_t cm;        /* faults of any kind with ESR_ELx.ISS.CM = 1 */
	uint64_t elsewhere; /* faults at addresses not under test */
	uint64_t lost;      /* trace records */
	struct observed_sequences first, repeat; /* of the op; of the same op on the same line at once again */
	struct observed_count traced_exits, exits; /* kvm_exit records; KVM's own count of exits */
	/* Of all samples together, in pages, or blocks of a backing that has blocks */
	struct observed_count dirtied, allocated;
	struct observed_count minor_faults; /* of the host, accounted to the vCPUs' threads */
};

/* What a cell did. */
struct observed {
	const struct cell *cell;
	uint64_t samples;                 /* of the timing pass */
	uint64_t entries;                 /* KVM_RUN calls that they were taken in: one a round */
	uint64_t outcomes[OUTCOME_COUNT]; /* samples by outcome */
	uint64_t esr;                     /* ESR_EL1 of an abort that the guest took; 0: none */
	struct observed_count exits;      /* KVM's count in the timing pass, one for each entry left out */
	const struct observed_counts *counts; /* NULL: none were taken */
};

/* Bytes that are enough for any of the judge's sentences, with its NUL. */
#define OBSERVED_TEXT_SIZE 192

/*
 * In how many ways does the cell differ from its prediction? say, unless NULL, is given a sentence on each, without an
 * end of line, which is gone when it returns.
 */
size_t observed_judge(const struct observed *seen, const struct prediction *predicted,
		      void (*say)(void *context, const char *text), void *context);

/* The same of seen->counts alone, which must not be NULL. */
size_t observed_judge_counts(const struct observed *seen, const struct prediction *predicted,
			     void (*say)(void *context, const char *text), void *context);

/*
 * Does a number of KVM's exits fit to samples of a cell that does what is predicted, in so many entries? Interrupts come
 * on top of the faults, far fewer than entries; other vCPUs kick, and make faults be taken once more.
 */
bool observed_exits_fit(const struct cell *cell, const struct prediction *predicted, uint64_t exits, uint64_t samples,
			uint64_t entries);

/* What is said of a cell one of whose samples took more ticks than struct abi's ring can hold. */
#define OBSERVED_SATURATED "a sample took more ticks than the ring can hold"

#endif
