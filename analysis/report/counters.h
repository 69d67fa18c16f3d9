/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the PMU counted beside the clock. */
#ifndef ANALYSIS_REPORT_COUNTERS_H
#define ANALYSIS_REPORT_COUNTERS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* 0 or -ENOMEM. */
int report_counters(const struct loaded *loaded, FILE *out);

#endif
