/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of compare's text: BASE's cost in the first column, and the shift of each NEW in the others. */
#ifndef ANALYSIS_COMPARE_MANY_TABLE_H
#define ANALYSIS_COMPARE_MANY_TABLE_H

#include "analysis/compare/many.h"
#include "analysis/compare/text_compare.h"
#include "analysis/scorecard/scorecard.h"

#define MANY_COLUMNS 5 /* NEWs that a line has room for */

struct many_table {
	const struct many *m;
	size_t first, count; /* comparisons that have a column: count <= MANY_COLUMNS of them, from the first on */
	const char *unit;
	FILE *out;
	/* Of the rows since many_table_begin(). */
	size_t n;            /* samples, of the cell with the fewest; SIZE_MAX: no row has a shift */
	double widest;       /* half of the widest interval; -1: none is known */
};

/* Writes a blank line, the title and, with costs, the unit, and the columns' names. */
void many_table_begin(struct many_table *t, const char *title, bool costs);

/* Writes a row of counts: one of BASE, SIZE_MAX: none; and one by comparison. */
void many_table_counts(struct many_table *t, const char *label, size_t base, const size_t *count);

/* Writes a row of costs: its name, above it if it is long; and the shifts in per cent below. */
void many_table_row(struct many_table *t, const char *name, const struct many_row *row);

/* Writes, if there was a row with a shift, how many samples and how wide the intervals are. */
void many_table_end(struct many_table *t);

/* Formats the unit of all costs, and of which arms the module's hooks are subtracted, if they are not of all alike. */
const char *many_unit(char buf[static UNIT_SIZE], const struct many *m);

#endif
