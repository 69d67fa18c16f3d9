/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden values: R 4.2.2 (mean(trim =), t.test()), scipy 1.10.1 (trimmed_stde, hdquantiles, mjci, ttest_ind(trim =)).
 */
#include "analysis/stats/robust.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <string.h>

static const double same[8] = { 7, 7, 7, 7, 7, 7, 7, 7 };

static void test_trimmed(void)
{
	double x[N], y[N], d[N];
	struct interval ci;

	golden_three(x, y, d);
	stats_sort(x, N);
	ok(robust_trimmed_mean(x, N, 0.1) == 1122.96875 && robust_trimmed_mean(x, N, 0.2) == 1121.5, "trimmed means");
	ok(near(robust_trimmed_mean(x, N, 0), stats_mean(x, N)), "nothing trimmed: the mean");
	ok(near(robust_trimmed_error(x, N, 0.2), 4.938727127613515), "standard error");
	ci = robust_trimmed_interval(x, N, 0.2, 0.95);
	ok(ci.known && near(ci.lo, 1121.5 - stats_t_quantile(0.975, 23) * 4.938727127613515) &&
	   near(ci.lo + ci.hi, 2243), "its interval: t with 23 degrees of freedom");
	ci = robust_trimmed_interval(same, 8, 0.2, 0.95);
	ok(ci.known && ci.lo == 7 && ci.hi == 7, "constant: a point");
	for (int i = 0; i < N; i++)
		d[i] = x[i] + 0x1p50;
	ok(robust_trimmed_mean(d, N, 0.2) == 1121.5 + 0x1p50 &&
	   near(robust_trimmed_error(d, N, 0.2), 4.938727127613515),
	   "huge: no digits are lost to what all have in common");
	ok(near(robust_winsorised_deviation((const double[]){ 1, 2, 4, 6, 99 }, 5, 0.2), sqrt(16.0 / 4)),
	   "winsorised: 2, 2, 4, 6, 6");
	ok(!robust_trimmed_interval(x, 1, 0.2, 0.95).known && !robust_trimmed_interval(x, 3, 0.4, 0.95).known,
	   "of one sample there is none, nor if one is left");
}

/* scipy 1.10.1: trim_mean(), trimmed_stde() with the share of whole samples that is cut, and t.ppf(). */
static void test_few(void)
{
	static const double four[] = { 1, 3, 8, 20 }, seven[] = { 1, 3, 5, 6, 7, 8, 20 };
	static const double nine[] = { 1007, 1012, 1019, 1022, 1025, 1031, 1034, 1050, 1100 };
	struct interval ci = robust_trimmed_interval(four, 4, 0.2, 0.95), t = stats_mean_interval(four, 4, 0.95);

	ok(near(robust_trimmed_error(four, 4, 0.2), 4.262237284181474) && near(ci.lo, -5.564341297288161) &&
	   near(ci.hi, 21.56434129728816), "of four samples none is cut");
	ok(near(ci.lo, t.lo) && near(ci.hi, t.hi), "so that the interval is that of the mean");
	ci = robust_trimmed_interval(seven, 7, 0.2, 0.95);
	ok(near(robust_trimmed_error(seven, 7, 0.2), 1.1313708498984758) && near(ci.lo, 2.6588109416359034) &&
	   near(ci.hi, 8.941189058364095), "of seven, one on each side: 5 of 7 are kept, not 60 %%");
	ci = robust_trimmed_interval(nine, 9, 0.2, 0.95);
	ok(near(robust_trimmed_error(nine, 9, 0.2), 6.154888549862175) && near(ci.lo, 1012.5109588507787) &&
	   near(ci.hi, 1042.6318982920786), "of nine, 7 are kept");
}

