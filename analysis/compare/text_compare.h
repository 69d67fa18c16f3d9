/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format text. */
#ifndef ANALYSIS_COMPARE_TEXT_COMPARE_H
#define ANALYSIS_COMPARE_TEXT_COMPARE_H

#include "analysis/compare/compare.h"

#include <stdio.h>

/* Writes the comparison, ending with a newline. Returns 0 or -ENOMEM. */
int compare_text(const struct compare *c, FILE *out);

#endif
