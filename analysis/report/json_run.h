/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of report --format json that tell of the run as a whole, and of what was counted beside the clock. */
#ifndef ANALYSIS_REPORT_JSON_RUN_H
#define ANALYSIS_REPORT_JSON_RUN_H

#include "analysis/output/json.h"
#include "analysis/report/report.h"

/* null where it is not known. */
void emit_count_or_null(struct json *j, const char *key, struct count count);
void emit_flag_or_null(struct json *j, const char *key, struct flag flag);
void emit_real_or_null(struct json *j, const char *key, struct real real);
void emit_interval(struct json *j, const char *key, struct interval interval);

void json_findings(struct json *j, const struct archive *archive); /* all: of header, resumes and ends */
void json_resumes(struct json *j, const struct archive *archive);
void json_clock(struct json *j, const struct archive *archive);
void json_topology(struct json *j, const struct archive *archive);
void json_record(struct json *j, const struct archive *archive);

/* Of a cell: what it should cost, how it was disturbed, how precise it is, what the PMU counted. */
void json_band(struct json *j, const struct result *result);
void json_trust(struct json *j, const struct archive *archive, const struct result *result);

/* 0 or -ENOMEM. */
int json_counters(struct json *j, const struct loaded *loaded); /* what they come to, all cells together */
int json_aa(struct json *j, const struct loaded *loaded);

#endif
