/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format lnt: a report for LLVM LNT, as lnt.c describes it. */
#ifndef ANALYSIS_EXPORT_LNT_H
#define ANALYSIS_EXPORT_LNT_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the report, ending with a newline. Returns 0. */
int export_lnt(const struct loaded *loaded, FILE *out);

#endif
