/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the results of an archive: each cell is judged and measured, and held against what is known of its core. */
#ifndef ANALYSIS_MAKE_H
#define ANALYSIS_MAKE_H

#include "analysis/cell/result.h"

/* 0 or -ENOMEM; the archive must outlive the results. */
int results_make(struct results *results, const struct archive *archive);
void results_free(struct results *results);

#endif
