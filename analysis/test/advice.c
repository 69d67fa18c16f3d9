/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests how many more boots are advised. Golden values: scipy 1.10.1, stats.nct and stats.t, searched one by one; at a corrected
 * level noncentral t integrated in Python.
 */
#include "analysis/boots/advice.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <math.h>

static const struct golden {
	double x; /* a value, or half an interval */
	struct advice_boots boots;
	size_t for_value, for_half;
} golden[] = {
	{ 3, { 0, 0, 1, ADVICE_ALPHA }, 4, 3 },        { 1, { 0, 0, 1, ADVICE_ALPHA }, 10, 7 },
	{ 0.5, { 0, 0, 1, ADVICE_ALPHA }, 34, 18 },    { 0.1, { 0, 0, 1, ADVICE_ALPHA }, 787, 387 },
	{ 0.05, { 0, 0, 1, ADVICE_ALPHA }, 0, 0 },     { 1, { 3, 1, 1, ADVICE_ALPHA }, 7, 4 },
	{ 0.5, { 3, 2, 1, ADVICE_ALPHA }, 38, 21 },    { 1, { 3, 1, 1, ADVICE_ALPHA / 37 }, 19, 4 },
	{ 1, { 0, 0, 1, ADVICE_ALPHA / 26 }, 21, 7 },
};

static void test_more(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(golden); i++) {
		const struct golden *g = &golden[i];
		size_t value = advice_more_for_value(-g->x, &g->boots), half = advice_more_for_half(g->x, &g->boots);

		ok(value == g->for_value && half == g->for_half, "%g, %zu boots: %zu more tell it from 0, %zu make it so wide", g->x,
		   g->boots.have, value, half);
	}
	ok(advice_more_for_value(0.5, &(struct advice_boots){ 7, 1, 0.5, ADVICE_ALPHA }) == 12 &&
	   advice_more_for_half(0.4, &(struct advice_boots){ 7, 1, 0.5, ADVICE_ALPHA }) == 10, "7 boots of few rounds, and more of many");
	ok(!advice_more_for_value(0, &(struct advice_boots){ 3, 1, 1, ADVICE_ALPHA }), "no number of boots tells 0 from 0");
	ok(advice_more_for_value(1, &(struct advice_boots){ 0, 0, 0, ADVICE_ALPHA }) == 2, "boots that never differ: two of them");
}

/* scipy: the root of the power of a one-sample t test. */
static void test_smallest(void)
{
	static const struct {
		size_t boots;
		double shift;
	} rows[] = { { 2, 11.54988843611515 }, { 3, 3.2640435498141973 }, { 5, 1.6819969659555574 },
		     { 10, 0.9960013714362285 }, { 30, 0.5292356151129528 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double got = advice_smallest(rows[i].boots, 2) / 2;

		ok(fabs(got / rows[i].shift - 1) < 1e-5, "%zu boots: %.7f deviations", rows[i].boots, got);
	}
}

/* Kalibera and Jones: sqrt(120 s / 0.3 s) is 20; a round spreads by half as much as boots do: 10. */
static void test_rounds(void)
{
	const struct advice_time time = { .boot_s = 120, .round_s = 0.3 };

	ok(advice_rounds((struct advice_spread){ 2, 1 }, time) == 10, "rounds a boot that give most for the time");
	ok(advice_rounds((struct advice_spread){ 1, 0.7 }, time) == 14, "a whole number");
	ok(advice_rounds((struct advice_spread){ 100, 1 }, time) == ADVICE_ROUNDS_MIN, "boots that spread far more than rounds");
	ok(advice_rounds((struct advice_spread){ 0.1, 1 }, time) == ADVICE_ROUNDS_MAX &&
	   advice_rounds((struct advice_spread){ 0, 1 }, time) == ADVICE_ROUNDS_MAX, "boots that hardly spread");
	ok(advice_rounds((struct advice_spread){ 1, 0 }, time) == ADVICE_ROUNDS_MIN &&
	   advice_rounds((struct advice_spread){ 1, 1 }, (struct advice_time){ 120, 0, false }) == ADVICE_ROUNDS_MIN,
	   "rounds that are all alike, or of a clock that is no time");
	ok(fabs(advice_deviation((struct advice_spread){ 3, 8 }, 4) - 5) < 1e-12, "deviation of a boot's value");
}

/* scipy: sqrt(df / chi2.ppf(.05, df)). */
static void test_uncertainty(void)
{
	ok(fabs(advice_uncertainty(2) - 15.9473) < 5e-3 && fabs(advice_uncertainty(3) - 4.4154) < 5e-4 &&
	   fabs(advice_uncertainty(10) - 1.6454) < 5e-4 && advice_uncertainty(11) == 1 && advice_uncertainty(1) == 1,
	   "how uncertain the spread of few boots is");
}

int main(void)
{
	test_uncertainty();
	test_more();
	test_smallest();
	test_rounds();
	return tap_done();
}
