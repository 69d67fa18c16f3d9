/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reduces the samples of a cell or a contrast to the values that are compared: one a boot, or one a block or round. */
#ifndef ANALYSIS_SHIFT_VALUES_H
#define ANALYSIS_SHIFT_VALUES_H

#include "analysis/cell/blocks.h"
#include "analysis/shift/compare.h"

/* A signed sum of costs each of which has blocks of its own. */
struct values_terms {
	double value;    /* divided by the contrast's divisor */
	double variance; /* of that sum */
	double squares;  /* sum of the squares of the terms' variances, each over its degrees of freedom */
	bool known;      /* each term has two blocks or more */
};

/*
 * With several archives in an arm, a value is that of a boot: the mean of its blocks after a cut that is common to all
 * boots of both arms; of an exact clock, the median of a seed. With one archive an arm, the values are those of its blocks,
 * or the medians of its rounds.
 */
struct values {
	double *x[SIDE_COUNT];      /* owned; in clock.unit, divided by the contrast's divisor */
	size_t count[SIDE_COUNT];   /* 0: there are none, as the rounds of a contrast's cells do not coincide: see terms */
	struct values_terms terms[SIDE_COUNT]; /* of one boot an arm and a clock that is not exact: term by term */
	size_t n[SIDE_COUNT];       /* samples, of the boot with the fewest */
	size_t rounds[SIDE_COUNT];  /* rounds or blocks of the boot with the fewest; 0: not known */
	double open[SIDE_COUNT];    /* how far the ticks of the clock can shift a value */
	double scale;               /* root of the sum of squares of BASE's costs: by it, boots spread as costs do */
	struct blocks *blocks;      /* owned: of all boots, BASE's first; NULL if exact */
	size_t blocks_count;
};

/* Is the contrast's value a line of a page, where two policies cost the same, and not a cost? */
bool values_are_lines(const struct compared *compared);

/* Fills values, for values_free(). Both sides have the cell or contrast. Returns 0, or -ENOMEM with nothing to free. */
int values_make(struct values *values, const struct compare *c, const struct compared *compared);
void values_free(struct values *values);

#endif
