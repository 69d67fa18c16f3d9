/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/bootstrap.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Return the upper half of the state of Knuth's MMIX generator. */
static uint32_t draw(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32);
}

/* Draw from 0 ... n - 1 without division (Lemire 2019, without its rejection, as n is far below 2^32). */
static size_t draw_below(uint64_t *state, size_t n)
{
	return (size_t)((uint64_t)draw(state) * n >> 32);
}

/* Sum of times[i] * (sorted[i] - sorted[0]) over first <= i < end; exactly 0 for constant data. */
static double sum_of(const double *sorted, const uint32_t *times, size_t first, size_t end)
{
	double sum = 0;

	for (size_t i = first; i < end; i++)
		sum += (int32_t)times[i] * (sorted[i] - sorted[0]);
	return sum;
}

double bootstrap_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total)
{
	(void)context;
	return sorted[0] + sum_of(sorted, times, 0, n) / (double)total;
}

double bootstrap_trimmed_mean(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total)
{
	size_t cut = (size_t)(*(const double *)context * (double)total), first = 0, end = n, below = 0, above = 0;
	double sum;

	while (below + times[first] <= cut)
		below += times[first++];
	while (above + times[end - 1] <= cut)
		above += times[--end];
	sum = sum_of(sorted, times, first, end);
	/* Cut the rest from the values at both ends, which may be the same. */
	sum -= (double)(cut - below) * (sorted[first] - sorted[0]);
	sum -= (double)(cut - above) * (sorted[end - 1] - sorted[0]);
	return sorted[0] + sum / (double)(total - 2 * cut);
}

/* A sample in ascending order, and the original position of each value. */
struct sample {
	double *sorted;
	uint32_t *rank;  /* rank of the value, by its original position */
	uint32_t *times; /* times each value is drawn, by rank */
	size_t n;
};

static void sample_free(struct sample *s)
{
	free(s->sorted);
	free(s->rank);
	free(s->times);
}

