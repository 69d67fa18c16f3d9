/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keeper of an archive: the one process that writes it. What measures is another process, or a whole emulated host,
 * and hands over line after line; if that dies, the keeper loses the cell under way at most, and has it live again.
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
	const struct options *options;
	struct outfile file;
	struct sha256 sha256;     /* of all that was written */
	char *header;             /* the archive's, once there is one */
	struct cell_set done;     /* cells that the archive has, or that whom it is for has */
	struct kept_cells counts; /* of those that it has */
	struct board *board;      /* shared with a process that measures */
	struct progress progress;
	const char *why;          /* what a second header is archived with */
	size_t life_lines;        /* taken in the life under way */
	bool footer_complete;     /* a source that sends a footer said so in it */
	bool full;                /* nothing more can be stored */
	bool unfit;               /* a second header does not go with the first */
};

/* How a life of what measures ended. */
struct life {
	int status;       /* enum status; errors are printed */
	bool complete;    /* all planned cells were handed over */
	bool died;        /* it was no end of its own: why says how; it can live again */
	bool told;        /* why was printed already */
	char why[256];
};

struct source {
	/* Live once, handing each line to keep_line(); come back soon after keep_stopping() is true. Fills *life. */
	void (*live)(void *context, struct keep *keep, struct life *life);
	void *context;
};

/*
 * Make the archive that options ask for: open or resume it, have source live until all is there, or it cannot any more,
 * or a signal ends it. An enum status; errors are printed.
 */
int keep_run(const struct options *options, const struct source *source);

/*
 * Take one line, newline included, and see it on the disk. 0; or -ECANCELED: no more (keep->full or unfit; the error is
 * printed). A cell whose line cannot be stored is stored as failed.
 */
int keep_line(struct keep *keep, const char *line, size_t size);

/* A source that waits for something looks so often whether keep_stopping() is true. */
#define KEEP_POLL_MS 200

/* How many of SIGINT and SIGTERM came: once means soon, twice means now. */
int keep_stopping(void);

/* Show how far it is. */
void keep_progress(struct keep *keep);

#endif
