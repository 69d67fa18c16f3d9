/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first screen of a report: machine, problems of the run, scorecard, verdict, answers, how to reproduce. */
#ifndef ANALYSIS_FIRST_SCREEN_H
#define ANALYSIS_FIRST_SCREEN_H

#include "analysis/output/sentences.h"
#include "analysis/contrast/loaded.h"

#include <stdio.h>

#define FIRST_SCREEN_LINES 60

/* Writes at most FIRST_SCREEN_LINES lines of TEXT_COLUMNS. Returns 0 or -ENOMEM. */
int first_screen(const struct loaded *loaded, FILE *out);

/* What speaks against believing the numbers, the gravest first, or that nothing does. */
void first_screen_belief(const struct loaded *loaded, struct sentences *s);

/* Three lines: the command that makes such an archive, the program and the full loaded, the archive's digest. */
void first_screen_reproduction(const struct loaded *loaded, FILE *out);

#endif
