/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the contrasts of an archive. */
#ifndef ANALYSIS_CONTRASTS_H
#define ANALYSIS_CONTRASTS_H

#include "analysis/contrast/contrast.h"

/*
 * All contrasts that an archive allows, in a fixed order: by definition, then in the order of the catalogue. A term of
 * a decomposition (permission_fault, …) is given only where the fault model says that the cells differ in just that.
 * 0 or -ENOMEM. The results must outlive the contrasts.
 */
int contrasts_make(struct contrasts *contrasts, const struct results *results);

#endif
