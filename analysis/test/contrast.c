/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contrasts of archives whose costs are sums of known parts: each must return its part, and only where it can. */
#include "analysis/cell/make.h"
#include "analysis/contrast/contrast.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/contrast/ratio.h"
#include "analysis/test/fixture.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <math.h>
#include <time.h>

#define FINDS 300000 /* of cells among others, to take a CPU time that can be told */

/* An archive with its text, results and contrasts. */
struct study {
	char *text;
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
};

/* Load text, which close_study() frees. */
static void open_study(struct study *s, char *text)
{
	char why[512] = "";

	*s = (struct study){ .text = text };
	if (!ok(text && !archive_parse(&s->archive, "x", text, strlen(text), why, sizeof(why)) &&
		!results_make(&s->results, &s->archive) && !contrasts_make(&s->contrasts, &s->results), "an archive")) {
		printf("# %s\n", why);
		exit(1);
	}
}

static void close_study(struct study *s)
{
	contrasts_free(&s->contrasts);
	results_free(&s->results);
	archive_free(&s->archive);
	free(s->text);
}

/* Find the contrast of a name by term 0's policy, slot, host page and op (OP_COUNT: any). NULL: there is none. */
static const struct contrast *find(const struct study *s, const char *name, enum policy_id policy, enum slot_id slot,
				   enum host_page_id page, enum op_id op)
{
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;

		if (!strcmp(c->name, name) && cell->policy == policy && cell->slot == slot && cell->host_page == page &&
		    (op == OP_COUNT || cell->op == op))
			return c;
	}
	return NULL;
}

/* Find the contrast of a name whose term 0 is the cell. NULL: there is none. */
static const struct contrast *find_at(const struct study *s, const char *name, const struct cell *cell)
{
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];

		if (!strcmp(c->name, name) && cell_equal(&c->term[0]->record->cell, cell))
			return c;
	}
	return NULL;
}

static bool has_axis(uint32_t axes, enum axis_id axis)
{
	return axes >> axis & 1;
}

/* Find the first contrast of the name that has a value and agrees on the axes. NULL: there is none. */
static const struct contrast *find_by_axes(const struct study *s, const struct contrast *like, uint32_t axes)
{
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];
		bool agree = c->has_value && !strcmp(c->name, like->name);

		for (int axis = 0; axis < AXIS_COUNT; axis++)
			agree &= !has_axis(axes, (enum axis_id)axis) || axis_table[axis].get(&c->term[0]->record->cell) ==
							  axis_table[axis].get(&like->term[0]->record->cell);
		if (agree)
			return c;
	}
	return NULL;
}

/* By kind, or by pair of policies, which is one only if the policy is asked for. */
static const struct contrast *search(const struct study *s, const struct contrast *like, const struct cell *cell,
				     uint32_t axes)
{
	if (like->id == CONTRAST_POLICIES)
		return contrasts_find_pair(&s->contrasts, like->base, cell, axes | AXIS_BIT(POLICY));
	return contrasts_find(&s->contrasts, like->id, cell, axes);
}

static void test_contrasts_find(const struct study *s)
{
	static const uint32_t axes[] = { AXES_ALL, CONTRAST_PAGE_AXES, CONTRAST_PAGE_AXES | AXIS_BIT(OP), AXIS_BIT(SLOT), 0 };
	const struct contrast *all = s->contrasts.contrast;
	struct cell absent;
	size_t wrong = 0, others = 0;

	for (size_t i = 0; i < s->contrasts.count; i++)
		for (size_t k = 0; k < ARRAY_SIZE(axes); k++) {
			const uint32_t policy = all[i].id == CONTRAST_POLICIES ? AXIS_BIT(POLICY) : 0;
			const struct contrast *c = find_by_axes(s, &all[i], axes[k] | policy);

			wrong += search(s, &all[i], &all[i].term[0]->record->cell, axes[k]) != c;
			others += c && c != &all[i];
		}
	ok(!wrong && others > s->contrasts.count, "each is found by its cell, and the first of those like it by less");
	ok(!contrasts_find_pair(&s->contrasts, POLICY_UNKNOWN, &all[0].term[0]->record->cell, AXIS_BIT(POLICY)),
	   "by its base, too");
	absent = all[0].term[0]->record->cell;
	absent.mix = MIX_COUNT - 1;
	ok(!search(s, &all[0], &absent, AXES_ALL) && search(s, &all[0], &absent, AXES_ALL & ~AXIS_BIT(MIX)) == &all[0],
	   "a cell that is not there is not, unless it does not matter");
}

static bool is_point(const struct contrast *c, double value)
{
	return c && c->has_value && c->value == value && c->ci95.known && c->ci95.lo == value && c->ci95.hi == value;
}

static const enum policy_id inject = POLICY_INJECT, upstream = POLICY_UPSTREAM;

