/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the short answers of sections, which the first screen of a report prints, have in common. */
#ifndef ANALYSIS_SECTION_BRIEF_H
#define ANALYSIS_SECTION_BRIEF_H

#include "analysis/contrast/contrast.h"

#define BRIEF_VALUE_SIZE 64

/* "+2825", or "+12 [+8,+16]" where the interval is not a point. It has no unit: the scorecard above states it. */
const char *brief_value(char buf[static BRIEF_VALUE_SIZE], const struct contrast *c);

#endif
