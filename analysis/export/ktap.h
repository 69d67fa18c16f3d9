/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format ktap: a verdict on each cell, as ktap.c describes it. */
#ifndef ANALYSIS_EXPORT_KTAP_H
#define ANALYSIS_EXPORT_KTAP_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the verdicts, ending with a newline. Returns 0. */
int export_ktap(const struct loaded *loaded, FILE *out);

#endif
