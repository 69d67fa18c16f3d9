/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimates how far costs and contrasts moved. Where both archives count instructions exactly, a shift is the
 * difference of two medians, and counts if it is beyond the threshold. Elsewhere it is the difference of trimmed means of block
 * means, and must also be significant after correction for the number of comparisons: Benjamini and Hochberg's for
 * cells, Holm's for contrasts, which answer questions asked beforehand.
 */
#include "analysis/compare/estimate.h"

#include "analysis/cell/cost.h"
#include "analysis/stats/families.h"
#include "analysis/stats/ranks.h"
#include "analysis/stats/robust.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One side's values, one for each round or block. */
struct parts {
	double *x;
	size_t count;
};

/* Is the value a line of a page, where two policies cost the same, and not a cost? */
static bool is_lines(const struct contrast *contrast)
{
	return contrast->id == CONTRAST_BREAK_EVEN_LINES;
}

/* Is it a contrast for which more is not worse: closure, which should be 0, or a break-even line? */
static bool is_no_cost(const struct compared *compared)
{
	return compared->contrast[BASE] &&
	       (is_lines(compared->contrast[BASE]) || compared->contrast[BASE]->id == CONTRAST_CLOSURE);
}

/* Copies a cell's values. Returns 0 or -ENOMEM. */
static int parts_of_cell(struct parts *parts, const struct result *cell, bool blocks)
{
	const struct series series = result_series(cell, blocks);

	parts->count = series.count;
	parts->x = calloc(series.count + 1, sizeof(*parts->x));
	if (!parts->x)
		return -ENOMEM;
	memcpy(parts->x, series.value, series.count * sizeof(*parts->x));
	return 0;
}

/* Computes a contrast's values, or none if its cells have different numbers of them. Returns 0 or -ENOMEM. */
static int parts_of_contrast(struct parts *parts, const struct contrast *contrast, bool blocks)
{
	parts->count = result_series(contrast->term[0], blocks).count;
	for (size_t i = 1; i < contrast->term_count; i++)
		if (result_series(contrast->term[i], blocks).count != parts->count)
			parts->count = 0;
	if (is_lines(contrast))
		parts->count = 0;
	parts->x = calloc(parts->count + 1, sizeof(*parts->x));
	if (!parts->x)
		return -ENOMEM;
	for (size_t i = 0; i < parts->count; i++)
		for (size_t j = 0; j < contrast->term_count; j++)
			parts->x[i] += contrast->sign[j] * result_series(contrast->term[j], blocks).value[i] /
				       contrast->divisor;
	return 0;
}

static double value_of(const struct compared *compared, int side)
{
	return compared->cell[side] ? result_series(compared->cell[side], false).middle :
				      compared->contrast[side]->value;
}

/* Returns the cost of which the shift is expressed as a fraction; 0: there is none. */
static double scale(const struct compared *compared)
{
	const struct contrast *contrast = compared->contrast[BASE];

	if (!contrast)
		return compared->shift.middle[BASE];
	return contrast->reference ? contrast->reference->cost.median : fabs(compared->shift.middle[BASE]);
}

static void finish_shift(struct compared *compared)
{
	struct compare_shift *s = &compared->shift;

	s->known = true;
	s->value = s->middle[NEW] - s->middle[BASE];
	if (scale(compared) > 0) {
		s->relative = s->value / scale(compared);
		s->has_relative = isfinite(s->relative);
	}
}

static struct interval interval_of(const struct compared *compared, int side)
{
	return compared->cell[side] ? compared->cell[side]->cost.ci95 : compared->contrast[side]->ci95;
}

/* Adding two 95 % intervals is conservative: the sum covers the difference more often than 95 %. */
static void estimate_exact(struct compared *compared)
{
	const struct interval base = interval_of(compared, BASE), new = interval_of(compared, NEW);
	struct compare_shift *s = &compared->shift;

	for (int i = 0; i < SIDE_COUNT; i++)
		s->middle[i] = value_of(compared, i);
	finish_shift(compared);
	if (base.known && new.known)
		s->ci95 = (struct interval){ true, new.lo - base.hi, new.hi - base.lo };
}

