/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden values from an independent implementation in Python; scipy's and R's (boot) intervals agree with it. */
#include "analysis/stats/bootstrap.h"
#include "analysis/stats/ranks.h"
#include "analysis/stats/robust.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>

static const double share = 0.2;

static const struct bootstrap_plan trimmed = { bootstrap_trimmed_mean, &share, 1999, 0.95, 7, 1 };
static const struct bootstrap_plan mean = { bootstrap_mean, NULL, 1999, 0.95, 7, 1 };

static void test_golden(void)
{
	double x[N], y[N], d[N];
	struct bootstrap b;

	golden_three(x, y, d);
	ok(!bootstrap_bca(d, N, &trimmed, &b) && near(b.value, 322.291666667) && near(b.bias, 0.006269746616105) &&
	   near(b.acceleration, -0.007389076287436), "the trimmed mean, its bias and acceleration");
	ok(b.ci.known && near(b.ci.lo, 306.71258207378526) && near(b.ci.hi, 336.666666667), "BCa: %.9f, %.9f", b.ci.lo,
	   b.ci.hi);
	ok(!bootstrap_bca(d, N, &mean, &b) && near(b.value, stats_mean(d, N)) && b.ci.known && b.ci.lo < b.value &&
	   b.value < b.ci.hi, "the mean");
}

/* Hodges-Lehmann estimate, written for values that are there several times. */
static double shift(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total)
{
	int64_t copies[N];
	struct shift s;
	size_t count = 0;

	(void)context;
	for (size_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < times[i]; j++)
			copies[count++] = (int64_t)sorted[i];
	return count == total && !ranks_shift(copies, total, 0.95, &s) ? s.value : NAN;
}

/* Is each there once? Of the sample, but of no resample that is to be expected. */
static double each_once(const void *context, const double *sorted, const uint32_t *times, size_t n, size_t total)
{
	(void)context, (void)sorted, (void)total;
	for (size_t i = 0; i < n; i++)
		if (times[i] != 1)
			return 0;
	return 1;
}

static void test_any_statistic(void)
{
	const struct bootstrap_plan plan = { shift, NULL, 1999, 0.95, 7, 1 };
	const struct bootstrap_plan other = { each_once, NULL, 99, 0.95, 7, 1 };
	double x[N], y[N], d[N];
	struct bootstrap b;

	golden_three(x, y, d);
	ok(!bootstrap_bca(d, N, &plan, &b) && b.value == 320 && near(b.bias, 0.026335807257028238) &&
	   near(b.acceleration, -0.011566562955327812) && b.ci.known && b.ci.lo == 306.5 && b.ci.hi == 336,
	   "any statistic: Hodges-Lehmann");
	ok(!bootstrap_bca(d, N, &other, &b) && b.value == 1 && !b.ci.known, "all resamples on one side: no interval");
}

/* times stands for copies. */
static void test_statistics(void)
{
	static const double few[] = { 1, 2, 5, 9 }, copies[] = { 1, 1, 5, 5, 5, 9, 9, 9, 9, 9 };
	static const uint32_t times[] = { 2, 0, 3, 5 };
	static const double shares[] = { 0, 0.1, 0.2, 0.3, 0.45 };
	bool as = near(bootstrap_mean(NULL, few, times, 4, 10), stats_mean(copies, 10));

	for (size_t i = 0; i < ARRAY_SIZE(shares); i++)
		as &= near(bootstrap_trimmed_mean(&shares[i], few, times, 4, 10),
			   robust_trimmed_mean(copies, 10, shares[i]));
	ok(as, "of values with multiplicities: as of that many copies");
}

