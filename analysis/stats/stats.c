/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/stats.h"

#include "bench/stats/student.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIGN (UINT64_C(1) << 63)
#define MANY 256 /* number of values from which radix sort is faster */
#define FAR  12  /* standard deviations below its mean; less than 1e-30 of a binomial lies farther out */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Map doubles to integers of the same order: invert all bits of negative values, the sign bit of others. */
static uint64_t key_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits & SIGN ? ~bits : bits | SIGN;
}

static double of_key(uint64_t key)
{
	uint64_t bits = key & SIGN ? key & ~SIGN : ~key;
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* Sort by one byte of the keys, from one array into the other. Returns false, with nothing done, if all are equal. */
static bool sort_by_byte(const uint64_t *from, uint64_t *to, size_t n, int shift)
{
	size_t place[256] = { 0 }, next = 0;

	for (size_t i = 0; i < n; i++)
		place[from[i] >> shift & 0xff]++;
	if (place[from[0] >> shift & 0xff] == n)
		return false;
	for (int i = 0; i < 256; i++) {
		size_t count = place[i];

		place[i] = next;
		next += count;
	}
	for (size_t i = 0; i < n; i++)
		to[place[from[i] >> shift & 0xff]++] = from[i];
	return true;
}

/* Radix sort; fast for the costs of a cell, whose bytes hardly differ. Returns false without memory: x is unchanged. */
static bool sort_by_bytes(double *x, size_t n)
{
	uint64_t *keys = malloc(2 * n * sizeof(*keys)), *from = keys, *to = keys + n;

	if (!keys)
		return false;
	for (size_t i = 0; i < n; i++)
		from[i] = key_of(x[i]);
	for (int shift = 0; shift < 64; shift += 8)
		if (sort_by_byte(from, to, n, shift)) {
			uint64_t *swap = from;

			from = to;
			to = swap;
		}
	for (size_t i = 0; i < n; i++)
		x[i] = of_key(from[i]);
	free(keys);
	return true;
}

void stats_sort(double *x, size_t n)
{
	if (n && (n < MANY || !sort_by_bytes(x, n)))
		qsort(x, n, sizeof(*x), compare);
}

static void swap(double *a, double *b)
{
	double was = *a;

	*a = *b;
	*b = was;
}

/* Put the k-th smallest value, from 0, at x[k], with none smaller after it and none greater before it (Hoare 1961). */
static void put_in_place(double *x, size_t n, size_t k)
{
	size_t first = 0, last = n - 1;

	while (first < last) {
		double pivot = x[first + (last - first) / 2];
		size_t i = first, j = last;

		for (;; i++, j--) {
			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap(&x[i], &x[j]);
		}
		if (k <= j)
			last = j;
		else
			first = j + 1;
	}
}

double stats_median(double *x, size_t n)
{
	double below = -INFINITY;

	put_in_place(x, n, n / 2);
	for (size_t i = 0; n % 2 == 0 && i < n / 2; i++)
		below = fmax(below, x[i]);
	return n % 2 ? x[n / 2] : below + 0.5 * (x[n / 2] - below);
}

double stats_mean(const double *x, size_t n)
{
	double sum = 0;

	/* Deviations from the first sample are exact for constant data, and keep the digits beside a large offset. */
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
	};
}

static double binomial(double n, double k, double p)
{
	return exp(student_log_gamma(n + 1) - student_log_gamma(k + 1) - student_log_gamma(n - k + 1) + k * log(p) +
		   (n - k) * log1p(-p));
}

/* Return the least k with P(X <= k) > a, X ~ binomial(n, p), 0 < p < 1; n if there is none. */
static size_t binomial_rank(size_t n, double p, double a)
{
	double count = (double)n, first = floor(count * p - FAR * (sqrt(count * p * (1 - p)) + 1)), tail, term;
	size_t k = first > 0 ? (size_t)first : 0;

	tail = term = binomial(count, (double)k, p);
	while (k < n && tail <= a) {
		term *= (double)(n - k) / (double)(k + 1) * (p / (1 - p));
		tail += term;
		k++;
	}
	return k;
}

/*
 * With X ~ binomial(n, p) and F its distribution: low = min{k: F(k) > a}, high = 1 + max{k: P(X >= k) > a}, a being
 * half of 1 - confidence. The second is the first applied to n - X.
 */
bool stats_quantile_ranks(size_t n, double p, double confidence, size_t *low, size_t *high)
{
	double a = (1 - confidence) / 2;

	if (!n)
		return false;
	*low = binomial_rank(n, p, a);
	*high = n - binomial_rank(n, 1 - p, a) + 1;
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

/* Bisection: after 60 steps the bounds are equal within the precision of a double. */
double stats_normal_quantile(double p)
{
	double lo = 0, hi = 40;

	if (p < 0.5)
		return -stats_normal_quantile(1 - p);
	for (int i = 0; i < 60; i++) {
		double mid = (lo + hi) / 2;

		/* The upper tail is computed directly to keep its digits. */
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
