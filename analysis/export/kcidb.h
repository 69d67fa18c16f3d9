/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format kcidb: KCIDB's JSON, as kcidb.c describes it. */
#ifndef ANALYSIS_EXPORT_KCIDB_H
#define ANALYSIS_EXPORT_KCIDB_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the report, ending with a newline. Returns 0. */
int export_kcidb(const struct loaded *loaded, FILE *out);

#endif
