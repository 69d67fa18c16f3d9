/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format json, described in json_compare.c. */
#ifndef ANALYSIS_COMPARE_JSON_COMPARE_H
#define ANALYSIS_COMPARE_JSON_COMPARE_H

#include "analysis/shift/compare.h"
#include "analysis/output/json.h"

#include <stdio.h>

#define COMPARE_SCHEMA 2

/* Estimates what is written and needs NEW's cells: all ratios. Before compare_let_go(). Returns 0 or -ENOMEM. */
int compare_json_keep(struct compare *c);

/* Writes all members of a comparison but the schema. */
void compare_emit(struct json *j, const struct compare *c);

/* Writes the comparison, ending with a newline. Returns 0. */
int compare_json(const struct compare *c, FILE *out);

#endif
