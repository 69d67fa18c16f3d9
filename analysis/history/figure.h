/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures of a history. */
#ifndef ANALYSIS_HISTORY_FIGURE_H
#define ANALYSIS_HISTORY_FIGURE_H

#include "analysis/history/history.h"
#include "analysis/output/doc.h"

/* A chart and the memory that it points to. */
struct history_chart {
	struct chart chart;
	char unit[160];
	const char *point[HISTORY_KERNELS_MAX];
	char name[CHART_LINES_MAX][HISTORY_GROUP_SIZE + HISTORY_LABEL_SIZE + 2];
	double value[CHART_LINES_MAX][HISTORY_KERNELS_MAX];
	bool marked[CHART_LINES_MAX][HISTORY_KERNELS_MAX];
};

/* Fill in the chart of a history's first cells; chart.lines is 0 if it has none. It points into history and itself. */
void figure_chart(struct history_chart *chart, const struct history *history);

/* Put the figures: the chart, and bars of a translation and a permission fault with the share of an hvc. */
void figure_put(struct doc *doc, const struct history *history);

#endif
