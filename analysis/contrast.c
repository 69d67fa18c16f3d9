/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const estimator_name[ESTIMATOR_COUNT] = {
	[ESTIMATOR_ROUNDS] = "difference of medians; t interval over rounds",
	[ESTIMATOR_RANKS] = "difference of medians; order-statistic intervals added up",
	[ESTIMATOR_NONE] = "difference of medians; too few samples for an interval",
};

#define STAGE2_WARM STAGE2_COUNT    /* no fault due: ro if the archive has that cell, else rw */
#define PAGE_ANY    HOST_PAGE_COUNT /* as in part 0, which may have any */

struct part {
	int sign;
	enum op_id op;
	unsigned int stage2, host_page;
};

/*
 * A contrast within one policy, slot and backing. isolates: give it only where the added and subtracted predictions
 * leave just the faults and page allocations named, and the outcomes cancel; else the difference is of something else.
 */
struct definition {
	const char *name, *formula;
	size_t part_count;
	struct part part[CONTRAST_PARTS_MAX];
	bool isolates;
	int translation, permission, allocates;
};

static const struct definition definition_table[] = {
	{ "ivac_minus_civac", "dc_ivac cold - dc_civac cold", 2,
	  { { +1, OP_dc_ivac, STAGE2_COLD, PAGE_ANY }, { -1, OP_dc_civac, STAGE2_COLD, PAGE_ANY } }, false, 0, 0, 0 },
	{ "permission_fault", "dc_ivac ro - dc_ivac rw", 2,
	  { { +1, OP_dc_ivac, STAGE2_RO, PAGE_ANY }, { -1, OP_dc_ivac, STAGE2_RW, PAGE_ANY } }, true, 0, 1, 0 },
	/* The same in the place where a policy that reads first has it: right behind the translation fault. */
	{ "permission_fault_cold", "dc_ivac cold - dc_civac cold", 2,
	  { { +1, OP_dc_ivac, STAGE2_COLD, PAGE_ANY }, { -1, OP_dc_civac, STAGE2_COLD, PAGE_ANY } }, true, 0, 1, 0 },
	{ "translation_fault", "dc_civac cold - dc_civac warm", 2,
	  { { +1, OP_dc_civac, STAGE2_COLD, PAGE_ANY }, { -1, OP_dc_civac, STAGE2_WARM, PAGE_ANY } }, true, 1, 0, 0 },
	/*
	 * A write to a page that the host only read: copy-on-write, whose MMU notifier takes the stage-2 entry away
	 * again, and so one translation fault more. A store has it under every policy and on every CPU; a DC IVAC has
	 * it in the permission fault, as part of what a cold DC IVAC on such a page pays.
	 */
	{ "cow_retry", "str cold read - str cold written", 2,
	  { { +1, OP_str, STAGE2_COLD, HOST_PAGE_READ }, { -1, OP_str, STAGE2_COLD, HOST_PAGE_WRITTEN } },
	  true, 1, 0, 1 },
	{ "cow_retry", "dc_ivac ro read - dc_ivac ro written", 2,
	  { { +1, OP_dc_ivac, STAGE2_RO, HOST_PAGE_READ }, { -1, OP_dc_ivac, STAGE2_RO, HOST_PAGE_WRITTEN } },
	  true, 1, 0, 1 },
	/* Do the parts add up? On real hardware the second of two faults in a row may well be cheaper: below zero. */
	{ "closure", "dc_ivac cold - (dc_civac cold + dc_ivac ro - dc_civac warm)", 4,
	  { { +1, OP_dc_ivac, STAGE2_COLD, PAGE_ANY }, { -1, OP_dc_civac, STAGE2_COLD, PAGE_ANY },
	    { -1, OP_dc_ivac, STAGE2_RO, PAGE_ANY }, { +1, OP_dc_civac, STAGE2_WARM, PAGE_ANY } }, true, 0, 0, 0 },
};

