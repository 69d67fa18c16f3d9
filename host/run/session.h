/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run holds from first to last: what was probed, the policies to visit; and what it makes anew as its cells ask
 * for it: the VM, the memslots beside the one under test, the region, the trace.
 */
#ifndef HOST_SESSION_H
#define HOST_SESSION_H

#include "host/run/archive.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/pmu/counting.h"
#include "host/findings/findings.h"
#include "host/clock/frequency.h"
#include "host/trace/trace.h"

struct session {
	const struct options *options;
	struct vm vm;
	uint32_t vcpus;           /* that the VM has */
	unsigned int mix;         /* index into mix_table: memslots that it has */
	void *mix_page;           /* that the others map; NULL: none */
	struct region region;
	bool tracing;             /* the faults shall be traced */
	struct trace *trace;      /* NULL: not now, or not permitted, */
	char trace_missing[256];  /* and this is why */
	struct env env;
	struct clock clock;
	struct pin pin;
	struct counting counting;
	struct probe probe;
	struct policy_visit visit[POLICY_COUNT];
	size_t visit_count;
	int knob;                 /* policy that the knob had before us; negative: no knob */
	uint64_t random;          /* state of random_next() */
	struct board *board;      /* that of the keeper; never NULL */
	const struct cell_set *done; /* cells that need not be measured; NULL: none */
	struct frequency_log frequency; /* of all that was counted */
	struct host_findings findings; /* at the start */
	struct facts record;      /* plain facts, at the start */
	struct host_view view;    /* where findings are looked for */
	struct host_state begin;  /* the host right before the first cell */
};

/* Everything up to the first cell. An enum status; errors are printed. session_close() it in either case. */
int session_open(struct session *session, const struct options *options);

/* 0, or -errno (fail_text()): a setting of the host could not be put back. */
int session_close(struct session *session);

/*
 * What happened to the host since session_open(), and what it is like now; what is refused is complained of. How many
 * that is.
 */
size_t session_judge(struct session *session, struct host_findings *findings, struct facts *record);

/*
 * Make what cells of a group need: the VM if it is not the right one, and a region of windows (at least 1; fewer if
 * there is no room). 0; -ENOTSUP if this host cannot (fail_text() is the reason); another -errno (fail_text()).
 */
int session_configure(struct session *session, const struct cell *cell, size_t windows);

/*
 * Trace faults from now on, or no more: a tracepoint that is open costs instructions in each fault even while it is
 * disabled (perf_trace_##call(), include/trace/perf.h, 6.12), so the timing pass has none.
 */
void session_trace(struct session *session, bool on);

/* The same anew, after the vCPU was lost. */
int session_rebuild(struct session *session, const struct cell *cell, size_t windows);

/* Put a visited policy in force. 0 or -errno (fail_text()). */
int session_visit(struct session *session, size_t visit);

struct run_facts session_facts(const struct session *session);

#endif
