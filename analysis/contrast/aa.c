/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/aa.h"

#include "analysis/stats/power.h"

#include <math.h>

const char *const aa_limit_name[] = {
	[AA_SPREAD] = "spread of the blocks",
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

/*
 * Can the smallest effect of the pair be told? An exact clock is not tested by t: its rounds are alike, or differ by the
 * paths that they took.
 */
static bool is_telling(const struct contrast *c)
{
	return c->blocks ? c->parts >= AA_PARTS_MIN : c->error == 0;
}

/* Keep the smallest effect of the pair if it is the largest so far. */
static void note_effect(struct aa *aa, const struct contrast *c)
{
	double mde = c->error > 0 ? power_shift(c->df, AA_ALPHA, AA_POWER) * c->error : 0, tick = c->resolution;
	double cost = c->term[1]->value;

	if (aa->has_mde && fmax(mde, tick) <= aa->mde)
		return;
	aa->has_mde = true;
	aa->mde = fmax(mde, tick);
	aa->relative = cost > 0 ? aa->mde / cost : 0;
	aa->limit = mde > tick ? AA_SPREAD : tick > 0 ? AA_TICK : AA_NOTHING;
	aa->parts = c->parts;
	aa->df = c->error > 0 ? c->df : 0;
	aa->inflation = c->correlation.inflation > 1 ? c->correlation.inflation : 1;
	aa->worst = c->term[1];
}

void aa_make(struct aa *aa, const struct contrasts *contrasts)
{
	bool told = true;

	*aa = (struct aa){ .inflation = 1 };
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		aa->copies |= c->id == CONTRAST_AA_CIVAC && is_copies(c);
	}
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		if (!is_pair(aa, c))
			continue;
		aa->pairs++;
		aa->rejected += leaves_out_0(c);
		if (is_telling(c))
			note_effect(aa, c);
		else if (!aa->has_mde)
			aa->parts = c->parts > aa->parts ? c->parts : aa->parts;
		told &= c->blocks || c->error == 0;
	}
	if (!told) {
		aa->has_mde = false;
		aa->mde = aa->relative = 0;
	}
	aa->has_rate = aa->pairs >= AA_PAIRS_MIN;
	if (aa->has_rate)
		aa->rate = (double)aa->rejected / (double)aa->pairs;
}
