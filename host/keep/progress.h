/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print the progress of a run to standard error: for a person, for a launcher, or for another program. */
#ifndef HOST_PROGRESS_H
#define HOST_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum progress_form {
	PROGRESS_NONE,
	PROGRESS_TERMINAL, /* one line that is rewritten */
	PROGRESS_LOG,      /* a new line every few seconds */
	PROGRESS_JSON,     /* one object a line */
	PROGRESS_LAUNCHER, /* "progress DONE PLANNED BEGUN CELL", for watch.c */
};

/* How far a run is. Cells are counted once for each policy. */
struct progress_state {
	size_t done, planned; /* cells in the archive, and in the end; planned 0: not known */
	double begun;         /* what is measured of cells that are not in the archive, in cells */
	const char *cell;     /* the cell being measured; NULL: none */
};

struct progress {
	enum progress_form form;
	size_t before;     /* cells that the archive had before this run */
	double start;      /* when this run began; seconds of os_now_s() */
	double shown;      /* when progress was last shown; seconds of os_now_s(); 0: never */
	bool all_shown;    /* "all cells done" was shown; nothing is shown after that */
	bool line_open;    /* the cursor stands in the line that is rewritten */
};

/* Begin showing progress in this form. before: cells that the archive has already. */
void progress_open(struct progress *progress, enum progress_form form, size_t before);

/*
 * Show how far the run is. Does nothing while `planned` is 0, not known. Shows at most once in the interval of the form, but
 * always when all cells are done.
 */
void progress_show(struct progress *progress, const struct progress_state *state);

/* End a line that is being rewritten. Call it before anything else is written to standard error. */
void progress_break(struct progress *progress);

#endif
