/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often does a contrast's interval of 95 % contain the true value, from samples to interval, on a clock that is not
 * exact? Simulated, the same draws each time: what the estimators of coverage.c come to in the order that they are used.
 * Without CHECK_FULL a tenth of the draws is made, and bounds are as much wider as that makes the share uncertain.
 */
#include "analysis/cell/cost.h"
#include "analysis/contrast/estimate.h"
#include "analysis/contrast/ratio.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>

#define SAMPLES_MAX 4096
#define ROUNDS_MAX  1024
#define TIMES       100
#define TIMES_FULL  1000
#define BRIEF_SLACK 0.06 /* 2.7 standard deviations of a share of 95 % in TIMES */
#define LEVEL_NS    1500 /* cost of a cold DC CIVAC */
#define TIMER_NS    5000
#define UNCUT       0.02 /* a share of samples that is not to be cut */

static uint64_t state;

struct situation {
	const char *what;
	size_t rounds[2], batch;
	double tick_ns, shift_ns;
	double spread_ns;        /* deviation of a sample */
	double skew_ns;          /* mean of an exponential on top */
	double timer;            /* share of samples that an interrupt lengthens */
	double drift_ns;         /* a round's step of a walk that both cells are on */
	double own_ns;           /* of what each cell's rounds have in common with their neighbours (AR(1), 0.7) */
	enum estimator estimator;
	double low, high;        /* of the difference's interval; the ratio's: 0.93 to 0.97, where it has one */
};

static const struct situation situation[] = {
	{ "a tick of 40 ns, dithered; 7 ns", { 64, 64 }, 16, 40, 7, 15, .estimator = ESTIMATOR_BCA, .low = 0.93, .high = 0.97 },
	{ "a timer in one of 300 samples, far apart", { 64, 64 }, 16, 1, 1600, 60, .timer = 1.0 / 300,
	  .estimator = ESTIMATOR_BCA, .low = 0.93, .high = 0.97 },
	{ "a timer in one of 20 samples: nothing is cut", { 64, 64 }, 16, 1, 1600, 60, .timer = 1.0 / 20,
	  .estimator = ESTIMATOR_BCA, .low = 0.93, .high = 0.97 },
	{ "skewed, few blocks", { 24, 24 }, 16, 1, 100, 10, .skew_ns = 80, .estimator = ESTIMATOR_BCA, .low = 0.92, .high = 0.97 },
	{ "a drift of both, and neighbours alike", { 1024, 1024 }, 4, 1, 100, 60, .drift_ns = 10, .own_ns = 60,
	  .estimator = ESTIMATOR_BCA, .low = 0.91, .high = 0.97 },
	{ "six rounds", { 6, 6 }, 16, 1, 100, 60, .estimator = ESTIMATOR_BLOCKS, .low = 0.93, .high = 0.97 },
	{ "rounds that do not match", { 40, 30 }, 16, 1, 100, 60, .estimator = ESTIMATOR_WELCH, .low = 0.93, .high = 0.97 },
};

struct side {
	uint32_t ticks[SAMPLES_MAX], round_samples[ROUNDS_MAX];
	struct record record;
	struct result result;
	double own;
};

static void sample_round(const struct situation *s, struct side *side, double level, size_t round)
{
	side->own = 0.7 * side->own + s->own_ns * golden_bell(&state);
	for (size_t i = 0; i < s->batch; i++) {
		double ns = level + side->own + s->spread_ns * golden_bell(&state) + s->tick_ns * golden_uniform(&state);

		if (s->skew_ns > 0)
			ns -= s->skew_ns * (1 + log(1 - golden_uniform(&state)));
		if (golden_uniform(&state) < s->timer)
			ns += TIMER_NS;
		side->ticks[round * s->batch + i] = (uint32_t)(ns / s->tick_ns);
	}
}

static void sample(const struct situation *s, struct side side[static 2])
{
	double drift = 0;

	for (size_t round = 0; round < ROUNDS_MAX; round++) {
		drift += s->drift_ns * golden_bell(&state);
		for (int i = 0; i < 2; i++)
			if (round < s->rounds[i])
				sample_round(s, &side[i], LEVEL_NS + drift + (i ? 0 : s->shift_ns), round);
	}
}

/* How often the difference and, where it has one, the ratio were held, nothing was cut, and correlation was found. */
struct held {
	int difference, ratio, ratios, uncut, correlated;
};

static bool add(const struct situation *s, const struct results *results, struct side side[static 2], struct held *held)
{
	struct contrast c = { .term_count = 2, .sign = { +1, -1 }, .term = { &side[0].result, &side[1].result } };
	double truth = 1 + s->shift_ns / (LEVEL_NS + (s->timer > UNCUT ? s->timer * TIMER_NS : 0));
	struct ratio ratio;
	bool good;

	for (int i = 0; i < 2; i++) {
		side[i].own = 0;
		side[i].record = (struct record){ .ticks = side[i].ticks, .tick_count = s->rounds[i] * s->batch,
						  .round_samples = side[i].round_samples,
						  .round_count = s->rounds[i], .sample_lines = 1 };
		for (size_t j = 0; j < s->rounds[i]; j++)
			side[i].round_samples[j] = (uint32_t)s->batch;
		side[i].result = (struct result){ .record = &side[i].record };
	}
	sample(s, side);
	good = !result_measure(results, &side[0].result) && !result_measure(results, &side[1].result);
	contrast_describe(&c, NULL);
	good = good && !contrast_estimate(&c, results) && c.resolution == 0 &&
	       c.estimator == (c.correlation.found ? ESTIMATOR_BLOCKS : s->estimator);
	held->correlated += c.correlation.found;
	held->uncut += c.uncut;
	held->difference += c.ci95.lo <= s->shift_ns && s->shift_ns <= c.ci95.hi;
	good = good && !ratio_estimate(&ratio, &c, results);
	held->ratios += ratio.ci95.known;
	held->ratio += ratio.ci95.known && ratio.ci95.lo <= truth && truth <= ratio.ci95.hi;
	for (int i = 0; i < 2; i++)
		result_free(&side[i].result);
	return good;
}

static void test_situation(const struct situation *s)
{
	static struct side side[2];
	const struct archive archive = { .platform = PLATFORM_METAL, .clock.unit = (char[]){ "ns" },
					 .clock.units_per_tick = s->tick_ns };
	const struct results results = { .archive = &archive };
	struct held held = { .uncut = 0 };
	int times = tap_full() ? TIMES_FULL : TIMES;
	double slack = tap_full() ? 0 : BRIEF_SLACK, low = s->low - slack, high = s->high + slack;
	bool good = true;

	for (int i = 0; i < times; i++)
		good &= add(s, &results, side, &held);
	ok(good && (s->timer > UNCUT ? held.uncut == times : held.uncut < times / 10), "%s: %s; not cut: %.1f %%",
	   s->what, estimator_name[s->estimator], 100.0 * held.uncut / times);
	ok(held.difference >= low * times && held.difference <= high * times, "%s: %.1f %%, should be %.0f to %.0f; "
	   "correlated: %.0f %%", s->what, 100.0 * held.difference / times, 100 * low, 100 * high,
	   100.0 * held.correlated / times);
	if (held.ratios)
		ok(held.ratio >= (0.92 - slack) * held.ratios, "its ratio: %.1f %%, should be %.0f and more",
		   100.0 * held.ratio / held.ratios, 100 * (0.92 - slack));
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(situation); i++) {
		state = 4711 + i;
		test_situation(&situation[i]);
	}
	return tap_done();
}