/* A copy of one more. 0 or -ENOMEM. */
static int append(struct contrasts *contrasts, const struct contrast *c)
{
	struct contrast *bigger;

	if (!(contrasts->count & (contrasts->count + 1))) {
		bigger = realloc(contrasts->contrast, 2 * (contrasts->count + 1) * sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		contrasts->contrast = bigger;
	}
	contrasts->contrast[contrasts->count++] = *c;
	return 0;
}

/* Outcomes, and with them what a cost contains, cancel in the signed sum. */
static bool outcomes_cancel(const struct contrast *c)
{
	int sum[OUTCOME_COUNT] = { 0 };

	for (size_t i = 0; i < c->part_count; i++)
		sum[c->part[i]->record->outcome] += c->sign[i];
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (sum[i])
			return false;
	return true;
}

/* What is left of the predictions in a signed sum. */
struct remainder {
	bool known; /* false: some cell has no prediction */
	int translation, permission, allocates, dirtied;
};

static struct remainder remainder_of(const struct contrast *c)
{
	struct remainder left = { .known = true };

	for (size_t i = 0; i < c->part_count; i++) {
		const struct prediction *p = &c->part[i]->record->predicted;

		left.known &= c->part[i]->record->predicted_known;
		left.translation += c->sign[i] * (int)predict_count(p->faults, 'T');
		left.permission += c->sign[i] * (int)predict_count(p->faults, 'P');
		left.allocates += c->sign[i] * p->allocates;
		left.dirtied += c->sign[i] * p->dirtied;
	}
	return left;
}

/* Is the cell's number one that a contrast may be built on? */
static bool is_sound(const struct result *result)
{
	return result->verdict == VERDICT_AS_PREDICTED || result->verdict == VERDICT_UNCHECKED;
}

/*
 * Two medians of whole ticks are each off by half a tick at most, so a difference by one; but a clock that counts
 * instructions exactly has nothing between two ticks.
 */
static double resolution(const struct archive *archive, size_t part_count)
{
	bool exact = archive->platform == PLATFORM_EMULATED && archive->clock.exact.known && archive->clock.exact.value;

	return exact ? 0 : archive->clock.units_per_tick * (double)part_count / 2;
}

static void set_interval(struct contrast *c, enum estimator estimator, double below, double above)
{
	c->estimator = estimator;
	c->ci95 = (struct interval){ true, c->value - below, c->value + above };
}

/* Of the signed sums, one a round. 0 or -ENOMEM. */
static int interval_of_rounds(struct contrast *c, double widen)
{
	double *d = calloc(c->rounds, sizeof(*d)), half;

	if (!d)
		return -ENOMEM;
	for (size_t i = 0; i < c->rounds; i++)
		for (size_t j = 0; j < c->part_count; j++)
			d[i] += c->sign[j] * c->part[j]->round_median[i];
	half = stats_t_half_width(d, c->rounds, STATS_CONFIDENCE) + widen;
	set_interval(c, ESTIMATOR_ROUNDS, half, half);
	free(d);
	return 0;
}

static int interval_of_ranks(struct contrast *c, const struct results *results, double widen)
{
	double confidence = 1 - (1 - STATS_CONFIDENCE) / (double)c->part_count, below = widen, above = widen;

	for (size_t i = 0; i < c->part_count; i++) {
		size_t n = c->part[i]->cost.n;
		double *x = calloc(n, sizeof(*x)), median = c->part[i]->cost.median;
		struct interval m;

		if (!x)
			return -ENOMEM;
		result_costs(results, c->part[i], 0, n, x);
		stats_sort(x, n);
		m = stats_median_interval(x, n, confidence);
		free(x);
		if (!m.known)
			return 0;
		below += c->sign[i] > 0 ? median - m.lo : m.hi - median;
		above += c->sign[i] > 0 ? m.hi - median : median - m.lo;
	}
	set_interval(c, ESTIMATOR_RANKS, below, above);
	return 0;
}

static int estimate(struct contrast *c, const struct results *results)
{
	double widen = resolution(results->archive, c->part_count);

	c->rounds = c->part[0]->record->round_count;
	c->n = SIZE_MAX;
	for (size_t i = 0; i < c->part_count; i++) {
		c->value += c->sign[i] * c->part[i]->cost.median;
		if (c->part[i]->cost.n < c->n)
			c->n = c->part[i]->cost.n;
		if (c->part[i]->record->round_count != c->rounds)
			c->rounds = 0;
	}
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2)
		return interval_of_rounds(c, widen);
	c->rounds = 0;
	return interval_of_ranks(c, results, widen);
}

