/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line chart over named points, as SVG: for an HTML document, whose style sheet colours it, or as a file of its own. */
#ifndef ANALYSIS_CHART_H
#define ANALYSIS_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CHART_LINES_MAX 4

struct chart_line {
	const char *name;
	const double *value;  /* one by point, >= 0; NAN: the line has a gap */
	const bool *marked;   /* one by point: it gets a ring; NULL: none */
};

struct chart {
	const char *title, *unit;
	const char *mark;           /* what a ring says; NULL: nothing is marked */
	const char *const *point;   /* names, from left to right; points >= 1 of them */
	size_t points;
	struct chart_line line[CHART_LINES_MAX];
	size_t lines;               /* 1 ... CHART_LINES_MAX */
};

/*
 * Write an <svg> element. The scale is linear and begins at 0; names of points that have no room are left out. Classes: line1
 * ... line4, dot1 ... dot4, axis, grid, note. id differs for each figure of a document.
 */
void chart_svg(FILE *out, const struct chart *chart, unsigned int id);

/* Write an SVG file with a style of its own, for light and dark screens. */
void chart_file(FILE *out, const struct chart *chart);

#endif
