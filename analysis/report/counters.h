/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of PMU counts, and how they agree with the clock. */
#ifndef ANALYSIS_REPORT_COUNTERS_H
#define ANALYSIS_REPORT_COUNTERS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes nothing if no PMU counted. Returns 0 or -ENOMEM. */
int report_counters(const struct loaded *loaded, FILE *out);

#endif
