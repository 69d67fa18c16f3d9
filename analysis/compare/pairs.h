/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares BASE with each NEW. Of many NEWs few have their cells in memory at a time: what is kept is what is printed. */
#ifndef ANALYSIS_COMPARE_PAIRS_H
#define ANALYSIS_COMPARE_PAIRS_H

#include "analysis/compare/arms.h"
#include "analysis/shift/make.h"

struct pairs_use {
	struct compare_given given;
	int (*keep)(struct compare *c); /* estimates what is printed and needs NEW's cells; 0 or -ENOMEM. NULL: nothing */
};

/*
 * Loads arms that arms_check() has let pass, and fills c[0] ... c[arms->count - 2], each for compare_free(), with verdicts. One
 * NEW keeps its cells, so that what few rows print is estimated where it is printed. Of several NEWs each goes when it has been
 * compared (compare_let_go()): one at a time is in memory, or, where arms have one archive each, one a CPU. The arms must
 * outlive c. Returns STATUS_OK; or STATUS_FAILED after printing why, with nothing of c to free.
 */
enum status pairs_compare(struct compare *c, struct arms *arms, const struct pairs_use *use);

#endif
