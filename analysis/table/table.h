/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of the text report: a title with the unit, rows, and footnotes on n and spread. */
#ifndef ANALYSIS_TABLE_TABLE_H
#define ANALYSIS_TABLE_TABLE_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/text.h"
#include "analysis/wording/amount.h"

#define TABLE_WIDE 0.05
#define TABLE_HEADINGS 4

/* What the rows of a table have, for its footnotes. */
struct seen {
	bool userspace_exit, nop, at_least;
	size_t cells, without; /* number of costs or differences, and of those without an interval */
	struct amount amount;  /* of the costs or differences */
	size_t counted_low, counted_high; /* fewest and most samples of counts */
	double spread;         /* widest half interval: of costs as a fraction of the cost, of differences in clock.unit */
	size_t wide;           /* number of costs whose half interval is more than TABLE_WIDE of the cost */
	const struct cell *widest;
	bool differences;
	uint64_t esr; /* ESR of an injected abort; 0: none */
};

/* A table, written from its first row on: without rows nothing is written. */
struct table {
	const struct loaded *loaded;
	FILE *out;
	const char *title;
	const char *heading[TABLE_HEADINGS]; /* heading lines, or NULL */
	const char *group;      /* a line to write before the next row, or NULL */
	bool counts;            /* the numbers are counts, not costs */
	bool open;
	struct seen seen;
};

__attribute__((format(printf, 2, 3))) void table_row(struct table *t, const char *format, ...);

/* Note a row's cost (r may be NULL), difference, or count over n samples, for the line on n and spread. */
void table_note(struct table *t, const struct result *r);
void table_note_contrast(struct table *t, const struct contrast *c);
void table_note_count(struct table *t, size_t n);

/* Writes the footnotes, if there were rows: n and spread, then what the rows' marks mean. */
void table_end(const struct table *t);

#define LINE_SIZE (TEXT_COLUMNS + 1)
#define CELL_TEXT_SIZE 96

/* Formats " cost faults outcome", 27 characters; blanks if r is NULL. Notes r for the footnotes. */
void table_cell(char buf[static CELL_TEXT_SIZE], struct table *t, const struct result *r);

/* Returns how many of the policies that the run visited a table has room for. */
#define TABLE_POLICIES 3
size_t table_policies(const struct loaded *loaded);

/* Returns the i-th of them: upstream, inject and upgrade come first, then the others in the order of the catalogue. */
enum policy_id table_policy(const struct loaded *loaded, size_t i);

/* Does a table of these contrasts (bit by contrast_id) show c? Of the pairs of policies it shows only some. */
bool table_has(uint32_t contrasts, const struct contrast *c);

#endif
