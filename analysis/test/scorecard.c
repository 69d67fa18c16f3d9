/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the scorecard and its verdict on archives with costs for which the right answer is plain. */
#include "analysis/archive/load.h"
#include "analysis/scorecard/verdict.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#include <math.h>

/* A card and what it points into. */
struct dealt {
	struct loaded loaded;
	struct scorecard card;
	struct sentences verdict;
	char *said;
};

/* Takes text. */
static void deal(struct dealt *d, char *text)
{
	char why[512] = "";

	memset(d, 0, sizeof(*d));
	if (archive_parse(&d->loaded.archive, "x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    loaded_make(&d->loaded)) {
		printf("Bail out! no archive: %s\n", why);
		exit(1);
	}
	if (scorecard_make(&d->card, &d->loaded.results, &d->loaded.contrasts, &d->loaded.base)) {
		printf("Bail out! no scorecard\n");
		exit(1);
	}
	verdict_say(&d->card, &d->verdict);
	d->said = sentences_join(&d->verdict);
	printf("# %s\n", d->said);
	free(text);
}

static void done(struct dealt *d)
{
	free(d->said);
	scorecard_free(&d->card);
	loaded_free(&d->loaded);
}

static bool says(const struct dealt *d, const char *what)
{
	return strstr(d->said, what);
}

static const struct scorecard_row *row(const struct dealt *d, enum policy_id policy)
{
	return scorecard_find(&d->card, policy);
}

static size_t at(const struct dealt *d, enum policy_id policy)
{
	return (size_t)(row(d, policy) - d->card.row);
}

static bool dominated(const struct dealt *d, enum policy_id a, enum policy_id b)
{
	return scorecard_is_dominated(&d->card, at(d, a), at(d, b));
}

#define FEW (1u << POLICY_UPSTREAM | 1u << POLICY_UPGRADE | 1u << POLICY_UPGRADE_RO)

static const struct fixture few = {
	.platform = PLATFORM_EMULATED, .policies = FEW, .rounds = 4, .batch = 16,
};

/* The same for all, whatever the policy. */
static uint32_t flat_cost(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return 1000;
}

/* upgrade pays more for a DC IVAC on a logged page, and nowhere else. */
static uint32_t dear_upgrade(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return 1000 + (cell->policy == POLICY_UPGRADE && cell->op == OP_dc_ivac && cell->slot == SLOT_RW_LOG ? 100 : 0);
}

/* upgrade_ro does. */
static uint32_t dear_ro(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return 1000 + (cell->policy == POLICY_UPGRADE_RO && cell->op == OP_dc_ivac && cell->slot == SLOT_RW_LOG ? 100 : 0);
}

/* upgrade pays a little more everywhere. */
static uint32_t slight(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return 1000 + (cell->policy == POLICY_UPGRADE ? 4 : 0);
}

/* Up to twice the least, at random. */
static uint32_t noisy(const struct cell *cell, uint32_t sample)
{
	uint32_t x = sample * 2654435761u + (cell->policy + 1) * 40503u;

	for (int i = 0; i < 3; i++) {
		x ^= x >> 16;
		x *= 0x45d9f3bu;
	}
	return 1000 + (x >> 8) % 1000;
}

static uint32_t clear(const struct cell *cell, uint32_t sample)
{
	return noisy(cell, sample) + (cell->policy == POLICY_UPGRADE ? 2000 : 0);
}

/* The same, but on a page that is written and not logged, where noise is all there is. */
static uint32_t clear_but_plain(const struct cell *cell, uint32_t sample)
{
	return cell->op == OP_dc_ivac && cell->slot == SLOT_RW && cell->host_page == HOST_PAGE_WRITTEN ? noisy(cell, sample) :
													   clear(cell, sample);
}

/* The same, but for a DC CIVAC. */
static uint32_t clear_but_civac(const struct cell *cell, uint32_t sample)
{
	return cell->op == OP_dc_civac ? noisy(cell, sample) : clear(cell, sample);
}

static void test_counts(void)
{
	struct fixture f = few;
	struct dealt d;

	deal(&d, fixture_archive(&f));
	ok(d.card.rows == 3 && d.card.has_upstream, "a row a policy");
	ok(row(&d, POLICY_UPSTREAM)->dirties.value && row(&d, POLICY_UPSTREAM)->allocates.value,
	   "under upstream a DC CIVAC dirties and allocates");
	ok(row(&d, POLICY_UPGRADE)->dirties.known && !row(&d, POLICY_UPGRADE)->dirties.value &&
	   row(&d, POLICY_UPGRADE)->allocates.known && !row(&d, POLICY_UPGRADE)->allocates.value, "under upgrade it does not");
	ok(row(&d, POLICY_UPGRADE)->cell[SCORECARD_IVAC_LOGGED]->faults == 2, "the extra fault is there");
	ok(fabs(row(&d, POLICY_UPGRADE)->against[SCORECARD_IVAC_LOGGED]->value - FIXTURE_PERMISSION) < 0.5,
	   "and costs what a permission fault does");
	ok(d.card.standing[at(&d, POLICY_UPGRADE)][at(&d, POLICY_UPSTREAM)][SCORECARD_IVAC_LOGGED] == STANDING_MORE &&
	   d.card.standing[at(&d, POLICY_UPSTREAM)][at(&d, POLICY_UPGRADE)][SCORECARD_IVAC_LOGGED] == STANDING_LESS,
	   "it stands more to upstream, and upstream less to it");
	ok(d.card.standing[at(&d, POLICY_UPGRADE)][at(&d, POLICY_UPSTREAM)][SCORECARD_STORE] == STANDING_MORE,
	   "the later store pays as well");
	ok(d.card.standing[at(&d, POLICY_UPGRADE_RO)][at(&d, POLICY_UPSTREAM)][SCORECARD_RO_CIVAC] == STANDING_LESS,
	   "executing is better than leaving for userspace");
	done(&d);
}

static void test_totals(void)
{
	struct fixture f = few;
	struct dealt d;
	size_t sum = 0, cells = 0;

	deal(&d, fixture_archive(&f));
	for (int i = 0; i < STANDING_COUNT; i++)
		sum += row(&d, POLICY_UPGRADE)->standing[i];
	for (size_t i = 0; i < d.loaded.results.count; i++) {
		const struct cell *c = &d.loaded.results.result[i].record->cell;

		cells += c->policy == POLICY_UPGRADE && (c->op == OP_dc_ivac || c->op == OP_dc_civac) && !c->copy &&
			 c->stage2 == STAGE2_COLD && (c->slot == SLOT_RW || c->slot == SLOT_RW_LOG);
	}
	ok(cells && sum == cells && row(&d, POLICY_UPGRADE)->writable == cells,
	   "every cold cell of writable memory is counted once: %zu of %zu", sum, cells);
	ok(row(&d, POLICY_UPGRADE_RO)->standing[STANDING_ALIKE] == cells, "those of upgrade_ro are upstream's");
	ok(says(&d, "No writable cell costs more under upgrade_ro."), "and it is said");
	ok(says(&d, "only under upgrade/_ro."), "where DC CIVAC executes on a read-only slot");
	done(&d);
}

/* A clock that counts nothing in a DC CIVAC. */
static uint32_t free_civac(const struct cell *cell, uint32_t sample)
{
	return cell->op == OP_dc_civac ? 0 : dear_upgrade(cell, sample);
}

static void test_dominated(void)
{
	struct fixture f = few;
	struct dealt d;

	f.cost = flat_cost;
	deal(&d, fixture_archive(&f));
	ok(dominated(&d, POLICY_UPGRADE_RO, POLICY_UPGRADE) && !dominated(&d, POLICY_UPGRADE, POLICY_UPGRADE_RO),
	   "of equal costs the one that dirties and allocates is dominated");
	ok(dominated(&d, POLICY_UPSTREAM, POLICY_UPGRADE) && dominated(&d, POLICY_UPSTREAM, POLICY_UPGRADE_RO),
	   "and one that leaves for userspace by both");
	ok(says(&d, "Dominated (a column worse, none better): upstream, by upgrade/_ro; upgrade_ro, by upgrade."), "it is said");
	done(&d);
	f.cost = dear_upgrade;
	deal(&d, fixture_archive(&f));
	ok(!dominated(&d, POLICY_UPGRADE_RO, POLICY_UPGRADE) && !dominated(&d, POLICY_UPSTREAM, POLICY_UPGRADE),
	   "not by one that costs more in one column");
	ok(says(&d, "none better): upstream, by upgrade_ro.") && !says(&d, "upgrade_ro, by"), "nor is it said");
	ok(says(&d, "upgrade: against upstream, a cold DC IVAC costs +10.0% logged (2 faults, not 1), +0.0% written but not "
		    "logged."), "what it costs more is");
	ok(says(&d, "DC CIVAC on the logged page: +0.0%, with the store after it +0.0%."),
	   "and what a DC CIVAC and the store after it cost together");
	done(&d);
	f.cost = dear_ro;
	deal(&d, fixture_archive(&f));
	ok(says(&d, "upgrade_ro: against upstream, a cold DC IVAC costs +10.0% logged") && !says(&d, "the store after it"),
	   "but not where the page is dirty as under upstream");
	done(&d);
	f.cost = free_civac;
	deal(&d, fixture_archive(&f));
	ok(!says(&d, "the store after it"), "nor as a fraction of nothing");
	done(&d);
	f.cost = slight;
	deal(&d, fixture_archive(&f));
	ok(row(&d, POLICY_UPGRADE)->standing[STANDING_ALIKE] == row(&d, POLICY_UPGRADE)->writable,
	   "less than 1 %% is no difference, though the clock is exact");
	done(&d);
}

/* A policy that aborts and one that executes have no order. */
static void test_outcomes(void)
{
	struct fixture f = few;
	struct dealt d;

	f.policies = 1u << POLICY_INJECT | 1u << POLICY_UPGRADE | 1u << POLICY_SKIP_RO | 1u << POLICY_FLUSH_RO;
	f.cost = flat_cost;
	deal(&d, fixture_archive(&f));
	ok(!dominated(&d, POLICY_INJECT, POLICY_UPGRADE) && !dominated(&d, POLICY_UPGRADE, POLICY_INJECT),
	   "an abort is neither better nor worse than executing");
	ok(!dominated(&d, POLICY_FLUSH_RO, POLICY_SKIP_RO) && !dominated(&d, POLICY_SKIP_RO, POLICY_FLUSH_RO),
	   "nor is a flush of the slot than nothing");
	ok(says(&d, "inject or upgrade: DC IVAC on all lines of a read-only page gets an abort (1000) or executes (1000).") &&
	   says(&d, "Costs do not say which is right."), "no recommendation is made of it");
	ok(!says(&d, "Cannot be told apart here") && scorecard_leader(&d.card, 1) == 0 && scorecard_leader(&d.card, 3) == 2,
	   "what is alike shares a row, and takes no sentence");
	ok(!d.card.has_upstream && says(&d, "Policy upstream is not in this archive") && !says(&d, "than under upstream"),
	   "nothing is said against a policy that is not there");
	done(&d);
}

static void test_noise(void)
{
	struct fixture f = few;
	struct dealt d;

	f.platform = PLATFORM_METAL;
	f.policies = 1u << POLICY_UPSTREAM | 1u << POLICY_UPGRADE;
	f.cost = noisy;
	f.filter = "op=dc_ivac,dc_civac stage2=cold";
	deal(&d, fixture_archive(&f));
	ok(!row(&d, POLICY_UPGRADE)->standing[STANDING_MORE] && row(&d, POLICY_UPGRADE)->standing[STANDING_UNTOLD],
	   "overlapping intervals tell nothing: more %zu, untold %zu", row(&d, POLICY_UPGRADE)->standing[STANDING_MORE],
	   row(&d, POLICY_UPGRADE)->standing[STANDING_UNTOLD]);
	ok(says(&d, "No writable cell is shown to cost more under upgrade."),
	   "and it is said so");
	ok(!dominated(&d, POLICY_UPSTREAM, POLICY_UPGRADE), "nobody is dominated by what is not told");
	done(&d);
	f.cost = clear;
	deal(&d, fixture_archive(&f));
	ok(row(&d, POLICY_UPGRADE)->standing[STANDING_MORE] == row(&d, POLICY_UPGRADE)->writable,
	   "a difference well beyond the noise is one");
	ok(says(&d, " written but not logged."), "and is said");
	done(&d);
	f.cost = clear_but_plain;
	deal(&d, fixture_archive(&f));
	ok(says(&d, "upgrade: against upstream, a cold DC IVAC costs") && !says(&d, "written but not logged"),
	   "one that is not told apart is not");
	done(&d);
	f.cost = clear_but_civac;
	f.filter = "op=dc_ivac,dc_civac,str slot=rw_log";
	deal(&d, fixture_archive(&f));
	ok(says(&d, "DC CIVAC on the logged page: not told apart, with the store after it +"), "nor is one of a DC CIVAC");
	done(&d);
}

static void test_missing(void)
{
	struct fixture f = few;
	struct dealt d;

	f.filter = "op=dc_ivac slot=rw_log";
	deal(&d, fixture_archive(&f));
	ok(row(&d, POLICY_UPGRADE)->cell[SCORECARD_IVAC_LOGGED] && !row(&d, POLICY_UPGRADE)->cell[SCORECARD_RO_IVAC],
	   "a column without cells is empty");
	ok(!row(&d, POLICY_UPGRADE)->dirties.known && !says(&d, "read-only slot"), "nothing is said of it");
	ok(dominated(&d, POLICY_UPGRADE, POLICY_UPSTREAM), "what there is, is compared");
	done(&d);
	f.filter = "op=dc_civac slot=hole";
	deal(&d, fixture_archive(&f));
	ok(!row(&d, POLICY_UPGRADE)->writable && !d.said[0], "of no cells nothing is said");
	done(&d);
}

static void test_failed(void)
{
	struct fixture f = few;
	struct dealt d;

	f.policies = 1u << POLICY_UPSTREAM | 1u << POLICY_UPGRADE_RO;
	f.filter = "op=dc_civac slot=rw_log,ro host_page=written stage2=cold lines=1,page";
	f.cost = flat_cost;
	deal(&d, replaced(fixture_archive(&f), "\"dirtied\":16", "\"dirtied\":3"));
	ok(row(&d, POLICY_UPSTREAM)->cell[SCORECARD_CIVAC_LOGGED]->verdict == VERDICT_DIFFERS &&
	   d.card.standing[1][0][SCORECARD_CIVAC_LOGGED] == STANDING_UNKNOWN,
	   "a cell that is not as predicted stands to no other");
	ok(!dominated(&d, POLICY_UPSTREAM, POLICY_UPGRADE_RO), "and nobody is dominated by it");
	ok(row(&d, POLICY_UPGRADE_RO)->standing[STANDING_UNKNOWN] == 1, "it is counted as not known");
	ok(!says(&d, "No cell on writable memory costs more"), "and is not taken for one that costs no more");
	done(&d);
}

static void test_one_policy(void)
{
	struct fixture f = few;
	struct dealt d;

	f.policies = 1u << POLICY_UPSTREAM;
	deal(&d, fixture_archive(&f));
	ok(says(&d, "This kernel was measured under one policy, upstream") && says(&d, "cmobench run --policy all"),
	   "one policy: what it is, and how to see the others");
	ok(says(&d, "DC IVAC executes with 1 fault at a cost of 3653;"), "what it costs");
	ok(says(&d, "DC IVAC leaves for userspace with 64 faults"), "and does on a read-only slot");
	ok(!d.card.has_upstream && !says(&d, "more than under upstream"), "it is not compared with itself");
	done(&d);
}

int main(void)
{
	test_counts();
	test_totals();
	test_dominated();
	test_outcomes();
	test_noise();
	test_missing();
	test_failed();
	test_one_policy();
	return tap_done();
}
