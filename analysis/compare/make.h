/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the comparison of two archives. */
#ifndef ANALYSIS_COMPARE_MAKE_H
#define ANALYSIS_COMPARE_MAKE_H

#include "analysis/compare/compare.h"

/* Fills c, for compare_free(). The sides must outlive it. Returns 0, or -ENOMEM with nothing to free. */
int compare_make(struct compare *c, const struct loaded *const side[static SIDE_COUNT], double threshold);

#endif
