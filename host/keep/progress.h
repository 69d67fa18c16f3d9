/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print the progress of a run to standard error: for a person, for a launcher, or for another program. */
#ifndef HOST_PROGRESS_H
#define HOST_PROGRESS_H

#include "host/options/options.h"

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
	struct run_place place; /* of this run; zeroed: it is the only one */
	double start;      /* when this run began; seconds of os_now_s() */
	bool begun;        /* it was shown how many cells are planned: measuring began, and the fields below say when */
	double begun_s, begun_cells; /* seconds of os_now_s(), and cells measured until then */
	double looked_s, looked_cells; /* the same when it last was more */
	double shown;      /* when progress was last shown; seconds of os_now_s(); 0: never */
	bool all_shown;    /* "all cells done" was shown; nothing is shown after that */
	bool line_open;    /* the cursor stands in the line that is rewritten */
};

/* Begin showing progress in this form, of the run in this place. */
void progress_open(struct progress *progress, enum progress_form form, const struct run_place *place);

/*
 * Return the seconds that are left at time now (os_now_s()), if what remains takes as long as what was measured since the
 * number of planned cells is known; -1: too little was measured to say. While nothing more is measured they run down.
 */
double progress_left_s(struct progress *progress, const struct progress_state *state, double now);

/*
 * Return the seconds that are left for all runs at time now, if later ones take as long as those up to this one do on
 * average; left_s is what progress_left_s() returned. -1: not known.
 */
double progress_left_all_s(const struct progress *progress, double left_s, double now);

#define PROGRESS_LINE_SIZE 256

/*
 * Write "cmobench: 12 of 994 cells, 1:23 left, dc_ivac slot=…" into line, of at most columns characters and as a
 * terminal of that width has room for. Of several runs: "cmobench: run 2 of 6: 12 of 994 cells, 1:23 left, 9:10 left
 * in all, …".
 */
void progress_line(const struct progress *progress, const struct progress_state *state, double left_s, double left_all_s,
		   int columns, char line[static PROGRESS_LINE_SIZE]);

/*
 * Show how far the run is. Does nothing while `planned` is 0, not known. Shows at most once in the interval of the form, but
 * always when all cells are done.
 */
void progress_show(struct progress *progress, const struct progress_state *state);

/* End a line that is being rewritten. Call it before anything else is written to standard error. */
void progress_break(struct progress *progress);

#endif
