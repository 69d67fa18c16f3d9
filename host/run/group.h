/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cells that are measured together, in one region of one VM: all of them under all policies, in rounds, each in a
 * new random order. A group is visited several times (host/run/stretch.h); between its visits others use the testbed.
 */
#ifndef HOST_RUN_GROUP_H
#define HOST_RUN_GROUP_H

#include "bench/cell.h"
#include "host/keep/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;
struct work;

/* Totals of a run. */
struct run_totals {
	size_t failed, skipped, with_remarks; /* numbers of cells, counted once for each policy */
	uint64_t samples;       /* number of samples */
	/* Time in ticks of CNTVCT_EL0: */
	uint64_t sample_ticks;  /* inside samples */
	uint64_t round_ticks;   /* taking rounds, samples included */
	uint64_t archive_ticks; /* writing the cells into the archive */
};

struct group {
	struct session *session;
	const struct cell *cell;    /* cell_count of them */
	size_t cell_count;
	struct work *work;          /* count of them, indexed by visited policy, then by cell */
	size_t count;
	uint32_t base_rounds;       /* number of rounds, or with --precision that before the first look */
	double precision_pct;       /* 0: not asked for */
	uint32_t from, to;          /* the rounds before the next look, or the end: from, from + 1, ... to - 1 */
	uint32_t passes, pass;      /* passes that share them, at least 1; number of those that took their share */
	uint32_t taken, looks;      /* rounds taken; looks taken */
	bool counts_late;           /* the counting passes come at the last visit, not at the first */
	bool trial;                 /* nothing of it is archived: group_try() */
	bool visited, counted;      /* there was a visit; and one with the counting passes */
	bool done;                  /* nothing is left to measure */
	size_t timed, counted_parts; /* turns of cells that are over: in rounds; in counting passes */
	uint32_t begun;             /* this group's part of board->begun */
};

/*
 * Begin a group of cells, which must stay; those that are archived already are left out. Its rounds are shared by this
 * many passes. 0 or -ENOMEM (fail_text()); group_close() it in either case.
 */
int group_open(struct group *group, struct session *session, const struct cell *cell, size_t cell_count,
	       uint32_t passes, bool counts_late);

/*
 * Visit the group in a pass, unless no round of it falls into this one: set the testbed up, take this pass's share of
 * the rounds and, once, the counting passes. Cells that the host cannot provide are skipped, those that go wrong fail.
 * Where session->board asks to stop, no further cell is begun.
 */
void group_visit(struct group *group, struct run_totals *totals);

/*
 * Take two rounds of an opened group that is then closed, and return how many seconds the second one took; 0 if the host
 * cannot provide it, or something goes wrong, which the run will tell when it measures the group.
 */
double group_try(struct group *group);

/* Return the bytes that the group takes when all its rounds are taken; an estimate before the first visit. */
size_t group_bytes(const struct group *group);

/* Append the cells of a group that is done to the archive. 0 or -errno (fail_text()): it cannot be written. */
int group_archive(struct group *group, const struct archive_sink *archive, struct run_totals *totals);

/* Free what the group holds. A zeroed struct is allowed. */
void group_close(struct group *group);

#endif
