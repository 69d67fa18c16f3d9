/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/aa.h"

#include "analysis/cell/cost.h"
#include "analysis/contrast/estimate.h"
#include "analysis/stats/families.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SUBRUNS_MAX 100 /* most subruns that are tried for one pair */

const char *const aa_limit_name[] = {
	[AA_SPREAD] = "spread of the rounds",
	[AA_TICK] = "tick of the clock",
	[AA_NOTHING] = "nothing: all rounds alike",
};

static bool is_copies(const struct contrast *c)
{
	return c->term[0] != c->term[1];
}

static bool is_pair(const struct aa *aa, const struct contrast *c)
{
	return c->id == CONTRAST_AA_CIVAC && c->ci95.known && is_copies(c) == aa->copies;
}

static bool leaves_out_0(const struct contrast *c)
{
	return c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0);
}

/* Estimate the contrast again from `rounds` rounds of its cells. Returns 0 or -ENOMEM. */
static int try_subrun(struct aa *aa, const struct contrast *pair, const struct results *results, size_t first,
		      size_t rounds)
{
	struct contrast c = { .term_count = 2, .sign = { +1, -1 } };
	struct result_rounds side[2];
	int err = result_rounds_make(&side[0], results, pair->term[0], first, rounds);

	if (err)
		return err;
	err = result_rounds_make(&side[1], results, pair->term[1], first, rounds);
	if (!err) {
		c.term[0] = &side[0].result;
		c.term[1] = is_copies(pair) ? &side[1].result : c.term[0];
		contrast_describe(&c, NULL);
		err = contrast_estimate(&c, results);
		aa->subruns += c.ci95.known;
		aa->subruns_rejected += leaves_out_0(&c);
		result_rounds_free(&side[1]);
	}
	result_rounds_free(&side[0]);
	return err;
}

/* Try subruns of half the rounds, beginning at each round, or at SUBRUNS_MAX evenly spread ones if there are more. */
static int try_subruns(struct aa *aa, const struct contrast *pair, const struct results *results)
{
	size_t all = pair->term[1]->record->round_count, rounds = all / 2, starts = all - rounds + 1, step;
	int err = 0;

	if (rounds < 2 || pair->term[0]->record->round_count != all)
		return 0;
	step = (starts + SUBRUNS_MAX - 1) / SUBRUNS_MAX;
	for (size_t first = 0; first < starts && !err; first += step)
		err = try_subrun(aa, pair, results, first, rounds);
	return err;
}

/* Keep the smallest detectable effect of the pair, from its c->rounds differences d, if it is the largest so far. */
static void note_effect(struct aa *aa, const struct contrast *pair, const double *d)
{
	double inflation = stats_inflation(d, pair->rounds), tick = pair->resolution;
	double mde = families_detectable(stats_deviation(d, pair->rounds), pair->rounds, inflation, AA_ALPHA, AA_POWER);
	double median = pair->term[1]->cost.median;
	enum aa_limit limit = mde > tick ? AA_SPREAD : tick > 0 ? AA_TICK : AA_NOTHING;

	if (aa->has_mde && fmax(mde, tick) <= aa->mde)
		return;
	aa->has_mde = true;
	aa->mde = fmax(mde, tick);
	aa->relative = median > 0 ? aa->mde / median : 0;
	aa->limit = limit;
	aa->rounds = pair->rounds;
	aa->variance_inflation = inflation;
	aa->worst = pair->term[1];
}

static int add_effect(struct aa *aa, const struct contrast *pair, const struct results *results)
{
	double *d;
	int err = contrast_differences(pair, results, &d);

	if (err)
		return err;
	if (pair->rounds >= 2)
		note_effect(aa, pair, d);
	free(d);
	return 0;
}

int aa_make(struct aa *aa, const struct contrasts *contrasts, const struct results *results)
{
	int err = 0;

	*aa = (struct aa){ .pairs = 0 };
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		aa->copies |= c->id == CONTRAST_AA_CIVAC && is_copies(c);
	}
	for (size_t i = 0; i < contrasts->count && !err; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		if (!is_pair(aa, c))
			continue;
		aa->pairs++;
		aa->rejected += leaves_out_0(c);
		err = try_subruns(aa, c, results);
		if (!err)
			err = add_effect(aa, c, results);
	}
	if (aa->pairs)
		aa->rate = (double)(aa->rejected + aa->subruns_rejected) / (double)(aa->pairs + aa->subruns);
	return err;
}
