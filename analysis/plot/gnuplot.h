/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gnuplot (5.4 or later): gnuplot.c is the only file that knows how a script for it is written and how it is run. A
 * script is a terminal, variables, and a template of analysis/plot/, which is embedded in the program; it reads its
 * data beside it, writes the image to standard output, and can be run by hand: gnuplot NAME.gp >NAME.svg.
 */
#ifndef ANALYSIS_GNUPLOT_H
#define ANALYSIS_GNUPLOT_H

#include <stddef.h>
#include <stdio.h>

#define GNUPLOT_IMAGE_MAX ((size_t)64 << 20) /* in bytes */

struct gnuplot_term {
	const char *name;   /* as --term takes it */
	const char *ending; /* of the image's file name, without a dot */
};

/* NULL: there is no such terminal. The first is the default. */
const struct gnuplot_term *gnuplot_term_find(const char *name);
const struct gnuplot_term *gnuplot_term_default(void);

/* Where a figure's parts are. */
struct gnuplot_size {
	unsigned int height;    /* of the plot itself, in pixels of the SVG, which is 480 wide: a column of text */
	unsigned int lines;     /* the same where there are only characters */
	unsigned int headlines; /* lines of the headline, above all */
	unsigned int around;    /* what else stands above and below the plot itself, in lines of small text */
};

/*
 * The head of a script: terminal and size, and what common.gp knows them by. name: of the script's file, without its
 * ending.
 */
void gnuplot_begin(FILE *script, const struct gnuplot_term *term, const char *name, const struct gnuplot_size *size);

/* Set a variable. Text: what is not printable ASCII becomes '?', but for ends of lines. */
void gnuplot_text(FILE *script, const char *variable, const char *value);
void gnuplot_number(FILE *script, const char *variable, unsigned int value);

/* VARIABLE_count, and if it is not 0 an array of texts: the lines of a text, each with an end of line. */
void gnuplot_texts(FILE *script, const char *variable, const char *lines);

/* Templates, NUL-terminated: analysis/plot/NAME.gp. plot_common stands before every other one. */
extern const char plot_common[], plot_bars[], plot_break_even[], plot_drift[], plot_ecdf[], plot_forest[], plot_heat[],
	plot_scorecard_matrix[], plot_stack[];

/*
 * Run directory/name.gp. 0 with the image in *bytes, for free(), *size of them; or -errno with one sentence, without an
 * end of line, in why: -ENOENT, there is no gnuplot; -EPROTO, it did not do as it was told.
 */
int gnuplot_run(const struct gnuplot_term *term, const char *directory, const char *name, char **bytes, size_t *size,
		char *why, size_t why_size);

#endif