static void test_ivac_minus_civac(const struct study *s)
{
	const struct contrast *c;

	c = find(s, "ivac_minus_civac", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(is_point(c, FIXTURE_PERMISSION) && c->same_outcome && !c->alike,
	   "ivac_minus_civac of a logged page: a permission fault");
	ok(c && c->n == 64 && c->rounds == 4 && c->valid && !strcmp(c->unit, "insns") && !c->against_policy,
	   "its n, rounds and unit");
	c = find(s, "ivac_minus_civac", inject, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(is_point(c, 0) && c->alike, "ivac_minus_civac of a page that is not logged: nothing");
	c = find(s, "ivac_minus_civac", inject, SLOT_RW, HOST_PAGE_UNTOUCHED, OP_COUNT);
	ok(is_point(c, FIXTURE_PERMISSION + FIXTURE_TRANSLATION + FIXTURE_ALLOCATION),
	   "ivac_minus_civac with copy-on-write");
	c = find(s, "ivac_minus_civac", inject, SLOT_RO, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(c && !c->same_outcome, "abort against executes: said so");
}

static void test_parts(const struct study *s)
{
	ok(is_point(find(s, "permission_fault", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
		    FIXTURE_PERMISSION) &&
		   is_point(find(s, "permission_fault", upstream, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT),
			    FIXTURE_PERMISSION),
	   "permission_fault");
	ok(is_point(find(s, "permission_fault_cold", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
		    FIXTURE_PERMISSION),
	   "permission_fault_cold where the policy reads first");
	ok(!find(s, "permission_fault_cold", upstream, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT) &&
	   !find(s, "permission_fault_cold", inject, SLOT_RW, HOST_PAGE_UNTOUCHED, OP_COUNT) &&
	   !find(s, "permission_fault_cold", inject, SLOT_RO, HOST_PAGE_WRITTEN, OP_COUNT), "and nowhere else");
	ok(is_point(find(s, "translation_fault", inject, SLOT_RO, HOST_PAGE_WRITTEN, OP_COUNT), FIXTURE_TRANSLATION),
	   "translation_fault");
	ok(!find(s, "translation_fault", upstream, SLOT_RW, HOST_PAGE_READ, OP_COUNT) &&
	   !find(s, "translation_fault", upstream, SLOT_RO, HOST_PAGE_WRITTEN, OP_COUNT),
	   "not where there is copy-on-write too, or the op does not end alike");
	ok(is_point(find(s, "cow_retry", inject, SLOT_RW, HOST_PAGE_READ, OP_str),
		    FIXTURE_TRANSLATION + FIXTURE_ALLOCATION) &&
		   is_point(find(s, "cow_retry", inject, SLOT_RW, HOST_PAGE_READ, OP_dc_ivac),
			    FIXTURE_TRANSLATION + FIXTURE_ALLOCATION),
	   "cow_retry, by a store and by a DC IVAC");
	ok(!find(s, "cow_retry", inject, SLOT_RW_LOG, HOST_PAGE_READ, OP_dc_ivac),
	   "not where a permission fault comes on top");
	ok(is_point(find(s, "closure", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT), 0), "closure");
	ok(!find(s, "closure", upstream, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
	   "not where the faults do not add up");
	ok(is_point(find(s, "aa_civac", inject, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT), 0), "aa_civac");
}

static void test_policies(const struct study *s)
{
	const struct contrast *c;
	double relative = 0;

	c = find(s, "inject_minus_upstream", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(is_point(c, FIXTURE_PERMISSION) && contrast_relative(c, &relative) &&
		   relative == (double)FIXTURE_PERMISSION / (FIXTURE_NULL + FIXTURE_TRANSLATION),
	   "inject_minus_upstream, relative");
	ok(c && c->fixed == ((1u << AXIS_COUNT) - 1 - (1u << AXIS_POLICY)) && has_axis(c->named, AXIS_POLICY) &&
	   c->against_policy && c->base == POLICY_UPSTREAM, "it holds all but the policy fixed");
	c = find(s, "inject_minus_upstream", POLICY_INJECT, SLOT_RO, HOST_PAGE_WRITTEN, OP_dc_civac);
	ok(c && !c->same_outcome, "executes against enosys: said so");
	c = find(s, "upgrade_minus_inject", POLICY_UPGRADE, SLOT_RW, HOST_PAGE_WRITTEN, OP_dc_civac);
	ok(is_point(c, 0) && c->alike, "upgrade_minus_inject");
	c = find(s, "inject_minus_upstream", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_civac);
	ok(is_point(c, 0) && !c->alike, "a page that only one of them dirties: not alike");
	ok(!find(s, "inject_minus_upgrade", POLICY_INJECT, SLOT_RW, HOST_PAGE_WRITTEN, OP_dc_civac), "one sign only");
}

static char *replaced(char *text, const char *from, const char *to)
{
	char *copy = fixture_replace(text, from, to, true);

	free(text);
	return copy;
}

/* The fixture of one policy with only the cold pair of one page. */
static const struct fixture pair = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written stage2=cold lines=1",
};

static const struct contrast *extra(const struct study *s)
{
	return find(s, "ivac_minus_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
}

static void test_omitted(void)
{
	struct study s;

	open_study(&s, replaced(fixture_archive(&pair), "\"permission\":16", "\"permission\":15"));
	ok(!extra(&s) && s.contrasts.omitted == 2,
	   "none on a cell that has not the predicted faults, and that is counted");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&pair),
				"\"findings\":[]}\n{\"type\":\"cell\",\"policy\":\"inject\",\"op\":\"dc_civac",
				"\"findings\":[\"odd\"]}\n{\"type\":\"cell\",\"policy\":\"inject\",\"op\":\"dc_civac"));
	ok(!extra(&s), "none on a cell that the run found something in");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&pair), "\"status\":\"done\",\"reason\":null",
				"\"status\":\"failed\",\"reason\":\"no memory\""));
	ok(!extra(&s), "none on a cell that failed");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&pair), "\"outcome\":\"executes\",\"outcomes\":{\"executes\":16}",
				"\"outcome\":\"enosys\",\"outcomes\":{\"enosys\":16}"));
	ok(!extra(&s), "none on a cell with another outcome");
	close_study(&s);
}

