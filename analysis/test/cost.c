/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cost of a cell, by hand, and how often its interval of 95 % holds the true cost: simulated from samples on, the same
 * draws each time. Without CHECK_FULL a part of the draws is made, and bounds are as much wider as that makes the share
 * uncertain.
 */
#include "analysis/cell/cost.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>

#define SAMPLES_MAX 8192
#define ROUNDS_MAX  512
#define SAMPLES_DRAWN      600000  /* of a situation in make check, but TIMES_MOST data sets at most */
#define SAMPLES_DRAWN_FULL 16000000
#define TIMES_MOST         1000
#define TIMES_MOST_FULL    4000
#define COST_NS     1500
#define TIMER_NS    5000

static struct archive metal = { .platform = PLATFORM_METAL, .clock.unit = (char[]){ "ns" }, .clock.units_per_tick = 1 };
static struct archive exact = { .platform = PLATFORM_EMULATED, .clock.unit = (char[]){ "insns" },
				.clock.units_per_tick = 1, .clock.exact = { true, true } };

/* A cell whose samples are written to ticks. */
struct cell_under_test {
	uint32_t ticks[SAMPLES_MAX], round_samples[ROUNDS_MAX];
	struct record record;
	struct result result;
};

static struct cell_under_test cell;

/* Compute the cost of rounds * batch ticks. */
static const struct result *measure(const struct archive *archive, size_t rounds, size_t batch)
{
	const struct results results = { .archive = archive };

	result_free(&cell.result);
	cell.record = (struct record){ .ticks = cell.ticks, .tick_count = rounds * batch, .round_samples = cell.round_samples,
				       .round_count = rounds, .sample_lines = 1 };
	cell.result = (struct result){ .record = &cell.record };
	for (size_t i = 0; i < rounds; i++)
		cell.round_samples[i] = (uint32_t)batch;
	if (result_measure(&results, &cell.result)) {
		puts("Bail out! out of memory");
		exit(1);
	}
	return &cell.result;
}

/* Give sample i the cost high if it is one of the first `of_high` of its round, else low. */
static void fork_paths(size_t rounds, size_t batch, const size_t *of_high, uint32_t low, uint32_t high)
{
	for (size_t i = 0; i < rounds * batch; i++)
		cell.ticks[i] = i % batch < of_high[i / batch] ? high : low;
}

/* Paths of 9368 and 9381 instructions: the median is one of them, never 9374.5. */
static void test_paths(void)
{
	static const size_t half[] = { 8, 8, 8, 8 }, few[] = { 1, 1, 1, 1 }, most[] = { 9, 8, 8, 8 }, once[] = { 32 };
	const struct result *r;

	fork_paths(4, 16, half, 9368, 9381);
	r = measure(&exact, 4, 16);
	ok(r->cost.median == 9374.5 && r->value == 9368 && r->forked && r->paths == 2 && r->path[0].count == 32 &&
	   r->path[1].count == 32 && r->path[0].cost == 9368 && r->path[1].cost == 9381,
	   "half take either path: both are named, and the shorter one is the cost");
	ok(r->ci95.known && r->ci95.lo == 9368 && r->ci95.hi == 9374.5, "its interval holds the rounds, half-way between");
	fork_paths(4, 16, most, 9368, 9381);
	r = measure(&exact, 4, 16);
	ok(r->value == 9381 && r->forked && r->path[0].cost == 9381 && r->path[0].count == 33,
	   "one more takes the longer: that is the cost");
	fork_paths(4, 16, few, 9368, 9381);
	r = measure(&exact, 4, 16);
	ok(r->value == 9368 && !r->forked && r->ci95.lo == 9368 && r->ci95.hi == 9368 && r->path[1].count == 4,
	   "few take the longer: no other run has its median there");
	fork_paths(1, 64, once, 9368, 9381);
	r = measure(&exact, 1, 64);
	ok(r->forked && !r->ci95.known && r->blocks == 1 && r->estimator == COST_MEDIAN, "one round has no interval");
	cell.ticks[0] = cell.ticks[1] = 9400;
	r = measure(&exact, 1, 64);
	ok(r->paths == 3 && r->path[1].cost == 9381 && r->path[1].count == 30, "of three paths the two most common are named");
}

/* Rounds of 10, 20, 30 and 60 more than 1000: mean 1030, deviation 21.602, t(3) 3.18245. */
static void test_by_hand(void)
{
	static const uint32_t more[] = { 10, 20, 30, 60 };
	double half = 3.182446305284 * sqrt(1400.0 / 3) / 2;
	const struct result *r;

	for (size_t i = 0; i < 64; i++)
		cell.ticks[i] = 1000 + more[i / 16] + (i % 2 ? 5 : -5);
	r = measure(&metal, 4, 16);
	ok(r->value == 1030 && r->estimator == COST_BLOCKS && r->blocks == 4 && fabs(r->ci95.lo - (1030 - half)) < 1e-6 &&
	   fabs(r->ci95.hi - (1030 + half)) < 1e-6 && !r->correlation.tested, "t over four blocks: [%g,%g]", r->ci95.lo, r->ci95.hi);
	ok(r->cost.median == 1025 && r->paths == 0 && !r->forked, "the median stands beside it");
	cell.ticks[40] += 100000;
	r = measure(&metal, 4, 16);
	ok(r->value < 1031 && r->cut == 1.0 / 64 && !r->uncut && r->cost.max > 100000 && r->cost.mean > 2000,
	   "one interrupt is no part of the cost: %g", r->value);
	cell.ticks[3] += 100000;
	cell.ticks[20] += 100000;
	r = measure(&metal, 4, 16);
	ok(r->value < 1031 && r->cut == 3.0 / 64, "nor are three of 64, which may be 2 %% by chance");
	cell.ticks[60] += 100000;
	r = measure(&metal, 4, 16);
	ok(r->value > 5000 && r->uncut && r->cut == 0, "four are");
	for (size_t i = 0; i < 64; i++)
		cell.ticks[i] = 1000;
	metal.clock.units_per_tick = 40;
	r = measure(&metal, 4, 16);
	metal.clock.units_per_tick = 1;
	ok(r->value == 40000 && r->ci95.lo == 39980 && r->ci95.hi == 40020, "in step with the clock: half a tick is open");
}

