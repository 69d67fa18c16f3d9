/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden values: R 4.2.2 (mean(trim =), t.test()), scipy 1.10.1 (trimmed_stde, hdquantiles, mjci, ttest_ind(trim =)).
 */
#include "analysis/robust.h"
#include "analysis/test/golden.h"
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

static void test_yuen(void)
{
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
	c = robust_yuen(x, N, y, N, 0, 0.95);
	ok(near(c.ci.lo, stats_unpaired_interval(x, N, y, N, 0.95).lo) &&
	   near(c.ci.hi, stats_unpaired_interval(x, N, y, N, 0.95).hi), "nothing trimmed: Welch");
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
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
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

static void test_cut(void)
{
	double x[100], y[100], d[N], out[10];
	struct cut cut;

	golden_three(x, y, d);
	ok(!robust_common_cut(x, N, x, N, &cut) && near(cut.limit, 1121 + 10 * 25.9455), "the limit, by R's mad()");
	for (int i = 0; i < 100; i++) {
		x[i] = 1000 + i % 5;
		y[i] = 1100 + i % 5;
	}
	x[7] = 20000;
	ok(!robust_common_cut(x, 100, y, 100, &cut) && cut.share_x == 0.01 && cut.share_y == 0 && cut.refused,
	   "1 %% of one arm, none of the other: half a point apart is too much");
	y[9] = 20000;
	ok(!robust_common_cut(x, 100, y, 100, &cut) && cut.share_y == 0.01 && !cut.refused, "1 %% of both is not");
	ok(cut.limit > 1100 && cut.limit < 20000, "the limit is of both together: %g", cut.limit);
	x[1] = x[2] = y[1] = y[2] = 20000;
	ok(!robust_common_cut(x, 100, y, 100, &cut) && cut.refused, "3 %% of both is");
	ok(robust_cut_off(x, 100, cut.limit) == 97 && x[1] == 1003 && x[2] == 1004, "what is left keeps its order");
	x[0] = cut.limit;
	ok(robust_cut_off(x, 1, cut.limit) == 1, "what is on the limit stays");
	out[2] = -1;
	ok(robust_block_means((const double[]){ 1, 3, 5, 7, 9 }, 5, 2, out) == 2 && out[0] == 2 && out[1] == 6 &&
	   out[2] == -1, "block means; a rest is left out");
	ok(robust_block_means(same, 3, 4, out) == 0, "none of less than a block");
	ok(!robust_common_cut(same, 8, same, 8, &cut) && cut.limit == 7 && !cut.refused && cut.share_x == 0,
	   "constant: nothing is cut");
	ok(!robust_common_cut(same, 8, (const double[]){ 7, 7, 7, 8 }, 4, &cut) && cut.limit == 7 && cut.refused,
	   "most alike: the rest is cut off");
}

int main(void)
{
	test_trimmed();
	test_yuen();
	test_quantiles();
	test_cut();
	return tap_done();
}