/*
 * Returns how far the ticks of the clock can shift a difference of means: half a tick for each cell, or 0 if samples
 * start at any phase of the tick, because the guest dithers it or they spread by half a tick themselves.
 */
static double left_open(const struct loaded *side, const struct result *const *cell, size_t count, double divisor)
{
	double tick = results_tick(&side->results);
	bool dithered = true;

	for (size_t i = 0; i < count; i++)
		dithered &= side->archive.clock.dither_spins.value || cell[i]->deviation >= tick / 2;
	return dithered ? 0 : tick * (double)count / 2 / divisor;
}

static double left_open_by(const struct compare *c, const struct compared *compared, int side)
{
	const struct contrast *contrast = compared->contrast[side];

	if (contrast)
		return left_open(c->side[side], contrast->term, contrast->term_count, contrast->divisor);
	return left_open(c->side[side], &compared->cell[side], 1, 1);
}

/* Returns the standard error that the uncertainty of the module's hook adds to a side. */
static double hook_error_of(const struct compare *c, const struct compared *compared, int side)
{
	if (compared->contrast[side])
		return compared->contrast[side]->hook_error;
	return hook_error(&c->side[side]->results.hook, compared->cell[side]->hooked);
}

/* Estimates the shift from sorted parts; too few of them leave it unknown. */
static void estimate_sampled(const struct compare *c, struct compared *compared,
			     const struct parts parts[static SIDE_COUNT])
{
	struct comparison yuen = robust_yuen(parts[NEW].x, parts[NEW].count, parts[BASE].x, parts[BASE].count,
						   ROBUST_TRIM, STATS_CONFIDENCE);
	struct compare_shift *s = &compared->shift;

	if (!yuen.known)
		return;
	robust_add_error(&yuen, hypot(hook_error_of(c, compared, BASE), hook_error_of(c, compared, NEW)), STATS_CONFIDENCE);
	for (int i = 0; i < SIDE_COUNT; i++) {
		s->middle[i] = robust_trimmed_mean(parts[i].x, parts[i].count, ROBUST_TRIM);
		s->open += left_open_by(c, compared, i);
	}
	finish_shift(compared);
	s->ci95 = (struct interval){ true, yuen.ci.lo - s->open, yuen.ci.hi + s->open };
	s->has_p = true;
	s->p = yuen.p;
}

static void estimate_shift(const struct compare *c, struct compared *compared,
			   const struct parts parts[static SIDE_COUNT])
{
	struct compare_shift *s = &compared->shift;

	for (int i = 0; i < SIDE_COUNT; i++) {
		s->parts[i] = parts[i].count;
		s->n[i] = compared->cell[i] ? compared->cell[i]->cost.n : compared->contrast[i]->n;
		stats_sort(parts[i].x, parts[i].count);
	}
	s->has_effect = parts[BASE].count && parts[NEW].count;
	if (s->has_effect)
		s->effect = ranks_cliff(parts[NEW].x, parts[NEW].count, parts[BASE].x, parts[BASE].count);
	if (c->exact)
		estimate_exact(compared);
	else
		estimate_sampled(c, compared, parts);
}

/* 0 or -ENOMEM. */
static int estimate(const struct compare *c, struct compared *compared)
{
	struct parts parts[SIDE_COUNT] = { { .x = NULL }, { .x = NULL } };
	int err = 0;

	for (int i = 0; !err && i < SIDE_COUNT; i++)
		err = compared->cell[i] ? parts_of_cell(&parts[i], compared->cell[i], !c->exact) :
					  parts_of_contrast(&parts[i], compared->contrast[i], !c->exact);
	if (!err)
		estimate_shift(c, compared, parts);
	for (int i = 0; i < SIDE_COUNT; i++)
		free(parts[i].x);
	return err;
}

/* Does this CPU not translate the op's address? Then its time is no cost. */
static bool is_nop(const struct compared *compared)
{
	return compared->cell[BASE] && compared->cell[BASE]->record->outcome == OUTCOME_NOP;
}

