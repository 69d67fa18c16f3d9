/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything that a run keeps from begin to end: its testbed, what was probed, and the policies to visit. */
#ifndef HOST_RUN_SESSION_H
#define HOST_RUN_SESSION_H

#include "host/batch/probe.h"
#include "host/clock/clock.h"
#include "host/clock/frequency.h"
#include "host/findings/state.h"
#include "host/findings/view.h"
#include "host/os/facts.h"
#include "host/os/finding.h"
#include "host/place/pin.h"
#include "host/pmu/counting.h"
#include "host/run/archive.h"
#include "host/run/env.h"
#include "host/run/policies.h"
#include "host/run/testbed.h"

#include <stddef.h>
#include <stdint.h>

struct board;
struct cell_set;

struct session {
	const struct options *options;
	struct testbed testbed;
	struct env env;
	struct clock clock;
	struct pin pin;
	struct counting counting;
	struct probe probe;
	struct traps traps;         /* what the guest executes by itself takes */
	struct policies policies;
	uint64_t random;          /* state of random_next() */
	struct board *board;      /* that of the keeper (host/keep/board.h); never NULL */
	const struct cell_set *done; /* cells that need not be measured; NULL: none */
	struct frequency_log frequency; /* cycles and time of all sets that were counted */
	struct host_findings findings; /* at the start */
	struct facts record;      /* plain facts, at the start */
	struct host_view view;    /* where findings are looked for */
	struct host_state begin;  /* the host right before the first cell */
	uint64_t begin_ticks;     /* CNTVCT_EL0 then */
	bool profiling;           /* --profile is given, for this cell: */
	struct cell profiled;
};

/* Prepare everything up to the first cell. An enum status; errors are printed. session_close() it in either case. */
int session_open(struct session *session, const struct options *options);

/* End the session and restore the host's settings. 0, or -errno (fail_text()) if one could not be restored. */
int session_close(struct session *session);

/* Is the clock time? It is not in an emulated host whose counter counts instructions. */
bool session_has_time(const struct session *session);

/* Are the instructions of this cell to be counted by function? */
bool session_profiles(const struct session *session, const struct cell *cell);

/* Return the seconds since session_open(), with a resolution of a microsecond or the counter's tick. */
double session_elapsed_s(const struct session *session);

/*
 * Raise the findings of the end of the run in findings, and read the host's facts of now into record. Complain of the
 * findings that refuse the run, and return their number.
 */
size_t session_judge(struct session *session, struct host_findings *findings, struct facts *record);

/* Return what the archive's header says; it points into the session. */
struct run_facts session_facts(const struct session *session);

#endif
