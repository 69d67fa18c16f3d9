/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Self-checks: does this machine show an effect at all? An answer about an effect that it does not show would be a
 * number about noise.
 */
#ifndef ANALYSIS_RESOLVED_H
#define ANALYSIS_RESOLVED_H

#include "analysis/contrast/loaded.h"

/*
 * Is the contrast told from 0? Its interval leaves 0 out, also after correction for all contrasts of its name, and it
 * is more than the smallest effect that the A/A test shows.
 */
bool resolved_contrast(const struct loaded *loaded, const struct contrast *c);

/*
 * Are two contrasts told from each other? They differ by more than both intervals leave open, and by more than the
 * smallest effect of the A/A test. False of vCPUs where all run on one thread, in an emulated host.
 */
bool resolved_along(const struct loaded *loaded, enum axis_id axis, const struct contrast *a, const struct contrast *b);

/*
 * Does cleaning a dirty line cost more than cleaning a clean one? False, too, if the archive has no such pair of cells,
 * DC CIVAC or DC CVAC of one line with all else equal.
 */
bool resolved_lines(const struct loaded *loaded);

#endif
