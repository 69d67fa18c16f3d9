/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of report --format json: the run as a whole, and what was counted beside the clock. */
#ifndef ANALYSIS_EXPORT_JSON_RUN_H
#define ANALYSIS_EXPORT_JSON_RUN_H

#include "analysis/output/json.h"
#include "analysis/contrast/loaded.h"

void emit_findings(struct json *j, const struct archive *archive); /* those of header, resumes and ends */
void emit_resumes(struct json *j, const struct archive *archive);
void emit_clock(struct json *j, const struct archive *archive);
void emit_hook(struct json *j, const struct results *results); /* the knob, and what the module's hooks cost */
void emit_topology(struct json *j, const struct archive *archive);
void emit_record(struct json *j, const struct archive *archive);

/* Write of a cell: its plausible band; and with it how it was disturbed, how precise it is, what the PMU counted. */
void emit_band(struct json *j, const struct result *result);
void emit_trust(struct json *j, const struct archive *archive, const struct result *result);

int emit_counters(struct json *j, const struct loaded *loaded); /* of all cells together; 0 or -ENOMEM */
void emit_aa(struct json *j, const struct loaded *loaded);

#endif
