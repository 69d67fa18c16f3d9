/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that measures, on this very machine. */
#ifndef HOST_WORKER_H
#define HOST_WORKER_H

#include "host/keep/sink.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/keep/keeper.h"

/* What it does: the rest of its life. Returns an enum status; errors are printed. */
struct worker {
	const struct options *options;
	int (*measure)(const struct options *options, const struct archive_sink *sink, struct board *board,
		       const struct cell_set *done);
};

/*
 * A source (host/keep/keeper.h): fork a process that measures. Every line that its sink takes is on the disk before the
 * process goes on, so the keeper's work does not fall into a measurement. context is a struct worker.
 */
void worker_live(void *context, struct keep *keep, struct life *life);

#endif
