/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the archives of all arms, and refuses what are no boots of one host and kernel. */
#ifndef ANALYSIS_COMPARE_ARMS_H
#define ANALYSIS_COMPARE_ARMS_H

#include "analysis/shift/compare.h"
#include "analysis/wording/labels.h"
#include "bench/cli/verb.h"

#define ARMS_MAX LABELS_MAX

struct arms {
	struct loaded **loaded;     /* owned: all archives, arm by arm, BASE first; NULL: one that was not read */
	size_t first[ARMS_MAX + 1]; /* index of each arm's first; behind the last arm, the number of archives */
	size_t count;               /* of arms */
};

/*
 * Reads runs, those of arm_count arms one behind the other, count[i] >= 1 of the i-th. Returns STATUS_OK, or STATUS_FAILED after
 * printing why; in both cases arms_free() frees.
 */
enum status arms_read(struct arms *arms, const struct source *source, const size_t *count, size_t arm_count);

/* Frees what the arms own. A zeroed struct is allowed. */
void arms_free(struct arms *arms);

/* The arms as compare_make() takes them, arms->count of them; arms must outlive them. */
void arms_get(const struct arms *arms, struct compare_arm arm[static ARMS_MAX]);

/*
 * Checks that no archive is given twice; that an arm of several is of one host, kernel and setup; and, where the clock is
 * not exact, that all are of one host, and that boots are boots. Returns STATUS_OK, or STATUS_USAGE after printing a line
 * that says what is wrong.
 */
enum status arms_check(const struct compare_arm *arm, size_t count);

#endif
