/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rom_sweep: totals by hand, and what may be said of the published pair of numbers. */
#include "analysis/cell/make.h"
#include "analysis/cell/sweep.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

/* 16 pages of 64 lines, swept twice, writable and read-only, without a timer's interrupt in any sample. */
static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16, .suite = "standard", .filter = "lines=sweep",
	.policies = 1 << POLICY_UPGRADE | 1 << POLICY_FLUSH_RO,
};

/* The loop of 64 lines, and the fault of one or all of them. */
#define LOOP   (FIXTURE_NULL + 63 * FIXTURE_LINE)
#define MAPPED (LOOP + FIXTURE_TRANSLATION)
#define EVERY  (LOOP + 64 * FIXTURE_TRANSLATION)

/* Make the sweep of an archive under a policy. Frees text. */
static bool sweep_of(struct sweep *sweep, char *text, enum policy_id policy)
{
	char why[512] = "";
	struct archive archive;
	struct results results;
	bool found;

	if (!text || archive_parse(&archive, "x", text, strlen(text), why, sizeof(why)) ||
	    results_make(&results, &archive)) {
		printf("Bail out! no archive: %s\n", why);
		exit(1);
	}
	found = sweep_make(sweep, &results, policy);
	results_free(&results);
	archive_free(&archive);
	free(text);
	return found;
}

static void test_totals(void)
{
	struct sweep s;
	char *text;

	ok(sweep_of(&s, fixture_archive(&small), POLICY_FLUSH_RO) && s.pages == 16 && s.lines_per_page == 64 &&
	   s.bytes.known && s.bytes.value == 65536, "its size");
	ok(s.rw.total == 16 * MAPPED && s.rw.per_page == MAPPED && s.rw.per_line == MAPPED / 64.0, "a writable slot");
	ok(s.ro.total == 16 * EVERY && s.ro.per_page == EVERY && s.ro.per_line == EVERY / 64.0, "a read-only slot");
	ok(s.rw.has_faults && s.rw.faults_per_page == 1 && s.rw.faults_per_line == 1 / 64.0 &&
	   s.ro.faults_per_page == 64 && s.ro.faults_per_line == 1, "their faults");
	ok(s.ratio == (double)EVERY / MAPPED && s.fault_ratio == 64 && s.verdict == SWEEP_NO_TIME, "their ratios");
	ok(sweep_of(&s, fixture_archive(&small), POLICY_UPGRADE) && s.ratio == 1 && s.fault_ratio == 1,
	   "under upgrade");
	ok(!sweep_of(&s, fixture_archive(&small), POLICY_INJECT), "none under a policy that was not visited");
	/* The first cell is the writable one under upgrade: one sample of 32 that takes 32 more. */
	text = fixture_archive(&small);
	ok(sweep_of(&s, fixture_replace(text, "\"ticks\":[3968,", "\"ticks\":[4000,", true), POLICY_UPGRADE) &&
	   s.rw.per_page == MAPPED + 1 && s.rw.total == 16 * (MAPPED + 1), "a total leaves no sample out");
	free(text);
}

static void test_exits(void)
{
	struct fixture f = small;
	struct sweep s;
	char *text;

	f.unattributed = true;
	ok(sweep_of(&s, fixture_archive(&f), POLICY_UPGRADE) && !s.rw.has_faults && s.fault_ratio == 0,
	   "no counts, no ratio of them");
	text = fixture_archive(&f);
	ok(sweep_of(&s, fixture_replace(text, "\"exits\":null", "\"exits\":48", true), POLICY_UPGRADE) &&
	   s.rw.has_faults && s.rw.faults_per_page == 1.5, "exits stand in for them");
	free(text);
}

static void test_verdict(void)
{
	struct fixture f = small;
	struct sweep s;

	f.platform = PLATFORM_METAL;
	ok(sweep_of(&s, fixture_archive(&f), POLICY_FLUSH_RO) && s.verdict == SWEEP_OTHER_SIZE, "another size");
	f.sweep_pages = 32768;
	ok(sweep_of(&s, fixture_archive(&f), POLICY_FLUSH_RO) && s.bytes.value == SWEEP_PUBLISHED_BYTES &&
	   s.ratio > 50 && s.verdict == SWEEP_NOT_REPRODUCED, "128 MiB, too large a ratio: not reproduced");
	/*
	 * 100 a fault, 64 of them against one, and 10600 for a timer's interrupt in one of 211 samples:
	 * (64 * 100 + 318 + 50.2) / (100 + 318 + 50.2) = 14.46.
	 */
	f.translation = 100;
	ok(sweep_of(&s, fixture_archive(&f), POLICY_FLUSH_RO) && s.ratio > 14.45 && s.ratio < 14.47 &&
	   s.verdict == SWEEP_REPRODUCED, "128 MiB, a ratio near the published one: reproduced");
	ok(sweep_of(&s, fixture_archive(&f), POLICY_UPGRADE) && s.verdict == SWEEP_NOT_REPRODUCED, "too small a ratio");
	f.platform = PLATFORM_EMULATED;
	ok(sweep_of(&s, fixture_archive(&f), POLICY_FLUSH_RO) && s.verdict == SWEEP_NO_TIME,
	   "the same in instructions: cannot be said");
	f.platform = PLATFORM_METAL;
	f.filter = "lines=sweep slot=ro";
	ok(sweep_of(&s, fixture_archive(&f), POLICY_FLUSH_RO) && !s.rw.result && s.ratio == 0 &&
	   s.verdict == SWEEP_NO_PAIR, "one side alone");
}

int main(void)
{
	test_totals();
	test_exits();
	test_verdict();
	return tap_done();
}
