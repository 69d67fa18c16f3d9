/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Yardsticks for costs: an empty timed region, and exits that KVM has without any maintenance. */
#ifndef ANALYSIS_REPORT_YARDSTICKS_H
#define ANALYSIS_REPORT_YARDSTICKS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the table, and a note on what all costs of the report are. */
void report_yardstick_table(const struct loaded *loaded, FILE *out);

#endif
