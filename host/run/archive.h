/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing the archive that results/schema.md describes. The only file of host/ that knows jansson is archive.c. */
#ifndef HOST_ARCHIVE_H
#define HOST_ARCHIVE_H

#include "bench/archive/archive.h"
#include "host/keep/sink.h"
#include "host/batch/batch.h"
#include "host/clock/clock.h"
#include "host/pmu/counting.h"
#include "host/run/env.h"
#include "host/os/finding.h"
#include "host/os/facts.h"
#include "host/options/options.h"
#include "host/place/pin.h"
#include "host/run/precision.h"
#include "host/batch/probe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINDINGS_MAX 16
#define FINDING_BYTES 192

/* Sentences, in the order raised; those past FINDINGS_MAX are dropped. */
struct findings {
	char text[FINDINGS_MAX][FINDING_BYTES];
	size_t count;
};

__attribute__((format(printf, 2, 3))) void findings_add(struct findings *findings, const char *format, ...);

/* What a run knows before its first cell. */
struct run_facts {
	const struct options *options;
	const struct env *env;
	const struct clock *clock;
	const struct pin *pin;
	const struct counting *counting;
	const struct vm *vm;
	const struct probe *probe;
	const struct policy_visit *visit; /* visit_count of them */
	size_t visit_count;
	int knob;                         /* policy that kvm.cmo_policy had before the run; negative: no knob */
	const struct host_findings *findings;
	const struct facts *record;       /* plain facts: "record" */
};

/* Beside what is archived as a cell's status: an earlier process archived the cell, so this one does not measure it. */
#define CELL_STATUS_THERE CELL_STATUS_COUNT

/* What became of a cell. */
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
	struct findings findings;
};

/* Hand one line to the sink. 0 or -errno (fail_text()). */
int archive_header(const struct archive_sink *sink, const struct run_facts *facts);
int archive_cell(const struct archive_sink *sink, const struct cell_record *record);

/* The version of the library that writes JSON. */
const char *archive_library(void);

/* What happened while the cells were measured, and what the host is like at the end. */
int archive_end(const struct archive_sink *sink, const struct host_findings *findings, size_t refused,
		const struct facts *record);

#endif
