/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the comparison of one arm with several: tables with a column each, names, what is not compared, one family of tests. */
#include "analysis/archive/value.h"
#include "analysis/shift/make.h"
#include "analysis/compare/many.h"
#include "analysis/output/lint.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#include <math.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT | 1 << POLICY_UPGRADE, .rounds = 4, .batch = 4,
	.filter = "op=hvc,dc_ivac,dc_civac slot=rw_log,ro host_page=written",
};

/* How compare_many() writes. */
static int (*format)(const struct many *m, FILE *out) = many_text;
static bool list;
static double threshold;

/* What the last comparison found: whether it passes, and the tests of all its arms. */
static struct {
	size_t tested, found;
	double confidence;
	bool passes;
} last;

/* Compares the first archive with each of the others. */
static int compare_many(const struct loaded *const *loaded, size_t count, FILE *out)
{
	struct compare_arm arm[ARCHIVES_MAX] = { { NULL, 0 } };
	struct compare c[ARCHIVES_MAX];
	struct many many;
	int err;

	for (size_t i = 0; i < count; i++)
		arm[i] = (struct compare_arm){ &loaded[i], 1 };
	if (compare_make(c, arm, count, threshold, NAN))
		return -1;
	last.tested = c[0].tested;
	last.found = c[0].found;
	last.confidence = c[0].confidence;
	last.passes = true;
	for (size_t i = 0; i + 1 < count; i++) {
		c[i].list = list;
		last.passes &= compare_passes(&c[i]) && c[i].tested == c[0].tested && c[i].confidence == c[0].confidence;
	}
	many_make(&many, c, count - 1);
	err = format(&many, out);
	for (size_t i = 0; i + 1 < count; i++)
		compare_free(&c[i]);
	return err;
}

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# %zu: %s\n", line, what);
}

static void check_form(const char *what, const char *out)
{
	ok(!lint_text(out, strlen(out), note, NULL), "%s: a mail that passes --lint", what);
	ok(!strstr(out, " \n") && !strstr(out, "\n\n\n"), "%s: no blanks at ends, no two empty lines", what);
}

static char *of_kernel(const struct fixture *f, const char *kernel)
{
	struct fixture own = *f;

	own.kernel = kernel;
	return fixture_archive(&own);
}

/* Is the second text after the first one? */
static bool in_order(const char *out, const char *first, const char *second)
{
	const char *at = strstr(out, first);

	return at && strstr(at, second);
}

/* Kernels with a longer permission fault, with one fault less, and with nothing else. */
static void test_kernels(void)
{
	struct fixture longer = small, old = small;
	char *text[4], *out;

	longer.permission = FIXTURE_PERMISSION + 100;
	old.old_reading = true;
	text[0] = fixture_archive(&small);
	text[1] = of_kernel(&longer, "6.18.15+deb13-cloud-arm64");
	text[2] = of_kernel(&old, "7.3.4+deb13-cloud-arm64");
	text[3] = of_kernel(&small, "6.12.118");
	out = make_all(text, 4, compare_many);
	check_form("kernels", out);
	ok(!last.passes, "kernels: something changed");
	has_text(out, "\nBASE    6.12.117: ", "BASE by its release");
	has_text(out, "\nNEW     7.3.4+deb13-cloud-arm64: ", "each NEW by its own");
	has_text(out, "\n                  6.12.117  6.18.15    7.3.4 6.12.118\n", "columns by releases");
	lacks_text(out, " #2", "and none by a number");
	has_text(out, "\nDC IVAC, logged page [instructions, emulated: not time]\n", "a table of each question");
	has_text(out, "\n inject, upgrade (2)\n                      6843     +100   -3190*        =\n"
		      "                              +1.5%   -46.6%\n",
		 "BASE's cost, shifts, a mark where counts changed, and per cent below");
	has_text(out, " counts changed                   0       12        0\n", "how many cells changed, by kernel");
	has_text(out, "\nCounts changed in 6.18.15+deb13-cloud-arm64: in none of ", "no counts of one");
	has_text(out, "\nCOUNTS CHANGED in 7.3.4+deb13-cloud-arm64: in 12 of ", "counts of another one");
	ok(in_order(out, "COUNTS CHANGED", "DC IVAC, logged page"), "counts stand before costs");
	has_text(out, "\nSame: 6.12.118\n", "the last line says which are the same");
	has_text(out, "\nChanged: 6.18.15+deb13-cloud-arm64, 7.3.4+deb13-cloud-arm64\n", "and the one before, which changed");
	free(out);
}

