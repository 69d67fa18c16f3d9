/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden values: those of R 4.2.2, of data that a generator makes; closed forms of Student's t for 1, 2 and 4 degrees
 * of freedom; printed tables for others.
 */
#include "analysis/stats/stats.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static void test_quantiles(void)
{
	static const double four[] = { 1, 2, 4, 8 };
	double x[N], y[N], d[N];

	golden_three(x, y, d);
	ok(x[0] == 1049 && x[1] == 1113 && x[2] == 1075 && x[39] == 1044 && y[39] == 859, "the golden data");
	stats_sort(x, N);
	stats_sort(y, N);
	stats_sort(d, N);
	ok(stats_quantile(x, N, 0.5) == 1121, "median x");
	ok(stats_quantile(y, N, 0.5) == 801.5, "median y");
	ok(stats_quantile(d, N, 0.5) == 322, "median x - y");
	ok(near(stats_quantile(x, N, 0.9), 1178.2), "type-7 quantile .9 of x");
	ok(stats_quantile(four, 4, 0) == 1 && stats_quantile(four, 4, 1) == 8, "quantiles 0 and 1 are the ends");
	ok(near(stats_quantile(four, 4, 0.25), 1.75) && near(stats_quantile(four, 4, 0.75), 5), "quartiles of four");
	ok(stats_quantile(four, 1, 0.9) == 1, "any quantile of one sample");
}

static void test_median(void)
{
	double x[N], y[N], d[N], z[300];
	uint64_t state = 3;
	bool as = true;

	golden_three(x, y, d);
	ok(stats_median(x, N) == 1121 && stats_median(y, N) == 801.5 && stats_median(d, N) == 322, "medians, unsorted");
	for (size_t n = 1; n <= 300; n++) {
		for (size_t i = 0; i < n; i++)
			z[i] = golden_draw(&state) % (n % 3 ? 1000 : 5) - 2.5;
		d[0] = stats_median(z, n);
		stats_sort(z, n);
		as &= d[0] == stats_quantile(z, n, 0.5);
	}
	ok(as, "as of the sorted, up to 300 values, with and without ties");
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void test_sort(void)
{
	static double x[3000], y[3000];
	static const size_t sizes[] = { 1, 2, 255, 256, 257, 3000 };
	bool as = true;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		uint64_t seed = s;

		for (size_t i = 0; i < sizes[s]; i++) {
			x[i] = ((double)golden_draw(&seed) - 2147483648.0) * (i % 3 ? 1 : i % 2 ? 1e-300 : 1e290);
			y[i] = x[i] = i % 7 ? x[i] : (double)(golden_draw(&seed) % 5);
		}
		stats_sort(x, sizes[s]);
		qsort(y, sizes[s], sizeof(*y), ascending);
		as &= !memcmp(x, y, sizes[s] * sizeof(*x));
	}
	ok(as, "few and many, negative, huge and tiny: sorted");
}

static void test_ranks(void)
{
	static const struct {
		size_t n;
		double p;
		size_t low, high; /* 0: there are too few samples */
	} rows[] = {
		{ 40, 0.5, 14, 27 }, { 100, 0.5, 40, 61 }, { 1000, 0.5, 469, 532 }, { 1000, 0.99, 983, 997 },
		{ 4096, 0.99, 4042, 4068 }, { 3552, 0.5, 1718, 1835 }, { 100000, 0.5, 49690, 50311 }, { 100000, 0.01, 939, 1063 }, { 10000, 0.999, 9983, 9997 }, { 6, 0.5, 1, 6 }, { 5, 0.5, 0, 0 },
		{ 1, 0.5, 0, 0 }, { 0, 0.5, 0, 0 }, { 100, 0.99, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t low = 0, high = 0;
		bool known = stats_quantile_ranks(rows[i].n, rows[i].p, 0.95, &low, &high);

		ok(known == (rows[i].low > 0) && (!known || (low == rows[i].low && high == rows[i].high)),
		   "ranks of the %.3g-quantile of %zu", rows[i].p, rows[i].n);
	}
}

static void test_t(void)
{
	static const struct {
		double p, df, t;
	} rows[] = {
		{ 0.975, 3, 3.182446305284 }, { 0.975, 10, 2.228138851986 }, { 0.975, 30, 2.042272456301 },
		{ 0.95, 5, 2.015048373333 }, { 0.995, 15, 2.946712883 }, { 0.975, 1e7, 1.959964 },
		{ 0.975, 4.5, 2.658912347 }, /* by Simpson integration of the density */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(fabs(stats_t_quantile(rows[i].p, rows[i].df) - rows[i].t) < 1e-6, "t %g, %g degrees of freedom",
		   rows[i].p, rows[i].df);
	ok(near(stats_t_quantile(0.975, 1), tan(M_PI * 0.475)), "t with 1 degree of freedom: a tangent");
	ok(near(stats_t_quantile(0.975, 2), 0.95 / sqrt(2 * 0.975 * 0.025)), "t with 2 degrees of freedom: a root");
	ok(near(stats_t_quantile(0.025, 7), -stats_t_quantile(0.975, 7)), "t is symmetric");
	ok(stats_t_quantile(0.5, 7) == 0, "its median is 0");
}

static void test_means(void)
{
	static const double x[] = { 1, 2, 3, 4, 5 };
	struct interval i = stats_mean_interval(x, 5, 0.95);

	ok(stats_mean(x, 5) == 3 && near(stats_deviation(x, 5), sqrt(2.5)), "mean and deviation");
	ok(i.known && near(i.lo, 3 - 2.7764451051977987 * sqrt(0.5)) && near(i.hi, 3 + 2.7764451051977987 * sqrt(0.5)),
	   "t interval of a mean");
	ok(!stats_mean_interval(x, 1, 0.95).known, "none of one sample");
}

static void test_constant(void)
{
	double x[64];
	struct summary s;
	struct interval i;

	for (int k = 0; k < 64; k++)
		x[k] = 5254 * 8.2051282051282;
	s = stats_summary(x, 64);
	ok(s.n == 64 && s.mean == x[0] && s.median == x[0] && s.p90 == x[0] && s.p99 == x[0] && s.min == x[0] &&
		   s.max == x[0],
	   "constant data: every location is the constant");
	i = stats_median_interval(x, 64, 0.95);
	ok(i.known && i.lo == x[0] && i.hi == x[0], "constant data: the median's interval is a point");
	i = stats_mean_interval(x, 64, 0.95);
	ok(i.known && i.lo == x[0] && i.hi == x[0], "constant data: the mean's interval is a point");
	x[63] += 10600;
	s = stats_summary(x, 64);
	ok(s.median == x[0] && stats_median_interval(x, 64, 0.95).hi == x[0] && s.mean > x[0] && s.max == x[63],
	   "one timer tick moves the mean only");
}

static void test_normal(void)
{
	/* R's qnorm(). */
	ok(near(stats_normal_quantile(0.975), 1.959963984540054) &&
	   near(stats_normal_quantile(1e-9), -5.997807015007687) && fabs(stats_normal_quantile(0.5)) < 1e-15, "quantiles of the normal distribution");
	ok(near(stats_normal(-1.959963984540054), 0.025) && stats_normal(0) == 0.5, "and shares below one");
}

int main(void)
{
	test_quantiles();
	test_median();
	test_sort();
	test_ranks();
	test_t();
	test_means();
	test_constant();
	test_normal();
	return tap_done();
}
