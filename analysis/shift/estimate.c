/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decides which shifts are changes. Where both clocks count instructions exactly, a shift counts if it is beyond the
 * threshold and its interval leaves 0 out. Elsewhere it must also be significant after correction for the number of
 * comparisons. All cells and contrasts are one family, whose false discovery rate is bounded (Benjamini and Hochberg
 * 1995): of the changes that are reported, 5 % at most are expected to be chance, and where nothing changed at all,
 * anything is reported in 5 % of comparisons at most. A family-wise correction would need several times as many boots to
 * see the changes of a patch, which moves many cells at once.
 */
#include "analysis/shift/estimate.h"

#include "analysis/output/parallel.h"
#include "analysis/shift/shift.h"
#include "analysis/shift/values.h"
#include "analysis/stats/families.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Is it a contrast for which more is not worse: closure, which should be 0, or a break-even line? */
static bool is_no_cost(const struct compared *compared)
{
	return compared->contrast && (values_are_lines(compared) || compared->contrast->id == CONTRAST_CLOSURE);
}

/* Does this CPU not translate the op's address? Then its time is no cost. */
static bool is_nop(const struct compared *compared)
{
	return compared->outcome == OUTCOME_NOP;
}

/* How many boots of both arms have the contrast's value? */
static size_t have_value(const struct compare *c, const struct compared *compared)
{
	size_t have = 0;

	for (int side = 0; side < SIDE_COUNT; side++) {
		const struct contrast **contrasts = compare_contrasts(c, compared, side);

		for (size_t i = 0; i < c->arm[side].count; i++)
			have += contrasts[i] && contrasts[i]->has_value;
	}
	return have;
}

/*
 * Can the shift be computed? Yes also where counts changed, which the report then says. A line where two policies cost the
 * same may be there in some boots only.
 */
static bool has_shift(const struct compare *c, const struct compared *compared)
{
	if (compared->verdict == COMPARE_CANNOT || is_nop(compared))
		return false;
	return !values_are_lines(compared) ||
	       (compare_boots(c) > 1 && have_value(c, compared) == c->arm[BASE].count + c->arm[NEW].count);
}

/* Did one of the contrast's cells get worse or better? */
static bool has_moving_part(const struct compare *c, const struct contrast *base)
{
	for (size_t i = 0; i < base->term_count; i++)
		if (compare_find(c, &base->term[i]->record->cell)->verdict != COMPARE_SAME)
			return true;
	return false;
}

/* One boot an arm: what differs may be the boots. */
static enum compare_verdict moved(const struct compare *c)
{
	return c->basis == COMPARE_BLOCKS || c->basis == COMPARE_GIVEN ? COMPARE_DIFFERS : COMPARE_MOVED;
}

/*
 * Decides what is said of a break-even contrast that has no shift over boots if one of its cells moved: by the line where the
 * policies cost the same, or else by which policy costs less.
 */
static void take_crossing(const struct compare *c, struct compared *compared)
{
	const struct contrast *base = compared->contrast, *new = compare_contrasts(c, compared, NEW)[0];
	struct compare_shift *s = &compared->shift;
	bool both = base->has_value && new->has_value && compare_boots(c) == 1, other_note = strcmp(base->note, new->note) != 0;

	if (both) {
		s->middle[BASE] = base->value;
		s->middle[NEW] = new->value;
		shift_finish(c, compared);
	}
	compared->lines = (uint32_t)have_value(c, compared);
	compared->crossing = COMPARE_SAME;
	if (compare_boots(c) > 1 && compared->lines)
		compared->crossing = COMPARE_CANNOT;
	else if (c->exact)
		compared->crossing = (both ? s->value != 0 : other_note) ? COMPARE_MOVED : COMPARE_SAME;
	else if (both && base->ci95.known && new->ci95.known)
		compared->crossing = base->ci95.hi < new->ci95.lo || new->ci95.hi < base->ci95.lo ? moved(c) : COMPARE_SAME;
	else if (both || base->has_value != new->has_value || other_note)
		compared->crossing = COMPARE_CANNOT;
}

