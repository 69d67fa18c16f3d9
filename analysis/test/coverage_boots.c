/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often does compare call a change of the same thing, and does it find what it says that boots show? Simulated, from
 * samples to verdicts, the same draws each time: 78 cells with 5 % of noise within a boot, in which each boot of a cell is
 * off by an amount of its own, and, where so said, a spike in one of 300 samples, a drift of the whole host during the run,
 * or a clock of 40 ns that hides a noise of 12 ns. Without CHECK_FULL a ninth of the grid is run, with fewer comparisons,
 * and bounds are wider by what that makes the shares uncertain.
 */
#include "analysis/cell/make.h"
#include "analysis/shift/make.h"
#include "analysis/shift/shift.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/contrast/loaded.h"
#include "analysis/stats/power.h"
#include "analysis/test/fixture.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <math.h>

#define BOOTS_MAX   20 /* of an arm */
#define BATCH       16
#define LEVEL_NS    20000
#define NOISE       0.05
#define SPIKE_NS    10000 /* at most */
#define DRIFT       0.04  /* deviation of how much faster a boot is at its start than at its end, of all cells alike */
#define TICK_NS     40
#define TICK_NOISE  0.0006 /* 12 ns */
#define BOOTS_LONG  10    /* most boots of an arm where these have 8192 samples a cell */
#define SAMPLES_COMPARED      640 /* a cell and boot, of all comparisons of a situation: 10 of 64 samples, one of more */
#define SAMPLES_COMPARED_FULL 1280
#define GRID_STEP   9     /* of the grid's situations, the share that is run without CHECK_FULL */
#define SDS         3     /* by which a share may be beyond its bound by chance */

static uint64_t state;
static struct loaded boot[SIDE_COUNT][BOOTS_MAX];

/* Normal (Box and Muller 1958): the tails count here. */
static double bell(void)
{
	return sqrt(-2 * log(1 - golden_uniform(&state))) * cos(2 * M_PI * golden_uniform(&state));
}

struct situation {
	double spread;           /* deviation between boots, as a fraction of a cost */
	size_t boots[SIDE_COUNT];
	uint32_t rounds;
	bool spikes, drift, tick;
	double shift;            /* NEW's costs are larger by this fraction, of all cells */
};

/* What came of several comparisons. */
struct outcomes {
	size_t times, called, failed;     /* comparisons; those with a verdict; those whose exit status is not 0 */
	size_t cells, found, held, bounded; /* cells; worse; their ci95 holds the shift; same_within is not below it */
	size_t ratios, ratios_held;
};

/* Archives of the fixture, whose samples are drawn anew for each comparison. */
static void make_boots(uint32_t rounds)
{
	const struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = rounds, .batch = BATCH,
				   .filter = "op=dc_ivac,dc_civac,ldr,str lines=1" };
	char *text = fixture_archive(&f), why[256];

	for (int side = 0; side < SIDE_COUNT; side++)
		for (size_t i = 0; i < BOOTS_MAX; i++) {
			loaded_free(&boot[side][i]);
			boot[side][i] = (struct loaded){ .policies = 0 };
			if (archive_parse(&boot[side][i].archive, "x", text, strlen(text), why, sizeof(why)) ||
			    loaded_make(&boot[side][i])) {
				printf("Bail out! %s\n", why);
				exit(1);
			}
		}
	free(text);
}

static void draw_boot(struct loaded *l, const struct situation *s, double shift)
{
	double drift = s->drift ? DRIFT * bell() : 0, tick = s->tick ? TICK_NS : 1, noise = s->tick ? TICK_NOISE : NOISE;

	l->archive.clock.units_per_tick = tick;
	for (size_t i = 0; i < l->archive.record_count; i++) {
		struct record *r = &l->archive.record[i];
		double level = LEVEL_NS * (1 + s->spread * bell()) * (1 + shift);

		for (size_t j = 0; j < r->tick_count; j++) {
			double ns = level * (1 + noise * bell() + drift * ((double)j / (double)r->tick_count - 0.5));

			if (s->spikes && golden_uniform(&state) < 1.0 / 300)
				ns += SPIKE_NS * golden_uniform(&state);
			r->ticks[j] = (uint32_t)(ns / tick + 0.5);
		}
	}
	contrasts_free(&l->contrasts);
	results_free(&l->results);
	if (results_make(&l->results, &l->archive) || contrasts_make(&l->contrasts, &l->results))
		exit(1);
}

