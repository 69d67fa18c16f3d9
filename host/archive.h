/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing the archive that results/schema.md describes. The only file of host/ that knows jansson is archive.c. */
#ifndef HOST_ARCHIVE_H
#define HOST_ARCHIVE_H

#include "host/batch.h"
#include "host/clock.h"
#include "host/env.h"
#include "host/options.h"
#include "host/pin.h"
#include "host/probe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

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
	const struct vm *vm;
	const struct probe *probe;
	const struct policy_visit *visit; /* visit_count of them */
	size_t visit_count;
	int knob;                         /* policy that kvm.cmo_policy had before the run; negative: no knob */
};

enum cell_status {
	CELL_DONE,
	CELL_FAILED,  /* it was tried, */
	CELL_SKIPPED, /* or could not be on this host: reason says why */
};

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
	uint64_t exits;               /* of the timed blocks, one per entry left out; valid if has_exits */
	bool has_exits;
	uint64_t outcomes[OUTCOME_COUNT]; /* samples by outcome */
	enum outcome outcome;         /* of most samples */
	uint64_t esr;                 /* of the last abort; 0: none */
	const struct prediction *predicted;   /* NULL: none (policy unknown) */
	const struct attribution *attribution; /* NULL: none, and attribution_missing says why */
	const char *attribution_missing;
	struct findings findings;
};

/*
 * Start an archive: path.partial until it is closed, or standard output if path is "-". An existing path is refused
 * unless force. NULL on failure (fail_text()), *usage then telling whether the command line is to blame.
 */
struct archive *archive_open(const char *path, bool force, bool *usage);

/* Append a line and fsync it. 0 or -errno (fail_text()). */
int archive_header(struct archive *archive, const struct run_facts *facts);
int archive_cell(struct archive *archive, const struct cell_record *record);

/* Write the footer, give the file its name, and free archive. 0 or -errno (fail_text()). */
int archive_close(struct archive *archive, bool complete);

/* Give up: a file with no finished cell is removed, one with some stays PATH.partial. Frees archive. */
void archive_abandon(struct archive *archive);

#endif
