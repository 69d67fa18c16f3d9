/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Report section: where the instructions of a cell went, of an archive of run --profile. */
#ifndef ANALYSIS_EXPLAIN_PROFILE_H
#define ANALYSIS_EXPLAIN_PROFILE_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes the functions with the most instructions, and how to compare them; nothing without a profile. */
void report_profile(const struct loaded *loaded, FILE *out);

#endif
