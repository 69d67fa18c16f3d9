/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures as SVG that stands in an HTML page and takes its colours from the page's style sheet. */
#ifndef ANALYSIS_SVG_H
#define ANALYSIS_SVG_H

#include "analysis/output/page.h"

/* Text of an element or of a quoted attribute; control characters but ends of lines become blanks. */
void svg_text(FILE *out, const char *text);

/*
 * Rows of bars, each row below its label; to the right of the bars stand their values and notes. Intervals are whiskers;
 * the scale is linear and has 0 in it. Classes: bar1 ... bar4 (a bar's parts), whisker, axis, note. id tells the page's figures apart.
 */
void svg_bars(FILE *out, const struct page_figure *figure, unsigned int id);

#endif
