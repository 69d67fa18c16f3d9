/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Estimates how far the cost of a cell or the value of a contrast moved. */
#ifndef ANALYSIS_SHIFT_SHIFT_H
#define ANALYSIS_SHIFT_SHIFT_H

#include "analysis/contrast/ratio.h"
#include "analysis/shift/compare.h"

#define SHIFT_TRIM_BOOTS 20 /* boots an arm from which their values are trimmed; with fewer, that costs too much power */

/* Fills compared->shift but for what the family decides: corrected and corrected_ci. Returns 0 or -ENOMEM. */
int shift_estimate(const struct compare *c, struct compared *compared);

/* Adds a test with the error that a deviation between boots of this fraction of a cost has. The shift has errors. */
void shift_add_spread(struct compare_shift *s, double spread, double df);

/* Returns the interval of the shift at this confidence, 0 ... 1; not known if the shift has no error. */
struct interval shift_interval(const struct compare_shift *s, double confidence);

/* Returns the degrees of freedom of the least favourable test, INFINITY if it has no limit; NAN if there is none. */
double shift_df(const struct compare_shift *s);

/*
 * Estimates the ratio of NEW's cost to BASE's, of a cell of enough boots; of others it is not known. Its interval is a nested
 * bootstrap, which takes longer than the shift, so it is estimated where it is printed. After compare_let_go(), it is one of
 * those that were kept, or not known. Returns 0 or -ENOMEM.
 */
int shift_ratio(struct ratio *ratio, const struct compare *c, const struct compared *compared);

/* Estimates the ratios of count cells of c, in parallel, and keeps them in c->ratio; none of others. Returns 0 or -ENOMEM. */
int shift_keep_ratios(struct compare *c, const struct compared *const *cell, size_t count);

/* Sets value and relative of a shift whose middles are set. */
void shift_finish(const struct compare *c, struct compared *compared);

#endif
