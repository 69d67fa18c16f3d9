/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A figure: NAME.tsv, its data, tidy, one observation a row and the names of the columns in the first; NAME.gp, the
 * script that draws it; later the image. What goes wrong is kept in the plotter, and all that comes after is no more
 * than nothing.
 */
#ifndef ANALYSIS_FIGURE_H
#define ANALYSIS_FIGURE_H

#include "analysis/contrast/loaded.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/wording/cell.h"
#include "bench/cli/verb.h"

#define FIGURE_NAME_SIZE 64
#define FIGURE_TEXT_SIZE 160

/* Where the figures of one archive go. */
struct plotter {
	const struct loaded *loaded;
	const struct gnuplot_term *term;
	const char *directory;          /* exists */
	bool force;                     /* replace files */
	enum status status;             /* STATUS_OK, or what was complained of */
	char (*name)[FIGURE_NAME_SIZE]; /* of the figures written, count of them */
	size_t count;
};

struct figure {
	struct plotter *plotter;
	const char *template;
	char name[FIGURE_NAME_SIZE];  /* of the files, without their endings */
	char title[FIGURE_TEXT_SIZE]; /* one or two lines of 64 characters */
	char axis[FIGURE_TEXT_SIZE];  /* what is on the axis of costs, without its unit */
	char note[FIGURE_TEXT_SIZE];  /* what marks and digits mean: one or two lines of 68 characters */
	unsigned int height, lines;   /* as in struct gnuplot_size */
	bool keyless;                 /* the series are named elsewhere than in a key */
	/* Each with an end of line: names of rows, places of their headings; names and numbers of series. */
	FILE *data, *rows, *headings, *series, *types;
	char *data_bytes, *rows_bytes, *headings_bytes, *series_bytes, *types_bytes;
	size_t data_size, rows_size, headings_size, series_size, types_size;
	size_t observations, row_count, series_count;
	size_t places, row_first;   /* given so far, headings of rows included; the first below this row's heading */
	unsigned int widest;        /* name of a row, in characters */
	unsigned int widest_mark;   /* likewise, of what stands behind a bar or a point */
	unsigned int widest_series; /* likewise, name of a series */
	size_t n_low, n_high;     /* samples of a cell */
	uint32_t series_seen;     /* bit by series */
};

/*
 * Begin one; columns: the names of the columns of its data, with tabs between. It has to be ended, whatever became of
 * it.
 */
__attribute__((format(printf, 5, 6))) void figure_begin(struct figure *f, struct plotter *plotter, const char *template,
							const char *columns, const char *name, ...);

/* Returns where the next observation stands, from the top, in marks or bars. The first place is a heading's. */
size_t figure_place(struct figure *f);

/*
 * Closes a row: everything placed since the last figure_row() stands below a heading of this name. Does nothing if
 * nothing was placed.
 */
__attribute__((format(printf, 2, 3))) void figure_row(struct figure *f, const char *format, ...);

/* What is drawn alike, in the order given; number < 32 is its colour and mark, the same in all figures. */
void figure_series(struct figure *f, unsigned int number, const char *name);

/* An observation: one row of data, fields with tabs between. */
__attribute__((format(printf, 2, 3))) void figure_data(struct figure *f, const char *format, ...);

/* Leave room for a mark behind the costs. */
void figure_widen(struct figure *f, const char *mark);

/* For the n that stands below: a cell that is in it; r may be NULL. */
void figure_note(struct figure *f, const struct result *r);

/* Sets height and lines of a figure that has a mark or a bar at each place; many of them stand closer together. */
void figure_set_height(struct figure *f);

/* Write its files, unless it has no observations. */
void figure_end(struct figure *f);

/* Draw the figures written. STATUS_OK; STATUS_FAILED, complained of; or STATUS_CANNOT: there is no gnuplot. */
enum status figures_draw(struct plotter *plotter);

/* "2", "1.98/2!": stage-2 faults per sample, and the prediction if they are not as predicted; "-": not counted. */
const char *figure_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r);

#define FIGURE_MARK_SIZE (WORDING_FAULTS_SIZE + 24)

/* "2 abort": the same, and the outcome, if the op was not executed. */
const char *figure_mark(char buf[static FIGURE_MARK_SIZE], const struct result *r);

#define FIGURE_ROW_SIZE 48

#define FIGURE_BOUNDS_SIZE 64

/* "LOW TAB HIGH", two fields of data; each NaN if the interval is not known. */
const char *figure_bounds(char buf[static FIGURE_BOUNDS_SIZE], const struct interval *interval);

/* The series of an op with a page: the same in all figures that have a series for each op. */
unsigned int figure_op_number(enum op_id op);

#endif
