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
	const struct report *report;
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

#define TABLE_UNIT_SIZE 96

/* "[instructions, emulated: not time]": what stands over every table. counts: its numbers are no costs. */
void table_unit(char buf[static TABLE_UNIT_SIZE], const struct archive *archive, bool counts);

/* A title and, if cells are not the usual ones, what they are. */
void table_title(char *buf, size_t size, const char *title, const struct cell *base);

#define LINE_SIZE (TEXT_COLUMNS + 1)
#define CELL_TEXT_SIZE 96
#define FAULTS_TEXT_SIZE 48

/* "2/2", "1.98/2!", "-/2", "2.1/2+": measured, predicted (+: at least), and a mark if it is not as predicted. */
void table_faults(char buf[static FAULTS_TEXT_SIZE], const struct result *r);

/* " cost faults outcome", 27 characters, blanks if r is NULL. Notes it for the footnotes. */
void table_cell(char buf[static CELL_TEXT_SIZE], struct table *t, const struct result *r);

/* The median, or a dash; r may be NULL. */
const char *table_cost(char buf[static NUMBER_SIZE], const struct result *r);

/* "abort", "failed", else as archived. */
const char *table_outcome(const struct result *r);

/* The same in a letter; blank if it was executed. Its legend. */
char table_outcome_letter(const struct result *r);
#define TABLE_LETTERS "a abort, e enosys, n nisv, f efault, m mmio, s skipped, - nop, ! failed; else the op is executed"

/* "rw_log/written", or the slot alone if it is none. */
void table_page(char *buf, size_t size, const struct cell *cell);

/*
 * The cell that tables vary: backing, vCPUs and mix are the usual ones or, where the archive has no cold DC IVAC or
 * DC CIVAC on them, the first that it has one on.
 */
struct cell report_base(const struct report *report);

/* Do backing, vCPUs and mix agree with the base? */
bool report_is_base(const struct cell *base, const struct cell *cell);

/* The same cell with another op; NULL if the archive does not have it. */
const struct result *report_pick(const struct report *report, struct cell cell, enum op_id op);

#define REPORT_POLICIES 3

/* The policies of a table that has no room for all: upstream, inject and upgrade first. Returns how many there are. */
size_t report_policies(const struct report *report, enum policy_id policy[static REPORT_POLICIES]);

/*
 * The parts of the report, in its order; each file report_NAME.c has one. What an archive has no cells for leaves no
 * trace.
 */
void report_warnings(const struct report *report, FILE *out);        /* in report_run.c: findings and the like */
void report_coarse_note(const struct report *report, FILE *out);     /* likewise */
void report_precision_note(const struct report *report, FILE *out);  /* likewise: if all cells are precise enough */
void report_cold_table(const struct report *report, FILE *out);      /* in report_cells.c, as the next three */
void report_warm_table(const struct report *report, FILE *out);      /* on pages that stage 2 maps read-only */
void report_page_table(const struct report *report, FILE *out);      /* all lines of a page */
void report_yardstick_table(const struct report *report, FILE *out); /* and what all of these costs are */
void report_break_even(const struct report *report, FILE *out);      /* lines at which policies meet */
void report_contrast_notes(const struct report *report, FILE *out);  /* what the columns of differences are */
void report_aftermath_note(const struct report *report, FILE *out);  /* where it must be nothing */
void report_scaling_tables(const struct report *report, FILE *out);  /* ivac_minus_civac by vCPUs, memslots, backing */
void report_backing_table(const struct report *report, FILE *out);   /* in report_effects.c */
void report_effects_table(const struct report *report, FILE *out);
void report_line_table(const struct report *report, FILE *out);      /* in report_lines.c: native cost */
void report_sweep_table(const struct report *report, FILE *out);

/* Differences of these names, NULL after the last: of one line, then of all lines of a page. */
void report_contrast_tables(const struct report *report, const char *title, const char *const *name, FILE *out);

/* A/A, in report_run.c; what the PMU counted. 0 or -ENOMEM. */
int report_aa(const struct report *report, FILE *out);
int report_counters(const struct report *report, FILE *out);

/* Of report_text.c. */
void report_title(const struct report *report, FILE *out);           /* what the numbers are, and are not */
void report_machine(const struct report *report, FILE *out);
void report_terms(const struct report *report, FILE *out);           /* what the words of every table mean */
void report_mismatches(const struct report *report, FILE *out);
void report_limits(const struct report *report, FILE *out);          /* items */
void report_reproduction(const struct report *report, FILE *out);

/* A line to each question that reviewers keep asking, as items; in report_asked.c. */
void report_asked(const struct report *report, FILE *out);

/* What one of these functions writes, on a page; in report_page.c. 0 or -ENOMEM. */
struct page;
int report_on_page(const struct report *report, void (*write)(const struct report *, FILE *), bool as_code,
		   struct page *page);

/* What the host could not have, by reason. 0 or -ENOMEM. */
int report_skipped(const struct report *report, FILE *out);

#endif
