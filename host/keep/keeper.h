/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keeper of an archive: the one process that writes it.
 *
 * A *source* produces the archive's lines: a worker process (worker.c) or an emulated host (host/emulated/launch.c).
 * One run of the source is a *life*. A life that *died* was killed or crashed: it loses the cell under way, which the
 * keeper archives as failed, and the keeper starts another life, which goes on with the next cell. The keeper gives up
 * when two lives in a row were *barren*, that is, archived no cell. Every life sends a header; one whose header shows
 * another measurement than the archive's is *unfit*, and its lines are refused.
 */
#ifndef HOST_KEEP_H
#define HOST_KEEP_H

#include "host/keep/board.h"
#include "host/options/options.h"
#include "host/keep/outfile.h"
#include "host/keep/progress.h"
#include "host/keep/resume.h"

#include <stdbool.h>
#include <stddef.h>

struct keep {
	struct options *options;  /* a copy of those given, in which measure.chosen is kept up to date */
	struct outfile file;
	struct sha256 sha256;     /* digest of every byte written so far */
	char *header;             /* first line of the archive, NUL-terminated; NULL: not written yet */
	struct cell_set done;     /* cells not to be measured any more: those in the archive and, inside an emulated
				   * host, those in the launcher's archive */
	struct kept_cells counts; /* counts over the cells in the archive */
	struct board *board;      /* memory shared with the worker process */
	struct progress progress;
	const char *why;          /* why there is another life: archived with its header */
	size_t life_lines;        /* lines that this life has handed over */
	bool profiled;            /* the archive has a line "profile" */
	bool footer_complete;     /* the footer that a source sent says "complete" */
	bool full;                /* the file takes no more lines */
	bool unfit;               /* a later header shows another measurement than the first */
};

/* How a life ended. */
struct life {
	int status;       /* enum status; errors are printed */
	bool complete;    /* all planned cells were handed over */
	bool died;        /* it was killed or crashed: another life can go on */
	bool why_printed; /* the source has printed why */
	char why[256];    /* how it died; "" unless died */
};

struct source {
	/*
	 * Run once: hand each line to keep_line(), fill *life, whose .status is STATUS_FAILED until then and the rest
	 * zeroed. Return soon after keep_stopping() is not 0.
	 */
	void (*live)(void *context, struct keep *keep, struct life *life);
	void *context; /* first argument of live() */
};

/*
 * Make the archive that options ask for: open or resume it, then let the source live, again if it dies, until all cells
 * are there, nothing more can be had, or a signal ends it. Returns an enum status; errors are printed.
 */
int keep_run(const struct options *options, const struct source *source);

/*
 * Append one line, newline included, and flush it to the disk. 0; or -ECANCELED: the archive takes no more lines
 * (keep->full or keep->unfit; the error is printed). A cell whose line cannot be stored is archived as failed.
 */
int keep_line(struct keep *keep, const char *line, size_t size);

#define KEEP_POLL_MS 200 /* how often a source that waits must look at keep_stopping() */

/* Return how many of SIGINT, SIGTERM and SIGHUP came: 1 asks to stop after the current batch, 2 to stop at once. */
int keep_stopping(void);

/* Show how many cells are done, if that is due (progress_show()). */
void keep_progress(struct keep *keep);

#endif
