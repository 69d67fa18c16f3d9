/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes figures as SVG for an HTML document, whose style sheet gives them their colours. */
#ifndef ANALYSIS_SVG_H
#define ANALYSIS_SVG_H

#include "analysis/output/doc.h"

/* Write escaped text for an element or a quoted attribute; control characters other than newlines become blanks. */
void svg_text(FILE *out, const char *text);

/*
 * Write rows of bars, each below its label, with values and notes to their right. Intervals are whiskers; the scale is
 * linear and includes 0. Classes: bar1 ... bar4 (a bar's parts), whisker, axis, note. id differs for each figure of a
 * document.
 */
void svg_bars(FILE *out, const struct doc_figure *figure, unsigned int id);

#endif
