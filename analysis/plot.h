/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plots: each is a row of plot.c's table, a function that writes what it shows as tab-separated values with a line of
 * headings, and a template, the gnuplot commands that draw them.
 */
#ifndef ANALYSIS_PLOT_H
#define ANALYSIS_PLOT_H

#include "analysis/report_table.h"

/* How many lines of data, headings not counted: 0: the archive has no cells for it. */
typedef size_t plot_data(const struct report *report, FILE *out);

plot_data plot_cost, plot_heat, plot_ecdf, plot_drift, plot_lines;           /* plot_cells.c */
plot_data plot_parts, plot_policies, plot_vcpus, plot_mixes, plot_backings;  /* plot_contrasts.c */

/* In a field: "-" if it is not known. */
void plot_value(FILE *out, bool known, double value);

#endif
