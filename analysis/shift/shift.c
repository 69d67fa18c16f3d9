/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimates how far costs and contrasts moved. Where both clocks count instructions exactly, a shift is the difference of
 * two medians. Elsewhere it is the difference of the arms' means, of boots if an arm has several, else of blocks, and its
 * error comes from the spread of these. Where several errors can be justified, each is a test, and the least favourable
 * one counts: Welch's is too small where one of two arms of unequal size has few boots that happen to agree.
 */
#include "analysis/shift/shift.h"

#include "analysis/cell/cost.h"
#include "analysis/output/parallel.h"
#include "analysis/shift/values.h"
#include "analysis/stats/bootstrap.h"
#include "analysis/stats/families.h"
#include "analysis/stats/ranks.h"
#include "analysis/stats/robust.h"
#include "bench/stats/student.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Returns BASE's cost of what the contrast is relative to; 0: there is none. Cells are estimated before contrasts. */
static double reference_cost(const struct compare *c, const struct contrast *contrast)
{
	const struct compared *cell = c->crossed ? NULL : compare_find(c, &contrast->reference->record->cell);

	return cell && cell->shift.known ? cell->shift.middle[BASE] : contrast->reference->value;
}

/* Returns the cost of which the shift is expressed as a fraction; 0: there is none. */
static double scale(const struct compare *c, const struct compared *compared)
{
	if (!compared->contrast)
		return compared->shift.middle[BASE];
	return compared->contrast->reference ? reference_cost(c, compared->contrast) : fabs(compared->shift.middle[BASE]);
}

void shift_finish(const struct compare *c, struct compared *compared)
{
	struct compare_shift *s = &compared->shift;
	double cost = scale(c, compared);

	s->known = true;
	s->value = s->middle[NEW] - s->middle[BASE];
	if (cost > 0) {
		s->relative = s->value / cost;
		s->has_relative = isfinite(s->relative);
	}
}

static double quantile(double confidence, double df)
{
	return isinf(df) ? stats_normal_quantile((1 + confidence) / 2) : student_quantile((1 + confidence) / 2, df);
}

struct interval shift_interval(const struct compare_shift *s, double confidence)
{
	double half = 0;

	if (!s->error_count)
		return (struct interval){ .known = false };
	for (size_t i = 0; i < s->error_count; i++)
		if (s->error[i].error > 0)
			half = fmax(half, quantile(confidence, s->error[i].df) * s->error[i].error);
	half += s->open;
	return (struct interval){ true, s->value - half, s->value + half };
}

double shift_df(const struct compare_shift *s)
{
	double df = NAN, widest = -1;

	for (size_t i = 0; i < s->error_count; i++) {
		double half = s->error[i].error > 0 ? quantile(STATS_CONFIDENCE, s->error[i].df) * s->error[i].error : 0;

		if (half > widest) {
			widest = half;
			df = s->error[i].df;
		}
	}
	return df;
}

/* Returns the largest p of the tests of no shift beyond what the ticks leave open. */
static double largest_p(const struct compare_shift *s)
{
	double beyond = fabs(s->value) - s->open, p = 0;

	if (beyond <= 0)
		return 1;
	for (size_t i = 0; i < s->error_count; i++) {
		const struct compare_error *e = &s->error[i];

		if (e->error > 0)
			p = fmax(p, 2 * (isinf(e->df) ? stats_normal(-beyond / e->error) : student_tail(beyond / e->error, e->df)));
	}
	return p;
}

static void add_error(struct compare_shift *s, double error, double df)
{
	s->error[s->error_count++] = (struct compare_error){ error, df };
}

/* Sets what follows from the errors. */
static void take_errors(struct compare_shift *s)
{
	s->ci95 = shift_interval(s, STATS_CONFIDENCE);
	s->bound = families_bound(shift_interval(s, COMPARE_EQUIVALENCE));
	s->has_p = true;
	s->p = largest_p(s);
}

void shift_add_spread(struct compare_shift *s, double spread, double df)
{
	add_error(s, spread * s->unit_error, df);
	take_errors(s);
}

/* Returns the standard error that the uncertainty of the module's hook adds to a side of one boot. */
static double hook_error_of(const struct compare *c, const struct compared *compared, int side)
{
	if (compared->contrast)
		return compare_contrasts(c, compared, side)[0]->hook_error;
	return hook_error(&c->side[side]->results.hook, compare_results(c, compared, side)[0]->hooked);
}

/* Sets middles and error from Yuen's or Welch's comparison of both sides' values, which are sorted. Returns false if they are too few. */
static bool compare_arms(struct compare_shift *s, const struct values *v, double share)
{
	size_t most = v->count[BASE] > v->count[NEW] ? v->count[BASE] : v->count[NEW];
	struct comparison yuen = robust_yuen(v->x[NEW], v->count[NEW], v->x[BASE], v->count[BASE], share, STATS_CONFIDENCE);

	if (!yuen.known)
		return false;
	s->welch = !(size_t)(share * (double)most);
	for (int i = 0; i < SIDE_COUNT; i++)
		s->middle[i] = robust_trimmed_mean(v->x[i], v->count[i], share);
	add_error(s, yuen.error, yuen.df > 0 ? yuen.df : INFINITY);
	return true;
}

