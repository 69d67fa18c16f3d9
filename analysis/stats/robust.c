/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/robust.h"

#include "bench/stats/student.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CUT_DEVIATIONS  (10 * 1.4826) /* 1.4826: standard / median absolute deviation of a normal distribution */
#define CUT_MOST        0.02
#define CUT_APART       0.005
#define QUANTILE_BESIDE 5

static size_t trimmed(size_t n, double share)
{
	return (size_t)(share * (double)n);
}

double robust_trimmed_mean(const double *sorted, size_t n, double share)
{
	size_t k = trimmed(n, share);

	return stats_mean(sorted + k, n - 2 * k);
}

double robust_winsorised_deviation(const double *sorted, size_t n, double share)
{
	size_t k = trimmed(n, share);
	double low = sorted[k], high = sorted[n - 1 - k], sum = 0, squares = 0, mean;

	for (size_t i = 0; i < n; i++)
		sum += fmin(fmax(sorted[i], low), high) - low;
	mean = sum / (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = fmin(fmax(sorted[i], low), high) - low - mean;

		squares += d * d;
	}
	return sqrt(squares / (double)(n - 1));
}

double robust_trimmed_error(const double *sorted, size_t n, double share)
{
	double kept = (double)(n - 2 * trimmed(n, share));

	return robust_winsorised_deviation(sorted, n, share) * sqrt((double)n) / kept;
}

struct interval robust_trimmed_interval(const double *sorted, size_t n, double share, double confidence)
{
	size_t kept = n - 2 * trimmed(n, share);
	double mean, half;

	if (n < 2 || kept < 2)
		return (struct interval){ .known = false };
	mean = robust_trimmed_mean(sorted, n, share);
	half = student_quantile((1 + confidence) / 2, (double)(kept - 1)) * robust_trimmed_error(sorted, n, share);
	return (struct interval){ true, mean - half, mean + half };
}

/* The contribution of one of two samples to the variance of the difference, and its degrees of freedom. */
struct arm {
	double mean, variance, df;
};

/* Fill in the arm from x, which is sorted in place. */
static bool take_arm(double *x, size_t n, double share, struct arm *arm)
{
	size_t kept = n - 2 * trimmed(n, share);
	double deviation;

	if (n < 2 || kept < 2)
		return false;
	stats_sort(x, n);
	deviation = robust_winsorised_deviation(x, n, share);
	arm->mean = robust_trimmed_mean(x, n, share);
	arm->df = (double)(kept - 1);
	arm->variance = (double)(n - 1) * deviation * deviation / ((double)kept * arm->df);
	return true;
}

static struct comparison compare_arms(const struct arm *x, const struct arm *y, double confidence)
{
	double variance = x->variance + y->variance, difference = x->mean - y->mean, df, half, p;

	if (variance <= 0)
		return (struct comparison){ true, difference, { true, difference, difference }, difference == 0, 0, 0 };
	df = variance * variance / (x->variance * x->variance / x->df + y->variance * y->variance / y->df);
	half = student_quantile((1 + confidence) / 2, df) * sqrt(variance);
	p = 2 * student_tail(fabs(difference) / sqrt(variance), df);
	return (struct comparison){ true, difference, { true, difference - half, difference + half }, p,
				    sqrt(variance), df };
}

struct comparison robust_yuen(const double *x, size_t nx, const double *y, size_t ny, double share, double confidence)
{
	struct comparison comparison = { .known = false };
	double *copy = malloc((nx + ny + 1) * sizeof(*copy));
	struct arm a, b;

	if (!copy)
		return comparison;
	memcpy(copy, x, nx * sizeof(*x));
	memcpy(copy + nx, y, ny * sizeof(*y));
	if (take_arm(copy, nx, share, &a) && take_arm(copy + nx, ny, share, &b))
		comparison = compare_arms(&a, &b, confidence);
	free(copy);
	return comparison;
}

#define DF_MANY 1e6 /* Student's t is normal */

void robust_add_error(struct comparison *c, double error, double confidence)
{
	double df = c->df > 0 ? c->df : DF_MANY, half;

	if (!c->known || error <= 0)
		return;
	c->error = hypot(c->error, error);
	half = student_quantile((1 + confidence) / 2, df) * c->error;
	c->ci = (struct interval){ true, c->difference - half, c->difference + half };
	c->p = 2 * student_tail(fabs(c->difference) / c->error, df);
}

/* Return the weight of order statistic i (from 1) of n in the mean that estimates the p-quantile. */
static void beta_weights(double a, double b, size_t n, double *weight)
{
	double below = 0;

	for (size_t i = 1; i <= n; i++) {
		double above = student_beta(a, b, (double)i / (double)n);

		weight[i - 1] = above - below;
		below = above;
	}
}

