/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the results of an archive: judges each cell, computes its cost and compares that with the band of its core. */
#ifndef ANALYSIS_MAKE_H
#define ANALYSIS_MAKE_H

#include "analysis/cell/result.h"

/* Returns 0 or -ENOMEM. The archive must outlive the results. */
int results_make(struct results *results, const struct archive *archive);

/* The same for another use than to print all. */
int results_make_for(struct results *results, const struct archive *archive, enum results_use use);

/* Free the results of all cells. The module's hook and the counts stay. */
void results_drop(struct results *results);

/* Free what the struct owns. A zeroed struct is allowed. */
void results_free(struct results *results);

#endif