/*
 * Sets middles and error where a contrast's cells were not measured in the same rounds: Welch's, term by term, with
 * Satterthwaite's degrees of freedom. Returns false if a term has too few blocks.
 */
static bool compare_terms(struct compare_shift *s, const struct values *v)
{
	const struct values_terms *base = &v->terms[BASE], *new = &v->terms[NEW];
	double variance = base->variance + new->variance, squares = base->squares + new->squares;

	if (!base->known || !new->known)
		return false;
	s->welch = true;
	s->middle[BASE] = base->value;
	s->middle[NEW] = new->value;
	add_error(s, sqrt(variance), squares > 0 ? variance * variance / squares : INFINITY);
	return true;
}

/* One boot an arm: its blocks, and the uncertainty of the module's hooks; if it is given, the spread between boots. */
static bool compare_blocks(const struct compare *c, struct compared *compared, const struct values *v)
{
	struct compare_shift *s = &compared->shift;
	struct compare_error *within = &s->error[0];
	double between = c->basis == COMPARE_GIVEN ? c->boot_spread * s->unit_error : 0, all;

	if (!(v->count[BASE] && v->count[NEW] ? compare_arms(s, v, ROBUST_TRIM) : compare_terms(s, v)))
		return false;
	within->error = hypot(within->error, hypot(hook_error_of(c, compared, BASE), hook_error_of(c, compared, NEW)));
	all = hypot(within->error, between);
	/* Satterthwaite's degrees of freedom; those of a spread that is given are unlimited. */
	if (between > 0)
		within->df = within->error > 0 ? within->df * pow(all / within->error, 4) : INFINITY;
	within->error = all;
	return true;
}

/* Sets the deviation between the boots of an arm, or pooled over both. */
static void set_deviation(struct compare_shift *s, const struct values *v)
{
	double squares = 0, df = 0;

	for (int i = 0; i < SIDE_COUNT; i++)
		if (v->count[i] > 1) {
			squares += (double)(v->count[i] - 1) * pow(stats_deviation(v->x[i], v->count[i]), 2);
			df += (double)(v->count[i] - 1);
		}
	s->has_deviation = df > 0;
	if (s->has_deviation)
		s->deviation = sqrt(squares / df);
	s->deviation_df = df;
}

/* Several boots in an arm, or in both. */
static bool compare_boot_values(const struct compare *c, struct compare_shift *s, const struct values *v)
{
	double per_boot = sqrt(1 / (double)v->count[BASE] + 1 / (double)v->count[NEW]);
	bool many = v->count[BASE] >= SHIFT_TRIM_BOOTS && v->count[NEW] >= SHIFT_TRIM_BOOTS;

	set_deviation(s, v);
	if (c->basis == COMPARE_ONE) {
		for (int i = 0; i < SIDE_COUNT; i++)
			s->middle[i] = stats_mean(v->x[i], v->count[i]);
		s->welch = true;
	} else if (!compare_arms(s, v, many ? ROBUST_TRIM : 0)) {
		return false;
	}
	if (!many)
		add_error(s, s->deviation * per_boot, s->deviation > 0 ? s->deviation_df : INFINITY);
	if (!isnan(c->boot_spread))
		add_error(s, c->boot_spread * s->unit_error, INFINITY);
	return true;
}

/* Sets the ratio with its interval from both arms' blocks. Returns 0 or -ENOMEM. */
static int take_ratio(struct ratio *ratio, const struct values *v, size_t base, size_t fewest)
{
	size_t all = v->blocks_count;
	struct nest *boot = calloc(all, sizeof(*boot));
	double (*value)[BOOTSTRAP_BOOT_GROUPS] = calloc(all, sizeof(*value));
	struct bootstrap b = { .ci.known = false };
	int err = -ENOMEM;

	for (size_t i = 0; boot && value && i < all; i++)
		boot[i] = (struct nest){ .value = value[i], .count = bootstrap_group_means(v->blocks[i].value[0], v->blocks[i].count[0],
											    BOOTSTRAP_BOOT_GROUPS, value[i]) };
	if (boot && value) {
		const struct nest arm[SIDE_COUNT] = { { .nest = boot, .count = base }, { .nest = boot + base, .count = all - base } };

		err = bootstrap_ratio(&arm[NEW], &arm[BASE], BOOTSTRAP_RESAMPLES, bootstrap_expanded(STATS_CONFIDENCE, fewest),
				      BOOTSTRAP_SEED, &b);
	}
	free(boot);
	free(value);
	if (!err && b.ci.known)
		*ratio = (struct ratio){ true, b.value, b.ci };
	return err;
}