/* What follows from the parts alone. */
static void describe(struct contrast *c, const struct result *reference)
{
	struct remainder left = remainder_of(c);

	c->valid = true;
	c->fixed = (UINT32_C(1) << AXIS_COUNT) - 1;
	for (size_t i = 0; i < c->part_count; i++) {
		c->valid &= c->part[i]->verdict == VERDICT_AS_PREDICTED;
		for (int axis = 0; axis < AXIS_COUNT; axis++)
			if (axis_table[axis].get(&c->part[i]->record->cell) !=
			    axis_table[axis].get(&c->part[0]->record->cell))
				c->fixed &= ~(UINT32_C(1) << axis);
	}
	if (reference && is_sound(reference) && reference->record->outcome != OUTCOME_NOP)
		c->reference = reference;
	c->same_outcome = outcomes_cancel(c);
	c->alike = c->same_outcome && left.known && !left.translation && !left.permission && !left.allocates &&
		   !left.dirtied;
}

/* May a contrast stand on these parts? Counts what has to be left out although the cells are there. */
static bool may_stand(struct contrasts *contrasts, const struct contrast *c)
{
	bool sound = true;

	for (size_t i = 0; i < c->part_count; i++) {
		if (!c->part[i] || (c->part[i]->record->done && c->part[i]->record->outcome == OUTCOME_NOP))
			return false;
		sound &= is_sound(c->part[i]);
	}
	contrasts->omitted += !sound;
	return sound;
}

static bool isolates(const struct definition *d, const struct contrast *c)
{
	struct remainder left = remainder_of(c);

	if (!d->isolates)
		return true;
	return left.known && outcomes_cancel(c) && left.translation == d->translation &&
	       left.permission == d->permission && left.allocates == d->allocates;
}

static const struct result *find_part(const struct results *results, const struct cell *base, const struct part *part)
{
	struct cell cell = *base;
	const struct result *found;

	cell.op = part->op;
	cell.host_page = part->host_page == PAGE_ANY ? base->host_page : (enum host_page_id)part->host_page;
	cell.stage2 = part->stage2 == STAGE2_WARM ? STAGE2_RO : (enum stage2_id)part->stage2;
	found = results_find(results, &cell);
	if (found || part->stage2 != STAGE2_WARM)
		return found;
	cell.stage2 = STAGE2_RW;
	return results_find(results, &cell);
}

/* The cold dc_civac on the page of the last part. */
static const struct result *find_reference(const struct results *results, const struct contrast *c)
{
	struct cell cell = c->part[c->part_count - 1]->record->cell;

	cell.op = OP_dc_civac;
	cell.stage2 = STAGE2_COLD;
	return results_find(results, &cell);
}

