/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format gbench: google-benchmark's JSON, as gbench.c describes it. */
#ifndef ANALYSIS_EXPORT_GBENCH_H
#define ANALYSIS_EXPORT_GBENCH_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Returns 0. What it writes ends with a newline. */
int export_gbench(const struct loaded *loaded, FILE *out);

#endif
