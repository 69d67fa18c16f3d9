/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format openmetrics: metrics for a node exporter, as openmetrics.c describes it. */
#ifndef ANALYSIS_EXPORT_OPENMETRICS_H
#define ANALYSIS_EXPORT_OPENMETRICS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the report, ending with a newline. Returns 0. */
int export_openmetrics(const struct loaded *loaded, FILE *out);

#endif