static uint64_t state;

struct situation {
	const char *what;
	double tick_ns;
	double spread_ns; /* deviation of a sample */
	double common_ns; /* deviation of what the samples of a round have in common, from round to round AR(1) of by */
	double by;
	double timer;     /* share of samples that an interrupt lengthens */
	double low_few;   /* how often an interval should hold the cost at least, with fewer than 64 rounds */
	double low, high; /* and with 64 */
};

static const struct situation situation[] = {
	{ "independent", 1, 60, 0, 0, 0, 0.93, 0.93, 0.97 },
	{ "a timer in one of 300", 1, 60, 0, 0, 1.0 / 300, 0.93, 0.93, 0.97 },
	{ "a tick of 40 ns", 40, 60, 0, 0, 0, 0.93, 0.93, 0.97 },
	{ "rounds that differ", 1, 60, 60, 0, 0, 0.93, 0.93, 0.97 },
	{ "rounds that follow each other, AR(1) 0.4", 1, 60, 60, 0.4, 0, 0.84, 0.92, 0.97 },
	{ "the same, and a timer in one of 300", 1, 60, 60, 0.4, 1.0 / 300, 0.84, 0.92, 0.97 },
};

/* Samples and rounds of a run, as suites quick and standard and --samples have them. */
static const struct {
	size_t rounds, batch;
} size[] = { { 3, 16 }, { 4, 16 }, { 16, 64 }, { 64, 16 }, { 64, 128 } };

static void draw(const struct situation *s, size_t rounds, size_t batch)
{
	double common = golden_bell(&state);

	for (size_t i = 0; i < rounds * batch; i++) {
		if (i % batch == 0)
			common = s->by * common + sqrt(1 - s->by * s->by) * golden_bell(&state);
		cell.ticks[i] = (uint32_t)((COST_NS + s->spread_ns * golden_bell(&state) + s->common_ns * common +
					    (golden_uniform(&state) < s->timer ? TIMER_NS : 0)) / s->tick_ns + golden_uniform(&state));
	}
}

static void test_coverage(const struct situation *s, size_t rounds, size_t batch)
{
	size_t drawn = tap_full() ? SAMPLES_DRAWN_FULL : SAMPLES_DRAWN, most = tap_full() ? TIMES_MOST_FULL : TIMES_MOST;
	size_t times = drawn / (rounds * batch) < most ? drawn / (rounds * batch) : most, held = 0, correlated = 0, uncut = 0;
	double slack = 2.7 * sqrt(0.05 * 0.95 / (double)times), low = rounds < 64 ? s->low_few : s->low, width = 0;
	const struct result *r;

	metal.clock.units_per_tick = s->tick_ns;
	for (size_t i = 0; i < times; i++) {
		draw(s, rounds, batch);
		r = measure(&metal, rounds, batch);
		/* Where nothing is cut, the interrupts are a part of the cost. */
		held += fabs(r->value - COST_NS) < COST_NS && r->ci95.lo <= COST_NS + (r->uncut ? s->timer * TIMER_NS : 0) &&
			r->ci95.hi >= COST_NS + (r->uncut ? s->timer * TIMER_NS : 0);
		correlated += r->correlation.found;
		uncut += r->uncut;
		width += (r->ci95.hi - r->ci95.lo) / 2 / (double)times;
	}
	ok((double)held >= (low - slack) * (double)times && (double)held <= (s->high + slack) * (double)times,
	   "%s, n %zu in %zu rounds: %.1f %% hold the cost, should be %.0f to %.0f; +-%.2g %%; correlated %.0f %%, uncut %.0f %%",
	   s->what, rounds * batch, rounds, 100.0 * (double)held / (double)times, 100 * low, 100 * s->high,
	   100 * width / COST_NS, 100.0 * (double)correlated / (double)times, 100.0 * (double)uncut / (double)times);
}

int main(void)
{
	test_paths();
	test_by_hand();
	for (size_t i = 0; i < ARRAY_SIZE(situation); i++)
		for (size_t k = 0; k < ARRAY_SIZE(size); k++) {
			state = 4711 + 16 * i + k;
			test_coverage(&situation[i], size[k].rounds, size[k].batch);
		}
	result_free(&cell.result);
	return tap_done();
}
