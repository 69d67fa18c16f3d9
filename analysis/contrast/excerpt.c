/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/excerpt.h"

#include "analysis/cell/make.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Marks the result of those of the archive that are chosen. */
static void mark(const struct results *results, const struct result *result, bool *chosen)
{
	if (result)
		chosen[result - results->result] = true;
}

/* Marks what is chosen. Returns how many contrasts that are. */
static size_t choose(const struct loaded *l, const struct excerpt_choice *choice, bool *cell, bool *contrast)
{
	size_t n = 0;

	for (size_t i = 0; i < l->results.count; i++)
		cell[i] = choice->cell(choice->context, &l->results.result[i].record->cell);
	for (size_t i = 0; i < l->contrasts.count; i++) {
		const struct contrast *c = &l->contrasts.contrast[i];

		contrast[i] = choice->contrast(choice->context, c);
		n += contrast[i];
		for (size_t k = 0; contrast[i] && k < c->term_count; k++)
			mark(&l->results, c->term[k], cell);
		if (contrast[i])
			mark(&l->results, c->reference, cell);
	}
	return n;
}

/* Copies a result; its record is in place. Returns 0 or -ENOMEM. */
static int copy_result(struct result *to, const struct result *from)
{
	const struct record *record = to->record;
	size_t size = from->problem_count * sizeof(*from->problem);

	*to = *from;
	to->record = record;
	to->round_median = to->block_mean = to->over.value = NULL;
	to->problem = size ? malloc(size) : NULL;
	if (!size)
		return 0;
	if (!to->problem) {
		to->problem_count = 0;
		return -ENOMEM;
	}
	memcpy(to->problem, from->problem, size);
	return 0;
}

/* Copies a record without what it points to. */
static void copy_record(struct record *to, const struct record *from)
{
	*to = *from;
	to->reason = to->attribution_missing = to->pmu_missing = NULL;
	to->ticks = to->round_samples = NULL;
	to->round_at_s = NULL;
	to->pmu = NULL;
	to->pmu_count = 0;
	to->attribution.sequences = to->attribution.repeat = to->attribution.exit_ticks = (struct tallies){ .count = 0 };
	to->findings = (struct texts){ .count = 0 };
}

static int copy_results(struct excerpt *e, const struct results *from, const bool *chosen)
{
	size_t count = 0;
	int err = 0;

	for (size_t i = 0; i < from->count; i++)
		count += chosen[i];
	e->results.result = calloc(count + 1, sizeof(*e->results.result));
	e->results.own = calloc(count + 1, sizeof(*e->results.own));
	if (!e->results.result || !e->results.own)
		return -ENOMEM;
	for (size_t i = 0; !err && i < from->count; i++) {
		size_t k = e->results.count;

		if (!chosen[i])
			continue;
		copy_record(&e->results.own[k], from->result[i].record);
		e->results.result[k].record = &e->results.own[k];
		e->results.count++;
		err = copy_result(&e->results.result[k], &from->result[i]);
	}
	return err;
}

/* The copy of a result. NULL of NULL. */
static const struct result *copy_of(const struct excerpt *e, const struct result *result)
{
	return result ? results_find(&e->results, &result->record->cell) : NULL;
}

static int copy_contrasts(struct excerpt *e, const struct contrasts *from, const bool *chosen, size_t count)
{
	e->contrasts.contrast = calloc(count + 1, sizeof(*e->contrasts.contrast));
	if (!e->contrasts.contrast)
		return -ENOMEM;
	e->contrasts.omitted = from->omitted;
	for (size_t i = 0; i < from->count; i++) {
		struct contrast *c = &e->contrasts.contrast[e->contrasts.count];

		if (!chosen[i])
			continue;
		*c = from->contrast[i];
		c->over.value = NULL;
		for (size_t k = 0; k < c->term_count; k++)
			c->term[k] = copy_of(e, c->term[k]);
		c->reference = copy_of(e, c->reference);
		e->contrasts.count++;
	}
	return 0;
}

static void release(struct excerpt *e)
{
	contrasts_free(&e->contrasts);
	results_free(&e->results);
}

int excerpt_make(struct excerpt *e, const struct loaded *l, const struct excerpt_choice *choice)
{
	bool *cell = calloc(l->results.count + 1, sizeof(*cell)), *contrast = calloc(l->contrasts.count + 1, sizeof(*contrast));
	int err = -ENOMEM;

	*e = (struct excerpt){ .results = { .archive = l->results.archive, .use = l->results.use, .hook = l->results.hook,
					    .counts = l->results.counts } };
	if (cell && contrast) {
		size_t contrasts = choose(l, choice, cell, contrast);

		err = copy_results(e, &l->results, cell);
		if (!err)
			err = copy_contrasts(e, &l->contrasts, contrast, contrasts);
	}
	free(cell);
	free(contrast);
	if (err)
		release(e);
	return err;
}

void excerpt_replace(struct loaded *l, const struct excerpt *e)
{
	loaded_drop(l);
	l->results = e->results;
	l->contrasts = e->contrasts;
}
