/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The source of a run without an emulated host: a child process that measures on this machine. */
#ifndef HOST_WORKER_H
#define HOST_WORKER_H

#include "host/keep/sink.h"
#include "host/keep/board.h"
#include "host/keep/cellset.h"
#include "host/keep/keeper.h"

struct worker {
	/* Body of the child process, with the keeper's options. Returns its exit status, an enum status; errors are printed. */
	int (*measure)(const struct options *options, const struct archive_sink *sink, struct board *board,
		       const struct cell_set *done);
};

/*
 * struct source's live() (host/keep/keeper.h); context is a struct worker. Forks the child process and relays its
 * lines. The child waits until the keeper has each line on the disk, so the keeper never works during a measurement.
 */
void worker_live(void *context, struct keep *keep, struct life *life);

#endif
