/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of report --format text. */
#ifndef ANALYSIS_REPORT_TABLE_H
#define ANALYSIS_REPORT_TABLE_H

#include "analysis/report.h"

/* Costs, faults and outcomes of cells: cold, then on read-only pages, then the yardsticks. */
void report_cell_tables(const struct report *report, FILE *out);

/* ivac_minus_civac, its parts, the A/A contrast, and policy against policy. */
void report_contrast_tables(const struct report *report, FILE *out);

#endif
