/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The archives of all arms: their headers first, by which what are no boots of one host and kernel is refused, and then an arm's
 * cells while it is compared.
 */
#ifndef ANALYSIS_COMPARE_ARMS_H
#define ANALYSIS_COMPARE_ARMS_H

#include "analysis/shift/compare.h"
#include "analysis/wording/labels.h"
#include "bench/cli/verb.h"

#define ARMS_MAX LABELS_MAX

#define ARMS_WHY_SIZE 512

struct arms {
	const struct source *source; /* the caller's: of all archives */
	struct loaded **loaded;     /* owned: all archives, arm by arm, BASE first; NULL: one that was not read */
	char (*why)[ARMS_WHY_SIZE]; /* owned: of each, why it could not be read; "": it was, or was not tried */
	size_t first[ARMS_MAX + 1]; /* index of each arm's first; behind the last arm, the number of archives */
	size_t count;               /* of arms */
};

/*
 * Reads the headers of runs, those of arm_count arms one behind the other, count[i] >= 1 of the i-th. The sources must
 * outlive the arms. Returns STATUS_OK, or STATUS_FAILED after printing why; in both cases arms_free() frees.
 */
enum status arms_open(struct arms *arms, const struct source *source, const size_t *count, size_t arm_count);

/*
 * Reads all of `count` arms from the first on, in parallel, and makes their results and contrasts. Refuses a file that has
 * another header than arms_open() read. Returns 0; or another value, and arms_complain() says why. Calls for different arms may
 * run in parallel.
 */
int arms_load(struct arms *arms, size_t first, size_t count);

/* Frees the cells of an arm, which loaded_drop() says what is left of. */
void arms_drop(struct arms *arms, size_t arm);

/* Says of the first archive that could not be read why, or that there is no memory. Returns STATUS_FAILED. */
enum status arms_complain(const struct arms *arms);

/* Frees what the arms own. A zeroed struct is allowed. */
void arms_free(struct arms *arms);

/* The arms as compare_pair() takes them, arms->count of them; arms must outlive them. */
void arms_get(const struct arms *arms, struct compare_arm arm[static ARMS_MAX]);

/*
 * Checks that no archive is given twice; that an arm of several is of one host, kernel and setup; and, where the clock is
 * not exact, that all are of one host, and that boots are boots. Headers are enough. Returns STATUS_OK, or STATUS_USAGE after
 * printing a line that says what is wrong.
 */
enum status arms_check(const struct arms *arms);

#endif
