/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a cell under a policy: what a line of the archive is made of. */
#ifndef HOST_RUN_CELL_RECORD_H
#define HOST_RUN_CELL_RECORD_H

#include "bench/archive/archive.h"
#include "bench/cell.h"
#include "host/batch/batch.h"
#include "host/pmu/counting.h"
#include "host/run/precision.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REMARKS_MAX  16
#define REMARK_BYTES 192

/* Sentences about one cell, in the order made: the cell's "findings" in the archive. Those past the end are dropped. */
struct remarks {
	char text[REMARKS_MAX][REMARK_BYTES];
	size_t count;
};

/* Add a sentence, formatted and cut to its room. */
__attribute__((format(printf, 2, 3))) void cell_remark(struct remarks *remarks, const char *format, ...);

/* Beside what is archived as a cell's status: an earlier process archived the cell, so this one does not measure it. */
#define CELL_STATUS_THERE CELL_STATUS_COUNT

struct cell_record {
	struct cell cell;
	enum cell_status status;
	const char *reason;           /* unless done */
	uint32_t sample_lines;        /* ops that a sample is made of */
	size_t unit_bytes;            /* of host memory that one page table entry maps; 0: op without a page */
	uint32_t *ticks;              /* sample_count, in the order taken */
	size_t sample_count;
	uint32_t round_samples, rounds; /* every round gave as many */
	uint32_t retaken;             /* rounds and counting passes taken again as they were not as predicted */
	struct precision precision;
	uint64_t preempted, migrated, major_faults; /* of the timing pass: see struct vcpu_entry */
	uint64_t exits;               /* of the timed blocks, one per entry left out; valid if has_exits */
	bool has_exits;
	uint64_t outcomes[OUTCOME_COUNT]; /* samples by outcome */
	enum outcome outcome;         /* of most samples */
	uint64_t esr;                 /* of the last abort; 0: none */
	const struct prediction *predicted;   /* NULL: none (policy unknown) */
	const struct attribution *attribution; /* NULL: none, and attribution_missing says why */
	const char *attribution_missing;
	struct pmu_counts *pmu;       /* pmu_count of them, room for one of each set; none: pmu_missing says why */
	size_t pmu_count;
	const char *pmu_missing;      /* NULL: nobody asked */
	struct remarks remarks;
};

#endif
