/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format gbench: google-benchmark's JSON, as gbench.c describes it. */
#ifndef ANALYSIS_EXPORT_GBENCH_H
#define ANALYSIS_EXPORT_GBENCH_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Write the report, ending with a newline: costs as times, or instructions in place of times. Return 0. */
int export_gbench(const struct loaded *loaded, FILE *out);
int export_gbench_insns(const struct loaded *loaded, FILE *out);

/* Return why the archive cannot be written by the one and by the other, and what to do instead; NULL: it can. */
const char *gbench_refuse(const struct loaded *loaded);
const char *gbench_insns_refuse(const struct loaded *loaded);

#endif