static void add_cell(struct outcomes *t, const struct situation *s, const struct compare *c, const struct compared *cell)
{
	/* Spikes add as much to either arm, where they are not cut. */
	double truth = LEVEL_NS * s->shift, ratio = 1 + s->shift;
	const struct compare_shift *shift = &cell->shift;
	struct ratio times;

	if (shift_ratio(&times, c, cell))
		exit(1);

	t->cells++;
	t->found += cell->verdict == COMPARE_WORSE;
	t->held += shift->ci95.lo <= truth && truth <= shift->ci95.hi;
	t->bounded += shift->bound >= truth;
	t->ratios += times.known;
	t->ratios_held += times.known && times.ci95.lo <= ratio && ratio <= times.ci95.hi;
}

static void compare_once(struct outcomes *t, const struct situation *s)
{
	const struct loaded *side[SIDE_COUNT][BOOTS_MAX];
	struct compare_arm arm[SIDE_COUNT];
	struct compare c;
	size_t verdicts = 0;

	for (int i = 0; i < SIDE_COUNT; i++) {
		for (size_t j = 0; j < s->boots[i]; j++) {
			draw_boot(&boot[i][j], s, i == NEW ? s->shift : 0);
			side[i][j] = &boot[i][j];
		}
		arm[i] = (struct compare_arm){ side[i], s->boots[i] };
	}
	if (compare_make(&c, arm, SIDE_COUNT, 0, NAN))
		exit(1);
	for (int v = COMPARE_WORSE; v <= COMPARE_MOVED; v++)
		verdicts += compare_count(c.cell, c.cell_count, (enum compare_verdict)v) +
			    compare_count(c.contrast, c.contrast_count, (enum compare_verdict)v);
	t->times++;
	t->called += verdicts > 0;
	t->failed += !compare_passes(&c);
	for (size_t i = 0; i < c.cell_count; i++)
		add_cell(t, s, &c, &c.cell[i]);
	compare_free(&c);
}

/* By how much a share of n may be beyond its bound. */
static double slack(double share, size_t n)
{
	return SDS * sqrt(share * (1 - share) / (double)n);
}

static const char *describe(const struct situation *s)
{
	static char text[128];

	snprintf(text, sizeof(text), "%zu v %zu boots, spread %g %%, n %u%s%s%s", s->boots[BASE], s->boots[NEW], 100 * s->spread,
		 s->rounds * BATCH, s->spikes ? ", spikes" : "", s->drift ? ", drift" : "", s->tick ? ", tick 40 ns" : "");
	return text;
}

static size_t times_of(const struct situation *s)
{
	size_t times = (tap_full() ? SAMPLES_COMPARED_FULL : SAMPLES_COMPARED) / (s->rounds * BATCH);

	return times ? times : 1;
}

/* The same in both arms. The cells of a comparison are alike, so shares of them are as certain as of so many. */
static void test_same(const struct situation *s, struct outcomes *all)
{
	size_t times = times_of(s);
	struct outcomes t = { .times = 0 };
	double held;

	for (size_t i = 0; i < times; i++)
		compare_once(&t, s);
	held = (double)t.held / (double)t.cells;
	if (s->boots[BASE] + s->boots[NEW] == SIDE_COUNT) {
		ok(!t.called && !t.failed, "%s: %zu of %zu call a change, %zu fail; none should", describe(s), t.called, t.times, t.failed);
		return;
	}
	/* One call is chance, however few the comparisons; all situations together are held to 5 %. */
	ok((double)t.called <= fmax(1, (0.05 + slack(0.05, times)) * (double)times),
	   "%s: %zu of %zu call a change; ci95 hold 0 in %.1f %%", describe(s), t.called, times, 100 * held);
	ok(held >= 0.93 - slack(0.95, t.cells), "and at least in 93 %%");
	if (t.ratios)
		ok((double)t.ratios_held >= (0.93 - slack(0.95, t.ratios)) * (double)t.ratios, "ratios: %.1f %% hold 1, should be 93 and more",
		   100.0 * (double)t.ratios_held / (double)t.ratios);
	all->times += t.times;
	all->called += t.called;
}

