/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Yardsticks for costs: an empty timed region, and exits that KVM has without any maintenance. */
#ifndef ANALYSIS_REPORT_YARDSTICKS_H
#define ANALYSIS_REPORT_YARDSTICKS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes what the module's hooks cost, after a blank line; nothing without the module. */
void report_hook(const struct loaded *loaded, FILE *out);

/* Writes the table, what the module's hooks cost, and a note on what all costs of the report are. */
void report_yardstick_table(const struct loaded *loaded, FILE *out);

#endif
