/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the archives of all arms, and refuses what are no boots of one host and kernel. */
#ifndef ANALYSIS_COMPARE_ARMS_H
#define ANALYSIS_COMPARE_ARMS_H

#include "analysis/shift/compare.h"
#include "analysis/wording/labels.h"
#include "bench/cli/verb.h"

#define ARMS_MAX LABELS_MAX

/* The archives of an arm. */
struct arm {
	struct loaded **boot; /* owned, count of them; NULL: not read */
	size_t count;
};

struct arms {
	struct arm arm[ARMS_MAX]; /* count of them, BASE first */
	size_t count;
};

/*
 * Reads one arm more from count >= 1 runs; there is room for it. Returns STATUS_OK, or STATUS_FAILED after printing why; in
 * both cases arms_free() frees.
 */
enum status arms_read(struct arms *arms, const struct source *source, size_t count);

/* Reads every *.cmo.jsonl of a folder, in the order of their names; otherwise as above. */
enum status arms_read_folder(struct arms *arms, const char *folder);

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
