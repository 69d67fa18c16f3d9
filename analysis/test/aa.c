/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A/A test: data without an effect are rejected as often as allowed, data with one are; the smallest effect by hand. */
#include "analysis/cell/make.h"
#include "analysis/contrast/aa.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <math.h>

#define BY_SCIPY 3.2697598397590477
#define PAIRS    7 /* a cell and its copy under each of FIXTURE_POLICIES */
#define REPEATS  4
#define REPEATS_FULL 30
#define LEAST_FULL   2 /* pairs of REPEATS_FULL * PAIRS taken for something, where 5 % are allowed */

/* Twelve uniform numbers less 6: near enough to a standard normal one. By xorshift32. */
static double normal(void)
{
	static uint32_t state = 2463534242;
	double sum = -6;

	for (int i = 0; i < 12; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		sum += state / 4294967296.0;
	}
	return sum;
}

static uint32_t noise(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return (uint32_t)lrint(10000 + 100 * normal());
}

static uint32_t constant(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return 100;
}

/* The copy costs 50 more. */
static uint32_t shifted(const struct cell *cell, uint32_t sample)
{
	return noise(cell, sample) + 50 * cell->copy;
}

/* One way or another, by the round: 8 more in about half of them, and in a few samples something else. */
static uint32_t either(const struct cell *cell, uint32_t sample)
{
	static bool longer;

	(void)cell;
	if (sample % 16 == 0)
		longer = normal() > 0;
	return 3225 + 8 * longer + (normal() > 3 ? 50 : 0);
}

/* What rounds in a row have in common: two thirds of the deviation comes and goes slowly. */
static uint32_t drifting(const struct cell *cell, uint32_t sample)
{
	static double common;

	if (sample % 16 == 0 && cell->copy)
		common = 0.8 * common + 0.6 * normal();
	return (uint32_t)lrint(10000 + 100 * normal() + (cell->copy ? 100 * common : 0));
}

static const struct fixture calibration = {
	.platform = PLATFORM_METAL, .policies = FIXTURE_POLICIES, .rounds = 64, .batch = 16, .calibration = true,
	.filter = "op=dc_civac slot=rw_log host_page=written stage2=cold lines=1",
};

/* Make the A/A test of an archive. Frees text. */
static struct aa aa_of(char *text)
{
	char why[512] = "";
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
	struct aa aa = { .pairs = 0 };

	if (archive_parse(&archive, "x", text, strlen(text), why, sizeof(why)) || results_make(&results, &archive) ||
	    contrasts_make(&contrasts, &results)) {
		printf("Bail out! %s\n", why);
		exit(1);
	}
	aa_make(&aa, &contrasts);
	aa.worst = NULL; /* it points into the results, which are freed */
	contrasts_free(&contrasts);
	results_free(&results);
	archive_free(&archive);
	free(text);
	return aa;
}

static struct aa aa_with(uint32_t (*cost)(const struct cell *cell, uint32_t sample), uint32_t rounds)
{
	struct fixture f = calibration;

	f.cost = cost;
	f.rounds = rounds;
	return aa_of(fixture_archive(&f));
}

static int repeats(void)
{
	return tap_full() ? REPEATS_FULL : REPEATS;
}

/* How many of so many pairs of nothing may be taken for something: twice the 5 % that are allowed. */
static size_t most_of(size_t pairs)
{
	return pairs / 10 + 1;
}

static void test_nothing(void)
{
	size_t rejected = 0, pairs = 0;
	struct aa aa = { .pairs = 0 };

	for (int i = 0; i < repeats(); i++) {
		aa = aa_with(noise, 64);
		rejected += aa.rejected;
		pairs += aa.pairs;
	}
	ok(aa.copies && aa.pairs == PAIRS && !aa.has_rate && aa.rate == 0, "a pair for each policy: too few for a rate");
	ok(pairs == (size_t)repeats() * PAIRS, "%zu pairs of nothing", pairs);
	ok(rejected >= (tap_full() ? LEAST_FULL : 0) && rejected <= most_of(pairs),
	   "of them about one in 20 is taken for something: %zu", rejected);
	/* A mean of 16 has a deviation of about 100 / 4; a difference of two, 35; 2.8 * 35 / 8 = 12. */
	ok(aa.has_mde && aa.limit == AA_SPREAD && aa.mde > 10 && aa.mde < 30 &&
	   fabs(aa.relative - aa.mde / 10000) < 1e-4 &&
	   aa.parts == 64, "its smallest effect: %.1f", aa.mde);
}

