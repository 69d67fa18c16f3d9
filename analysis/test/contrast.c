/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contrasts of archives whose costs are sums of known parts: each must give its part back, and only where it can. */
#include "analysis/contrast.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <math.h>

/* An archive from text to contrasts. */
struct study {
	char *text;
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
};

/* text is freed by close_study(). */
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

/* The contrast of a name on a page, of an op (OP_COUNT: whichever), of part 0's policy. NULL: none. */
static const struct contrast *find(const struct study *s, const char *name, enum policy_id policy, enum slot_id slot,
				   enum host_page_id page, enum op_id op)
{
	for (size_t i = 0; i < s->contrasts.count; i++) {
		const struct contrast *c = &s->contrasts.contrast[i];
		const struct cell *cell = &c->part[0]->record->cell;

		if (!strcmp(c->name, name) && cell->policy == policy && cell->slot == slot && cell->host_page == page &&
		    (op == OP_COUNT || cell->op == op))
			return c;
	}
	return NULL;
}

static bool is_point(const struct contrast *c, double value)
{
	return c && c->value == value && c->ci95.known && c->ci95.lo == value && c->ci95.hi == value;
}

static const enum policy_id inject = POLICY_INJECT, upstream = POLICY_UPSTREAM;

static void test_ivac_minus_civac(const struct study *s)
{
	const struct contrast *c;

	c = find(s, "ivac_minus_civac", inject, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
	ok(is_point(c, FIXTURE_PERMISSION) && c->same_outcome && !c->alike,
	   "ivac_minus_civac of a logged page: a permission fault");
	ok(c && c->n == 64 && c->rounds == 4 && c->valid, "its n and rounds");
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
	ok(c && !(c->fixed >> AXIS_POLICY & 1) && c->fixed >> AXIS_OP & 1 && c->fixed >> AXIS_SLOT & 1 &&
	   c->fixed >> AXIS_STAGE2 & 1, "it holds all but the policy fixed");
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
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written stage2=cold",
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
	text = replaced(fixture_archive(&pair), "\"host_pages_allocated\":0},\"attribution\":",
			"\"host_pages_allocated\":1},\"attribution\":");
	open_study(&s, replaced(text, "\"host_pages_allocated\":0},\"attribution_",
				"\"host_pages_allocated\":16},\"attribution_"));
	ok(extra(&s) && !find(&s, "permission_fault_cold", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT),
	   "a page on top: no permission_fault_cold");
	close_study(&s);
}

/* A/A: odd rounds of 3653; even rounds of 3653 and 3657, median 3655. Pairs differ by 0 and -4: 2 t(1). */
static void test_aa(void)
{
	struct study s;
	const struct contrast *c;

	open_study(&s,
		   replaced(fixture_archive(&pair), "3653,3653,3653,3653],\"round", "3657,3657,3657,3657],\"round"));
	c = find(&s, "aa_civac", POLICY_INJECT, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_dc_civac);
	ok(c && c->value == -2 && c->n == 8 && c->rounds == 2 && fabs(c->ci95.hi - (-2 + 2 * 12.7062047362)) < 1e-6,
	   "aa_civac: odd rounds less even ones");
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

/* Four rounds whose differences are 3190, 3190, 3190 and 3194; by hand: t(3) = 3.182446305, deviation 2. */
static void test_rounds(void)
{
	struct study s;
	const struct contrast *c;

	open_study(&s,
		   replaced(fixture_archive(&pair), "6843,6843,6843,6843],\"round", "6847,6847,6847,6847],\"round"));
	c = extra(&s);
	ok(c && c->value == 3190 && c->estimator == ESTIMATOR_ROUNDS && fabs(c->ci95.hi - 3193.182446305) < 1e-6 &&
	   fabs(c->ci95.lo - 3186.817553695) < 1e-6, "the interval of four rounds");
	close_study(&s);
}

/* Rounds that do not match: order statistics at 97.5 % each; one round of four is too few for that. */
static void test_ranks(void)
{
	struct fixture one = pair;
	struct study s;
	const struct contrast *c;

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
	ok(c && is_point(c, 3190) && c->estimator == ESTIMATOR_RANKS && !c->rounds,
	   "order statistics where rounds do not match");
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

int main(void)
{
	struct fixture all = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16,
			       .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT | 1 << POLICY_UPGRADE };
	struct study s;

	open_study(&s, fixture_archive(&all));
	test_ivac_minus_civac(&s);
	test_parts(&s);
	test_policies(&s);
	close_study(&s);
	test_omitted();
	test_impure();
	test_aa();
	test_uncounted();
	test_rounds();
	test_ranks();
	test_resolution();
	return tap_done();
}
