/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What costs are to be held against: an empty timed region and the exits that KVM has anyway. */
#ifndef ANALYSIS_REPORT_YARDSTICKS_H
#define ANALYSIS_REPORT_YARDSTICKS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* The table, and what all of these costs are. */
void report_yardstick_table(const struct loaded *loaded, FILE *out);

#endif
