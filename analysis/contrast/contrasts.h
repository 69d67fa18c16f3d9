/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the contrasts of an archive. */
#ifndef ANALYSIS_CONTRASTS_H
#define ANALYSIS_CONTRASTS_H

#include "analysis/contrast/contrast.h"

/*
 * Make and estimate all contrasts for which the archive has the cells, by definition, then in the order of the
 * catalogue. A part of a decomposition (permission_fault, ...) is made only where the fault model says that its cells
 * differ in nothing else. For RESULTS_BOOT of a clock that is not exact, signed sums are prepared, not estimated, and there are
 * none of a cell against itself. Returns 0 or -ENOMEM. The results must outlive the contrasts.
 */
int contrasts_make(struct contrasts *contrasts, const struct results *results);

#endif
