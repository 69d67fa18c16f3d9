/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A figure has three files: NAME.tsv with its tidy data, one observation a row, below a row of column names; NAME.gp,
 * the script that draws it; and the image. Errors are sticky: the first is kept in plotter->status, and later calls do
 * nothing.
 */
#ifndef ANALYSIS_FIGURE_H
#define ANALYSIS_FIGURE_H

#include "analysis/contrast/loaded.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/wording/cell.h"
#include "bench/cli/verb.h"

#define FIGURE_NAME_SIZE 64
#define FIGURE_TEXT_SIZE 160

/* Writes the figures of one archive. */
struct plotter {
	const struct loaded *loaded;
	const struct gnuplot_term *term;
	const char *directory;          /* exists */
	bool force;                     /* replace files */
	enum status status;             /* STATUS_OK, or the status of the first error, which was printed */
	char (*name)[FIGURE_NAME_SIZE]; /* names of the figures written, count of them; for free() */
	size_t count;
};

struct figure {
	struct plotter *plotter;
	const char *template;
	char name[FIGURE_NAME_SIZE];  /* name of the files, without their endings */
	char title[FIGURE_TEXT_SIZE]; /* one or two lines of 64 characters */
	char axis[FIGURE_TEXT_SIZE];  /* label of the axis of costs, without its unit */
	char note[FIGURE_TEXT_SIZE];  /* what marks and digits mean: one or two lines of 68 characters */
	unsigned int height, lines;   /* as in struct gnuplot_size */
	bool keyless;                 /* no key: the series are named elsewhere */
	/* Streams of lines: the data; names of rows, places of their headings; names and numbers of series. */
	FILE *data, *rows, *headings, *series, *types;
	char *data_bytes, *rows_bytes, *headings_bytes, *series_bytes, *types_bytes;
	size_t data_size, rows_size, headings_size, series_size, types_size;
	size_t observations, row_count, series_count;
	size_t places, row_first;   /* places given so far, with headings; the first place below this row's heading */
	unsigned int widest;        /* longest name of a row, in characters */
	unsigned int widest_mark;   /* longest mark behind a bar or a point, in characters */
	unsigned int widest_series; /* longest name of a series, in characters */
	size_t n_low, n_high;     /* fewest and most samples of a cell; 0: none noted */
	uint32_t series_seen;     /* a bit for each series number */
};

/*
 * Begins a figure. columns: the column names of its data, separated by tabs. figure_end() must follow, also on errors.
 */
__attribute__((format(printf, 5, 6))) void figure_begin(struct figure *f, struct plotter *plotter, const char *template,
							const char *columns, const char *name, ...);

/* Returns the next observation's place, counted from the top in marks or bars. Place 0 is the first heading's. */
size_t figure_place(struct figure *f);

/*
 * Closes a row: everything placed since the last figure_row() stands below a heading of this name. Does nothing if
 * nothing was placed.
 */
__attribute__((format(printf, 2, 3))) void figure_row(struct figure *f, const char *format, ...);

/* Adds a series, unless it has been added. number < 32 selects its colour and mark, the same in all figures. */
void figure_series(struct figure *f, unsigned int number, const char *name);

/* Adds an observation: one row of data, with its fields separated by tabs. */
__attribute__((format(printf, 2, 3))) void figure_data(struct figure *f, const char *format, ...);

/* Leaves room for a mark behind the costs. */
void figure_widen(struct figure *f, const char *mark);

/* Notes a cell's number of samples for the caption; r may be NULL. */
void figure_note(struct figure *f, const struct result *r);

/* Sets height and lines of a figure with a mark or a bar at each place; the more places, the closer together. */
void figure_set_height(struct figure *f);

/* Writes the data and the script, unless the figure has no observations. */
void figure_end(struct figure *f);

/* Draws the figures. Returns STATUS_OK; STATUS_FAILED, with a message printed; or STATUS_CANNOT without gnuplot. */
enum status figures_draw(struct plotter *plotter);

/* Formats stage-2 faults per sample: "2", "1.98/2!" with the prediction if they differ from it, "-" if not counted. */
const char *figure_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r);

#define FIGURE_MARK_SIZE (WORDING_FAULTS_SIZE + 24)

/* Formats the same and, if the op was not executed, the outcome: "2 abort". */
const char *figure_mark(char buf[static FIGURE_MARK_SIZE], const struct result *r);

#define FIGURE_ROW_SIZE 48

#define FIGURE_BOUNDS_SIZE 64

/* Formats an interval as two fields of data, "LOW TAB HIGH"; both are NaN if it is not known. */
const char *figure_bounds(char buf[static FIGURE_BOUNDS_SIZE], const struct interval *interval);

/* Returns the series number of an op on a page, the same in all figures with a series for each op. */
unsigned int figure_op_number(enum op_id op);

#endif
