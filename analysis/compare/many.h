/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparisons of one arm with several others side by side: the same cell or contrast of BASE in each. */
#ifndef ANALYSIS_COMPARE_MANY_H
#define ANALYSIS_COMPARE_MANY_H

#include "analysis/compare/arms.h"

#include <stdio.h>

#define MANY_MAX (ARMS_MAX - 1)

struct many {
	const struct compare *c; /* count of them, the caller's; all have the same BASE */
	size_t count;            /* 2 ... MANY_MAX */
	struct labels labels;    /* of BASE, and then of each comparison's NEW */
};

/* Puts 2 ... MANY_MAX comparisons with one BASE side by side. They must outlive it. */
void many_make(struct many *m, const struct compare *c, size_t count);

/* Returns the name of a comparison's NEW. */
const char *many_name(const struct many *m, size_t comparison);

/* A cell or a contrast of BASE, by its index in each comparison. */
struct many_row {
	bool contrast;
	size_t index;
	double size; /* the largest change of its cost, as a fraction; -1: none is known */
};

/* Returns the row in a comparison; NULL: there it has none, as no policy is in common. */
const struct compared *many_at(const struct many *m, const struct many_row *row, size_t comparison);

/* Returns the row in the first comparison that has it; NULL: none does. */
const struct compared *many_any(const struct many *m, const struct many_row *row);

/* Returns what the row costs in BASE, in the unit of the clock or the contrast; NAN: not known. */
double many_base(const struct many *m, const struct many_row *row);

/* Are costs or counts of the row other than BASE's in a comparison, or not comparable? */
bool many_is_changed(const struct many *m, const struct many_row *row);

/* Has the row the same figures in all comparisons as another one, and is of the same op or of the same kind of contrast? */
bool many_is_like(const struct many *m, const struct many_row *a, const struct many_row *b);

/* Returns the row of a cell of BASE; index SIZE_MAX: BASE does not have it, or no comparison has it. */
struct many_row many_find(const struct many *m, const struct cell *cell);

/* Sorts rows: those that changed most first, and of those with the same figures the earlier ones. */
void many_sort(const struct many *m, struct many_row *row, size_t count);

/* Write all comparisons, as text of at most 72 columns, or as one object. They return 0 or -ENOMEM. */
int many_text(const struct many *m, FILE *out);
int many_json(const struct many *m, FILE *out);

#endif
