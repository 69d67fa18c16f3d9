/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/amount.h"

#include "analysis/output/text.h"

#include <stdio.h>

static void extend(struct amount_range *range, size_t value)
{
	range->low = !range->high || value < range->low ? value : range->low;
	range->high = value > range->high ? value : range->high;
}

void amount_add(struct amount *amount, size_t samples, size_t rounds, size_t blocks,
		const struct over_boots *over)
{
	extend(&amount->samples, samples);
	extend(&amount->rounds, over->count ? rounds / over->count : rounds);
	amount->seeds |= over->exact;
	if (over->count)
		extend(&amount->boots, over->count);
	else if (blocks)
		extend(&amount->blocks, blocks);
}

void amount_add_cell(struct amount *amount, const struct result *result)
{
	amount_add(amount, result->cost.n, result->record->round_count,
		   result->estimator == COST_MEDIAN ? 0 : result->blocks, &result->over);
}

#define RANGE_SIZE 64

/* "3 to 4 rounds", "1 round". */
static const char *range_text(char buf[static RANGE_SIZE], const struct amount_range *range, const char *what)
{
	if (range->low == range->high)
		snprintf(buf, RANGE_SIZE, "%zu %s%s", range->high, what, text_plural(range->high));
	else
		snprintf(buf, RANGE_SIZE, "%zu to %zu %s%s", range->low, range->high, what, text_plural(range->high));
	return buf;
}

const char *amount_text(char buf[static AMOUNT_SIZE], const struct amount *amount)
{
	char samples[RANGE_SIZE], rounds[RANGE_SIZE], blocks[RANGE_SIZE];

	if (amount->boots.high)
		snprintf(buf, AMOUNT_SIZE, "n = %s in %s of %s", range_text(samples, &amount->samples, "sample"),
			 range_text(blocks, &amount->boots, amount->seeds ? "seed" : "boot"), range_text(rounds, &amount->rounds, "round"));
	else
		snprintf(buf, AMOUNT_SIZE, "n = %s in %s%s%s", range_text(samples, &amount->samples, "sample"),
			 range_text(rounds, &amount->rounds, "round"), amount->blocks.high ? ", " : "",
			 amount->blocks.high ? range_text(blocks, &amount->blocks, "block") : "");
	return buf;
}

const char *amount_intervals(const struct amount *amount)
{
	return amount->seeds ? "ranges over seeds" : "intervals at 95 %";
}
