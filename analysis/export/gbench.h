/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format gbench: google-benchmark's JSON, as gbench.c describes it. */
#ifndef ANALYSIS_EXPORT_GBENCH_H
#define ANALYSIS_EXPORT_GBENCH_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the report, ending with a newline. Returns 0. */
int export_gbench(const struct loaded *loaded, FILE *out);

#endif