/* Judges such a contrast, when its cells have been. */
static void judge_crossing(struct compare *c, struct compared *compared)
{
	if (compared->verdict != COMPARE_SAME || !has_moving_part(c, compared->contrast))
		return;
	if (compared->crossing != COMPARE_CANNOT)
		compared->verdict = compared->crossing;
	else if (compare_boots(c) > 1 && compared->lines)
		compare_cannot(c, compared, "only %" PRIu32 " of %zu archives have a line where the policies cost the same",
			       compared->lines, c->arm[BASE].count + c->arm[NEW].count);
	else
		compare_cannot(c, compared, "the line where the policies cost the same has no interval");
}

static bool is_beyond(const struct compare *c, const struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;
	double size = fabs(s->value);

	if (!c->exact && s->has_relative)
		size = 100 * fabs(s->relative);
	return size > compare_threshold(c, compared) && fabs(s->value) > s->open;
}

/*
 * Is the shift told from none? An exact one is unless its interval, of a path of several lengths or of seeds, holds 0. One
 * round has no interval, and is told if it has one path.
 */
static bool is_told(const struct compare *c, const struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;

	if (!c->exact)
		return s->corrected < COMPARE_ALPHA;
	return s->ci95.known ? s->ci95.lo > 0 || s->ci95.hi < 0 : !compared->forked;
}

static void judge(struct compare *c, struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;

	if (compared->verdict != COMPARE_SAME || is_nop(compared))
		return;
	if (!s->known || (!c->exact && !s->has_p))
		compare_cannot(c, compared, "too few rounds for a test");
	else if (!is_beyond(c, compared) || !is_told(c, compared))
		return;
	else if (c->basis == COMPARE_BLOCKS)
		compared->verdict = COMPARE_DIFFERS;
	else
		compared->verdict = is_no_cost(compared) ? COMPARE_MOVED : s->value > 0 ? COMPARE_WORSE : COMPARE_BETTER;
}

/* Does the correction count it? */
static bool is_tested(const struct compared *compared)
{
	return compared->verdict == COMPARE_SAME && compared->shift.has_p;
}

/* Gathers the p of all that are tested of cells or contrasts. Returns how many. */
static size_t gather(const struct compared *compared, size_t count, double *p)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (is_tested(&compared[i]))
			p[n++] = compared[i].shift.p;
	return n;
}

/* Gives each that was tested its corrected p, and all their intervals. Returns how many were tested. */
static size_t spread_out(const struct compare *c, struct compared *compared, size_t count, const double *p)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct compare_shift *s = &compared[i].shift;

		s->corrected = is_tested(&compared[i]) ? p[n++] : s->p;
		if (!c->exact)
			s->corrected_ci = shift_interval(s, c->confidence);
	}
	return n;
}

/* Gathers the p of all that are tested of several comparisons, and counts them. */
static void gather_all(struct compare *c, size_t count, double *p)
{
	c->tested = c->tested_cells = 0;
	for (size_t i = 0; i < count; i++) {
		size_t cells = gather(c[i].cell, c[i].cell_count, p + c->tested);

		c->tested_cells += cells;
		c->tested += cells;
		c->tested += gather(c[i].contrast, c[i].contrast_count, p + c->tested);
	}
}

/* Gives each comparison of a family what the first has of it, and each that was tested its corrected p. */
static void spread_all(struct compare *c, size_t count, const double *p)
{
	for (size_t i = 0; i < count; i++) {
		c[i].tested = c->tested;
		c[i].tested_cells = c->tested_cells;
		c[i].found = c->found;
		c[i].confidence = c->confidence;
		p += spread_out(&c[i], c[i].cell, c[i].cell_count, p);
		p += spread_out(&c[i], c[i].contrast, c[i].contrast_count, p);
	}
}

/*
 * Corrects the p of all that are tested for their number. A p is significant if it is below alpha * found / tested, so that
 * an interval at that level leaves 0 out if and only if it is. Such intervals hold the truth in 95 % of those that are
 * reported, too (Benjamini and Yekutieli 2005, false coverage rate). Returns 0 or -ENOMEM.
 */
