/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing the lines of the archive that results/schema.md describes. archive.c is the only file of host/ that knows
 * jansson.
 */
#ifndef HOST_RUN_ARCHIVE_H
#define HOST_RUN_ARCHIVE_H

#include "host/keep/sink.h"

#include <stdbool.h>
#include <stddef.h>

struct cell_record;
struct clock;
struct counting;
struct env;
struct facts;
struct hook_record;
struct host_findings;
struct knob_state;
struct options;
struct pin;
struct policy_visit;
struct probe;
struct vm;

/* What a run knows before its first cell. The caller owns everything that is pointed to. */
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
	const struct knob_state *knob;    /* the knob before the run; its knob is NULL: there is none */
	bool loaded;                      /* this run has loaded the module that has the knob */
	const struct host_findings *findings;
	const struct facts *record;       /* plain facts: "record" */
};

/* Hand the first line, with what is known before the first cell, to the sink. 0 or -errno (fail_text()). */
int archive_header(const struct archive_sink *sink, const struct run_facts *facts);

/* Hand a cell's line to the sink. 0 or -errno (fail_text()). */
int archive_cell(const struct archive_sink *sink, const struct cell_record *record);

/*
 * Hand over a line that is not archived: it wakes the keeper, which shows the progress while nothing is measured. 0 or
 * -errno (fail_text()).
 */
int archive_progress(const struct archive_sink *sink);

/* Hand the line "hook" to the sink. 0 or -errno (fail_text()). */
int archive_hook(const struct archive_sink *sink, const struct hook_record *record);

/*
 * Hand the line "end" to the sink: the findings at the end of the run, which of them options allow, how many refuse
 * it, and the host's facts then. 0 or -errno (fail_text()).
 */
int archive_end(const struct archive_sink *sink, const struct options *options, const struct host_findings *findings,
		size_t refused, const struct facts *record);

/* The version of the library that writes JSON. */
const char *archive_library(void);

#endif
