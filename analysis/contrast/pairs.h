/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which policies are compared with which, where there is no room for all pairs. */
#ifndef ANALYSIS_PAIRS_H
#define ANALYSIS_PAIRS_H

#include "analysis/archive/archive.h"

/* What a pair is used for, a bit each. */
#define PAIR_DIFFERENCE (UINT32_C(1) << 0) /* tables and sentences: a cell under policy less the same under base */
#define PAIR_BREAK_EVEN (UINT32_C(1) << 1) /* lines of a page from which policy costs less than base, or more */

struct policy_pair {
	enum policy_id policy, base;
	uint32_t use;
};

#define PAIRS_MAX 32

struct pairs {
	struct policy_pair pair[PAIRS_MAX];
	size_t count;
};

/*
 * List the pairs of a use among the policies that the archive's run visited, in the order of the table in pairs.c. A
 * policy that the table does not name is compared with upstream and, for break-even lines, with skip_ro.
 */
struct pairs pairs_of(const struct archive *archive, uint32_t use);

/* Does the pair have that use, whether its policies were visited or not? */
bool pairs_have(enum policy_id policy, enum policy_id base, uint32_t use);

#endif