struct place {
	double value;
	uint32_t at;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->value < y->value || x->value > y->value)
		return x->value < y->value ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int sample_make(struct sample *s, const double *x, size_t n)
{
	struct place *place = calloc(n, sizeof(*place));

	*s = (struct sample){
		calloc(n, sizeof(*s->sorted)), calloc(n, sizeof(*s->rank)), calloc(n, sizeof(*s->times)), n
	};
	if (!place || !s->sorted || !s->rank || !s->times) {
		free(place);
		sample_free(s);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		place[i] = (struct place){ x[i], (uint32_t)i };
	qsort(place, n, sizeof(*place), compare_places);
	for (size_t i = 0; i < n; i++) {
		s->sorted[i] = place[i].value;
		s->rank[place[i].at] = (uint32_t)i;
	}
	free(place);
	return 0;
}

static double value_of(const struct sample *s, const struct bootstrap_plan *plan, size_t total)
{
	return plan->statistic(plan->context, s->sorted, s->times, s->n, total);
}

static double resample(struct sample *s, const struct bootstrap_plan *plan, uint64_t *state)
{
	memset(s->times, 0, s->n * sizeof(*s->times));
	if (plan->block == 1) /* the usual case; several times as fast */
		for (size_t i = 0; i < s->n; i++)
			s->times[s->rank[draw_below(state, s->n)]]++;
	for (size_t drawn = plan->block == 1 ? s->n : 0; drawn < s->n;) {
		size_t at = draw_below(state, s->n);

		for (size_t i = 0; i < plan->block && drawn < s->n; i++, drawn++) {
			s->times[s->rank[at]]++;
			at = at + 1 < s->n ? at + 1 : 0;
		}
	}
	return value_of(s, plan, s->n);
}

static void all_once(struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->times[i] = 1;
}

/* Return the statistic without the block of values that begins at first. */
static double without(struct sample *s, const struct bootstrap_plan *plan, size_t first)
{
	size_t end = first + plan->block < s->n ? first + plan->block : s->n;
	double value;

	for (size_t i = first; i < end; i++)
		s->times[s->rank[i]] = 0;
	value = value_of(s, plan, s->n - (end - first));
	for (size_t i = first; i < end; i++)
		s->times[s->rank[i]] = 1;
	return value;
}

/* Set *a by a jackknife that leaves out one block at a time; 0 if it is constant. Returns 0 or -ENOMEM. */
static int acceleration(struct sample *s, const struct bootstrap_plan *plan, double *a)
{
	size_t count = (s->n + plan->block - 1) / plan->block;
	double *value = calloc(count, sizeof(*value)), mean, cubes = 0, squares = 0;

	if (!value)
		return -ENOMEM;
	all_once(s);
	for (size_t i = 0; i < count; i++)
		value[i] = without(s, plan, i * plan->block);
	mean = stats_mean(value, count);
	for (size_t i = 0; i < count; i++) {
		double d = mean - value[i];

		squares += d * d;
		cubes += d * d * d;
	}
	*a = squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
	free(value);
	return 0;
}

/* Return the BCa interval from the sorted resamples. */
static void set_bca(struct bootstrap *out, const double *sorted, size_t count, double confidence)
{
	size_t below = 0, up_to = 0;
	double at, z0, end[2];

	while (below < count && sorted[below] < out->value)
		below++;
	for (up_to = below; up_to < count && sorted[up_to] <= out->value;)
		up_to++;
	at = (double)(below + up_to) / (2 * (double)count);
	if (at <= 0 || at >= 1)
		return;
	out->bias = z0 = stats_normal_quantile(at);
	for (int i = 0; i < 2; i++) {
		double z = z0 + stats_normal_quantile(i ? (1 + confidence) / 2 : (1 - confidence) / 2);
		double denominator = 1 - out->acceleration * z;

		if (denominator <= 0)
			return;
		end[i] = stats_quantile(sorted, count, stats_normal(z0 + z / denominator));
	}
	out->ci = (struct interval){ true, end[0], end[1] };
}

int bootstrap_bca(const double *x, size_t n, const struct bootstrap_plan *plan, struct bootstrap *out)
{
	double *value = calloc(plan->resamples, sizeof(*value));
	uint64_t state = plan->seed;
	struct sample s;
	int err = value ? sample_make(&s, x, n) : -ENOMEM;

	*out = (struct bootstrap){ .value = 0 };
	if (err) {
		free(value);
		return err;
	}
	all_once(&s);
	out->value = value_of(&s, plan, n);
	if (n >= 2 * plan->block && n >= 2) {
		err = acceleration(&s, plan, &out->acceleration);
		for (size_t i = 0; i < plan->resamples && !err; i++)
			value[i] = resample(&s, plan, &state);
		stats_sort(value, plan->resamples);
		if (!err)
			set_bca(out, value, plan->resamples, plan->confidence);
	}
	sample_free(&s);
	free(value);
	return err;
}

/* Compute the autocovariances of lags 0 ... count - 1, with n in the denominator. */
static void autocovariances(const double *x, size_t n, double *r, size_t count)
{
	double mean = stats_mean(x, n);

	for (size_t lag = 0; lag < count; lag++) {
		r[lag] = 0;
		for (size_t i = 0; i + lag < n; i++)
			r[lag] += (x[i] - mean) * (x[i + lag] - mean);
		r[lag] /= (double)n;
	}
}

/* Return the first lag after which `row` lags are not significant; if there is none, the last significant lag. */
static size_t last_correlated(const double *r, size_t most, size_t row, double limit)
{
	size_t last = 0;

	for (size_t lag = 0; lag + row <= most; lag++) {
		size_t small = 0;

		while (small < row && fabs(r[lag + small + 1]) < limit * r[0])
			small++;
		if (small == row)
			return lag ? lag : 1;
	}
	for (size_t lag = 1; lag <= most; lag++)
		if (fabs(r[lag]) >= limit * r[0])
			last = lag;
	return last ? last : 1;
}

/* The trapezoidal lag window, flat up to one half. */
static double flat_top(double t)
{
	return t <= 0.5 ? 1 : fmax(2 * (1 - t), 0);
}

double bootstrap_block_length(const double *x, size_t n)
{
	double count = (double)n, row = fmax(5, ceil(log10(count))), most = ceil(sqrt(count)) + row;
	double limit = 2 * sqrt(log10(count) / count), bound = ceil(fmin(3 * sqrt(count), count / 3));
	double sum, weighted, length;
	size_t lags = (size_t)fmin(most, count - 1), half;
	double *r = calloc(lags + 2, sizeof(*r));

	if (!r)
		return 0;
	autocovariances(x, n, r, lags + 1);
	half = 2 * last_correlated(r, lags, (size_t)row, limit);
	half = half < lags ? half : lags;
	sum = r[0];
	weighted = 0;
	for (size_t lag = 1; lag <= half; lag++) {
		double w = 2 * flat_top((double)lag / (double)half) * r[lag];

		sum += w;
		weighted += w * (double)lag;
	}
	free(r);
	if (sum == 0)
		return 1;
	/* 4/3 sum^2 is the constant D of the circular bootstrap. */
	length = cbrt(2 * weighted * weighted / (4.0 / 3 * sum * sum)) * cbrt(count);
	return fmin(fmax(length, 1), fmax(bound, 1));
}

static double leaf_or_mean(const struct nest *nest, size_t i)
{
	return nest->nest ? bootstrap_nest_mean(&nest->nest[i]) : nest->value[i];
}

double bootstrap_nest_mean(const struct nest *nest)
{
	double first = leaf_or_mean(nest, 0), sum = 0;

	for (size_t i = 1; i < nest->count; i++)
		sum += leaf_or_mean(nest, i) - first;
	return first + sum / (double)nest->count;
}

/* Return the mean of a resample that draws as many nodes or values as there are, at every level. */
static double resample_nest(const struct nest *nest, uint64_t *state)
{
	double sum = 0, first = 0;

	for (size_t i = 0; i < nest->count; i++) {
		size_t at = draw_below(state, nest->count);
		double value = nest->nest ? resample_nest(&nest->nest[at], state) : nest->value[at];

		first = i ? first : value;
		sum += value - first;
	}
	return first + sum / (double)nest->count;
}

/* Does every level have a node with 2 nodes or values or more? */
static bool can_be_drawn(const struct nest *nest)
{
	bool below = !nest->nest;

	for (size_t i = 0; !below && i < nest->count; i++)
		below = can_be_drawn(&nest->nest[i]);
	return nest->count >= 2 && below;
}

static struct interval percentiles(double *value, size_t count, double confidence)
{
	stats_sort(value, count);
	return (struct interval){ true, stats_quantile(value, count, (1 - confidence) / 2),
				  stats_quantile(value, count, (1 + confidence) / 2) };
}

int bootstrap_nested(const struct nest *x, size_t resamples, double confidence, uint64_t seed, struct bootstrap *out)
{
	double *value = calloc(resamples, sizeof(*value));

	*out = (struct bootstrap){ .value = bootstrap_nest_mean(x) };
	if (!value)
		return -ENOMEM;
	if (can_be_drawn(x)) {
		for (size_t i = 0; i < resamples; i++)
			value[i] = resample_nest(x, &seed);
		out->ci = percentiles(value, resamples, confidence);
	}
	free(value);
	return 0;
}

/* Write the logarithms of resampled ratios. Returns false if a ratio is not above 0, and so has none. */
static bool draw_ratios(const struct nest *x, const struct nest *y, double *value, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		double above = resample_nest(x, &seed);

		value[i] = log(above / resample_nest(y, &seed));
		if (!isfinite(value[i]))
			return false;
	}
	return true;
}

