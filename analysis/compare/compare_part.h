/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that make a comparison share; nobody else includes it. */
#ifndef ANALYSIS_COMPARE_PART_H
#define ANALYSIS_COMPARE_PART_H

#include "analysis/compare/compare.h"

/* Fill reasons, exact and crossed from the two archives. */
void compare_archives(struct compare *c);

/* Is the policy one that the archive's run visited? */
bool compare_visited(const struct archive *archive, enum policy_id policy);

/* Fill change and uncounted of two cells that were measured. */
void compare_counts(struct compared *cell);

/* What became of a cell of BASE, where the two have a policy in common; NULL: BASE has no such cell. */
const struct compared *compare_find(const struct compare *c, const struct cell *cell);

/* Fill the shifts of all that may have one, and from them the verdicts worse to same. 0 or -ENOMEM. */
int compare_estimate(struct compare *c);

/* Say why there is no verdict. */
__attribute__((format(printf, 2, 3))) void compare_cannot(struct compared *compared, const char *format, ...);

#endif