static int correct(struct compare *c, size_t count)
{
	size_t most = 1;
	double *p;
	int err;

	for (size_t i = 0; i < count; i++)
		most += c[i].cell_count + c[i].contrast_count;
	p = calloc(most, sizeof(*p));
	if (!p)
		return -ENOMEM;
	gather_all(c, count, p);
	err = families_benjamini_hochberg(p, c->tested);
	for (size_t i = 0; !err && i < c->tested; i++)
		c->found += p[i] < COMPARE_ALPHA;
	c->confidence = 1 - COMPARE_ALPHA * (c->found ? (double)c->found : 1) / (c->tested ? (double)c->tested : 1);
	if (!err)
		spread_all(c, count, p);
	free(p);
	return err;
}

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sets the spread between boots: what was given, else that of the median cell. Returns 0 or -ENOMEM. */
static int set_spread(struct compare *c)
{
	double *seen = calloc(c->cell_count + 1, sizeof(*seen));
	size_t n = 0;

	if (!seen)
		return -ENOMEM;
	for (size_t i = 0; i < c->cell_count; i++)
		if (c->cell[i].shift.has_deviation && c->cell[i].shift.middle[BASE] > 0)
			seen[n++] = c->cell[i].shift.deviation / c->cell[i].shift.middle[BASE];
	qsort(seen, n, sizeof(*seen), compare_double);
	c->has_spread = n || !isnan(c->boot_spread);
	if (c->has_spread)
		c->spread = c->spread_most = n ? stats_quantile(seen, n, 0.5) : c->boot_spread;
	if (n)
		c->spread_most = seen[n - 1];
	if (n && !isnan(c->boot_spread))
		c->spread = fmax(c->spread, c->boot_spread);
	free(seen);
	return 0;
}

/* Comparisons of cells or of contrasts that are estimated in parallel. */
struct estimation {
	const struct compare *c;
	struct compared *compared;
};

static int estimate_one(void *context, size_t i)
{
	const struct estimation *e = context;
	struct compared *compared = &e->compared[i];
	int err = 0;

	compared->shift.bound = NAN;
	if (has_shift(e->c, compared))
		err = shift_estimate(e->c, compared);
	if (!err && compared->has[NEW] && values_are_lines(compared) && !compared->shift.known)
		take_crossing(e->c, compared);
	return err;
}

static int estimate_all(const struct compare *c, struct compared *compared, size_t count)
{
	return parallel_for(count, estimate_one, &(struct estimation){ c, compared });
}

/*
 * One boot against several: gives each shift at least the spread of the median cell. Of a cell whose few boots happen to
 * agree, one more boot that was disturbed for a second looks like a change; no second boot of its arm shows that it is none.
 */
static void take_common_spread(const struct compare *c, struct compared *compared, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (compared[i].shift.error_count)
			shift_add_spread(&compared[i].shift, c->spread, compared[i].shift.deviation_df);
}

int compare_estimate(struct compare *c)
{
	int err = estimate_all(c, c->cell, c->cell_count);

	if (!err)
		err = estimate_all(c, c->contrast, c->contrast_count);
	if (!err)
		err = set_spread(c);
	if (!err && c->basis == COMPARE_ONE) {
		take_common_spread(c, c->cell, c->cell_count);
		take_common_spread(c, c->contrast, c->contrast_count);
	}
	return err;
}

static void judge_all(struct compare *c)
{
	for (size_t i = 0; i < c->cell_count; i++)
		judge(c, &c->cell[i]);
	for (size_t i = 0; i < c->contrast_count; i++) {
		struct compared *compared = &c->contrast[i];

		if (compared->crossing != COMPARE_VERDICT_COUNT)
			judge_crossing(c, compared);
		else
			judge(c, compared);
	}
}

int compare_settle(struct compare *c, size_t count)
{
	int err = correct(c, count);

	for (size_t i = 0; !err && i < count; i++) {
		judge_all(&c[i]);
		err = c[i].no_memory ? -ENOMEM : 0;
	}
	return err;
}
