/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measuring cells, group by group: all cells of a group under all policies, round after round in fresh random order. */
#ifndef HOST_ROUNDS_H
#define HOST_ROUNDS_H

#include "host/session.h"

/* How a run went. */
struct tally {
	size_t planned, finished, failed, with_findings, nops, unattributed; /* cells, each policy counted */
};

/*
 * Measure cells (cell_count of them, as suite_cells() orders them) under every visited policy and append them to the
 * archive. 0 or -errno (fail_text()): the archive cannot be written, or no VM can be had any more.
 */
int rounds_run(struct session *session, struct archive *archive, const struct cell *cells, size_t cell_count,
	       struct tally *tally);

#endif
