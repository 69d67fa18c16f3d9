/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fault model: what a cell must do, from first principles, before it is measured. */
#ifndef BENCH_PREDICT_H
#define BENCH_PREDICT_H

#include "bench/cell.h"
#include "bench/model/host.h"

#include <stdbool.h>
#include <stdint.h>

/* Per sample: one op, or with lines other than 1, the op on each line of a page. */
struct prediction {
	char faults[PREDICT_FAULTS_MAX + 1]; /* of the first line, in order: T translation, P permission; "" for none */
	char repeat[PREDICT_FAULTS_MAX + 1]; /* of the same op once more on the same line, at once */
	uint32_t translation, permission;    /* faults of all lines */
	enum outcome outcome;                /* of every line */
	uint32_t esr;                        /* ESR_EL1 of the injected abort; 0 if none */
	bool dirtied;                        /* it sets the page's bit in the dirty log */
	bool allocates;                      /* it makes the host allocate a page */
	uint32_t minor_faults;               /* of the host's, accounted to the vCPU thread (ru_minflt) */
	bool at_least;                       /* other vCPUs at work can make a fault be taken once more */
	enum stage2_id stage2;               /* what the op leaves: cold, ro or rw */
};

/*
 * Predict a cell. 0, or -EINVAL if the state that it names cannot exist (such as stage2=rw on a read-only slot).
 * cell->policy must not be POLICY_UNKNOWN.
 */
int predict(const struct cell *cell, const struct predict_host *host, struct prediction *out);

/* How many lines, each with an op of its own, a sample of such a cell has. */
uint32_t predict_lines(enum lines_id lines, const struct predict_host *host);

/* How many faults of a kind, 'T' or 'P', a sequence has. */
unsigned int predict_count(const char *faults, char kind);

#endif
