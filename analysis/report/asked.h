/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that reviewers ask about such numbers, with their answers. */
#ifndef ANALYSIS_REPORT_ASKED_H
#define ANALYSIS_REPORT_ASKED_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Writes an item for each question. */
void report_asked(const struct loaded *loaded, FILE *out);

#endif