static void test_ends(void)
{
	static const double same[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, two[] = { 1, 2 };
	struct bootstrap_plan blocks = trimmed;
	struct bootstrap b;

	ok(!bootstrap_bca(same, 6, &trimmed, &b) && b.ci.known && b.ci.lo == 0.1 && b.ci.hi == 0.1 && b.value == 0.1 &&
	   b.acceleration == 0 && fabs(b.bias) < 1e-9, "constant: a point");
	ok(!bootstrap_bca(same, 1, &trimmed, &b) && b.value == 0.1 && !b.ci.known, "one value has no interval");
	ok(!bootstrap_bca(two, 2, &mean, &b) && b.ci.known && b.ci.lo == 1 && b.ci.hi == 2, "two have");
	blocks.block = 4;
	ok(!bootstrap_bca(same, 6, &blocks, &b) && !b.ci.known, "less than two blocks have none");
	blocks.block = 3;
	ok(!bootstrap_bca(same, 6, &blocks, &b) && b.ci.known && b.ci.lo == 0.1, "two blocks have");
}

/* Fill x with an autoregressive series. */
static void series(double *x, size_t n, double phi, uint64_t seed)
{
	double z = 0;

	for (size_t i = 0; i < n; i++) {
		double e = -6;

		for (int j = 0; j < 12; j++)
			e += golden_draw(&seed) / 4294967296.0;
		x[i] = z = phi * z + e;
	}
}

static void test_block_length(void)
{
	double x[N], y[N], d[N], *long_one = calloc(1000, sizeof(*long_one)), length;
	static const double same[40] = { 0 };

	golden_three(x, y, d);
	length = bootstrap_block_length(d, N);
	ok(near(length, 1.8409974751131846), "Politis-White of the differences: %.6f", length);
	series(long_one, 1000, 0.6, 11);
	length = bootstrap_block_length(long_one, 1000);
	ok(fabs(length - 13.692687297048932) < 1e-4, "of an AR(1) series: %.6f", length);
	ok(bootstrap_block_length(same, 40) == 1 && bootstrap_block_length(d, 1) == 1,
	   "of a constant one, and of one value: 1");
	for (int i = 0; i < 1000; i++)
		long_one[i] = i;
	ok(near(bootstrap_block_length(long_one, 1000), 66.92672216504987), "of a trend, correlated at every lag");
	for (int i = 0; i < 1000; i++)
		long_one[i] = i / 2 % 2;
	ok(bootstrap_block_length(long_one, 1000) == 95, "of one that repeats the longest: ceil(3 sqrt(n))");
	free(long_one);
}

static void test_blocks_widen(void)
{
	double x[400];
	struct bootstrap_plan plan = mean;
	struct bootstrap alone, together;
	double wider;

	series(x, 400, 0.7, 5);
	bootstrap_bca(x, 400, &plan, &alone);
	plan.block = 20;
	bootstrap_bca(x, 400, &plan, &together);
	/* The standard error is wider by sqrt((1 + phi) / (1 - phi)) = 2.4; blocks of 20 see most of that. */
	wider = (together.ci.hi - together.ci.lo) / (alone.ci.hi - alone.ci.lo);
	ok(wider > 1.6 && wider < 2.6, "correlated values in blocks: %.2f times as wide", wider);
}

static void test_ratio(void)
{
	static const double a[] = { 10, 11, 12, 9 }, b[] = { 14, 15, 13, 14 }, c[] = { 5, 6, 5, 6 };
	static const double same[] = { 4, 4, 4 }, around_0[] = { -1, 2, 1 };
	const struct nest vms[] = { { NULL, a, 4 }, { NULL, b, 4 } }, other[] = { { NULL, c, 4 }, { NULL, c, 3 } };
	const struct nest constant[] = { { NULL, same, 3 }, { NULL, same, 3 } };
	const struct nest x = { vms, NULL, 2 }, y = { other, NULL, 2 }, z = { constant, NULL, 2 };
	const struct nest one = { vms, NULL, 1 }, both = { NULL, around_0, 3 };
	struct bootstrap r;

	ok(near(bootstrap_nest_mean(&x), 12.25) && near(bootstrap_nest_mean(&y), (5.5 + 16.0 / 3) / 2),
	   "means of means");
	ok(!bootstrap_ratio(&x, &y, 9999, 0.95, 1, &r) && near(r.value, 12.25 / ((5.5 + 16.0 / 3) / 2)) && r.ci.known &&
	   r.ci.lo < r.value && r.value < r.ci.hi, "a ratio within its interval");
	/* Groups 3.5 apart: in half of the draws both are one of them, and the mean moves by 1.75. */
	ok(r.ci.lo < 10.75 / 5.5 && r.ci.hi > 13.75 / 5.5, "what groups differ by is in the interval");
	ok(!bootstrap_ratio(&z, &z, 999, 0.95, 1, &r) && r.value == 1 && r.ci.known && r.ci.lo == 1 && r.ci.hi == 1,
	   "constant: a point");
	ok(!bootstrap_ratio(&one, &y, 999, 0.95, 1, &r) && !r.ci.known, "one group: no interval");
	ok(!bootstrap_ratio(&y, &one, 999, 0.95, 1, &r) && !r.ci.known, "on either side");
	ok(!bootstrap_ratio(&x, &both, 999, 0.95, 1, &r) && near(r.value, 12.25 * 1.5) && !r.ci.known,
	   "a mean that may as well be 0 or less: a value, no interval");
}

/* What is common to both of a pair falls out: here all of it. */
static void test_pairs(void)
{
	static const double low[] = { 1, 1 }, high[] = { 4, 4 }, twice_low[] = { 2, 2 }, twice_high[] = { 8, 8 };
	const struct nest of_y[] = { { .value = low, .count = 2 }, { .value = high, .count = 2 } };
	const struct nest of_x[] = { { .value = twice_low, .count = 2 }, { .value = twice_high, .count = 2 } };
	const struct nest x = { .nest = of_x, .count = 2 }, y = { .nest = of_y, .count = 2 };
	struct bootstrap r;

	ok(!bootstrap_ratio_pairs(&x, &y, 999, 0.95, 1, &r) && r.value == 2 && r.ci.known && near(r.ci.lo, 2) && near(r.ci.hi, 2),
	   "pairs that are all alike but for a factor: a point");
	ok(!bootstrap_ratio(&x, &y, 999, 0.95, 1, &r) && r.ci.lo < 1 && r.ci.hi > 4, "no pairs: an interval");
}

static void test_negative_ratio(void)
{
	static const double a[] = { 10, 12 }, b[] = { -10, -12 }, c[] = { 5, 6 }, d[] = { -5, -6 };
	const struct nest up = { NULL, a, 2 }, down = { NULL, b, 2 }, half = { NULL, c, 2 }, half_down = { NULL, d, 2 };
	struct bootstrap r, s;

	ok(!bootstrap_ratio(&up, &half, 999, 0.95, 1, &r) && !bootstrap_ratio(&down, &half_down, 999, 0.95, 1, &s) &&
	   r.ci.known && s.ci.known && r.ci.lo == s.ci.lo && r.ci.hi == s.ci.hi, "both negative: the same ratio");
	ok(!bootstrap_ratio(&up, &half_down, 999, 0.95, 1, &r) && r.value == -2 && !r.ci.known,
	   "one negative: no interval");
}

/* Boots of VMs of rounds, the boots apart: their spread is what the interval shows. */
static void test_nested(void)
{
	static const double low[] = { 1, 1, 1 }, high[] = { 3, 3, 3 };
	const struct nest slow[] = { { NULL, low, 3 }, { NULL, low, 3 } };
	const struct nest fast[] = { { NULL, high, 3 }, { NULL, high, 3 } };
	const struct nest boots[] = { { slow, NULL, 2 }, { fast, NULL, 2 } };
	const struct nest all = { boots, NULL, 2 }, flat = { NULL, low, 3 }, single = { NULL, low, 1 };
	const struct nest lone[] = { { slow, NULL, 1 }, { fast, NULL, 1 } }, lone_vms = { lone, NULL, 2 };
	struct bootstrap b;

	ok(!bootstrap_nested(&all, 999, 0.95, 1, &b) && b.value == 2 && b.ci.known && b.ci.lo == 1 && b.ci.hi == 3,
	   "two boots: the interval reaches from one to the other");
	ok(!bootstrap_nested(&all, 9999, 0.6, 1, &b) && b.ci.lo == 1 && b.ci.hi == 3,
	   "each is drawn twice in a quarter of all, so it does at 60 %%");
	ok(!bootstrap_nested(&all, 9999, 0.4, 1, &b) && b.ci.lo == 2 && b.ci.hi == 2, "but not at 40 %%");
	ok(!bootstrap_nested(&flat, 99, 0.95, 1, &b) && b.ci.known && b.ci.lo == 1 && b.ci.hi == 1,
	   "constant: a point");
	ok(!bootstrap_nested(&single, 99, 0.95, 1, &b) && b.value == 1 && !b.ci.known &&
	   !bootstrap_nested(&lone_vms, 99, 0.95, 1, &b) && b.value == 2 && !b.ci.known,
	   "one value, or one VM of each boot: no interval");
}

static void test_expanded(void)
{
	double x[64], y[64], pairs[2][32];
	const struct nest a = { .value = pairs[0], .count = 32 }, b = { .value = pairs[1], .count = 32 };
	struct interval ci, wider;
	struct bootstrap r;
	uint64_t state = 5;

	ok(near(bootstrap_expanded(0.95, 8), 0.98852495896594) && near(bootstrap_expanded(0.95, 64), 0.95600494754403),
	   "expanded confidence, by R's qt() and pnorm()");
	for (int i = 0; i < 64; i++) {
		x[i] = 100 + golden_draw(&state) % 50;
		y[i] = 50 + golden_draw(&state) % 50;
		pairs[0][i / 2] = (x[i] + x[i - i % 2]) / 2;
		pairs[1][i / 2] = (y[i] + y[i - i % 2]) / 2;
	}
	ok(!bootstrap_ratio(&a, &b, BOOTSTRAP_RESAMPLES, bootstrap_expanded(0.95, 32), BOOTSTRAP_SEED, &r) &&
	   !bootstrap_ratio_interval(r.value, x, 64, y, 64, 0.95, &ci) && ci.known && near(ci.lo, r.ci.lo) &&
	   near(ci.hi, r.ci.hi), "of two samples: of means of two in a row, expanded");
	ok(!bootstrap_ratio_interval(r.value - 1, x, 64, y, 64, 0.95, &wider) && near(wider.lo, ci.lo - 1) &&
	   near(wider.hi, ci.hi), "around another estimate: wider by what it is off");
	ok(!bootstrap_ratio_interval(2, x, 7, y, 64, 0.95, &ci) && !ci.known &&
	   !bootstrap_ratio_interval(2, x, 64, y, 1, 0.95, &ci) && !ci.known, "too few of one of them");
	ok(!bootstrap_ratio_interval(2, (const double[]){ 4, 4 }, 2, (const double[]){ 2, 2, 2 }, 3, 0.95, &ci) &&
	   ci.known && ci.lo == 2 && ci.hi == 2, "but of constant ones, a point");
}

int main(void)
{
	test_golden();
	test_any_statistic();
	test_statistics();
	test_ends();
	test_block_length();
	test_blocks_widen();
	test_ratio();
	test_pairs();
	test_negative_ratio();
	test_nested();
	test_expanded();
	return tap_done();
}
