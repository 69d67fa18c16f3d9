/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats.h"

#include "bench/student.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *x, size_t n)
{
	if (n)
		qsort(x, n, sizeof(*x), compare);
}

double stats_mean(const double *x, size_t n)
{
	double sum = 0;

	/* Deviations from the first sample: exact for constant data, and no digits lost to a large common part. */
	for (size_t i = 0; i < n; i++)
		sum += x[i] - x[0];
	return x[0] + sum / (double)n;
}

double stats_deviation(const double *x, size_t n)
{
	double mean = stats_mean(x, n), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sqrt(sum / (double)(n - 1));
}

double stats_inflation(const double *d, size_t n)
{
	double mean = stats_mean(d, n), all = 0, inflation = 1;

	for (size_t i = 0; i < n; i++)
		all += (d[i] - mean) * (d[i] - mean);
	for (size_t lag = 1; all > 0 && lag <= n / 4; lag++) {
		double sum = 0;

		for (size_t i = lag; i < n; i++)
			sum += (d[i] - mean) * (d[i - lag] - mean);
		if (sum <= 0)
			break;
		inflation += 2 * sum / all;
	}
	return inflation;
}

double stats_quantile(const double *sorted, size_t n, double p)
{
	double h = (double)(n - 1) * p;
	size_t below = (size_t)h;

	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (h - (double)below) * (sorted[below + 1] - sorted[below]);
}

struct summary stats_summary(const double *sorted, size_t n)
{
	return (struct summary){
		.n = n,
		.mean = stats_mean(sorted, n),
		.median = stats_quantile(sorted, n, 0.5),
		.p90 = stats_quantile(sorted, n, 0.9),
		.p99 = stats_quantile(sorted, n, 0.99),
		.min = sorted[0],
		.max = sorted[n - 1],
		.ci95 = stats_median_interval(sorted, n, STATS_CONFIDENCE),
	};
}

static double binomial(size_t n, size_t k, double p)
{
	double nn = (double)n, kk = (double)k;

	return exp(lgamma(nn + 1) - lgamma(kk + 1) - lgamma(nn - kk + 1) + kk * log(p) + (nn - kk) * log1p(-p));
}

/*
 * With X ~ binomial(n, p) and F its distribution: low = min{k: F(k) > a}, high = 1 + max{k: P(X >= k) > a}, a being
 * half of what is left of the confidence.
 */
bool stats_quantile_ranks(size_t n, double p, double confidence, size_t *low, size_t *high)
{
	double a = (1 - confidence) / 2, tail;
	size_t k;

	if (!n)
		return false;
	k = 0;
	tail = binomial(n, 0, p);
	while (k < n && tail <= a)
		tail += binomial(n, ++k, p);
	*low = k;
	k = n;
	tail = binomial(n, n, p);
	while (k > 0 && tail <= a)
		tail += binomial(n, --k, p);
	*high = k + 1;
	return *low >= 1 && *high <= n;
}

struct interval stats_median_interval(const double *sorted, size_t n, double confidence)
{
	size_t low, high;

	if (!stats_quantile_ranks(n, 0.5, confidence, &low, &high))
		return (struct interval){ .known = false };
	return (struct interval){ true, sorted[low - 1], sorted[high - 1] };
}

double stats_normal(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

/* By halving: 60 steps leave nothing that a double could tell. */
double stats_normal_quantile(double p)
{
	double lo = 0, hi = 40;

	if (p < 0.5)
		return -stats_normal_quantile(1 - p);
	for (int i = 0; i < 60; i++) {
		double mid = (lo + hi) / 2;

		/* The upper tail keeps its digits. */
		if (stats_normal(-mid) > 1 - p)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}

double stats_t_quantile(double p, double df)
{
	return student_quantile(p, df);
}

double stats_t_half_width(const double *x, size_t n, double confidence)
{
	return stats_t_quantile((1 + confidence) / 2, (double)(n - 1)) * stats_deviation(x, n) / sqrt((double)n);
}

struct interval stats_mean_interval(const double *x, size_t n, double confidence)
{
	double mean, half;

	if (n < 2)
		return (struct interval){ .known = false };
	mean = stats_mean(x, n);
	half = stats_t_half_width(x, n, confidence);
	return (struct interval){ true, mean - half, mean + half };
}

struct interval stats_paired_interval(const double *x, const double *y, size_t n, double confidence)
{
	struct interval interval = { .known = false };
	double *d = calloc(n ? n : 1, sizeof(*d));

	for (size_t i = 0; d && i < n; i++)
		d[i] = x[i] - y[i];
	if (d)
		interval = stats_mean_interval(d, n, confidence);
	free(d);
	return interval;
}

struct interval stats_unpaired_interval(const double *x, size_t nx, const double *y, size_t ny, double confidence)
{
	double difference, vx, vy, df, half;

	if (nx < 2 || ny < 2)
		return (struct interval){ .known = false };
	difference = stats_mean(x, nx) - stats_mean(y, ny);
	vx = pow(stats_deviation(x, nx), 2) / (double)nx;
	vy = pow(stats_deviation(y, ny), 2) / (double)ny;
	if (vx + vy <= 0)
		return (struct interval){ true, difference, difference };
	/* Welch-Satterthwaite degrees of freedom. */
	df = (vx + vy) * (vx + vy) / (vx * vx / (double)(nx - 1) + vy * vy / (double)(ny - 1));
	half = stats_t_quantile((1 + confidence) / 2, df) * sqrt(vx + vy);
	return (struct interval){ true, difference - half, difference + half };
}
