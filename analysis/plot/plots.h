/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plots; each is a row in plot.c and a function in a file plot_GROUP.c, and makes any number of figures. */
#ifndef ANALYSIS_PLOT_H
#define ANALYSIS_PLOT_H

#include "analysis/plot/figure.h"

/* What an archive has no cells for makes no figure. What goes wrong is left in plotter->status. */
typedef void plot_function(struct plotter *plotter);

/* scorecard.c: what each policy costs, against upstream. */
plot_function plot_scorecard; /* scorecard-writable, scorecard-read-only */

/* plot_cells.c: costs. */
plot_function plot_cost;     /* cost-POLICY-STAGE2 */
plot_function plot_policy;   /* policy-SLOT */
plot_function plot_heat_map; /* heat-POLICY */

/* plot_parts.c: what a cost is made of. */
plot_function plot_decomposition; /* decomposition-POLICY */
plot_function plot_break_even_of; /* break-even-OP */

/* plot_samples.c: distributions and time. */
plot_function plot_distribution; /* ecdf-POLICY-SLOT */
plot_function plot_drift_of;     /* drift */

/* plot_contrasts.c: differences with their intervals. */
plot_function plot_scaling;    /* scaling-vcpus-SLOT, scaling-mix-SLOT, scaling-backing-SLOT */
plot_function plot_difference; /* difference-SLOT */

#endif
