/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges whether the counts of an archived cell are as predicted. */
#ifndef ANALYSIS_JUDGE_H
#define ANALYSIS_JUDGE_H

#include "analysis/cell/result.h"

/*
 * Fill in the result's verdict, problems and faults from its record. The judge is the one that the run itself used
 * (bench/model/observed.h); problems that the archive already has as the cell's findings are not repeated.
 * Returns 0, or -ENOMEM with what result_free() frees.
 */
int result_judge(struct result *result);

#endif
