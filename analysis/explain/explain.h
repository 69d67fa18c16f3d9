/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --explain: of two profiles of one cell, the functions that grew, shrank, came and went. */
#ifndef ANALYSIS_EXPLAIN_H
#define ANALYSIS_EXPLAIN_H

#include "analysis/archive/types.h"
#include "bench/cli/verb.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { EXPLAIN_BASE, EXPLAIN_NEW, EXPLAIN_SIDES };

/* A function in both profiles. */
struct explain_row {
	char *name;                 /* without what a compiler adds to the names of clones, such as ".isra.0" */
	bool has[EXPLAIN_SIDES];
	uint64_t insns[EXPLAIN_SIDES]; /* 0 if it does not have it */
	int64_t shift;              /* NEW - BASE */
};

/* The shifts of all rows add up to that of the sums. */
struct explain {
	const struct archive *archive[EXPLAIN_SIDES];         /* the caller's */
	const struct archive_profile *profile[EXPLAIN_SIDES]; /* the archives' */
	struct explain_row *row; /* count of them: the largest shift, up or down, first; then by name */
	size_t count;
	uint64_t sum[EXPLAIN_SIDES];
};

#define EXPLAIN_WHY_SIZE 1024

/*
 * Makes the table of two archives, which must outlive it. 0; -EINVAL with why saying what is wrong and what to do; or
 * -ENOMEM. explain_free() it if it is 0.
 */
int explain_make(struct explain *explain, const struct archive *base, const struct archive *new,
		 char why[static EXPLAIN_WHY_SIZE]);

void explain_free(struct explain *explain);

/* Writes the table as text, at most 72 columns; or as JSON. list: a row for every function. 0 or -errno. */
int explain_text(const struct explain *explain, bool list, FILE *out);
int explain_json(const struct explain *explain, FILE *out);

struct explain_options {
	const struct source *source[EXPLAIN_SIDES];
	bool json, list, force;
	const char *output;              /* NULL: standard output */
};

/* Does --explain: reads both archives, and writes the table. An enum status: STATUS_DIFFERS if a function changed. */
enum status explain_archives(const struct explain_options *options);

#endif
