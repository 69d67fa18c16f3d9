/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures cells group by group: all cells of a group under all policies, in rounds, each in a new random order. */
#ifndef HOST_ROUNDS_H
#define HOST_ROUNDS_H

#include "bench/cell.h"
#include "host/keep/sink.h"

#include <stddef.h>
#include <stdint.h>

struct session;

/* Totals of a run. */
struct run_totals {
	size_t failed, skipped, with_remarks; /* numbers of cells, counted once for each policy */
	uint64_t samples;       /* number of samples */
	/* Time in ticks of CNTVCT_EL0: */
	uint64_t sample_ticks;  /* inside samples */
	uint64_t round_ticks;   /* from the begin of the first round to the end of the last, samples included */
	uint64_t archive_ticks; /* writing the cells into the archive */
};

/*
 * Measure cells (cell_count of them, as suite_cells() orders them) under every visited policy and append them to the
 * archive, but those that are done already. Where session->board asks to stop, no further cell is begun, and those that
 * are not finished are not archived. 0 or -errno (fail_text()): the archive cannot be written.
 */
int rounds_run(struct session *session, const struct archive_sink *archive, const struct cell *cells, size_t cell_count,
	       struct run_totals *totals);

#endif
