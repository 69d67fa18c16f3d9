/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of run and probe that needs KVM/arm64. On other machines foreign.c takes its place and prints an error. */
#ifndef HOST_MEASURE_H
#define HOST_MEASURE_H

#include "host/keep/sink.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/options/options.h"

/*
 * Measure on this very machine all cells that are not done yet, until board->stop, and hand the archive's lines, footer
 * excepted, to sink. An enum status: STATUS_OK also where cells failed or are not as predicted; errors are printed.
 */
int measure_run(const struct options *options, const struct archive_sink *sink, struct board *board,
		const struct cell_set *done);

/* Print what verb probe prints, for this machine itself. Returns an enum status; errors are printed. */
int measure_probe(const struct options *options);

#endif