/* Can the ratio be estimated? */
static bool has_ratio(const struct compare *c, const struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;

	return s->known && c->basis == COMPARE_BOOTS && !compared->contrast && c->arm[BASE].count >= BOOTSTRAP_RATIO_MIN &&
	       c->arm[NEW].count >= BOOTSTRAP_RATIO_MIN && s->middle[BASE] > 0 && s->middle[NEW] > 0;
}

int shift_ratio(struct ratio *ratio, const struct compare *c, const struct compared *compared)
{
	size_t base = c->arm[BASE].count, new = c->arm[NEW].count;
	struct values v;
	int err;

	*ratio = (struct ratio){ .known = false };
	if (!has_ratio(c, compared))
		return 0;
	if (c->ratio)
		*ratio = c->ratio[compared - c->cell];
	if (ratio->known || !c->results)
		return 0;
	err = values_make(&v, c, compared);
	if (err)
		return err;
	err = take_ratio(ratio, &v, base, base < new ? base : new);
	values_free(&v);
	return err;
}

/* Ratios that are estimated in parallel. */
struct keeping {
	const struct compare *c;
	const struct compared *const *cell;
	struct ratio *ratio;
};

static int keep_one(void *context, size_t i)
{
	const struct keeping *k = context;

	return shift_ratio(&k->ratio[k->cell[i] - k->c->cell], k->c, k->cell[i]);
}

int shift_keep_ratios(struct compare *c, const struct compared *const *cell, size_t count)
{
	struct ratio *ratio;
	int err;

	if (c->basis != COMPARE_BOOTS || !count)
		return 0;
	ratio = calloc(c->cell_count, sizeof(*ratio));
	if (!ratio)
		return -ENOMEM;
	err = parallel_for(count, keep_one, &(struct keeping){ c, cell, ratio });
	free(c->ratio);
	c->ratio = ratio;
	return err;
}

/* Estimates the shift of a clock that is not exact; too few values leave it unknown. */
static void estimate_sampled(const struct compare *c, struct compared *compared, const struct values *v)
{
	struct compare_shift *s = &compared->shift;

	s->unit_error = v->scale * sqrt(1 / (double)c->arm[BASE].count + 1 / (double)c->arm[NEW].count);
	if (!(compare_boots(c) == 1 ? compare_blocks(c, compared, v) : compare_boot_values(c, s, v)))
		return;
	s->open = v->open[BASE] + v->open[NEW];
	shift_finish(c, compared);
	take_errors(s);
}

/* The interval of an exact value: that of its only archive, or what several seeds range over. */
static struct interval exact_interval(const struct compare *c, const struct compared *compared, int side, const struct values *v)
{
	if (c->arm[side].count == 1)
		return compared->contrast ? compare_contrasts(c, compared, side)[0]->ci95 :
					    compare_results(c, compared, side)[0]->ci95;
	return (struct interval){ true, v->x[side][0], v->x[side][v->count[side] - 1] };
}

static double exact_middle(const struct compare *c, const struct compared *compared, int side, const struct values *v)
{
	if (c->arm[side].count == 1)
		return compared->contrast ? compare_contrasts(c, compared, side)[0]->value :
					    result_series(compare_results(c, compared, side)[0]).middle;
	return stats_quantile(v->x[side], v->count[side], 0.5);
}

/* Adding two 95 % intervals is conservative: the sum covers the difference more often than 95 %. The values are sorted. */
static void estimate_exact(const struct compare *c, struct compared *compared, const struct values *v)
{
	struct compare_shift *s = &compared->shift;
	struct interval ci[SIDE_COUNT];

	for (int i = 0; i < SIDE_COUNT; i++) {
		s->middle[i] = exact_middle(c, compared, i, v);
		ci[i] = exact_interval(c, compared, i, v);
	}
	shift_finish(c, compared);
	if (ci[BASE].known && ci[NEW].known)
		s->ci95 = (struct interval){ true, ci[NEW].lo - ci[BASE].hi, ci[NEW].hi - ci[BASE].lo };
	s->corrected_ci = s->ci95;
	s->bound = families_bound(s->ci95);
}

int shift_estimate(const struct compare *c, struct compared *compared)
{
	struct compare_shift *s = &compared->shift;
	struct values v;
	int err = values_make(&v, c, compared);

	if (err)
		return err;
	for (int i = 0; i < SIDE_COUNT; i++) {
		s->rounds[i] = v.rounds[i];
		s->n[i] = v.n[i];
		stats_sort(v.x[i], v.count[i]);
	}
	s->has_effect = v.count[BASE] && v.count[NEW];
	if (s->has_effect)
		s->effect = ranks_cliff(v.x[NEW], v.count[NEW], v.x[BASE], v.count[BASE]);
	if (c->exact)
		estimate_exact(c, compared, &v);
	else
		estimate_sampled(c, compared, &v);
	values_free(&v);
	return 0;
}
