/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of report --format text are made of. */
#ifndef ANALYSIS_REPORT_TABLE_H
#define ANALYSIS_REPORT_TABLE_H

#include "analysis/report/report.h"
#include "analysis/output/text.h"

#define TABLE_WIDE 0.05

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
	const char *heading[2]; /* lines; NULL: none */
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

/*
 * The parts of the report, in its order; each file report_NAME.c has one. What an archive has no cells for leaves no
 * trace.
 */
void report_warnings(const struct loaded *loaded, FILE *out);        /* in report_run.c: findings and the like */
void report_coarse_note(const struct loaded *loaded, FILE *out);     /* likewise */
void report_precision_note(const struct loaded *loaded, FILE *out);  /* likewise: if all cells are precise enough */
void report_cold_table(const struct loaded *loaded, FILE *out);      /* in report_cells.c, as the next three */
void report_warm_table(const struct loaded *loaded, FILE *out);      /* on pages that stage 2 maps read-only */
void report_page_table(const struct loaded *loaded, FILE *out);      /* all lines of a page */
void report_yardstick_table(const struct loaded *loaded, FILE *out); /* and what all of these costs are */
void report_break_even(const struct loaded *loaded, FILE *out);      /* lines at which policies meet */
void report_contrast_notes(const struct loaded *loaded, FILE *out);  /* what the columns of differences are */
void report_aftermath_note(const struct loaded *loaded, FILE *out);  /* where it must be nothing */
void report_scaling_tables(const struct loaded *loaded, FILE *out);  /* ivac_minus_civac by vCPUs, memslots, backing */
void report_backing_table(const struct loaded *loaded, FILE *out);   /* in report_effects.c */
void report_effects_table(const struct loaded *loaded, FILE *out);
void report_line_table(const struct loaded *loaded, FILE *out);      /* in report_lines.c: native cost */
void report_sweep_table(const struct loaded *loaded, FILE *out);

/* Does a table of these contrasts (bit by contrast_id) have room for c? Of pairs of policies, it has for some. */
bool table_has(uint32_t contrasts, const struct contrast *c);

/* Differences, contrasts having a bit for each contrast_id: of one line, then of all lines of a page. */
void report_contrast_tables(const struct loaded *loaded, const char *title, uint32_t contrasts, FILE *out);

/* A/A, in report_run.c; what the PMU counted. 0 or -ENOMEM. */
int report_aa(const struct loaded *loaded, FILE *out);
int report_counters(const struct loaded *loaded, FILE *out);

/* Of report_text.c. */
void report_title(const struct loaded *loaded, FILE *out);           /* what the numbers are, and are not */
void report_machine(const struct loaded *loaded, FILE *out);
void report_terms(const struct loaded *loaded, FILE *out);           /* what the words of every table mean */
void report_mismatches(const struct loaded *loaded, FILE *out);
void report_limits(const struct loaded *loaded, FILE *out);          /* items */
void report_reproduction(const struct loaded *loaded, FILE *out);

/* A line to each question that reviewers keep asking, as items; in report_asked.c. */
void report_asked(const struct loaded *loaded, FILE *out);

/* What one of these functions writes, on a page; in report_page.c. 0 or -ENOMEM. */
struct page;
int report_on_page(const struct loaded *loaded, void (*write)(const struct loaded *, FILE *), bool as_code,
		   struct page *page);

/* What the host could not have, by reason. 0 or -ENOMEM. */
int report_skipped(const struct loaded *loaded, FILE *out);

#endif
