/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first screen of a report on several archives: one scorecard, a column for each of them; of more than a line has room
 * for, a row for each, and a column for each policy; or, of one policy each, for each column of the scorecard.
 */
#ifndef ANALYSIS_SEVERAL_SCREEN_H
#define ANALYSIS_SEVERAL_SCREEN_H

#include "analysis/scorecard/several.h"

#include <stdio.h>

/*
 * At most FIRST_SCREEN_LINES lines of TEXT_COLUMNS. Archives of another unit than the first one's, and those that the
 * screen has no room for, are counted only. No cells are looked at but those of the scorecards. 0 or -ENOMEM.
 */
int several_screen(const struct several *several, FILE *out);

#endif
