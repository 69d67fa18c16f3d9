/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program that draws; gnuplot.c alone knows how it is told to. */
#ifndef ANALYSIS_GNUPLOT_H
#define ANALYSIS_GNUPLOT_H

#include <stdio.h>

/* What it draws on. */
struct gnuplot_term {
	const char *name, *suffix; /* of the file */
	const char *set;           /* the command that chooses it */
};

/* By name; NULL: there is no such. gnuplot_terms: all names, blanks between. */
const struct gnuplot_term *gnuplot_term(const char *name);
extern const char gnuplot_terms[];

/* The begin of each script: terminal, output file (its name alone), colours that the colour-blind can tell, one title. */
void gnuplot_begin(FILE *script, const struct gnuplot_term *term, const char *output, const char *title);

/*
 * Run the script of that name in the directory, without a shell. 0; -ENOENT: there is no gnuplot; -EIO: it failed, and
 * said why on standard error; or another -errno.
 */
int gnuplot_run(const char *directory, const char *script);

#endif
