/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a run is, on standard error: for a person, a launcher, or another program. */
#ifndef HOST_PROGRESS_H
#define HOST_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum progress_form {
	PROGRESS_NONE,
	PROGRESS_TERMINAL, /* one line that is rewritten */
	PROGRESS_LOG,      /* now and then a line */
	PROGRESS_JSON,     /* one object a line */
	PROGRESS_LAUNCHER, /* "progress DONE PLANNED CELL", for watch.c */
};

struct progress {
	enum progress_form form;
	size_t before;     /* cells that were there before the run, */
	double start;      /* which began then: monotonic seconds */
	double shown;      /* when something was last shown */
	bool all_shown;    /* that all are done; nothing is shown behind it */
	bool line_open;    /* the cursor stands in the line that is rewritten */
};

/* form: what it shall be. before: cells that are there already. */
void progress_open(struct progress *progress, enum progress_form form, size_t before);

/*
 * done of planned cells (each policy counted) are there; planned 0: not known. cell: what is under way, or NULL. Shows
 * no more often than is of use, but always when all are done.
 */
void progress_show(struct progress *progress, size_t done, size_t planned, const char *cell);

/* Before anything else is written to standard error. */
void progress_break(struct progress *progress);

#endif
