/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of a text are made of: a title, rows, and footnotes on n and spread. */
#ifndef ANALYSIS_TABLE_TABLE_H
#define ANALYSIS_TABLE_TABLE_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/text.h"

#define TABLE_WIDE 0.05
#define TABLE_HEADINGS 4

/* What the rows of a table had among them, for its footnotes. */
struct seen {
	bool userspace_exit, nop, at_least;
	size_t cells, without; /* costs or differences, and those that have no interval */
	size_t n_low, n_high;  /* samples of one of them */
	double spread;         /* widest half interval: of costs, as a fraction of the median; else in clock.unit */
	size_t wide;           /* costs whose half interval is more than TABLE_WIDE of the median */
	const struct cell *widest;
	bool differences, counts;
	uint64_t esr; /* of an injected abort; 0: none */
};

/* A table that begins with its first row: one without rows leaves no trace. */
struct table {
	const struct loaded *loaded;
	FILE *out;
	const char *title;
	const char *heading[TABLE_HEADINGS]; /* lines; NULL: none */
	const char *group;      /* a line to put before the next row, or NULL */
	bool counts;            /* the numbers are no costs */
	bool open;
	struct seen seen;
};

__attribute__((format(printf, 2, 3))) void table_row(struct table *t, const char *format, ...);

/* What a row has in it, for the line on n and spread: a cost, a difference, a count of n samples. r may be NULL. */
void table_note(struct table *t, const struct result *r);
void table_note_contrast(struct table *t, const struct contrast *c);
void table_note_count(struct table *t, size_t n);

/* Footnotes, if there were rows: n and spread, then what the rows had among them. */
void table_end(const struct table *t);

#define LINE_SIZE (TEXT_COLUMNS + 1)
#define CELL_TEXT_SIZE 96

/* " cost faults outcome", 27 characters, blanks if r is NULL. Notes it for the footnotes. */
void table_cell(char buf[static CELL_TEXT_SIZE], struct table *t, const struct result *r);

/* Policies that a table has room for, if it has not room for all: the first ones, upstream, inject and upgrade. */
#define TABLE_POLICIES 3
size_t table_policies(const struct loaded *loaded);

/* Does a table of these contrasts (bit by contrast_id) have room for c? Of pairs of policies, it has for some. */
bool table_has(uint32_t contrasts, const struct contrast *c);

#endif