/* The contrasts of one definition: one for every cell that can be its part 0. */
static int make_defined(struct contrasts *contrasts, const struct results *results, const struct definition *d)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct cell *cell = &results->result[i].record->cell;
		struct contrast c = { .formula = d->formula, .part_count = d->part_count };

		if (find_part(results, cell, &d->part[0]) != &results->result[i])
			continue;
		for (size_t j = 0; j < d->part_count; j++) {
			c.sign[j] = d->part[j].sign;
			c.part[j] = find_part(results, cell, &d->part[j]);
		}
		if (!may_stand(contrasts, &c) || !isolates(d, &c))
			continue;
		snprintf(c.name, sizeof(c.name), "%s", d->name);
		describe(&c, find_reference(results, &c));
		if (estimate(&c, results) || append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/* Median of the samples of every other round, from round first on. x has room for all of the cell. */
static double half_median(const struct results *results, const struct result *result, size_t first, double *x,
			  size_t *n)
{
	const struct record *r = result->record;
	size_t start = 0;

	*n = 0;
	for (size_t i = 0; i < r->round_count; start += r->round_samples[i++])
		if (i % 2 == first) {
			result_costs(results, result, start, r->round_samples[i], x + *n);
			*n += r->round_samples[i];
		}
	stats_sort(x, *n);
	return stats_quantile(x, *n, 0.5);
}

/* One cell against itself: its odd rounds (the first, the third, ...) less its even ones, paired as they come. */
static int estimate_aa(struct contrast *c, const struct results *results)
{
	const struct result *result = c->part[0];
	double *x = calloc(result->cost.n, sizeof(*x)), half;
	size_t n[2];

	if (!x)
		return -ENOMEM;
	c->value = half_median(results, result, 0, x, &n[0]);
	c->value -= half_median(results, result, 1, x, &n[1]);
	c->n = n[0] < n[1] ? n[0] : n[1];
	c->rounds = result->record->round_count / 2;
	c->estimator = ESTIMATOR_NONE;
	if (c->rounds >= 2) { /* x is free again, and as no round is empty it is long enough */
		for (size_t i = 0; i < c->rounds; i++)
			x[i] = result->round_median[2 * i] - result->round_median[2 * i + 1];
		half = stats_t_half_width(x, c->rounds, STATS_CONFIDENCE) + resolution(results->archive, 2);
		set_interval(c, ESTIMATOR_ROUNDS, half, half);
	}
	free(x);
	return 0;
}

static int make_aa(struct contrasts *contrasts, const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];
		struct contrast c = { .name = "aa_civac", .formula = "dc_civac cold, odd rounds - even rounds",
				      .part_count = 2, .sign = { +1, -1 }, .part = { r, r } };

		if (r->record->cell.op != OP_dc_civac || r->record->cell.stage2 != STAGE2_COLD ||
		    r->record->round_count < 2 || !may_stand(contrasts, &c))
			continue;
		describe(&c, c.part[1]);
		if (estimate_aa(&c, results) || append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/* One policy against another, same cell: cold dc_ivac and dc_civac. */
static int make_policies(struct contrasts *contrasts, const struct results *results, enum policy_id policy,
			 enum policy_id base)
{
	for (size_t i = 0; i < results->count; i++) {
		struct cell cell = results->result[i].record->cell;
		struct contrast c = { .part_count = 2, .sign = { +1, -1 }, .part = { &results->result[i] } };

		if (cell.policy != policy || cell.stage2 != STAGE2_COLD ||
		    (cell.op != OP_dc_ivac && cell.op != OP_dc_civac))
			continue;
		cell.policy = base;
		c.part[1] = results_find(results, &cell);
		if (!may_stand(contrasts, &c))
			continue;
		snprintf(c.name, sizeof(c.name), "%s_minus_%s", policy_name(policy), policy_name(base));
		describe(&c, c.part[1]);
		if (estimate(&c, results) || append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

int contrasts_make(struct contrasts *contrasts, const struct results *results)
{
	int err = 0;

	*contrasts = (struct contrasts){ .count = 0 };
	for (size_t i = 0; !err && i < sizeof(definition_table) / sizeof(definition_table[0]); i++)
		err = make_defined(contrasts, results, &definition_table[i]);
	if (!err)
		err = make_aa(contrasts, results);
	for (unsigned int policy = 0; !err && policy < POLICY_COUNT; policy++)
		for (unsigned int base = 0; !err && base < policy; base++)
			err = make_policies(contrasts, results, policy, base);
	if (err)
		contrasts_free(contrasts);
	return err;
}

void contrasts_free(struct contrasts *contrasts)
{
	free(contrasts->contrast);
	*contrasts = (struct contrasts){ .count = 0 };
}

bool contrast_relative(const struct contrast *contrast, double *relative)
{
	if (!contrast->reference || contrast->reference->cost.median <= 0)
		return false;
	*relative = contrast->value / contrast->reference->cost.median;
	return isfinite(*relative);
}