/* Cells that agree with their predictions, which differ in more than the part: a fault, a page. */
static void test_impure(void)
{
	struct study s;
	char *text = replaced(fixture_archive(&pair), "\"TP\",\"repeat\":\"\",\"translation\":1",
			      "\"TPT\",\"repeat\":\"\",\"translation\":2");

	text = replaced(text, "\"translation\":16,\"permission\":16", "\"translation\":32,\"permission\":16");
	text = replaced(text, "\"cm\":32", "\"cm\":48");
	open_study(&s, replaced(text, "{\"TP\":16}", "{\"TPT\":16}"));
	ok(extra(&s) && !find(&s, "permission_fault_cold", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
	   "a translation fault on top: no permission_fault_cold");
	close_study(&s);
	text = replaced(fixture_archive(&pair), "\"dirtied\":true,\"host_pages_allocated\":0",
			"\"dirtied\":true,\"host_pages_allocated\":1");
	open_study(&s, replaced(text, "\"dirtied\":16,\"host_pages_allocated\":0",
				"\"dirtied\":16,\"host_pages_allocated\":16"));
	ok(extra(&s) && !find(&s, "permission_fault_cold", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
	   "a page on top: no permission_fault_cold");
	close_study(&s);
}

/*
 * A/A: odd rounds of 3653; even rounds of 3653 and 3657, as many of each, so that their path is the shorter one. Pairs differ
 * by 0 and -4: mean -2, and 2 t(1).
 */
static void test_aa(void)
{
	struct study s;
	const struct contrast *c;

	open_study(&s,
		   replaced(fixture_archive(&pair), "3653,3653,3653,3653],\"round", "3657,3657,3657,3657],\"round"));
	c = find(&s, "aa_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_civac);
	ok(c && c->value == 0 && c->n == 8 && c->rounds == 2 && fabs(c->ci95.hi - 2 * 12.7062047362) < 1e-6 &&
	   fabs(c->ci95.lo - (-2 - 2 * 12.7062047362)) < 1e-6,
	   "aa_civac: odd rounds less even ones");
	close_study(&s);
}

/* Where the cell has a copy, that is what it is compared with, and its rounds are not. */
static void test_copies(void)
{
	struct fixture f = pair;
	struct study s;
	const struct contrast *c;
	size_t count = 0;

	f.calibration = true;
	open_study(&s, replaced(fixture_archive(&f), "\"copy\":\"2\",\"sample_lines\":1,\"unit_bytes\":4096,\"status\":"
				"\"done\",\"reason\":null,\"ticks\":[3653,3653,3653,3653,",
				"\"copy\":\"2\",\"sample_lines\":1,\"unit_bytes\":4096,\"status\":"
				"\"done\",\"reason\":null,\"ticks\":[3661,3661,3661,3661,"));
	for (size_t i = 0; i < s.contrasts.count; i++)
		count += !strcmp(s.contrasts.contrast[i].name, "aa_civac") &&
			 s.contrasts.contrast[i].term[0]->record->cell.slot == SLOT_RW_LOG;
	c = find(&s, "aa_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_civac);
	/* Of four rounds one is 8 more: t(3) = 3.182446305, deviation 4, over the root of 4; the mean is 2. */
	ok(count == 1 && c && c->term[0]->record->cell.copy == 1 && c->value == 0 && c->n == 16 && c->rounds == 4 &&
	   fabs(c->ci95.hi - 8.36489261) < 1e-6 &&
	   fabs(c->ci95.lo + 6.36489261) < 1e-6 && c->alike && !has_axis(c->fixed, AXIS_COPY),
	   "aa_civac: a cell against its copy");
	ok(find(&s, "ivac_minus_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT)->term[1]
			   ->record->cell.copy == 0, "and nothing else is");
	close_study(&s);
}

/* 64 lines of 5 ticks each but for the first, of 0: 32 of them are 160 more, a line 5; and what is null. */
static void test_native(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 8, .batch = 16,
			     .suite = "full", .units_per_tick = 2,
			     .filter = "op=null,dc_civac stage2=rw slot=rw host_page=written lines=half,page" };
	struct cell cell = { .policy = inject, .op = OP_dc_civac, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW,
			     .line = LINE_DIRTY, .lines = LINES_PAGE };
	const struct contrast *c;
	struct study s;

	open_study(&s, fixture_archive(&f));
	c = find_at(&s, "native_op", &cell);
	ok(c && c->has_value && c->value == 2 * FIXTURE_LINE && c->divisor == 32 && c->ci95.known &&
	   has_axis(c->fixed, AXIS_LINE) && !has_axis(c->fixed, AXIS_LINES), "native_op, by the state of the line");
	ok(c && fabs(c->ci95.hi - c->value - 2.0 / 32) < 1e-9, "its tick is shared by the lines");
	cell.line = LINE_ANY;
	cell.op = OP_null;
	c = find_at(&s, "native_op", &cell);
	ok(c && c->value == 2 * FIXTURE_LINE, "native_op of null: the loop");
	close_study(&s);
	f.platform = PLATFORM_EMULATED;
	f.units_per_tick = 1;
	open_study(&s, fixture_archive(&f));
	ok(is_point(find_at(&s, "native_op", &cell), FIXTURE_LINE), "exact where instructions are counted");
	close_study(&s);
}

/* xorshift32, uniform in [0, 1). */
static double uniform(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state / 4294967296.0;
}

#define COARSE_TICK_NS  40
#define COARSE_SHIFT_NS 7

/* Altra's counter: 40 ns a tick; a spread of about 15 ns, and a DC IVAC that takes 7 ns more. Starts at any phase. */
static uint32_t coarse_cost(const struct cell *cell, uint32_t sample)
{
	double ns = 1003 + (cell->op == OP_dc_ivac ? COARSE_SHIFT_NS : 0);

	(void)sample;
	for (int i = 0; i < 12; i++)
		ns += 15 * (uniform() - 0.5);
	return (uint32_t)((ns + COARSE_TICK_NS * uniform()) / COARSE_TICK_NS);
}

static void test_coarse(void)
{
	struct fixture f = pair;
	const struct contrast *c;
	const struct result *r;
	struct study s;

	f.platform = PLATFORM_METAL;
	f.units_per_tick = COARSE_TICK_NS;
	f.rounds = 128;
	f.batch = 32;
	f.cost = coarse_cost;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	r = c ? c->term[0] : NULL;
	ok(r && r->coarse && r->block_count == 128 && r->sample_median == c->term[1]->sample_median,
	   "a coarse tick: medians of samples are the same");
	if (!ok(c && c->blocks && c->estimator == ESTIMATOR_BCA && fabs(c->value - COARSE_SHIFT_NS) < 2 &&
		c->ci95.lo < COARSE_SHIFT_NS && c->ci95.hi > COARSE_SHIFT_NS && c->ci95.hi - c->ci95.lo < 6,
		"but means of blocks see 7 ns of 40"))
		printf("# %g [%g, %g], deviation %g\n", c->value, c->ci95.lo, c->ci95.hi, r->deviation);
	ok(r && r->cost.n == 4096 && r->cost.min > r->cost.mean - 40 && fabs(r->cost.median - 1010) < 3,
	   "the cell's order statistics are of blocks, its n of samples");
	ok(r && r->estimator == COST_BCA && r->blocks == 64 && fabs(r->value - 1010) < 1 && r->ci95.lo < 1010 &&
	   r->ci95.hi > 1010 && r->ci95.hi - r->ci95.lo < 4, "its cost is the mean of 64 blocks: %g [%g,%g]", r->value,
	   r->ci95.lo, r->ci95.hi);
	close_study(&s);
	f.rounds = 8;
	f.batch = 4;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->term[0]->coarse && c->term[0]->block_count == 8 && c->rounds == 8,
	   "too few samples for blocks: rounds, however short");
	close_study(&s);
	f.rounds = 32;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->term[0]->block_count == 8 && c->rounds == 8 && c->n == 128, "short rounds: several make a block");
	close_study(&s);
	f.rounds = 33;
	open_study(&s, fixture_archive(&f));
	ok(extra(&s) && extra(&s)->term[0]->block_count == 8, "what is left is in the last one");
	close_study(&s);
	f.platform = PLATFORM_EMULATED;
	open_study(&s, fixture_archive(&f));
	ok(extra(&s) && !extra(&s)->blocks && !extra(&s)->term[0]->coarse,
	   "nothing changes where instructions are counted");
	close_study(&s);
}

/* A fine clock: coarse only where the spread is less than two ticks, or the clock advances by many. */
static void test_fine(void)
{
	struct fixture f = pair;
	struct study s;

	f.platform = PLATFORM_METAL;
	f.rounds = 128;
	f.cost = coarse_cost;
	open_study(&s, fixture_archive(&f));
	ok(extra(&s) && extra(&s)->blocks, "a spread of less than two ticks");
	close_study(&s);
	f.units_per_tick = 1.5;
	f.cost = NULL;
	f.permission = 1;
	open_study(&s, replaced(fixture_archive(&f), "\"resolution_ticks\":1", "\"resolution_ticks\":4"));
	ok(extra(&s) && extra(&s)->term[0]->coarse && extra(&s)->term[1]->coarse, "a clock that advances by 6 ns");
	close_study(&s);
	open_study(&s, fixture_archive(&f));
	ok(extra(&s) && !extra(&s)->term[0]->coarse && extra(&s)->blocks && extra(&s)->estimator == ESTIMATOR_BCA,
	   "a spread of many ticks");
	ok(extra(&s) && extra(&s)->ci95.hi - extra(&s)->value >= 1.5, "and what is left by the cut is of one tick: each mean is off by half of it");
	close_study(&s);
}

/* The tick that the clock leaves open is none if the guest starts at any phase of it. */
static void test_dither(void)
{
	struct fixture f = pair;
	const struct contrast *c;
	struct study s;

	f.platform = PLATFORM_METAL;
	f.units_per_tick = 40;
	f.dither_spins = 64;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->value == 3190 * 40 && c->ci95.lo == c->value && c->ci95.hi == c->value,
	   "dithered: no wider by a tick");
	close_study(&s);
}

static void test_uncounted(void)
{
	struct fixture uncounted = pair;
	struct study s;

	uncounted.unattributed = true;
	open_study(&s, fixture_archive(&uncounted));
	ok(extra(&s) && !extra(&s)->valid, "without counts: given, but not as valid");
	close_study(&s);
}

/*
 * Four rounds whose differences are 3190, 3190, 3190 and 3194; by hand: t(3) = 3.182446305, deviation 2; around 3190
 * and around the mean, 3191.
 */
static void test_rounds(void)
{
	struct study s;
	const struct contrast *c;

	open_study(&s,
		   replaced(fixture_archive(&pair), "6843,6843,6843,6843],\"round", "6847,6847,6847,6847],\"round"));
	c = extra(&s);
	ok(c && c->value == 3190 && c->estimator == ESTIMATOR_ROUNDS && fabs(c->ci95.hi - 3194.182446305) < 1e-6 &&
	   fabs(c->ci95.lo - 3186.817553695) < 1e-6, "the interval of four rounds");
	close_study(&s);
}

/* In eight rounds, of which one is longer, on both sides. */
static uint32_t ratio_cost(const struct cell *cell, uint32_t sample)
{
	return (cell->op == OP_dc_ivac ? 2000 : 1000) + (sample / 4 % 8 == 5 ? 100 : 0);
}

static uint32_t policy_cost(const struct cell *cell, uint32_t sample)
{
	return 1000 + (cell->policy == POLICY_INJECT ? 10 : 0) + 7 * (sample / 4 % 4) * (cell->op == OP_dc_ivac);
}

/* The ratio of two costs, the trimmed mean, and tests of many. */
static void test_estimates(void)
{
	struct fixture f = pair;
	const struct contrast *c;
	struct ratio ratio, *all;
	struct study s;

	f.rounds = 8;
	f.cost = ratio_cost;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && !ratio_estimate(&ratio, c, &s.results) && ratio.known && ratio.value == 2 && ratio.ci95.known &&
	   ratio.ci95.lo < 1.99 && ratio.ci95.hi >= 2 && ratio.ci95.hi < 2.1, "the ratio of two costs: %g [%g,%g]", ratio.value,
	   ratio.ci95.lo, ratio.ci95.hi);
	all = ratio_all(&s.contrasts, &s.results);
	ok(all && !memcmp(&all[c - s.contrasts.contrast], &ratio, sizeof(ratio)), "the same among those of all contrasts");
	free(all);
	ok(c && !c->has_p && !c->trimmed_ci95.known, "neither a test nor a trimmed mean of counted instructions");
	close_study(&s);
	f.platform = PLATFORM_METAL;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->trimmed == 1000 && c->trimmed_ci95.known && c->trimmed_ci95.lo == 1000 && c->has_p && c->p == 0,
	   "its trimmed mean, and its p: the difference is the same in all rounds");
	close_study(&s);
	f.rounds = 4;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->has_p && c->parts == 4 && !c->trimmed_ci95.known, "of four blocks none is trimmed");
	close_study(&s);
	f.rounds = 6;
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && !ratio_estimate(&ratio, c, &s.results) && ratio.known && !ratio.ci95.known,
	   "too few rounds for an interval of the ratio");
	close_study(&s);
	f = (struct fixture){ .platform = PLATFORM_METAL, .rounds = 64, .batch = 16, .policies = pair.policies,
			      .filter = pair.filter, .cost = coarse_cost };
	open_study(&s, fixture_archive(&f));
	c = extra(&s);
	ok(c && c->blocks && !c->uncut && c->cut < 0.01 && c->has_p && c->p > 0 && c->p < 0.001, "nothing to cut, and 7 ns are seen: p = %g", c->p);
	close_study(&s);
}

