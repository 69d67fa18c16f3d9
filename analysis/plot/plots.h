/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plots. Each has a row in main.c and a function that makes any number of figures. */
#ifndef ANALYSIS_PLOT_H
#define ANALYSIS_PLOT_H

#include "analysis/plot/figure.h"

/* Makes the figures for which the archive has cells. Errors are left in plotter->status. */
typedef void plot_function(struct plotter *plotter);

/* scorecard.c: what each policy costs, against upstream. */
plot_function plot_scorecard; /* scorecard-writable, scorecard-read-only */

/* cells.c: costs. */
plot_function plot_cost;     /* cost-POLICY-STAGE2 */
plot_function plot_policy;   /* policy-SLOT */
plot_function plot_heat_map; /* heat-POLICY */

/* parts.c: the parts of a cost. */
plot_function plot_decomposition; /* decomposition-POLICY */
plot_function plot_break_even_of; /* break-even-OP */

/* samples.c: distributions, and drift over time. */
plot_function plot_distribution; /* ecdf-POLICY-SLOT */
plot_function plot_drift_of;     /* drift */

/* contrasts.c: differences with their intervals. */
plot_function plot_scaling;    /* scaling-vcpus-SLOT, scaling-mix-SLOT, scaling-backing-SLOT */
plot_function plot_difference; /* difference-SLOT */

#endif
