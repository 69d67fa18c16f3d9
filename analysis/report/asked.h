/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reviewers of such mails keep asking. */
#ifndef ANALYSIS_REPORT_ASKED_H
#define ANALYSIS_REPORT_ASKED_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* A line to each question, as items. */
void report_asked(const struct loaded *loaded, FILE *out);

#endif