/* Holm, by hand: each name is a family of its own. */
static void test_many(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 8, .batch = 4, .cost = policy_cost,
			     .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT,
			     .filter = "op=dc_ivac,dc_civac slot=rw host_page=written stage2=cold lines=1" };
	const struct contrast *a, *b;
	struct study s;

	open_study(&s, replaced(fixture_archive(&f), "\"exact\":true", "\"exact\":false"));
	a = find(&s, "ivac_minus_civac", upstream, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT);
	b = find(&s, "ivac_minus_civac", inject, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(a && b && a->has_p && a->p > 0 && a->p < 0.05 && a->p == b->p && a->p_holm == 2 * a->p && b->p_holm == 2 * a->p,
	   "two of a name: twice the p");
	a = find(&s, "inject_minus_upstream", inject, SLOT_RW, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(a && a->p == 0 && a->p_holm == 0, "of another name: not three times");
	close_study(&s);
}

/* A CPU that does not translate maintenance: a store's contrast has nothing to be relative to. */
static void test_untranslated(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16, .policies = 1 << POLICY_INJECT,
			     .untranslated = true };
	struct study s;
	const struct contrast *c;
	double relative;

	open_study(&s, fixture_archive(&f));
	c = find(&s, "cow_retry", inject, SLOT_RW, HOST_PAGE_READ, OP_str);
	ok(c && !c->reference && !contrast_relative(c, &relative), "no cold dc_civac, no fraction of it");
	close_study(&s);
}

