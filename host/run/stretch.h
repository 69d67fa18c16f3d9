/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures cells group by group, in several passes over the groups, so that the rounds of each see how the host changes
 * during the run.
 *
 * Groups are taken in *stretches*, to bound what a killed run loses and the memory that samples take: the first pass of a
 * stretch ends at a time or an amount of memory, the other passes visit the same groups, and then the next stretch begins.
 * A group is archived when it and all groups before it are done, so the archive is in the catalogue's order.
 */
#ifndef HOST_RUN_STRETCH_H
#define HOST_RUN_STRETCH_H

#include "host/run/group.h"

/* How a run is divided. */
struct stretch_limits {
	uint32_t passes;   /* over the groups of a stretch, at least 1; 1: each group is a stretch */
	double first_s;    /* the first pass takes no further group after this many seconds */
	size_t bytes;      /* nor after this many bytes that its groups take when all rounds are taken */
};

/*
 * Return the division that is asked for, or the usual one: where the clock counts instructions nothing drifts, and there is
 * one pass. A run with --precision takes up to 2^7 times the rounds that it begins with, so its first passes are shorter.
 */
struct stretch_limits stretch_limits(const struct session *session);

/*
 * Return how many samples of each of these cells (as stretches_run() takes them) can be timed in options->measure.seconds,
 * by a trial of two rounds of as many groups as an eighth of that time allows: a multiple of the batch, no fewer than
 * options->measure.samples, 16384 at most. Sweeps, which take few rounds, do not count.
 */
uint32_t stretches_samples(struct session *session, const struct cell *cells, size_t cell_count);

/*
 * Measure cells (cell_count of them, as suite_cells() orders them) under every visited policy and append them to the
 * archive, but those that are done already. Where session->board asks to stop, no further cell is begun, and those that
 * are not finished are not archived. 0 or -errno (fail_text()): the archive cannot be written.
 */
int stretches_run(struct session *session, const struct stretch_limits *limits, const struct archive_sink *archive,
		  const struct cell *cells, size_t cell_count, struct run_totals *totals);

#endif
