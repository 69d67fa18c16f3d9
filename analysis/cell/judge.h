/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is an archived cell what was predicted of it? */
#ifndef ANALYSIS_JUDGE_H
#define ANALYSIS_JUDGE_H

#include "analysis/cell/result.h"

/*
 * Fill in the result's verdict, its problems and its faults, from its record: by the judge that the run itself asked
 * (bench/model/observed.h), whose sentences stand in the archive as the cell's findings and are not said twice.
 */
void result_judge(struct result *result);

#endif