/* More than a line has room for. */
static void test_columns(void)
{
	struct fixture f = small;
	char *text[ARCHIVES_MAX], *out;

	for (size_t i = 0; i < ARCHIVES_MAX; i++) {
		f.permission = FIXTURE_PERMISSION + (uint32_t)i;
		text[i] = of_kernel(&f, fixture_text("6.%zu.0", i));
	}
	out = make_all(text, ARCHIVES_MAX, compare_many);
	check_form("seven", out);
	has_text(out, "\nColumns 1 to 5 of 6: ", "the first columns");
	has_text(out, "\nColumns 6 to 6 of 6: ", "and the rest");
	has_text(out, "\n                     6.0.0    6.6.0\n inject, upgrade (2)\n                      6843       +6\n",
		 "with BASE beside them");
	free(out);
}

/* What cannot be compared is said of each, in a line, and has no column of costs. */
static void test_not_comparable(void)
{
	struct fixture longer = small, other = small, metal = small, policy = small;
	char *text[5], *out;

	longer.permission = FIXTURE_PERMISSION + 100;
	metal.platform = PLATFORM_METAL;
	policy.policies = 1 << POLICY_UPSTREAM;
	other.filter = "op=dc_ivac slot=rw_log host_page=written";
	text[0] = fixture_archive(&small);
	text[1] = replaced(of_kernel(&longer, "6.13"), "\"page_bytes\":4096", "\"page_bytes\":16384");
	text[2] = of_kernel(&metal, "6.14");
	text[3] = of_kernel(&policy, "6.15");
	text[4] = replaced(of_kernel(&other, "6.16"), "\"seed\":\"0x1\"", "\"seed\":\"0x2\"");
	out = make_all(text, 5, compare_many);
	has_text(out, "\n  NOT COMPARABLE: page size: 4096 bytes in BASE, 16384 in NEW\n", "another page size, in a line");
	has_text(out, "\n  NOT COMPARABLE: unit: insns in BASE, ns in NEW\n", "another unit");
	has_text(out, "\n  NO POLICY IN COMMON: ", "no policy in common");
	has_text(out, "\n  - seed: 0x1 -> 0x2\n", "another seed");
	has_text(out, "\n inject, upgrade (2)\n                      6843        -        -        -        =\n", "none of them has costs");
	has_text(out, ": NEW does not have it (such as", "cells of another filter are missing");
	has_text(out, "Cannot say: 6.13", "which is said at the end");
	free(out);
}

/* Two kernels, measured under one policy each, are compared cell by cell; two policies of one kernel are not. */
static void test_patched(void)
{
	struct fixture plain = small, patched = small;
	char *text[3], *out;

	plain.policies = 1 << POLICY_UPSTREAM;
	patched.policies = 1 << POLICY_INJECT;
	patched.translation = FIXTURE_TRANSLATION + 11;
	text[0] = fixture_archive(&plain);
	text[1] = replaced(of_kernel(&patched, "6.15"), "\"kernel_build_id\":\"7", "\"kernel_build_id\":\"8");
	text[2] = of_kernel(&plain, "6.16");
	out = make_all(text, 3, compare_many);
	has_text(out, "\n  policy inject in place of upstream, on another kernel: ", "a patched kernel, which is said");
	has_text(out, "\nCOUNTS CHANGED in ", "what it does otherwise is found");
	has_text(out, " +11 ", "and what it does longer");
	free(out);
	text[0] = fixture_archive(&plain);
	text[1] = fixture_archive(&patched);
	text[2] = of_kernel(&plain, "6.16");
	out = make_all(text, 3, compare_many);
	has_text(out, "\n  NO POLICY IN COMMON: ", "two policies of one kernel: counts only");
	free(out);
}

/* Tests of all arms are one family: the same data in twice as many arms are corrected for twice as many. */
static void test_family(void)
{
	struct fixture f = small, longer = small;
	char *text[4], *out;
	size_t tested;

	f.platform = longer.platform = PLATFORM_METAL;
	f.rounds = longer.rounds = 8;
	longer.permission = FIXTURE_PERMISSION + 500;
	text[0] = fixture_archive(&f);
	text[1] = of_kernel(&longer, "6.13");
	out = make_all(text, 2, compare_many);
	tested = last.tested;
	ok(tested > 0 && last.found > 0 && last.passes, "one boot each of two kernels: %zu tested, %zu differ, none is worse", tested,
	   last.found);
	free(out);
	text[0] = fixture_archive(&f);
	text[1] = of_kernel(&longer, "6.13");
	text[2] = of_kernel(&f, "6.14");
	text[3] = of_kernel(&f, "6.15");
	out = make_all(text, 4, compare_many);
	ok(last.tested == 3 * tested, "of four, three times as many are tested together: %zu", last.tested);
	ok(last.confidence == 1 - 0.05 * (double)last.found / (double)last.tested, "at one level for all: %g", last.confidence);
	ok(last.passes, "of one boot each none is worse");
	has_text(out, "ONE BOOT AN ARM", "and it says why");
	has_text(out, ": one boot, ", "and beside the name, of how many boots it is");
	lacks_text(out, "\n worse ", "there is no row for worse");
	has_text(out, "+500?", "a shift is marked as the kernel's or the boot's");
	check_form("one boot each", out);
	free(out);
}

