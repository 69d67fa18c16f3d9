/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of a cell under a policy: everything that its line of the archive says. */
#ifndef HOST_CELL_RECORD_H
#define HOST_CELL_RECORD_H

#include "bench/archive/archive.h"
#include "bench/cell.h"
#include "host/batch/batch.h"
#include "host/pmu/counting.h"
#include "host/cell/precision.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REMARKS_MAX  16
#define REMARK_BYTES 192

/* Sentences about a cell, in the order added: its "findings" in the archive. Once they are full, more are dropped. */
struct remarks {
	char text[REMARKS_MAX][REMARK_BYTES];
	size_t count;
};

/* Add a sentence, formatted as by printf() and cut to the size of text. */
__attribute__((format(printf, 2, 3))) void cell_remark(struct remarks *remarks, const char *format, ...);

/* A status beside those of enum cell_status: an earlier process archived the cell, so this one does not measure it. */
#define CELL_STATUS_THERE CELL_STATUS_COUNT

struct cell_record {
	struct cell cell;
	enum cell_status status;
	const char *reason;           /* why it is not done; NULL if it is */
	uint32_t sample_lines;        /* ops in a sample */
	size_t unit_bytes;            /* bytes that one entry of the host's page table maps; 0: op without a page */
	uint32_t *ticks;              /* sample_count of them, in the order taken */
	size_t sample_count;
	uint32_t round_samples, rounds; /* samples of each round; number of rounds */
	double *round_at_s;           /* when each round began, `rounds` of them, in seconds; NULL: the clock is not time */
	uint32_t retaken;             /* rounds and counting passes repeated because they were not as predicted */
	struct precision precision;
	uint64_t preempted, migrated, major_faults; /* in the timing pass: see struct vcpu_entry */
	uint64_t exits;               /* during the timed blocks, less one for each entry; valid if has_exits */
	bool has_exits;
	uint64_t outcomes[OUTCOME_COUNT]; /* samples by outcome */
	enum outcome outcome;         /* of most samples */
	uint64_t esr;                 /* ESR_EL1 of the last abort; 0: none */
	const struct prediction *predicted;   /* NULL: there is none, because the policy is unknown */
	const struct attribution *attribution; /* NULL: there is none; attribution_missing says why */
	const char *attribution_missing;
	struct pmu_counts *pmu;       /* pmu_count of them, allocated for all sets; if 0, pmu_missing says why */
	size_t pmu_count;
	const char *pmu_missing;      /* NULL: counts were not asked for */
	struct remarks remarks;
};

#endif
