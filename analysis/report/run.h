/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader should know of the run before believing a number, and what its pipeline makes of nothing. */
#ifndef ANALYSIS_REPORT_RUN_H
#define ANALYSIS_REPORT_RUN_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Findings, resumes, disturbed and implausible cells; nothing if there are none. */
void report_warnings(const struct loaded *loaded, FILE *out);

/* The clock is too coarse for single samples; nothing if it is not. */
void report_coarse_note(const struct loaded *loaded, FILE *out);

/* All cells are as precise as was asked for; nothing if they are not, or nothing was asked. */
void report_precision_note(const struct loaded *loaded, FILE *out);

/* A/A. 0 or -ENOMEM. */
int report_aa(const struct loaded *loaded, FILE *out);

#endif
