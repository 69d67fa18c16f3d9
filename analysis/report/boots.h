/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the boots of a report say, and what more of them would. */
#ifndef ANALYSIS_REPORT_BOOTS_H
#define ANALYSIS_REPORT_BOOTS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/*
 * Writes which boots there are, how far they spread, how many more settle the verdict's question, and the commands to type;
 * nothing of one archive whose clock is exact. Returns 0 or -ENOMEM.
 */
int report_boots(const struct loaded *loaded, FILE *out);

#endif