/* The median of a path of two lengths that are taken about equally often: the longer one more often, or the shorter one. */
static uint32_t mostly_longer(const struct cell *cell, uint32_t sample)
{
	return 4000 + (uint32_t)cell->op + (sample % 16 < 9 ? COMPARE_LAYOUT_INSNS : 0);
}

static uint32_t mostly_shorter(const struct cell *cell, uint32_t sample)
{
	return 4000 + (uint32_t)cell->op + (sample % 16 < 7 ? COMPARE_LAYOUT_INSNS : 0);
}

static uint32_t of_one_length(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return 4000 + (uint32_t)cell->op;
}

static uint32_t of_one_more(const struct cell *cell, uint32_t sample)
{
	return of_one_length(cell, sample) + 1;
}

/* Compares fixtures with these costs; the second has this build id, a third one is as the first. Returns the text, for free(). */
static char *compare_builds(const struct fixture *f, uint32_t (*base)(const struct cell *, uint32_t),
			    uint32_t (*new)(const struct cell *, uint32_t), const char *build)
{
	struct fixture own = *f;
	char *text[3];

	own.cost = base;
	text[0] = fixture_archive(&own);
	text[2] = of_kernel(&own, "7.3");
	own.cost = new;
	text[1] = replaced(fixture_archive(&own), "\"7c0167bd053457f603d5ffb23edfa7cf98f998eb\"", build);
	return make_all(text, 3, compare_many);
}

/* Builds of one source take a path's other length more often, which is no change, unless a threshold is given. */
static void test_layout(void)
{
	static const char one[] = "\"7c0167bd053457f603d5ffb23edfa7cf98f998eb\"", other[] = "\"0123456789\"";
	struct fixture f = small;
	char *out;

	f.batch = 16;
	threshold = NAN;
	out = compare_builds(&f, mostly_longer, mostly_shorter, other);
	ok(last.passes, "other builds, and a path of two lengths: the same up to %d", COMPARE_LAYOUT_INSNS);
	has_text(out, "(-34)", "the shift stands there all the same");
	has_text(out, "The kernels are not one file, so where a path has several lengths, up to\n  34 instructions are the same", "and why");
	free(out);
	out = compare_builds(&f, mostly_longer, mostly_shorter, one);
	ok(!last.passes, "of one file, such a shift is a change");
	free(out);
	out = compare_builds(&f, mostly_longer, mostly_shorter, "null");
	ok(!last.passes, "and so it is of one release and version whose build id is not known");
	free(out);
	out = compare_builds(&f, of_one_length, of_one_more, other);
	ok(!last.passes, "of a path of one length, one instruction is a change between builds, too");
	free(out);
	threshold = COMPARE_LAYOUT_INSNS - 1;
	out = compare_builds(&f, mostly_longer, mostly_shorter, other);
	ok(!last.passes, "a threshold that is given wins");
	lacks_text(out, "The kernels are not one file", "and nothing is said of the default");
	free(out);
	threshold = 0;
}

static void test_list(void)
{
	struct fixture longer = small;
	char *text[3], *out;
	size_t cells = fixture_cells(&small).all;

	longer.permission = FIXTURE_PERMISSION + 100;
	text[0] = fixture_archive(&small);
	text[1] = of_kernel(&longer, "6.13");
	text[2] = of_kernel(&small, "6.14");
	list = true;
	out = make_all(text, 3, compare_many);
	list = false;
	has_text(out, fixture_text("\nEvery cell: %zu [", cells), "--cells lists them all");
	has_text(out, "\n dc_civac slot=ro ", "those that are the same, too");
	check_form("list", out);
	free(out);
}

static void test_json(void)
{
	struct fixture longer = small;
	char *text[3], *out, why[128];
	struct value *json;

	longer.permission = FIXTURE_PERMISSION + 100;
	text[0] = fixture_archive(&small);
	text[1] = of_kernel(&longer, "6.13");
	text[2] = of_kernel(&small, "6.14");
	format = many_json;
	out = make_all(text, 3, compare_many);
	format = many_text;
	json = value_parse(out, strlen(out), why, sizeof(why));
	ok(json != NULL, "json: one object");
	value_free(json);
	has_text(out, "\t\"base_label\": \"6.12.117\",\n\t\"same\": false,\n\t\"passes\": false,\n\t\"comparisons\": [\n",
		 "json: what they come to");
	has_text(out, "\t\t\t\"label\": \"6.13\",\n", "json: the first of them");
	has_text(out, "\t\t\t\"label\": \"6.14\",\n", "json: and the second");
	free(out);
}

int main(void)
{
	test_kernels();
	test_columns();
	test_not_comparable();
	test_patched();
	test_family();
	test_layout();
	test_list();
	test_json();
	return tap_done();
}
