/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes values that may not be known as JSON. */
#ifndef ANALYSIS_WORDING_EMIT_H
#define ANALYSIS_WORDING_EMIT_H

#include "analysis/archive/types.h"
#include "analysis/output/json.h"
#include "analysis/stats/stats.h"

/* Each writes null for an unknown value. */
void emit_count_or_null(struct json *j, const char *key, struct count count);
void emit_flag_or_null(struct json *j, const char *key, struct flag flag);
void emit_real_or_null(struct json *j, const char *key, struct real real);
void emit_interval(struct json *j, const char *key, struct interval interval);

#endif