/* Medians that are here or there, by one sample: the difference of two is no measure of its own spread. */
static void test_either(void)
{
	size_t rejected = 0;

	for (int i = 0; i < repeats(); i++)
		rejected += aa_with(either, 128).rejected;
	ok(rejected <= most_of((size_t)repeats() * PAIRS), "nor are two ways that are taken as often: %zu of %d", rejected,
	   repeats() * PAIRS);
}

static void test_something(void)
{
	struct aa aa = aa_with(shifted, 64), nothing = aa_with(noise, 64), drift = aa_with(drifting, 64);

	ok(aa.rejected == PAIRS, "a copy that differs is found: %zu of %d", aa.rejected, PAIRS);
	ok(drift.inflation > 1.5 && drift.mde > 4 * nothing.mde,
	   "what rounds have in common makes it larger: %.1f, inflated %.1f", drift.mde, drift.inflation);
}

/* Under inject, the last of eight rounds of the copy costs 8 more: mean 1, deviation 8 / sqrt(8), error 1. */
static uint32_t last(const struct cell *cell, uint32_t sample)
{
	return 3653 + (cell->copy && cell->policy == POLICY_INJECT && sample % 32 >= 28 ? 8 : 0);
}

/* scipy 1.10.1, nct.sf(t.ppf(0.975, 7), 7, 3.2697598397590477) + nct.cdf(-..., ...) = 0.8; by z it would be 2.8016. */
static void test_by_hand(void)
{
	struct fixture f = calibration;
	struct aa aa;

	f.policies = 1 << POLICY_INJECT;
	f.rounds = 8;
	f.batch = 4;
	f.cost = last;
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == 1 && !aa.rejected && aa.has_mde && fabs(aa.mde - BY_SCIPY) < 1e-6 && aa.limit == AA_SPREAD &&
	   aa.parts == 8 && aa.df == 7 && aa.inflation == 1 && fabs(aa.relative - BY_SCIPY / 3653) < 1e-7, "by hand: %.9f", aa.mde);
	f.rounds = 7;
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == 1 && !aa.has_mde && aa.mde == 0 && aa.parts == 7, "of seven blocks it is not told");
	f.rounds = 8;
	f.platform = PLATFORM_EMULATED;
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == 1 && !aa.has_mde && aa.mde == 0,
	   "nor where rounds of counted instructions differ: there is no noise to test against");
	f.policies |= 1 << POLICY_UPSTREAM;
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == 2 && !aa.has_mde && aa.mde == 0, "even if those of another pair do not");
}

static void test_constant(void)
{
	struct fixture f = calibration;
	struct aa aa;

	f.platform = PLATFORM_EMULATED;
	f.rounds = 4;
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == PAIRS && !aa.rejected && aa.has_mde && !aa.mde && aa.limit == AA_NOTHING,
	   "constant instructions: nothing is too small");
	f.platform = PLATFORM_METAL;
	f.rounds = 8;
	f.units_per_tick = 40;
	f.policies = 1;
	f.cost = constant;
	aa = aa_of(fixture_archive(&f));
	ok(aa.has_mde && aa.mde == 40 && aa.limit == AA_TICK, "constant ticks: a tick is");
	f.calibration = false;
	f.rounds = 16;
	aa = aa_of(fixture_archive(&f));
	ok(!aa.copies && aa.pairs == 1 && aa.parts == 8, "without a copy: rounds in turn");
	f.rounds = 1;
	aa = aa_of(fixture_archive(&f));
	ok(!aa.pairs && !aa.has_mde && !aa.has_rate, "one round: nothing can be said");
}

/* Rounds in turn of three cells under each policy. */
static void test_rate(void)
{
	struct fixture f = calibration;
	struct aa aa;

	f.calibration = false;
	f.filter = "op=dc_civac slot=rw_log host_page=written,read,untouched stage2=cold lines=1 backing=anon copy=1";
	f.cost = noise;
	aa = aa_of(fixture_archive(&f));
	ok(!aa.copies && aa.pairs == 3 * PAIRS && aa.has_rate && fabs(aa.rate - (double)aa.rejected / (3 * PAIRS)) < 1e-12,
	   "twenty pairs and more have a rate: %zu of %zu, %.3f", aa.rejected, aa.pairs, aa.rate);
	f.policies &= ~(1u << POLICY_INJECT);
	aa = aa_of(fixture_archive(&f));
	ok(aa.pairs == 18 && !aa.has_rate, "fewer have none");
}

int main(void)
{
	test_nothing();
	test_either();
	test_something();
	test_by_hand();
	test_constant();
	test_rate();
	return tap_done();
}