static void test_yuen(void)
{
	static const double few[] = { 1, 2, 3, 4, 5 }, fewer[] = { 10, 14, 12 };
	double x[N], y[N], d[N];
	struct comparison c;

	golden_three(x, y, d);
	c = robust_yuen(x, N, y, N, 0.2, 0.95);
	ok(c.known && c.difference == robust_yuen(y, N, x, N, 0.2, 0.95).difference * -1 && c.ci.lo < c.difference &&
	   c.difference < c.ci.hi, "Yuen: a difference of %g", c.difference);
	ok(near(c.difference, 320.58333333333337) && fabs(c.p / 1.630826108409252e-39 - 1) < 1e-6, "p %.9g", c.p);
	for (int i = 0; i < N; i++)
		d[i] = y[i] + 310;
	c = robust_yuen(x, N, d, N, 0.2, 0.95);
	ok(near(c.difference, 10.583333333333258) && near(c.p, 0.1468987395345001) && c.ci.lo < 0 && c.ci.hi > 0,
	   "p %.9g, and an interval that holds 0", c.p);
	/* Variances of the means 0.5 and 4/3; Welch's degrees of freedom (0.5 + 4/3)^2 / (0.25/4 + (16/9)/2). */
	c = robust_yuen(few, 5, fewer, 3, 0, 0.95);
	ok(c.known && near(c.ci.hi - c.ci.lo, 2 * stats_t_quantile(0.975, 3.532846715328467) * sqrt(0.5 + 4.0 / 3)) &&
	   near((c.ci.hi + c.ci.lo) / 2, -9), "nothing trimmed: Welch's interval");
	ok(!robust_yuen(few, 5, fewer, 1, 0, 0.95).known, "none with one sample on a side");
	c = robust_yuen(x, N, x, N, 0.2, 0.95);
	ok(c.difference == 0 && near(c.p, 1), "with itself: no difference, p = 1");
	c = robust_yuen(same, 8, same, 4, 0.2, 0.95);
	ok(c.known && c.difference == 0 && c.ci.lo == 0 && c.ci.hi == 0 && c.p == 1,
	   "constant and alike: a point, p = 1");
	c = robust_yuen(same, 8, (const double[]){ 9, 9, 9 }, 3, 0.2, 0.95);
	ok(c.known && c.difference == -2 && c.ci.lo == -2 && c.ci.hi == -2 && c.p == 0,
	   "constant and not: a point, p = 0");
	ok(!robust_yuen(x, 1, y, N, 0.2, 0.95).known && !robust_yuen(x, N, y, 0, 0.2, 0.95).known, "too few");
}

static void test_quantiles(void)
{
	static const struct {
		double p, value;
	} rows[] = {
		{ 0.1, 1076.540105227 }, { 0.5, 1120.588674611 }, { 0.9, 1186.270233232 }, { 0.99, 1766.672018630 },
	};
	double x[N], y[N], d[N], value, error, mj, brute = 0, mean = 0, left[N - 1], each[N];

	golden_three(x, y, d);
	stats_sort(x, N);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(!robust_harrell_davis(x, N, rows[i].p, &value, &error) && near(value, rows[i].value),
		   "Harrell-Davis, p = %g", rows[i].p);
	robust_harrell_davis(x, N, 0.5, &value, &error);
	for (int i = 0; i < N; i++) {
		double none;

		memcpy(left, x, (size_t)i * sizeof(*x));
		memcpy(left + i, x + i + 1, (size_t)(N - 1 - i) * sizeof(*x));
		robust_harrell_davis(left, N - 1, 0.5, &each[i], &none);
		mean += each[i] / N;
	}
	for (int i = 0; i < N; i++)
		brute += (each[i] - mean) * (each[i] - mean);
	ok(near(error, sqrt(brute * (N - 1) / N)), "its jackknife, each left out in turn: %.9g", error);
	ok(robust_maritz_jarrett(x, N, 0.5, &mj) && near(mj, 5.422915520923), "Maritz-Jarrett");
	ok(near(1121 - stats_normal_quantile(0.975) * mj, 1110.371280888) &&
	   near(1121 + stats_normal_quantile(0.975) * mj, 1131.628719112), "scipy's interval around the median");
	ok(!robust_maritz_jarrett(x, N, 0.99, &mj) && mj == 0 && !robust_maritz_jarrett(x, N, 0.1, &mj),
	   "not so near to an end");
	ok(!robust_harrell_davis((const double[]){ 1, 3 }, 2, 0.5, &value, &error) && near(value, 2) && near(error, 1),
	   "of two: half of what they differ by");
	ok(!robust_harrell_davis(same, 8, 0.3, &value, &error) && value == 7 && error == 0, "constant: no error");
	ok(!robust_harrell_davis(same, 1, 0.3, &value, &error) && value == 7 && error == 0, "of one sample");
}

static bool cut_pair(struct cut cut[static 2], const double *x, size_t nx, const double *y, size_t ny, double least)
{
	bool refused = true;

	cut[0] = (struct cut){ .x = x, .n = nx };
	cut[1] = (struct cut){ .x = y, .n = ny };
	ok(!robust_common_cut(cut, 2, least, &refused), "a cut");
	return refused;
}

