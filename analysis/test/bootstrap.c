/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden values: an implementation of its own in Python, whose intervals scipy's and R's (boot) agree with. */
#include "analysis/bootstrap.h"
#include "analysis/robust.h"
#include "analysis/test/golden.h"
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
	ok(b.ci.known && near(b.ci.lo, 306.71258207378526) && near(b.ci.hi, 336.666666667), "BCa: %.9f, %.9f", b.ci.lo, b.ci.hi);
	ok(!bootstrap_bca(d, N, &mean, &b) && near(b.value, stats_mean(d, N)) && b.ci.known && b.ci.lo < b.value &&
	   b.value < b.ci.hi, "the mean");
}

/* times stands for copies. */
static void test_statistics(void)
{
	static const double few[] = { 1, 2, 5, 9 }, copies[] = { 1, 1, 5, 5, 5, 9, 9, 9, 9, 9 };
	static const uint32_t times[] = { 2, 0, 3, 5 };
	static const double shares[] = { 0, 0.1, 0.2, 0.3, 0.45 };
	bool as = near(bootstrap_mean(NULL, few, times, 4, 10), stats_mean(copies, 10));

	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
		as &= near(bootstrap_trimmed_mean(&shares[i], few, times, 4, 10), robust_trimmed_mean(copies, 10, shares[i]));
	ok(as, "of values with multiplicities: as of that many copies");
}

static void test_ends(void)
{
	static const double same[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, two[] = { 1, 2 };
	struct bootstrap_plan blocks = trimmed;
	struct bootstrap b;

	ok(!bootstrap_bca(same, 6, &trimmed, &b) && b.ci.known && b.ci.lo == 0.1 && b.ci.hi == 0.1 && b.value == 0.1,
	   "constant: a point");
	ok(!bootstrap_bca(same, 1, &trimmed, &b) && b.value == 0.1 && !b.ci.known, "one value has no interval");
	ok(!bootstrap_bca(two, 2, &mean, &b) && b.ci.known && b.ci.lo == 1 && b.ci.hi == 2, "two have");
	blocks.block = 4;
	ok(!bootstrap_bca(same, 6, &blocks, &b) && !b.ci.known, "less than two blocks have none");
	blocks.block = 3;
	ok(!bootstrap_bca(same, 6, &blocks, &b) && b.ci.known && b.ci.lo == 0.1, "two blocks have");
}

/* An autoregressive series. */
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
	ok(near(bootstrap_block_length(d, N), 1.8409974751131846), "Politis-White of the differences: %.6f", bootstrap_block_length(d, N));
	series(long_one, 1000, 0.6, 11);
	length = bootstrap_block_length(long_one, 1000);
	ok(fabs(length - 13.692687297048932) < 1e-4, "of an AR(1) series: %.6f", length);
	ok(bootstrap_block_length(same, 40) == 1, "of a constant one: 1");
	free(long_one);
}

static void test_blocks_widen(void)
{
	double x[400];
	struct bootstrap_plan plan = mean;
	struct bootstrap alone, together;

	series(x, 400, 0.7, 5);
	bootstrap_bca(x, 400, &plan, &alone);
	plan.block = 20;
	bootstrap_bca(x, 400, &plan, &together);
	/* The standard error is wider by sqrt((1 + phi) / (1 - phi)) = 2.4; blocks of 20 see most of that. */
	ok((together.ci.hi - together.ci.lo) / (alone.ci.hi - alone.ci.lo) > 1.6, "correlated values in blocks: %.2f times "
	   "as wide", (together.ci.hi - together.ci.lo) / (alone.ci.hi - alone.ci.lo));
}

static void test_ratio(void)
{
	static const double a[] = { 10, 11, 12, 9 }, b[] = { 14, 15, 13, 14 }, c[] = { 5, 6, 5, 6 }, same[] = { 4, 4, 4 };
	const struct nest vms[] = { { NULL, a, 4 }, { NULL, b, 4 } }, other[] = { { NULL, c, 4 }, { NULL, c, 3 } };
	const struct nest constant[] = { { NULL, same, 3 }, { NULL, same, 3 } };
	const struct nest x = { vms, NULL, 2 }, y = { other, NULL, 2 }, z = { constant, NULL, 2 }, one = { vms, NULL, 1 };
	struct bootstrap r;

	ok(near(bootstrap_nest_mean(&x), 12.25) && near(bootstrap_nest_mean(&y), (5.5 + 16.0 / 3) / 2), "means of means");
	ok(!bootstrap_ratio(&x, &y, 9999, 0.95, 1, &r) && near(r.value, 12.25 / ((5.5 + 16.0 / 3) / 2)) && r.ci.known &&
	   r.ci.lo < r.value && r.value < r.ci.hi, "a ratio: %.4f [%.4f, %.4f]", r.value, r.ci.lo, r.ci.hi);
	/* Two groups 3.5 apart: with both drawn from one of them the mean moves by 1.75 at least in half of the draws. */
	ok(r.ci.lo < 10.75 / 5.5 && r.ci.hi > 13.75 / 5.5, "what groups differ by is in the interval");
	ok(!bootstrap_ratio(&z, &z, 999, 0.95, 1, &r) && r.value == 1 && r.ci.known && r.ci.lo == 1 && r.ci.hi == 1,
	   "constant: a point");
	ok(!bootstrap_ratio(&one, &y, 999, 0.95, 1, &r) && !r.ci.known, "one group: no interval");
}

int main(void)
{
	test_golden();
	test_statistics();
	test_ends();
	test_block_length();
	test_blocks_widen();
	test_ratio();
	return tap_done();
}
