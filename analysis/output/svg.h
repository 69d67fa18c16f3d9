/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes figures as SVG for an HTML document, whose style sheet gives them their colours. */
#ifndef ANALYSIS_SVG_H
#define ANALYSIS_SVG_H

#include "analysis/output/doc.h"

/* Text of an element or of a quoted attribute; control characters but ends of lines become blanks. */
void svg_text(FILE *out, const char *text);

/*
 * Rows of bars, each row below its label; to the right of the bars stand their values and notes. Intervals are whiskers;
 * the scale is linear and has 0 in it. Classes: bar1 ... bar4 (a bar's parts), whisker, axis, note. id differs for each figure of a document.
 */
void svg_bars(FILE *out, const struct doc_figure *figure, unsigned int id);

#endif