/* Write the logarithms of resampled ratios, of the same nodes of x and y each. Returns false as above. */
static bool draw_pairs(const struct nest *x, const struct nest *y, double *value, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		double above = 0, below = 0;

		for (size_t k = 0; k < x->count; k++) {
			size_t at = draw_below(&seed, x->count);

			above += resample_nest(&x->nest[at], &seed);
			below += resample_nest(&y->nest[at], &seed);
		}
		value[i] = log(above / below);
		if (!isfinite(value[i]))
			return false;
	}
	return true;
}

typedef bool draw_function(const struct nest *x, const struct nest *y, double *value, size_t count, uint64_t seed);

static int ratio_of(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
		    draw_function *draw_all, struct bootstrap *out)
{
	double *value = calloc(resamples, sizeof(*value));

	*out = (struct bootstrap){ .value = bootstrap_nest_mean(x) / bootstrap_nest_mean(y) };
	if (!value)
		return -ENOMEM;
	if (can_be_drawn(x) && can_be_drawn(y) && draw_all(x, y, value, resamples, seed)) {
		out->ci = percentiles(value, resamples, confidence);
		/* The data are constant, and exp(log()) may be off in the last digit. */
		out->ci.lo = value[0] == value[resamples - 1] ? out->value : exp(out->ci.lo);
		out->ci.hi = value[0] == value[resamples - 1] ? out->value : exp(out->ci.hi);
	}
	free(value);
	return 0;
}

int bootstrap_ratio_pairs(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
			  struct bootstrap *out)
{
	return ratio_of(x, y, resamples, confidence, seed, draw_pairs, out);
}

int bootstrap_ratio(const struct nest *x, const struct nest *y, size_t resamples, double confidence, uint64_t seed,
		    struct bootstrap *out)
{
	return ratio_of(x, y, resamples, confidence, seed, draw_ratios, out);
}

double bootstrap_expanded(double confidence, size_t n)
{
	double df = (double)n - 1;

	return 2 * stats_normal(stats_t_quantile((1 + confidence) / 2, df) * sqrt((double)n / df)) - 1;
}

#define RATIO_MAX 32 /* most groups of a sample; neighbouring values are correlated, and share a group */

static bool is_constant(const double *x, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (x[i] != x[0])
			return false;
	return true;
}

size_t bootstrap_group_means(const double *x, size_t n, size_t most, double *out)
{
	size_t groups = n < most ? n : most;

	for (size_t i = 0; i < groups; i++)
		out[i] = stats_mean(x + i * n / groups, (i + 1) * n / groups - i * n / groups);
	return groups;
}

int bootstrap_ratio_interval(double ratio, const double *x, size_t nx, const double *y, size_t ny, double confidence,
			     struct interval *ci)
{
	double group[2][RATIO_MAX];
	const struct nest a = { .value = group[0], .count = bootstrap_group_means(x, nx, RATIO_MAX, group[0]) };
	const struct nest b = { .value = group[1], .count = bootstrap_group_means(y, ny, RATIO_MAX, group[1]) };
	size_t n = a.count < b.count ? a.count : b.count;
	struct bootstrap out;

	*ci = (struct interval){ .known = false };
	if (n < 2 || (n < BOOTSTRAP_RATIO_MIN && !(is_constant(x, nx) && is_constant(y, ny))))
		return 0;
	if (bootstrap_ratio(&a, &b, BOOTSTRAP_RESAMPLES, bootstrap_expanded(confidence, n), BOOTSTRAP_SEED, &out))
		return -ENOMEM;
	if (out.ci.known)
		*ci = (struct interval){ true, out.ci.lo + fmin(ratio - out.value, 0), out.ci.hi + fmax(ratio - out.value, 0) };
	return 0;
}