static void test_grid(void)
{
	static const uint32_t rounds[] = { 3, 4, 64, 512 };
	static const struct situation trouble[] = {
		{ .spikes = false }, { .spikes = true }, { .drift = true }, { .tick = true },
		{ .spikes = true, .drift = true, .tick = true },
	};
	static const double spread[] = { 0, 0.0025, 0.01, 0.05 };
	static const size_t boots[][SIDE_COUNT] = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 3, 4 }, { 5, 5 }, { 1, 5 }, { 2, 8 }, { 10, 10 },
						 { 20, 20 } };
	struct outcomes all = { .times = 0 };
	size_t number = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rounds); i++) {
		make_boots(rounds[i]);
		for (size_t j = 0; j < ARRAY_SIZE(boots); j++)
			for (size_t k = 0; k < ARRAY_SIZE(spread); k++)
				for (size_t l = 0; l < ARRAY_SIZE(trouble); l++, number++) {
					struct situation s = trouble[l];

					s.spread = spread[k];
					s.boots[BASE] = boots[j][BASE];
					s.boots[NEW] = boots[j][NEW];
					s.rounds = rounds[i];
					state = 1000 + number;
					if ((tap_full() || number % GRID_STEP == 3) &&
					    (rounds[i] < 512 || boots[j][NEW] <= BOOTS_LONG))
						test_same(&s, &all);
				}
	}
	ok((double)all.called <= (0.05 + slack(0.05, all.times)) * (double)all.times,
	   "of all %zu comparisons of several boots, %.1f %% call a change, should be 5 %% at most", all.times,
	   100.0 * (double)all.called / (double)all.times);
}

#define CELLS     78 /* of the fixture */
#define CONTRASTS 33

/* A shift that so many boots are said to show in 80 % of comparisons, of all cells (text_advice()). */
static void test_power(void)
{
	static const size_t boots[] = { 3, 5, 10 };

	make_boots(4);
	for (size_t i = 0; i < ARRAY_SIZE(boots); i++) {
		/* A small spread: NEW's grows with its costs, which the statement leaves out. */
		struct situation s = { .spread = 0.01, .boots = { boots[i], boots[i] }, .rounds = 4 };
		/* What a boot's mean of 64 samples spreads by adds to the spread between boots. */
		double own = hypot(0.01, NOISE / 8);
		struct outcomes t = { .times = 0 };
		double found;

		s.shift = own * power_shift(2 * (double)boots[i] - 3, COMPARE_ALPHA * 0.8 * CELLS / (CELLS + CONTRASTS), 0.8) * sqrt(2 / (double)boots[i]);
		state = 77 + i;
		/* With few boots, either most cells are found or none, so it takes many comparisons to tell the mean. */
		for (size_t j = 0; j < 600 / boots[i]; j++)
			compare_once(&t, &s);
		found = (double)t.found / (double)t.cells;
		ok(found >= 0.7 && found <= 0.9, "%s: of a shift of %.1f %%, %.0f %% of cells are worse, should be some 80", describe(&s),
		   100 * s.shift, 100 * found);
		ok((double)t.bounded >= (0.95 - slack(0.95, t.times)) * (double)t.cells,
		   "same_within claims less than the shift in %.1f %%, should be 5 at most",
		   100 - 100.0 * (double)t.bounded / (double)t.cells);
	}
}

int main(void)
{
	test_grid();
	test_power();
	for (int side = 0; side < SIDE_COUNT; side++)
		for (size_t i = 0; i < BOOTS_MAX; i++)
			loaded_free(&boot[side][i]);
	return tap_done();
}