/* Can the shift be computed? Yes also where counts changed, which the report then says. */
static bool has_shift(const struct compared *compared)
{
	return compared->verdict != COMPARE_CANNOT && !is_nop(compared) &&
	       (compared->axes || !is_lines(compared->contrast[BASE]));
}

/* Did one of the contrast's cells get worse or better? */
static bool has_moving_part(const struct compare *c, const struct contrast *base)
{
	for (size_t i = 0; i < base->term_count; i++)
		if (compare_find(c, &base->term[i]->record->cell)->verdict != COMPARE_SAME)
			return true;
	return false;
}

/* Judges a break-even contrast by the line where the policies cost the same, or else by which policy costs less. */
static void judge_crossing(const struct compare *c, struct compared *compared)
{
	const struct contrast *base = compared->contrast[BASE], *new = compared->contrast[NEW];
	struct compare_shift *s = &compared->shift;
	bool both = base->has_value && new->has_value;

	if (both) {
		s->middle[BASE] = base->value;
		s->middle[NEW] = new->value;
		finish_shift(compared);
	}
	if (compared->verdict != COMPARE_SAME || !has_moving_part(c, base))
		return;
	if (c->exact)
		compared->verdict = (both ? s->value != 0 : strcmp(base->note, new->note) != 0) ? COMPARE_MOVED :
												 COMPARE_SAME;
	else if (both && base->ci95.known && new->ci95.known)
		compared->verdict = base->ci95.hi < new->ci95.lo || new->ci95.hi < base->ci95.lo ? COMPARE_MOVED :
												   COMPARE_SAME;
	else if (both || base->has_value != new->has_value || strcmp(base->note, new->note))
		compare_cannot(compared, "the line where the policies cost the same has no interval");
}

static bool is_beyond(const struct compare *c, const struct compare_shift *s)
{
	double size = fabs(s->value);

	if (!c->exact && s->has_relative)
		size = 100 * fabs(s->relative);
	return size > c->threshold && fabs(s->value) > s->open;
}

static void judge(const struct compare *c, struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;

	if (compared->verdict != COMPARE_SAME || is_nop(compared))
		return;
	if (!s->known || (!c->exact && !s->has_p))
		compare_cannot(compared, "too few rounds for a test");
	else if (is_beyond(c, s) && (c->exact || s->corrected < COMPARE_ALPHA))
		compared->verdict = is_no_cost(compared) ? COMPARE_MOVED : s->value > 0 ? COMPARE_WORSE : COMPARE_BETTER;
}

/* Does the correction count it? */
static bool is_tested(const struct compared *compared)
{
	return compared->verdict == COMPARE_SAME && compared->shift.has_p;
}

/* Corrects the p of all that are tested for their number. Returns 0 or -ENOMEM. */
static int correct(struct compared *compared, size_t count, int (*adjust)(double *p, size_t n))
{
	double *p = calloc(count + 1, sizeof(*p));
	size_t n = 0;
	int err;

	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (is_tested(&compared[i]))
			p[n++] = compared[i].shift.p;
	err = adjust(p, n);
	n = 0;
	for (size_t i = 0; !err && i < count; i++)
		compared[i].shift.corrected = is_tested(&compared[i]) ? p[n++] : compared[i].shift.p;
	free(p);
	return err;
}

static int estimate_all(const struct compare *c, struct compared *compared, size_t count,
			int (*adjust)(double *p, size_t n))
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++)
		if (has_shift(&compared[i]))
			err = estimate(c, &compared[i]);
	return err ? err : correct(compared, count, adjust);
}

int compare_estimate(struct compare *c)
{
	int err = estimate_all(c, c->cell, c->cell_count, families_benjamini_hochberg);

	if (!err)
		err = estimate_all(c, c->contrast, c->contrast_count, families_holm);
	for (size_t i = 0; !err && i < c->cell_count; i++)
		judge(c, &c->cell[i]);
	for (size_t i = 0; !err && i < c->contrast_count; i++) {
		struct compared *compared = &c->contrast[i];

		if (compared->contrast[NEW] && is_lines(compared->contrast[BASE]))
			judge_crossing(c, compared);
		else
			judge(c, compared);
	}
	return err;
}