/* Weighted mean by deviations from the smallest value; exact for constant data. */
static double weigh(const double *sorted, const double *weight, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weight[i] * (sorted[i] - sorted[0]);
	return sorted[0] + sum;
}

/*
 * Jackknife error from the weights of n - 1 samples: without sample i, the values above it move down by one rank. The
 * estimates are relative to the one without sample 0.
 */
static double jackknife_error(const double *sorted, const double *weight, size_t n)
{
	double mean = 0, squares = 0;

	for (int pass = 0; pass < 2; pass++) {
		double value = 0, sum = 0;

		for (size_t i = 0; i < n; i++) {
			sum += value;
			squares += pass ? (value - mean) * (value - mean) : 0;
			if (i + 1 < n)
				value += weight[i] * (sorted[i] - sorted[i + 1]);
		}
		mean = sum / (double)n;
	}
	return sqrt(squares * (double)(n - 1) / (double)n);
}

int robust_harrell_davis(const double *sorted, size_t n, double p, double *value, double *error)
{
	double *weight = calloc(n, sizeof(*weight));

	if (!weight)
		return -ENOMEM;
	beta_weights(p * (double)(n + 1), (1 - p) * (double)(n + 1), n, weight);
	*value = weigh(sorted, weight, n);
	*error = 0;
	if (n >= 2) {
		beta_weights(p * (double)n, (1 - p) * (double)n, n - 1, weight);
		*error = jackknife_error(sorted, weight, n);
	}
	free(weight);
	return 0;
}

bool robust_maritz_jarrett(const double *sorted, size_t n, double p, double *error)
{
	double m = floor(p * (double)n + 0.5), below = 0, first = 0, second = 0;

	*error = 0;
	if ((double)n * p < QUANTILE_BESIDE || (double)n * (1 - p) < QUANTILE_BESIDE)
		return false;
	for (size_t i = 1; i <= n; i++) {
		double above = student_beta(m - 1, (double)n - m, (double)i / (double)n), x = sorted[i - 1] - sorted[0];

		first += (above - below) * x;
		second += (above - below) * x * x;
		below = above;
	}
	*error = sqrt(fmax(second - first * first, 0));
	return true;
}

static size_t count_above(const struct cut *cut)
{
	size_t above = 0;

	for (size_t i = 0; i < cut->n; i++)
		above += cut->x[i] > cut->limit;
	return above;
}

/* Replace each x by its absolute deviation from the median. Returns the median. */
static double centre(double *x, size_t n)
{
	double median = stats_median(x, n);

	for (size_t i = 0; i < n; i++)
		x[i] = fabs(x[i] - median);
	return median;
}

/* Would a lose a larger share than b, by more than three standard deviations of the counts (Poisson)? */
static bool is_apart(const struct cut *a, const struct cut *b)
{
	double chance = 3 * sqrt(a->share / (double)a->n + b->share / (double)b->n);

	return fabs(a->share - b->share) > fmax(CUT_APART, chance);
}

/*
 * Would it lose more than CUT_MOST, by more than two standard deviations of the count (Poisson)? Of 48 samples two are
 * 4 %, which outliers of half a per cent come to in one of 40 cells.
 */
static bool is_much(const struct cut *cut)
{
	return cut->share > CUT_MOST + 2 * sqrt(CUT_MOST / (double)cut->n);
}

bool robust_cut_is_refused(const struct cut *cut, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_much(&cut[i]))
			return true;
		for (size_t j = 0; j < i; j++)
			if (is_apart(&cut[i], &cut[j]))
				return true;
	}
	return false;
}

int robust_common_cut(struct cut *cut, size_t count, double least, bool *refused)
{
	size_t n = 0, all = 0;
	double *pool, deviation;

	for (size_t i = 0; i < count; i++)
		all += cut[i].n;
	pool = malloc(all * sizeof(*pool));
	if (!pool)
		return -ENOMEM;
	for (size_t i = 0; i < count; n += cut[i++].n) {
		memcpy(pool + n, cut[i].x, cut[i].n * sizeof(*pool));
		cut[i].limit = centre(pool + n, cut[i].n);
	}
	deviation = fmax(stats_median(pool, n), least);
	free(pool);
	for (size_t i = 0; i < count; i++) {
		cut[i].limit += CUT_DEVIATIONS * deviation;
		cut[i].share = (double)count_above(&cut[i]) / (double)cut[i].n;
	}
	*refused = robust_cut_is_refused(cut, count);
	return 0;
}

size_t robust_cut_off(double *x, size_t n, double limit)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++)
		if (x[i] <= limit)
			x[left++] = x[i];
	return left;
}