/* CPU time of a look-up, in seconds, in so many results; adds to *wrong how often it found something else. */
static double find_time(const char *filter, size_t *count, size_t *wrong)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 1, .batch = 1, .suite = "full",
			     .policies = FIXTURE_POLICIES, .filter = filter };
	struct study s;
	struct cell absent;
	clock_t start;

	open_study(&s, fixture_archive(&f));
	*count = s.results.count;
	start = clock();
	for (size_t i = 0; i < FINDS; i++) {
		const struct result *result = &s.results.result[i % s.results.count];

		*wrong += results_find(&s.results, &result->record->cell) != result;
	}
	start = clock() - start;
	absent = s.results.result[0].record->cell;
	absent.mix = 1;
	*wrong += results_find(&s.results, &absent) != NULL;
	close_study(&s);
	return (double)start / CLOCKS_PER_SEC / FINDS;
}

/*
 * Every cell is found, and none that is not there; among many times the results in less than a quarter of as many times
 * the CPU time. However fast a machine is, it is held to itself.
 */
static void test_find(void)
{
	size_t few, many, wrong = 0;
	double brief = find_time("op=dc_ivac backing=anon slot=rw_log vcpus=1 mix=1 lines=1", &few, &wrong),
	       long_time = find_time("backing=anon,memfd vcpus=1 mix=1 lines=1", &many, &wrong),
	       times = (double)many / (double)few;

	ok(!wrong, "all cells are found and none that is not there");
	ok(times > 40, "%.1f times as many, %zu", times, many);
	if (!ok(long_time < brief * times / 4, "take less than %.1f times the CPU time to find", times / 4))
		printf("# %g s, %g s\n", brief, long_time);
}

/* Cells that do not share their rounds; one round is too few for an interval. */
static void test_unmatched(void)
{
	struct fixture one = pair;
	struct study s;
	const struct contrast *c;
	char *text;

	one.rounds = 1;
	open_study(&s, fixture_archive(&one));
	c = extra(&s);
	ok(c && c->value == 3190 && c->estimator == ESTIMATOR_NONE && !c->ci95.known && c->n == 4,
	   "too few: no interval");
	ok(!find(&s, "aa_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
	   "one round: no A/A contrast");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&pair), "\"round_samples\":[4,4,4,4]", "\"round_samples\":[8,8]"));
	c = extra(&s);
	ok(c && is_point(c, 3190) && c->estimator == ESTIMATOR_WELCH_ROUNDS && !c->rounds && c->parts == 2 && !c->has_p,
	   "Welch's interval where rounds do not match, of constant rounds a point");
	close_study(&s);
	/* Medians of rounds 6843 and 6859 against four of the same: 8 in the mean, error 8, one degree of freedom. */
	text = replaced(fixture_archive(&pair), "\"round_samples\":[4,4,4,4]", "\"round_samples\":[8,8]");
	text = replaced(text, "6843,6843,6843,6843,6843,6843,6843,6843]", "6859,6859,6859,6859,6859,6859,6859,6859]");
	open_study(&s, text);
	c = extra(&s);
	ok(c && c->estimator == ESTIMATOR_WELCH_ROUNDS && c->df == 1 && fabs(c->error - 8) < 1e-9 && c->value == 3190 &&
	   fabs(c->ci95.lo - (3190 - 8 * tan(M_PI * 0.475))) < 1e-6 &&
	   fabs(c->ci95.hi - (3198 + 8 * tan(M_PI * 0.475))) < 1e-6,
	   "and else around value and mean: [%g,%g]", c ? c->ci95.lo : 0, c ? c->ci95.hi : 0);
	close_study(&s);
	text = replaced(fixture_archive(&pair), "\"ticks\":[6843,6843,", "\"ticks\":[");
	text = replaced(text, "\"round_samples\":[4,4,4,4]", "\"round_samples\":[2,4,4,4]");
	open_study(&s, replaced(text, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":14}"));
	c = extra(&s);
	ok(is_point(c, 3190) && c->n == 14 && c->rounds == 4, "n is that of the cell that has fewest");
	close_study(&s);
}

static const uint32_t *paired_order; /* of the rounds of the group host_page=read */

/* Costs of 8 rounds, which drift, and in which each cell has a noise of its own. */
static uint32_t paired_cost(const struct cell *cell, uint32_t sample)
{
	uint32_t round = sample / 16 % 8;

	if (cell->host_page == HOST_PAGE_READ)
		round = paired_order[round];
	return 10000 + 500 * round + 13 * (round * (3 + cell->op + 5 * cell->host_page) % 8);
}

/* Rounds of two groups did not coincide: in which order one took its own is nothing to the other. */
static void test_groups(void)
{
	static const uint32_t in_turn[] = { 0, 1, 2, 3, 4, 5, 6, 7 }, mixed[] = { 5, 2, 7, 0, 3, 6, 1, 4 };
	struct fixture f = { .policies = 1 << POLICY_UPSTREAM, .rounds = 8, .batch = 16, .cost = paired_cost,
			     .filter = "op=dc_ivac,dc_civac slot=rw_log host_page=read,written" };
	double paired[2], apart[2];

	for (int i = 0; i < 6; i++) {
		const enum estimator due = i < 2 ? ESTIMATOR_WELCH_ROUNDS : ESTIMATOR_WELCH;
		const struct contrast *c, *within;
		struct study s;

		f.platform = i < 2 ? PLATFORM_EMULATED : PLATFORM_METAL;
		f.timed = i >= 4;
		paired_order = i % 2 ? mixed : in_turn;
		open_study(&s, fixture_archive(&f));
		c = find(&s, "cow_retry", upstream, SLOT_RW_LOG, HOST_PAGE_READ, OP_dc_ivac);
		within = find(&s, "ivac_minus_civac", upstream, SLOT_RW_LOG, HOST_PAGE_READ, OP_dc_ivac);
		apart[i % 2] = c ? c->ci95.hi - c->ci95.lo : NAN;
		paired[i % 2] = within ? within->ci95.hi - within->ci95.lo : NAN;
		ok(c && c->estimator == due && c->ci95.known, "cells of two groups are not paired");
		ok(within && within->parts == 8 && paired[i % 2] < apart[i % 2] / 4,
		   "those of one are, so that a drift of both cancels");
		if (i % 2)
			ok(fabs(apart[0] - apart[1]) < 1e-9 && fabs(paired[0] - paired[1]) < 1e-9,
			   "the order of a group's rounds changes no interval: %g and %g", apart[0], apart[1]);
		close_study(&s);
	}
}

