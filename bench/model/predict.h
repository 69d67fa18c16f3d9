/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fault model predicts what a cell must do before it is measured. */
#ifndef BENCH_PREDICT_H
#define BENCH_PREDICT_H

#include "bench/cell.h"
#include "bench/model/host.h"

#include <stdbool.h>
#include <stdint.h>

/* The prediction for one sample: one op or, where lines is not 1, the op on each of several lines of a page. */
struct prediction {
	char faults[PREDICT_FAULTS_MAX + 1]; /* of the first line, in order: T translation, P permission; "" for none */
	char repeat[PREDICT_FAULTS_MAX + 1]; /* of the same op repeated at once on the same line */
	uint32_t translation, permission;    /* number of faults, all lines together */
	enum outcome outcome;                /* of every line */
	uint32_t esr;                        /* ESR_EL1 of the injected abort; 0 if none */
	bool dirtied;                        /* the page's bit in the dirty log is set */
	bool allocates;                      /* the host allocates a page */
	uint32_t minor_faults;               /* of the host, charged to the vCPU thread (ru_minflt) */
	uint32_t io_aborts;                  /* faults that KVM hands to io_mem_abort(), or would without its policy */
	bool at_least;                       /* other vCPUs at work can cause faults to be taken again */
	enum stage2_id stage2;               /* the entry that the op leaves: cold, ro or rw */
};

/*
 * Predict a cell. Return 0, or -EINVAL if its state cannot exist (such as stage2=rw on a read-only slot).
 * cell->policy must not be POLICY_UNKNOWN.
 */
int predict(const struct cell *cell, const struct predict_host *host, struct prediction *out);

/* Return the number of lines, each with an op of its own, of a sample; for sweep, of each page. */
uint32_t predict_lines(enum lines_id lines, const struct predict_host *host);

/* Return how many faults of a kind, 'T' or 'P', are in a sequence. */
unsigned int predict_count(const char *faults, char kind);

#endif