/* Is the cut refused, with the given numbers of outliers among 2000 samples each? */
static bool cut_long(int above_x, int above_y)
{
	static double x[2000], y[2000];
	struct cut cut[2];

	for (int i = 0; i < 2000; i++) {
		x[i] = i < above_x ? 20000 : 1000 + i % 5;
		y[i] = i < above_y ? 20000 : 1000 + i % 5;
	}
	return cut_pair(cut, x, 2000, y, 2000, 0);
}

static void test_cut(void)
{
	double x[100], y[100], d[N];
	struct cut cut[2];

	golden_three(x, y, d);
	cut_pair(cut, x, N, x, N, 0);
	ok(near(cut[0].limit, 1121 + 10 * 25.9455),
	   "the limit, by R's mad()");
	for (int i = 0; i < 100; i++) {
		x[i] = 1000 + i % 5;
		y[i] = 5000 + i % 5;
	}
	ok(!cut_pair(cut, x, 100, y, 100, 0) && near(cut[0].limit, 1002 + 14.826) && near(cut[1].limit, 5002 + 14.826),
	   "the same deviation above either's own median, far apart as they are");
	x[7] = 1020;
	ok(!cut_pair(cut, x, 100, y, 100, 0) && cut[0].share == 0.01 && cut[1].share == 0, "one sample is borne");
	x[8] = 1020;
	ok(!cut_pair(cut, x, 100, y, 100, 0) && cut[0].share == 0.02, "2 %% of one arm of 100, too: that may be chance");
	ok(!cut_long(11, 1) && cut_long(14, 1) && !cut_long(20, 6) && !cut_long(39, 35),
	   "of 2000, half a point more of one may not");
	ok(!cut_long(52, 52) && cut_long(53, 53), "nor 2 %% of both, by two deviations of the count");
	x[1] = x[10] = y[1] = y[10] = 20000;
	ok(!cut_pair(cut, x, 100, y, 100, 0), "4 of 100 may be 2 %%");
	x[11] = y[11] = 20000;
	ok(cut_pair(cut, x, 100, y, 100, 0), "5 of 100 are too much");
	ok(robust_cut_off(x, 100, cut[0].limit) == 95 && x[1] == 1002 && x[2] == 1003, "what is left keeps its order");
	x[0] = cut[0].limit;
	ok(robust_cut_off(x, 1, cut[0].limit) == 1, "what is on the limit stays");
	ok(!cut_pair(cut, same, 8, same, 8, 0) && cut[0].limit == 7 && cut[0].share == 0, "constant: nothing is cut");
	ok(cut_pair(cut, same, 8, (const double[]){ 7, 7, 8, 8 }, 4, 0) && cut[1].limit == 7.5,
	   "most alike: the rest is cut off");
	ok(!cut_pair(cut, same, 8, (const double[]){ 7, 7, 8, 8 }, 4, 0.5) && near(cut[0].limit, 7 + 7.413),
	   "but not if the clock may just not tell them apart");
}

/* An independent error of 3 beside one of 4 is one of 5. */
static void test_added_error(void)
{
	struct comparison c = { .known = true, .difference = 10, .ci = { true, 1, 19 }, .p = 0.04, .error = 4, .df = 10 };
	struct comparison constant = { .known = true, .difference = 10, .ci = { true, 10, 10 } }, none = { .known = false };

	robust_add_error(&c, 3, 0.95);
	/* R: qt(.975, 10) * 5, 2 * pt(-2, 10) */
	ok(fabs(c.error - 5) < 1e-12 && fabs(c.ci.hi - 10 - 11.14069) < 1e-4 && fabs(c.p - 0.07338803) < 1e-7,
	   "interval and p with an error more");
	robust_add_error(&constant, 0, 0.95);
	ok(constant.ci.lo == 10 && !constant.p, "none: nothing changes");
	robust_add_error(&constant, 5, 0.95);
	ok(fabs(constant.ci.hi - 10 - 9.79982) < 1e-3 && fabs(constant.p - 0.04550026) < 1e-5, "of constant data it is the only one");
	robust_add_error(&none, 5, 0.95);
	ok(!none.known && !none.ci.known, "an unknown one stays so");
}

int main(void)
{
	test_trimmed();
	test_few();
	test_yuen();
	test_quantiles();
	test_cut();
	test_added_error();
	return tap_done();
}
