/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format text. */
#ifndef ANALYSIS_COMPARE_TEXT_COMPARE_H
#define ANALYSIS_COMPARE_TEXT_COMPARE_H

#include "analysis/compare/compare.h"

#include <stdio.h>

/* Writes the comparison, ending with a newline. Returns 0 or -ENOMEM. */
int compare_text(const struct compare *c, FILE *out);

/* Parts of it, in text_method.c: how verdicts are made; what "same" rules out; what would show more. 0 or -ENOMEM. */
void text_method(const struct compare *c, FILE *out);
int text_same(const struct compare *c, FILE *out);
void text_advice(const struct compare *c, FILE *out);

/* Returns the largest share of a cost within which all cells that are the same are shown to be; NAN: nothing is shown. */
double text_same_within(const struct compare *c);

#endif
