/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/ratio.h"

#include "analysis/cell/blocks.h"
#include "analysis/contrast/over_boots.h"
#include "analysis/output/parallel.h"
#include "analysis/stats/bootstrap.h"

#include <errno.h>
#include <stdlib.h>

/* Set the ratio of two costs. Returns false if one of them is none. */
static bool set_value(struct ratio *ratio, const double cost[static 2])
{
	ratio->known = cost[0] > 0 && cost[1] > 0;
	ratio->value = ratio->known ? cost[0] / cost[1] : 0;
	return ratio->known;
}

/* Of one archive; the cells are resampled independently. Returns 0 or -ENOMEM. */
static int estimate_blocks(struct ratio *ratio, const struct contrast *c, const struct results *results)
{
	const struct hook_count hooked[] = { c->term[0]->hooked, c->term[1]->hooked };
	struct blocks b;
	int err = blocks_make(&b, results, c->term, c->term_count);

	if (err)
		return err;
	if (set_value(ratio, b.middle)) {
		err = bootstrap_ratio_interval(ratio->value, b.value[0], b.count[0], b.value[1], b.count[1], STATS_CONFIDENCE,
					       &ratio->ci95);
		ratio->ci95 = hook_widen(ratio->ci95, ratio->value, hook_ratio_half(&results->hook, b.middle, hooked));
	}
	blocks_free(&b);
	return err;
}

/* Make a cell's boots, each with means of groups of blocks. */
static struct nest nest_of(const struct blocks *blocks, size_t count, size_t term, struct nest *boot,
			   double (*value)[BOOTSTRAP_BOOT_GROUPS])
{
	for (size_t i = 0; i < count; i++)
		boot[i] = (struct nest){ .value = value[i], .count = bootstrap_group_means(blocks[i].value[term], blocks[i].count[term],
											    BOOTSTRAP_BOOT_GROUPS, value[i]) };
	return (struct nest){ .nest = boot, .count = count };
}

/* The interval over boots, both cells of each. Returns 0 or -ENOMEM. */
static int interval_over_boots(struct ratio *ratio, const struct blocks *blocks, size_t count)
{
	struct nest boot[2][OVER_BOOTS_MAX], arm[2];
	double value[2][OVER_BOOTS_MAX][BOOTSTRAP_BOOT_GROUPS];
	struct bootstrap b;
	int err;

	for (size_t j = 0; j < 2; j++)
		arm[j] = nest_of(blocks, count, j, boot[j], value[j]);
	err = bootstrap_ratio_pairs(&arm[0], &arm[1], BOOTSTRAP_RESAMPLES, bootstrap_expanded(STATS_CONFIDENCE, count),
				    BOOTSTRAP_SEED, &b);
	if (!err)
		ratio->ci95 = b.ci;
	return err;
}

/* Of several boots; its interval, if they are enough. Returns 0 or -ENOMEM. */
static int estimate_boots(struct ratio *ratio, const struct contrast *c, const struct results *results)
{
	struct blocks *blocks = over_boots_blocks(results, c->term, c->term_count);
	double cost[2] = { 0, 0 };
	size_t count = results->boots;
	int err = 0;

	if (!blocks)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < 2; j++)
			cost[j] += blocks[i].middle[j] / (double)count;
	if (set_value(ratio, cost) && count >= BOOTSTRAP_RATIO_MIN)
		err = interval_over_boots(ratio, blocks, count);
	over_boots_free(blocks, count);
	return err;
}

int ratio_estimate(struct ratio *ratio, const struct contrast *c, const struct results *results)
{
	*ratio = (struct ratio){ .known = false };
	if (c->term_count != 2 || c->divisor != 1 || contrast_is_self(c))
		return 0;
	if (!results->boots)
		return estimate_blocks(ratio, c, results);
	if (!blocks_exact(results->archive))
		return estimate_boots(ratio, c, results);
	set_value(ratio, (const double[]){ c->term[0]->value, c->term[1]->value });
	return 0;
}

struct estimation {
	const struct contrasts *contrasts;
	const struct results *results;
	struct ratio *ratio;
};

static int estimate_one(void *context, size_t i)
{
	const struct estimation *e = context;

	return ratio_estimate(&e->ratio[i], &e->contrasts->contrast[i], e->results);
}

struct ratio *ratio_all(const struct contrasts *contrasts, const struct results *results)
{
	const struct estimation e = { contrasts, results, calloc(contrasts->count + 1, sizeof(*e.ratio)) };

	if (e.ratio && !parallel_for(contrasts->count, estimate_one, (void *)&e))
		return e.ratio;
	free(e.ratio);
	return NULL;
}