/* Do three rounds of each of two cells coincide, whichever is named first? */
static bool coincide(double *a, double *b)
{
	const struct record record[] = { { .round_count = 3, .round_at_s = a }, { .round_count = 3, .round_at_s = b } };
	const struct result x = { .record = &record[0] }, y = { .record = &record[1] };
	bool one = result_coincides(&x, &y);

	return one == result_coincides(&y, &x) ? one : !ok(false, "the order of two cells matters");
}

static void test_times(void)
{
	double odd[] = { 1, 3, 5 }, even[] = { 2, 4, 6 }, close[] = { 1.5, 2.9, 5.1 }, next[] = { 3, 5, 7 }, later[] = { 7, 8, 9 };

	ok(coincide(odd, even) && coincide(odd, close) && coincide(odd, odd), "rounds in turn coincide");
	ok(!coincide(odd, next) && !coincide(odd, later), "others do not");
	ok(coincide(odd, NULL) && coincide(NULL, NULL), "without times it is not known that they did not");
}

/* Count the contrasts with an interval by Welch, those of cells that two processes measured, and those that are both. */
static void count_welch(const struct study *s, size_t *welch, size_t *split, size_t *both)
{
	*welch = *split = *both = 0;
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];
		bool is_split = false;

		for (size_t j = 1; c->ci95.known && j < c->term_count; j++)
			is_split |= c->term[j]->record->life != c->term[0]->record->life;
		*welch += c->estimator == ESTIMATOR_WELCH;
		*split += is_split;
		*both += is_split && c->estimator == ESTIMATOR_WELCH;
	}
}

/* Cells of one group coincide only if one process measured them, and in turn. */
static void test_coincidence(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16, .timed = true,
			     .filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written stage2=cold,ro lines=1" };
	size_t welch, split, both;
	struct study s;

	open_study(&s, fixture_archive(&f));
	count_welch(&s, &welch, &split, &both);
	ok(s.contrasts.count > 3 && !welch && !split, "one group, one process, in turn: all %zu are paired",
	   s.contrasts.count);
	close_study(&s);
	f.resumed = true;
	open_study(&s, fixture_archive(&f));
	count_welch(&s, &welch, &split, &both);
	ok(split && welch == split && both == split && welch < s.contrasts.count, "two processes: %zu of %zu are not", welch,
	   s.contrasts.count);
	close_study(&s);
	f.resumed = false;
	/* One cell's first round is later than the others' second ones. */
	open_study(&s, replaced(fixture_archive(&f), "\"round_at_s\":[", "\"round_at_s\":[2000"));
	count_welch(&s, &welch, &split, &both);
	ok(welch && welch < s.contrasts.count && !split, "not in turn: %zu of %zu are not", welch, s.contrasts.count);
	close_study(&s);
}

/* A clock that ticks in ns: what lies between two ticks stays unknown. */
static void test_resolution(void)
{
	struct fixture metal = pair;
	struct study s;
	const struct contrast *c;

	metal.platform = PLATFORM_METAL;
	metal.units_per_tick = 40;
	open_study(&s, fixture_archive(&metal));
	c = extra(&s);
	ok(c && c->value == 3190 * 40 && c->ci95.lo == c->value - 40 && c->ci95.hi == c->value + 40, "wider by a tick");
	close_study(&s);
}

