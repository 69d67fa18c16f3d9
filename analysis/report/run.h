/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The problems of a run, notes on its precision, and its A/A test. */
#ifndef ANALYSIS_REPORT_RUN_H
#define ANALYSIS_REPORT_RUN_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Lists findings, resumes, disturbed, unconverged and implausible cells; writes nothing if there are none. */
void report_warnings(const struct loaded *loaded, FILE *out);

/* Says that the clock is too coarse for single samples; writes nothing if it is not. */
void report_coarse_note(const struct loaded *loaded, FILE *out);

/* Says that all cells reached the precision asked for; writes nothing if they did not, or none was asked for. */
void report_precision_note(const struct loaded *loaded, FILE *out);

/* Writes the result of the A/A test, and the smallest effect that a contrast can show; nothing without pairs. */
void report_aa(const struct loaded *loaded, FILE *out);

#endif
