/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/keep.h"

/* Which cells of a host of several are chosen. */
struct choosing {
	const struct keep *keep;
	struct cell base; /* the host's */
	const struct keep_tables *tables;
};

static bool has_cell(const void *context, const struct cell *cell)
{
	const struct choosing *c = context;

	if (scorecard_has(&c->base, cell))
		return true;
	for (size_t i = 0; c->tables && i < c->keep->count; i++)
		if (c->tables->cell(&c->keep->base[i], cell))
			return true;
	return false;
}

/* Of a scorecard, the contrasts against upstream. */
static bool has_contrast(const void *context, const struct contrast *contrast)
{
	const struct choosing *c = context;

	if (contrast->against_policy && contrast->base == POLICY_UPSTREAM &&
	    scorecard_has(&c->base, &contrast->term[0]->record->cell))
		return true;
	for (size_t i = 0; c->tables && i < c->keep->count; i++)
		if (c->tables->contrast(&c->keep->base[i], contrast))
			return true;
	return false;
}

int keep_host(struct keep *k, struct hosts *h, const struct keep_tables *tables)
{
	const struct loaded *l = h->host[k->count];
	struct choosing choosing = { .keep = k, .base = l->base, .tables = tables };
	struct scorecard *card = &k->card[k->count];
	struct excerpt excerpt;
	int err = scorecard_make(card, &l->results, &l->contrasts, &choosing.base);

	if (err)
		return err;
	k->base[k->count++] = choosing.base;
	err = excerpt_make(&excerpt, l, &(struct excerpt_choice){ has_cell, has_contrast, &choosing });
	if (err)
		return err;
	scorecard_move(card, &excerpt.results, &excerpt.contrasts);
	hosts_drop(h, k->count - 1, &excerpt);
	card->results = &l->results;
	return 0;
}

void keep_free(struct keep *k)
{
	for (size_t i = 0; i < k->count; i++)
		scorecard_free(&k->card[i]);
	k->count = 0;
}
