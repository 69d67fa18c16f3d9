/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the JSON report that are about boots. */
#ifndef ANALYSIS_JSON_BOOTS_H
#define ANALYSIS_JSON_BOOTS_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/json.h"

/* Emit "over": what a value over boots rests on, or null. */
void emit_over(struct json *j, const struct over_boots *over);

/* Emit "boots", the archives that are joined, and "advice", how many more would settle what. 0 or -ENOMEM. */
int emit_boots(struct json *j, const struct loaded *loaded);

#endif
