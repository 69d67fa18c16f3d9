/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says of how many samples, rounds and blocks costs are. */
#ifndef ANALYSIS_WORDING_AMOUNT_H
#define ANALYSIS_WORDING_AMOUNT_H

#include "analysis/cell/result.h"

/* Fewest and most of some costs; most 0: no cost was added. */
struct amount_range {
	size_t low, high;
};

struct amount {
	struct amount_range samples, rounds;
	struct amount_range blocks; /* most 0: medians of rounds count, not blocks */
	struct amount_range boots;  /* most 0: of one archive; else rounds are those of a boot, and there are no blocks */
	bool seeds;                 /* the boots are seeds of an exact clock */
};

/*
 * Add a cost or a difference of so many samples in so many rounds. blocks: what its interval rests on; 0: rounds. over: the
 * boots that it is estimated over, if there are several.
 */
void amount_add(struct amount *amount, size_t samples, size_t rounds, size_t blocks,
		const struct over_boots *over);

/* Add the cost of a cell that has one. */
void amount_add_cell(struct amount *amount, const struct result *result);

#define AMOUNT_SIZE 128

/*
 * Writes "n = 48 to 64 samples in 3 to 4 rounds, 3 to 4 blocks", or "n = 448 samples in 7 boots of 4 rounds". Returns buf.
 */
const char *amount_text(char buf[static AMOUNT_SIZE], const struct amount *amount);

/* Return what intervals of such costs are: "intervals at 95 %", or, of seeds, "ranges over seeds". */
const char *amount_intervals(const struct amount *amount);

#endif