/* A civac takes a T; the store after it, where the page is read-only then, a P, or with copy-on-write P and T. */
static void test_deferred_store(const struct study *s)
{
	const struct contrast *c = find(s, "deferred_store", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);

	ok(is_point(c, FIXTURE_PERMISSION) && c->term_count == 4 && c->valid && !c->alike,
	   "deferred_store of a logged page");
	ok(c && has_axis(c->named, AXIS_POLICY) && !has_axis(c->fixed, AXIS_POLICY) && !has_axis(c->fixed, AXIS_OP) &&
	   has_axis(c->fixed, AXIS_HOST_PAGE) && c->against_policy && c->base == upstream,
	   "it is named by its policy, against upstream");
	c = find(s, "deferred_store", inject, SLOT_RW, HOST_PAGE_UNTOUCHED, OP_COUNT);
	ok(is_point(c, FIXTURE_TRANSLATION + FIXTURE_PERMISSION),
	   "and of an untouched one: its page costs the same, later");
	c = find(s, "deferred_store", inject, SLOT_RW, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(is_point(c, 0) && c->alike, "none where a read maps writable");
	ok(!find(s, "deferred_store", upstream, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT), "none of upstream itself");
	c = find(s, "deferred_store_alone", inject, SLOT_RW, HOST_PAGE_UNTOUCHED, OP_str);
	ok(is_point(c, FIXTURE_TRANSLATION + FIXTURE_PERMISSION + FIXTURE_ALLOCATION) &&
	   has_axis(c->named, AXIS_HOST_PAGE) && has_axis(c->fixed, AXIS_POLICY), "deferred_store_alone");
	ok(is_point(find(s, "deferred_store_alone", upstream, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_str), 0),
	   "deferred_store_alone of upstream: nothing");
}

/* What a value is relative to: the cold DC CIVAC on the page that it is about. */
static void test_references(const struct study *s)
{
	const struct contrast *c = find(s, "cow_retry", upstream, SLOT_RW, HOST_PAGE_READ, OP_str);

	ok(c && c->reference && c->reference->record->cell.host_page == HOST_PAGE_WRITTEN &&
	   c->reference->record->cell.op == OP_dc_civac, "cow_retry: of a cold dc_civac where there is none");
	c = find(s, "deferred_store_alone", inject, SLOT_RW, HOST_PAGE_UNTOUCHED, OP_str);
	ok(c && c->reference && c->reference->record->cell.host_page == HOST_PAGE_UNTOUCHED,
	   "deferred_store_alone: of a cold dc_civac on the same page");
}

/* 64 lines: inject takes T and 64 P on a DC IVAC of a read-only slot, T on a DC CIVAC. */
static void test_pages(const struct study *s)
{
	struct cell cell = { .policy = inject, .op = OP_dc_ivac, .slot = SLOT_RO, .host_page = HOST_PAGE_WRITTEN,
			     .lines = LINES_PAGE };

	ok(is_point(find_at(s, "ivac_minus_civac", &cell), 64 * FIXTURE_PERMISSION),
	   "ivac_minus_civac of a page of lines");
	ok(!find_at(s, "permission_fault_cold", &cell), "which is no part of a decomposition");
	ok(is_point(find_at(s, "inject_minus_upstream", &cell),
		    FIXTURE_TRANSLATION + 64 * (FIXTURE_PERMISSION - FIXTURE_TRANSLATION - FIXTURE_ENOSYS)),
	   "inject_minus_upstream of a page of lines");
	cell.op = OP_dc_civac;
	ok(is_point(find_at(s, "aa_civac", &cell), 0), "aa_civac of a page of lines");
}

/* Parts agree on every axis that they do not name: each value of an axis has a contrast of its own. */
static void test_axes(const struct study *s)
{
	struct cell cell = { .policy = inject, .op = OP_dc_ivac, .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN };
	size_t odd = 0;

	cell.vcpus = 2; /* 4 of them */
	ok(is_point(find_at(s, "ivac_minus_civac", &cell), FIXTURE_PERMISSION + 3 * FIXTURE_VCPU), "by vcpus");
	cell.vcpus = 0;
	cell.mix = 4;
	ok(is_point(find_at(s, "ivac_minus_civac", &cell), FIXTURE_PERMISSION + 4 * FIXTURE_MIX), "by mix");
	cell.mix = 0;
	cell.backing = BACKING_MEMFD;
	ok(is_point(find_at(s, "ivac_minus_civac", &cell), FIXTURE_PERMISSION + BACKING_MEMFD * FIXTURE_BACKING),
	   "by backing");
	cell.policy = POLICY_INJECT;
	ok(is_point(find_at(s, "inject_minus_upstream", &cell), FIXTURE_PERMISSION + BACKING_MEMFD * FIXTURE_BACKING),
	   "policies by backing");
	for (size_t i = 0; i < s->contrasts.count; i++)
		for (size_t j = 0; j < s->contrasts.contrast[i].term_count; j++) {
			const struct contrast *c = &s->contrasts.contrast[i];
			const struct cell *term = &c->term[j]->record->cell;

			odd += term->line != LINE_ANY || term->lines == LINES_SWEEP ||
			       (term->timed == TIMED_AFTER) != !strcmp(c->name, "aftermath");
		}
	ok(s->contrasts.count > 1000 && !odd, "lines in a known state, sweeps and sentinels are not mixed in (%zu)",
	   odd);
}

static void test_aftermath(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16, .suite = "standard",
			     .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT, .filter = "timed=after" };
	struct study s;
	const struct contrast *c;
	double relative = 0;

	open_study(&s, fixture_archive(&f));
	c = find(&s, "aftermath", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(is_point(c, 0) && !c->alike && has_axis(c->named, AXIS_OP), "aftermath: nothing without a TLB");
	close_study(&s);
	f.platform = PLATFORM_METAL;
	open_study(&s, fixture_archive(&f));
	c = find(&s, "aftermath", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(c && c->value == FIXTURE_REFILL && contrast_relative(c, &relative) &&
	   relative == (double)FIXTURE_REFILL / FIXTURE_AFTER, "aftermath: the refill, of the loads' cost");
	c = find(&s, "aftermath", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_str);
	ok(c && c->value == FIXTURE_REFILL && c->term[0]->record->cell.stage2 == STAGE2_RO, "aftermath of a store");
	c = find(&s, "aftermath", inject, SLOT_RO, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(c && !c->same_outcome, "aftermath where the op ends in an abort: said so");
	c = find(&s, "aftermath", upstream, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_ivac);
	ok(c && c->term[0]->record->cell.stage2 == STAGE2_RO && s.contrasts.count == 10,
	   "only where there is a permission fault: %zu", s.contrasts.count);
	close_study(&s);
}

/* upgrade, inject and skip_ro on a page of a read-only slot; null too. */
static const struct fixture meeting = {
	.platform = PLATFORM_EMULATED, .rounds = 4, .batch = 4,
	.policies = 1 << POLICY_UPGRADE | 1 << POLICY_INJECT | 1 << POLICY_SKIP_RO,
	.filter = "op=null,dc_ivac,dc_civac slot=rw,ro host_page=written stage2=cold,rw",
};

static const struct contrast *break_even(const struct study *s, enum policy_id policy, enum policy_id base,
					 enum op_id op)
{
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;

		if (!strcmp(c->name, "break_even_lines") && cell->policy == policy && c->base == base && cell->op == op)
			return c;
	}
	return NULL;
}

/* Where lines through (1, first) and (64, page) of two policies meet. */
static double meet(double first, double page)
{
	return 1 + 63 * first / (first - page);
}

/*
 * By hand, DC IVAC: upgrade pays 6843 for a line, 3650 + 64 * 3190 + 318 for 64; skip_ro 3653, and 64 * 3650 + 318. So
 * it is 3190 more for one, and 25790 less for 64: they meet at 1 + 63 * 3190 / 28980 = 7.93.
 */
static void test_break_even(void)
{
	struct study s;
	const struct contrast *c;

	open_study(&s, fixture_archive(&meeting));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && c->has_value && fabs(c->value - 7.934782609) < 1e-9 && !strcmp(c->unit, "lines") &&
	   !strcmp(c->note, "upgrade wins from line 8 on"), "break_even_lines: where upgrade begins to win");
	ok(c && c->ci95.known && fabs(c->ci95.lo - c->value) < 1e-9 && c->rounds == 4 &&
	   c->estimator == ESTIMATOR_CROSSING_ROUNDS && !c->same_outcome && !c->reference && c->n == 8,
	   "its interval and the rest");
	ok(c && has_axis(c->named, AXIS_POLICY) && !has_axis(c->fixed, AXIS_LINES) && has_axis(c->fixed, AXIS_OP) &&
	   c->against_policy, "it is named by its policy");
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_civac);
	ok(c && c->has_value && c->value == 1 && !strcmp(c->note, "upgrade wins from line 2 on"),
	   "break_even_lines of DC CIVAC: alike on the first line");
	c = break_even(&s, POLICY_INJECT, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && c->has_value && !strcmp(c->note, "inject wins from line 8 on"), "inject against skip_ro");
	c = break_even(&s, POLICY_UPGRADE, POLICY_INJECT, OP_dc_ivac);
	ok(c && !c->has_value && !c->ci95.known && !strcmp(c->note, "no difference"), "upgrade against inject");
	c = break_even(&s, POLICY_UPGRADE, POLICY_INJECT, OP_dc_civac);
	ok(c && c->alike && !strcmp(c->note, "no difference: the same faults, the same outcome"),
	   "where they are alike");
	close_study(&s);
}

