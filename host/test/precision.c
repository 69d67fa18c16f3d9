/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When to stop measuring, on series that are made up: constant, noisy as known, drifting, paired. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/cell/precision.h"

#include <math.h>

#define MOST 8192

/* xorshift64* (Vigna 2016), twelve of which make a bell of deviation 1. */
static double bell(uint64_t *state)
{
	double sum = -6;

	for (int i = 0; i < 12; i++) {
		*state ^= *state >> 12;
		*state ^= *state << 25;
		*state ^= *state >> 27;
		sum += (double)((*state * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
	}
	return sum;
}

static void noise(double x[static MOST], uint64_t seed, double mean, double deviation)
{
	for (size_t i = 0; i < MOST; i++)
		x[i] = mean + deviation * bell(&seed);
}

/* Looks at n, 2n, 4n, …, as rounds are taken, until it converged or all looks are taken. The rounds at the end. */
static size_t run(struct precision *p, const double *x, const double *other, size_t n, double asked_pct)
{
	*p = (struct precision){ .asked_pct = asked_pct };
	for (;; n *= 2) {
		precision_look(p, x, other, n);
		if (p->converged || p->looks == PRECISION_LOOKS)
			return n;
	}
}

static void test_width(void)
{
	static const double x[] = { 90, 110, 90, 110, 90, 110, 90, 110 }, y[] = { 80, 100, 80, 100, 80, 100, 80, 100 },
			    zero[] = { 0, 0, 0 }, mixed[] = { -1, 0, 1 };
	/* 1 - 0.05 / 8 / 2 quantile of 7 degrees of freedom, by Simpson integration; deviation in percent of 100. */
	const double t = 3.8552, half = t * sqrt(800.0 / 7 / 8);

	ok(fabs(precision_half_pct(x, NULL, 8) / half - 1) < 1e-3, "half the interval is %.3f %%, expected %.3f",
	   precision_half_pct(x, NULL, 8), half);
	ok(precision_half_pct(x, y, 8) == 0, "a difference that is always the same has none");
	ok(precision_half_pct(zero, NULL, 3) == 0 && isinf(precision_half_pct(mixed, NULL, 3)),
	   "nor has one of zeros; of a mean of 0 it is infinite");
}

static void test_constant(void)
{
	static double x[MOST];
	struct precision p;
	size_t n;

	noise(x, 1, 3324.7, 0);
	n = run(&p, x, NULL, 8, 0.01);
	ok(n == 8 && p.converged && p.looks == 1 && p.reached_pct == 0, "a constant series: one look");
	x[3] += 1;
	n = run(&p, x, NULL, 8, 1);
	ok(n == 16 && p.converged && p.looks == 2, "with one round unlike the others: two");
	x[3] += 10000;
	n = run(&p, x, NULL, 8, 1);
	ok(n > 64 && p.reached_pct > 0, "with one round very unlike the others: more, %zu rounds", n);
}

/* Of deviation 10 % of the mean, 1 % asked for: 2.74 * 10 / sqrt(n) <= 1 from n = 750 on, and once more. */
static void test_noise(void)
{
	static double x[MOST];
	struct precision p;
	unsigned int right = 0;
	size_t n;

	for (uint64_t seed = 1; seed <= 100; seed++) {
		noise(x, seed, 1000, 100);
		n = run(&p, x, NULL, 32, 1);
		right += n == 2048 && p.looks == 7 && p.converged && fabs(p.reached_pct / 0.605 - 1) < 0.1;
	}
	ok(right == 100, "white noise: two looks past the expected count of rounds, %u times of 100", right);
	n = run(&p, x, NULL, 16, 0.5);
	ok(n == 2048 && !p.converged && p.looks == PRECISION_LOOKS && p.reached_pct > 0.5,
	   "where that is not reached in %u looks, it says so: %.2f %%", p.looks, p.reached_pct);
	n = run(&p, x, NULL, 8, 1);
	ok(n == 1024 && !p.converged && p.narrow == 1 && p.reached_pct <= 1, "one narrow look, the last, is too few");
}

static void test_in_a_row(void)
{
	static const double narrow[] = { 100, 101, 100, 101, 100, 101, 100, 101 },
			    wide[] = { 50, 150, 50, 150, 50, 150, 50, 150 };
	static const struct {
		const double *x;
		bool converged;
	} looks[] = {
		{ narrow, false }, { wide, false },  { narrow, false },
		{ narrow, true },  { narrow, true }, { wide, false },
	};
	struct precision p = { .asked_pct = 2 };
	bool right = true;

	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		precision_look(&p, looks[i].x, NULL, 8);
		right &= p.converged == looks[i].converged;
	}
	ok(right, "two narrow looks count if they follow one another, and until a wide one");
}

static void test_drift(void)
{
	static double x[MOST];
	struct precision p;
	size_t n;

	for (size_t i = 0; i < MOST; i++)
		x[i] = 1000 + 10 * (double)i;
	n = run(&p, x, NULL, 8, 1);
	ok(n == 1024 && !p.converged && p.looks == PRECISION_LOOKS && p.reached_pct > 1,
	   "a drift of 1 %% a round: it does not converge, %.1f %%", p.reached_pct);
	for (size_t i = 0; i < MOST; i++)
		x[i] = i < 12 ? 1000 : 1200;
	run(&p, x, NULL, 8, 1);
	ok(p.converged && p.looks == 1, "a step after the first look is not seen where nothing varied before it");
	x[0] = 1001;
	n = run(&p, x, NULL, 8, 1);
	ok(n > 64, "where it did, the series goes on: %zu rounds", n);
}

static void test_pair(void)
{
	static double x[MOST], y[MOST];
	struct precision p;
	size_t n, alone;

	noise(x, 7, 1000, 10);
	noise(y, 8, 500, 100);
	alone = run(&p, x, NULL, 32, 1);
	n = run(&p, x, y, 32, 1);
	ok(alone == 64 && n == 2048, "a noisier counterpart: %zu rounds instead of %zu", n, alone);
	for (size_t i = 0; i < MOST; i++)
		y[i] = x[i] - 500;
	n = run(&p, x, y, 32, 1);
	ok(n == alone && p.converged && p.reached_pct > 0, "one that varies in step: no more");
}

int main(void)
{
	test_width();
	test_constant();
	test_noise();
	test_in_a_row();
	test_drift();
	test_pair();
	return tap_done();
}
