/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gnuplot (5.4 or later): gnuplot.c is the only file that knows how a script for it is written and how it is run. A
 * script is a terminal, variables, and a template of analysis/plot/, which is embedded in the program; it reads its
 * data beside it, writes the image to standard output, and can be run by hand: gnuplot NAME.gp >NAME.svg.
 */
#ifndef ANALYSIS_GNUPLOT_H
#define ANALYSIS_GNUPLOT_H

#include "bench/cli/complete.h"

#include <stddef.h>
#include <stdio.h>

#define GNUPLOT_IMAGE_MAX ((size_t)64 << 20) /* in bytes */

struct gnuplot_term {
	const char *name;   /* as --term takes it */
	const char *ending; /* of the image's file name, without a dot */
};

/* Return the terminal of that name, or NULL; and the default one. */
const struct gnuplot_term *gnuplot_term_find(const char *name);
const struct gnuplot_term *gnuplot_term_default(void);

/* Offer the terminals: completes the value of --term. */
void gnuplot_term_offer(const struct complete *c);

/* The sizes of a figure's parts. */
struct gnuplot_size {
	unsigned int height;    /* of the plot itself, in pixels of the SVG, which is 480 wide: a column of text */
	unsigned int lines;     /* the same for a terminal of characters, in lines */
	unsigned int headlines; /* lines of the headline, above all */
	unsigned int around;    /* what else stands above and below the plot itself, in lines of small text */
};

/*
 * Writes the head of a script: terminal, size, and the variables for them that common.gp uses. name: the script's file
 * name without its ending.
 */
void gnuplot_begin(FILE *script, const struct gnuplot_term *term, const char *name, const struct gnuplot_size *size);

/* Set a variable. In a text, characters other than printable ASCII and ends of lines become '?'. */
void gnuplot_text(FILE *script, const char *variable, const char *value);
void gnuplot_number(FILE *script, const char *variable, unsigned int value);

/* Sets VARIABLE_count and, if it is not 0, the array VARIABLE from lines, each of which ends with '\n'. */
void gnuplot_texts(FILE *script, const char *variable, const char *lines);

/* The templates analysis/plot/NAME.gp, NUL-terminated. plot_common comes before any other one in a script. */
extern const char plot_common[], plot_bars[], plot_break_even[], plot_drift[], plot_ecdf[], plot_forest[], plot_heat[],
	plot_scorecard_matrix[], plot_stack[];

/*
 * Runs directory/name.gp. Returns 0 with the image of *size bytes in *bytes, for free(); or -errno with one sentence,
 * without an end of line, in why: -ENOENT if there is no gnuplot, -EPROTO if gnuplot failed or wrote nothing.
 */
int gnuplot_run(const struct gnuplot_term *term, const char *directory, const char *name, char **bytes, size_t *size,
		char *why, size_t why_size);

#endif