static void test_break_even_never(void)
{
	struct fixture f = meeting;
	struct study s;
	const struct contrast *c;

	f.permission = 9000;
	open_study(&s, fixture_archive(&f));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && !c->has_value && !c->ci95.known && c->estimator == ESTIMATOR_CROSSING &&
	   !strcmp(c->note, "skip_ro wins from line 1 on, upgrade never"), "they never meet: skip_ro wins");
	ok(!contrasts_find(&s.contrasts, CONTRAST_BREAK_EVEN_LINES, &c->term[0]->record->cell, AXES_ALL) ||
	   contrasts_find(&s.contrasts, CONTRAST_BREAK_EVEN_LINES, &c->term[0]->record->cell, AXES_ALL)->has_value,
	   "what has no value is not found");
	close_study(&s);
	f = meeting;
	f.skipped = 5000;
	open_study(&s, fixture_archive(&f));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_civac);
	ok(c && !c->has_value && !strcmp(c->note, "upgrade wins from line 1 on, skip_ro never"),
	   "they never meet: upgrade wins");
	close_study(&s);
}

/* Three rounds as computed; in the fourth, upgrade's line differs. t(3) = 3.182446305, deviation (b - a) / 2. */
static void test_break_even_rounds(void)
{
	static const char last[] = "6843,6843,6843,6843],\"round";
	double a = meet(3190, -25790), b = meet(3347, -25790);
	struct fixture f = meeting;
	struct study s;
	const struct contrast *c;

	f.policies = 1 << POLICY_UPGRADE | 1 << POLICY_SKIP_RO;
	open_study(&s, replaced(fixture_archive(&f), last, "7000,7000,7000,7000],\"round"));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && fabs(c->value - a) < 1e-9 && c->ci95.known && fabs(c->ci95.hi - a - 3.182446305 * (b - a) / 4) < 1e-6 &&
	   fabs(a - c->ci95.lo - 3.182446305 * (b - a) / 4) < 1e-6, "the interval of four rounds' crossings");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&f), last, "3000,3000,3000,3000],\"round"));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && c->has_value && !c->ci95.known && !c->rounds && c->estimator == ESTIMATOR_CROSSING,
	   "no interval if a round has no crossing");
	close_study(&s);
}

static void test_break_even_null(void)
{
	static const char null[] = "[3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3]";
	struct fixture f = meeting;
	struct study s;
	const struct contrast *c;

	f.policies = 1 << POLICY_UPGRADE | 1 << POLICY_SKIP_RO;
	open_study(&s, replaced(fixture_archive(&f), null,
				"[103,103,103,103,103,103,103,103,103,103,103,103,103,103,103,103]"));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && fabs(c->value - meet(3090, -25790)) < 1e-9, "null is taken off each");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&f), "\"unit_bytes\":null,\"status\":\"done\",\"reason\":null",
				"\"unit_bytes\":null,\"status\":\"failed\",\"reason\":\"no memory\""));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && fabs(c->value - meet(3190, -25790)) < 1e-9, "or off none, if it is missing of one");
	close_study(&s);
	f.filter = "slot=ro";
	open_study(&s, fixture_archive(&f));
	c = break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac);
	ok(c && fabs(c->value - meet(3190, -25790)) < 1e-9, "without null: not needed");
	close_study(&s);
	open_study(&s, replaced(fixture_archive(&f), "\"permission\":128", "\"permission\":126"));
	ok(!break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_ivac) &&
	   break_even(&s, POLICY_UPGRADE, POLICY_SKIP_RO, OP_dc_civac), "none on a page that is not as predicted");
	close_study(&s);
	f.policies = 1 << POLICY_UPSTREAM | 1 << POLICY_UPGRADE;
	open_study(&s, fixture_archive(&f));
	ok(!break_even(&s, POLICY_UPGRADE, POLICY_UPSTREAM, OP_dc_ivac), "none against upstream");
	close_study(&s);
}

/* DC CIVAC under upgrade and inject is the same; a little noise between them makes no crossing. */
static void test_break_even_noise(void)
{
	struct fixture f = meeting;
	struct study s;
	const struct contrast *c;
	char *text;

	f.policies = 1 << POLICY_UPGRADE | 1 << POLICY_INJECT;
	f.filter = "op=dc_civac slot=ro host_page=written stage2=cold";
	text = replaced(fixture_archive(&f), "\"ticks\":[3653,3653,3653,3653,3653,3653,3653,3653,3653,",
			"\"ticks\":[3600,3600,3600,3600,3600,3600,3600,3600,3600,");
	open_study(&s, replaced(text, "\"ticks\":[3968,3968,3968,3968,3968,", "\"ticks\":[3999,3999,3999,3999,3999,"));
	c = break_even(&s, POLICY_UPGRADE, POLICY_INJECT, OP_dc_civac);
	ok(c && c->alike && !c->has_value && !strcmp(c->note, "no difference: the same faults, the same outcome"),
	   "noise is no crossing");
	close_study(&s);
}

/* A skipped cell does not count as one for which a contrast is omitted. */
static void test_skipped(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16, .suite = "standard", .poor = true,
			     .policies = 1 << POLICY_INJECT, .filter = "backing=hugetlb_private,memfd" };
	struct study s;

	open_study(&s, fixture_archive(&f));
	ok(s.contrasts.count && !s.contrasts.omitted && s.results.skipped_count, "skipped cells leave nothing out");
	close_study(&s);
}

int main(void)
{
	struct fixture all = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16,
			       .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT | 1 << POLICY_UPGRADE };
	struct study s;

	open_study(&s, fixture_archive(&all));
	test_contrasts_find(&s);
	test_ivac_minus_civac(&s);
	test_parts(&s);
	test_policies(&s);
	test_deferred_store(&s);
	test_references(&s);
	test_pages(&s);
	close_study(&s);
	all.suite = "standard";
	open_study(&s, fixture_archive(&all));
	test_axes(&s);
	close_study(&s);
	test_aftermath();
	test_break_even();
	test_break_even_never();
	test_break_even_rounds();
	test_break_even_null();
	test_break_even_noise();
	test_untranslated();
	test_estimates();
	test_many();
	test_find();
	test_skipped();
	test_omitted();
	test_impure();
	test_aa();
	test_copies();
	test_native();
	test_coarse();
	test_fine();
	test_dither();
	test_uncounted();
	test_rounds();
	test_unmatched();
	test_groups();
	test_times();
	test_coincidence();
	test_resolution();
	return tap_done();
}
