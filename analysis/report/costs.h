/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the costs of a report are, and what their intervals rest on. */
#ifndef ANALYSIS_REPORT_COSTS_H
#define ANALYSIS_REPORT_COSTS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/*
 * Says how costs and their intervals are estimated, where neighbouring blocks are correlated, and on an exact clock which
 * cells have paths of several lengths.
 */
void report_costs(const struct loaded *loaded, FILE *out);

#endif
