/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the verb compare: its text on archives that differ in one thing, and its exit status. */
#include "analysis/archive/value.h"
#include "analysis/output/lint.h"
#include "analysis/test/caught.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <math.h>
#include <regex.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written lines=1",
};
static const struct fixture quick = {
	.platform = PLATFORM_EMULATED, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 16,
};

static struct caught caught = { .together = true }; /* of the last compare() */

/* Returns the fixture with a boot of its own, by the file's name, so that no two archives are the same. */
static struct fixture booted(const char *name, const struct fixture *f)
{
	struct fixture own = *f;

	if (!own.boot)
		own.boot = !strcmp(name, "base") ? 50 : !strcmp(name, "new") ? 51 : 52;
	return own;
}

static void write_fixture(const char *name, const struct fixture *f)
{
	const struct fixture own = booted(name, f);

	write_archive(name, &own);
}

/* Writes the fixture with `from` replaced by `to`. */
static void write_edited(const char *name, const struct fixture *f, const char *from, const char *to)
{
	const struct fixture own = booted(name, f);
	char *text = fixture_archive(&own);

	write_replaced(name, text, from, to, true);
	free(text);
}

/* Returns the text of a file, in a buffer that the next call overwrites. */
static const char *file_text(const char *name)
{
	static char text[CAUGHT_SIZE];

	return read_text(name, text, sizeof(text));
}

/* Runs compare with these arguments, up to a NULL. Returns its exit status. */
static int compare(const char *arguments[])
{
	char *argv[64] = { (char[]){ "compare" } };
	int argc = 1, status;

	for (; arguments[argc - 1]; argc++)
		argv[argc] = strdup(arguments[argc - 1]);
	status = caught_run(&caught, compare_main, argv);
	for (int i = 1; i < argc; i++)
		free(argv[i]);
	return status;
}

#define COMPARE(...) compare((const char *[]){ __VA_ARGS__, NULL })

static bool said(const char *what)
{
	if (strstr(caught.out, what))
		return true;
	printf("# not said: %s\n", what);
	return false;
}

/* Checks the last comparison's exit status, and that it says `say`. */
static void expect(int got, int status, const char *what, const char *say)
{
	const char *line = say + strspn(say, "\n ");

	if (!ok(got == status && said(say), "%s: status %d, \"%.*s\"", what, status, (int)strcspn(line, "\n"), line))
		printf("# status %d\n%s\n", got, caught.out);
}

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# line %zu: %s\n", line, what);
}

static void check_form(const char *what)
{
	ok(caught.out[0] && !lint_text(caught.out, strlen(caught.out), note, NULL), "%s: a mail that passes --lint", what);
	ok(!strstr(caught.out, " \n"), "%s: no blanks at ends", what);
}

static void check_units(const char *what)
{
	static const char
		unit_of_time[] = "(^|[^a-z])(ns|us|ms|nanosec[a-z]*|microsec[a-z]*|seconds?|cycles?|hz)([^a-z]|$)";
	regex_t regex;

	if (regcomp(&regex, unit_of_time, REG_EXTENDED | REG_ICASE | REG_NEWLINE))
		exit(1);
	ok(regexec(&regex, caught.out, 0, NULL, 0), "%s: no unit of time", what);
	ok(!regexec(&regex, "12 ns\n", 0, NULL, 0), "(and one would be seen)");
	regfree(&regex);
}

static void test_same(void)
{
	size_t cells = fixture_cells(&quick).all;

	write_fixture("base", &quick);
	write_fixture("new", &quick);
	expect(COMPARE("base", "new"), STATUS_OK, "the same",
	       fixture_text("Counts changed: in none of %zu cells\n", cells));
	expect(0, 0, "the same",
	       fixture_text("\nSame: 0 in counts, 0 worse, 0 better, %zu same, 0 not comparable\n", cells));
	check_form("the same");
	check_units("the same");
	expect(0, 0, "the same", "Comparable: both emulated");
}

/* A path that is longer by a few instructions. */
static void test_exact(void)
{
	struct fixture f = quick;

	f.permission = FIXTURE_PERMISSION + 10;
	write_fixture("base", &quick);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "longer", "Cells worse: ");
	expect(0, 0, "longer",
	       "\n dc_ivac slot=rw_log backing=anon host_page=written stage2=cold\n   policy=inject, and 7 like it\n"
	       "    6843 -> 6853, +10 [+10,+10] +0.1%, delta +1.00, faults 2/2, n 64\n");
	expect(0, 0, "longer", fixture_text("\nCells better: none of %zu\n", fixture_cells(&quick).all));
	expect(0, 0, "longer", "\n ivac_minus_civac policy=inject slot=rw_log backing=anon");
	expect(0, 0, "longer", "    3190 -> 3200, +10 [+10,+10]");
	check_form("longer");
	check_units("longer");
	expect(COMPARE("new", "base"), STATUS_DIFFERS, "shorter",
	       fixture_text("\nCells worse: none of %zu\n", fixture_cells(&quick).all));
	expect(0, 0, "shorter", "    6853 -> 6843, -10 [-10,-10] -0.1%");
	/* A page's 64 lines may have a permission fault each. */
	expect(COMPARE("base", "new", "--threshold", "9.5"), STATUS_DIFFERS, "threshold 9.5", "Cells worse: ");
	expect(COMPARE("base", "new", "--threshold", "640"), STATUS_OK, "threshold 640", "\nSame: ");
	expect(0, 0, "threshold 640", "longer\n  by more than 640 is worse");
	f.filter = small.filter;
	write_fixture("base", &small);
	f = small;
	f.permission = FIXTURE_PERMISSION + 10;
	write_fixture("new", &f);
	expect(COMPARE("base", "new", "--threshold", "10"), STATUS_OK, "by the threshold, not more", "\nSame: ");
	expect(COMPARE("base", "new", "--threshold", "9.99"), STATUS_DIFFERS, "by more", "\nChanged: ");
}

/* A comparison is exact only if both archives count every instruction. */
static void test_inexact(void)
{
	write_fixture("base", &small);
	write_edited("new", &small, "\"exact\":true", "\"exact\":false");
	expect(COMPARE("base", "new"), STATUS_OK, "one counts inexactly", "\nShifts are NEW - BASE, of means of blocks (Welch) after");
	expect(COMPARE("new", "base"), STATUS_OK, "whichever", "\nShifts are NEW - BASE, of means of blocks (Welch) after");
}

/* Each count that changes in one cell is reported, before all costs. */
static void test_counts(void)
{
	static const struct {
		const char *from, *to, *say;
	} cases[] = {
		{ "\"translation\":16,\"permission\":16", "\"translation\":32,\"permission\":16",
		  "1 cell: translation faults 1 -> 2\n" },
		{ "\"translation\":16,\"permission\":16", "\"translation\":16,\"permission\":8",
		  "1 cell: permission faults 1 -> 0.5\n" },
		{ "\"access_flag\":0", "\"access_flag\":16", "1 cell: access flag faults 0 -> 1\n" },
		{ "\"other\":0", "\"other\":16", "1 cell: faults of other kinds 0 -> 1\n" },
		{ "\"elsewhere\":0", "\"elsewhere\":4", "1 cell: faults elsewhere 0 -> 0.25\n" },
		{ "\"cm\":32", "\"cm\":16", "1 cell: CM=1 faults 2 -> 1\n" },
		{ "\"sequences\":{\"TP\":16}", "\"sequences\":{\"PT\":16}", "1 cell: sequence \"TP\" -> \"PT\"\n" },
		{ "\"sequences\":{\"TP\":16}", "\"sequences\":{\"TP\":12,\"PT\":4}",
		  "1 cell: sequence \"TP\" on 100 % of the pages -> 75 %\n" },
		{ "\"repeat\":{\"\":16}", "\"repeat\":{\"P\":16}", "1 cell: sequence of the repeated op \"\" -> \"P\"\n" },
		{ "\"dirtied\":16", "\"dirtied\":0", "1 cell: pages dirtied 1 -> 0\n" },
		{ "\"host_pages_allocated\":0,\"minor_faults\":0},\"attribution_missing\"",
		  "\"host_pages_allocated\":16,\"minor_faults\":0},\"attribution_missing\"",
		  "1 cell: host pages allocated 0 -> 1\n" },
		{ "\"minor_faults\":0},\"attribution_missing\"", "\"minor_faults\":16},\"attribution_missing\"",
		  "1 cell: minor faults of the host 0 -> 1\n" },
		{ "\"outcome\":\"executes\",\"outcomes\":{\"executes\":16}",
		  "\"outcome\":\"enosys\",\"outcomes\":{\"enosys\":16}", "1 cell: outcome executes -> enosys\n" },
		{ "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":12,\"enosys\":4}",
		  "1 cell: outcome enosys in 0 % of the samples -> 25 %\n" },
		{ "\"esr\":null,\"exits\"", "\"esr\":\"0x96000010\",\"exits\"", "1 cell: ESR none -> 0x96000010\n" },
		{ "\"esr\":\"0x96000010\",\"exits\"", "\"esr\":null,\"exits\"", "1 cell: ESR 0x96000010 -> none\n" },
		{ "\"esr\":\"0x96000010\",\"exits\"", "\"esr\":\"0x96000011\",\"exits\"",
		  "1 cell: ESR 0x96000010 -> 0x96000011\n" },
	};

	write_fixture("base", &small);
	write_edited("new", &small, "\"esr\":\"0x96000010\",\"exits\"", "\"esr\":\"0xffffffff96000010\",\"exits\"");
	expect(COMPARE("base", "new"), STATUS_OK, "the same ESR in its low 32 bits", "\nCounts changed: in none of 10 cells\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		write_edited("new", &small, cases[i].from, cases[i].to);
		expect(COMPARE("base", "new"), STATUS_DIFFERS, cases[i].to, cases[i].say);
		expect(0, 0, cases[i].to, "\nCOUNTS CHANGED: in 1 of 10 cells, per op [costs: instructions, emulated:\n  not time]\n");
		expect(0, 0, cases[i].to,
		       "\nChanged: 1 in counts, 0 worse, 0 better, 9 same, 0 not comparable\n");
	}
	ok(strstr(caught.out, "COUNTS CHANGED") < strstr(caught.out, "Cells worse"), "changed counts stand first");
	check_form("changed counts");
}

/* Counts per sample are compared, not totals. */
static void test_rates(void)
{
	struct fixture f = small;

	f.batch = 16;
	write_fixture("base", &small);
	write_edited("new", &f,
		     "\"samples\":16,\"translation\":16,\"permission\":16,\"access_flag\":0,\"other\":0,\"cm\":32,"
		     "\"elsewhere\":0,\"lost\":0,\"sequences\":{\"TP\":16},\"repeat\":{\"\":16},\"dirtied\":16",
		     "\"samples\":8,\"translation\":8,\"permission\":8,\"access_flag\":0,\"other\":0,\"cm\":16,"
		     "\"elsewhere\":0,\"lost\":0,\"sequences\":{\"TP\":8},\"repeat\":{\"\":8},\"dirtied\":8");
	expect(COMPARE("base", "new"), STATUS_OK, "half of the samples traced", "\nSame: ");
	expect(0, 0, "and more of them timed", "samples per cell: 16 -> 64\n");
	write_edited("new", &small, "\"dirtied\":16", "\"dirtied\":null");
	expect(COMPARE("base", "new"), STATUS_OK, "what one side does not know", "\nCounts changed: in none of 10 cells\n");
}

/* With several vCPUs, one fault more is no change. */
static void test_at_least(void)
{
	struct fixture f = {
		.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
		.suite = "full", .filter = "op=dc_ivac slot=rw_log backing=anon host_page=read stage2=cold vcpus=2",
	};
	char *text = fixture_archive(&f);

	has_text(text, "\"at_least\":true", "(a cell of which more faults are as predicted)");
	free(text);
	write_fixture("base", &f);
	write_edited("new", &f, "\"translation\":32,\"permission\":32,\"access_flag\":0,\"other\":0,\"cm\":64",
		     "\"translation\":33,\"permission\":32,\"access_flag\":0,\"other\":0,\"cm\":65");
	expect(COMPARE("base", "new"), STATUS_OK, "one more of several vCPUs", "\nSame: ");
	write_edited("new", &f, "\"translation\":32,\"permission\":32,\"access_flag\":0,\"other\":0,\"cm\":64",
		     "\"translation\":31,\"permission\":32,\"access_flag\":0,\"other\":0,\"cm\":63");
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "but not one less", "translation faults 2 -> 1.938");
}

/* Tests that costs of vCPUs on several kinds of cores are compared with those of such vCPUs only. */
static void test_cores(void)
{
	struct fixture f = small;

	f.cores = FIXTURE_BIG "," FIXTURE_BIG;
	write_fixture("base", &f);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "the same cores", "\nSame: ");
	write_fixture("new", &small);
	expect(COMPARE("base", "new"), STATUS_OK, "an older version did not write them", "\nSame: ");
	f.cores = FIXTURE_BIG "," FIXTURE_LITTLE;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "vCPU 1 on another kind",
	       "\n  - core of vCPU 1: Cortex-A76 (MIDR_EL1 0x414fd0b1) in BASE, Cortex-A55\n    (MIDR_EL1 0x412fd050) in NEW\n");
}

/* Tests what makes all costs incomparable. */
static void test_not_comparable(void)
{
	static const struct {
		const char *from, *to, *say;
	} cases[] = {
		{ "\"units_per_tick\":1,", "\"units_per_tick\":2,", "\n  - one tick: 1 insns in BASE, 2 in NEW\n" },
		{ "\"page_bytes\":4096", "\"page_bytes\":65536", "\n  - page size: 4096 bytes in BASE, 65536 in NEW\n" },
		{ "\"page_lines\":64", "\"page_lines\":32", "\n  - lines in a page: 64 in BASE, 32 in NEW\n" },
		{ "\"midr\":\"0x410f0510\"", "\"midr\":\"0x410fd083\"",
		  "\n  - core: MIDR_EL1 0x410f0510 in BASE, MIDR_EL1 0x410fd083 in NEW\n" },
		{ "\"midr\":\"0x410f0510\",\"cpu\":null", "\"midr\":\"0x410fd083\",\"cpu\":\"Cortex-A72\"",
		  "\n  - core: MIDR_EL1 0x410f0510 in BASE, Cortex-A72 (MIDR_EL1 0x410fd083)\n    in NEW\n" },
		{ "\"midr\":\"0x410f0510\"", "\"midr\":null", "\n  - core: MIDR_EL1 0x410f0510 in BASE, not known in NEW\n" },
	};
	struct fixture f = small;

	f.permission = FIXTURE_PERMISSION + 10;
	write_fixture("base", &small);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		write_edited("new", &f, cases[i].from, cases[i].to);
		expect(COMPARE("base", "new"), STATUS_DIFFERS, cases[i].to, cases[i].say);
		expect(0, 0, cases[i].to,
		       "\nCannot say: 0 in counts, 0 worse, 0 better, 0 same, 10 not comparable\n");
		ok(said("NOT COMPARABLE: costs"), "and no shift is shown");
		lacks_text(caught.out, "Cells worse", "and no shift is shown");
		lacks_text(caught.out, "6843 ->", "and no shift is shown");
	}
	f.platform = PLATFORM_METAL;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "metal", "\n  - platform: emulated in BASE, metal in NEW\n");
	expect(0, 0, "metal", "\n  - unit: insns in BASE, ns in NEW\n");
	write_edited("base", &f, "\"platform\":\"metal\"", "\"platform\":\"virtual\"");
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "a guest's", "\n  - platform: virtual in BASE, metal in NEW\n");
	f.platform = PLATFORM_EMULATED;
	f.inexact = true;
	write_fixture("base", &f);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "no instructions, no time",
	       "ran without -icount: its ticks are neither");
	check_form("not comparable");
}

static void test_policies(void)
{
	struct fixture f = small, all = small;

	f.policies = 1 << POLICY_UPSTREAM;
	write_fixture("base", &f);
	write_fixture("new", &small);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "no policy in common",
	       "1 cell: permission faults 0 -> 1, CM=1 faults 1 -> 2, sequence \"T\" ->\n  \"TP\"");
	expect(0, 0, "no policy in common", "policy upstream in BASE, inject in NEW");
	expect(0, 0, "no policy in common", " 0 worse, 0 better, 0 same, 10 not comparable\n");
	check_form("no policy in common");
	all.policies = 1 << POLICY_INJECT | 1 << POLICY_UPGRADE;
	write_fixture("new", &all);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "against each of two", "(policy upstream in BASE, upgrade in NEW)");
	expect(0, 0, "against each of two", " 0 same, 20 not comparable\n");
	all.policies |= 1 << POLICY_UPSTREAM;
	write_fixture("new", &all);
	expect(COMPARE("base", "new"), STATUS_OK, "one of three", "\nOnly in NEW: 20 cells, ");
	expect(COMPARE("new", "base"), STATUS_DIFFERS, "two are missing", "10: NEW did not visit policy upgrade");
}

/* Tests behaviour that matches no policy. */
static void test_unknown(void)
{
	struct fixture f = small;
	char *text, *unknown;

	f.filter = "op=dc_civac slot=ro host_page=written stage2=cold lines=1";
	text = fixture_archive(&f);
	unknown = fixture_replace(text, "{\"policy\":\"inject\"", "{\"policy\":\"unknown\"", true);
	free(text);
	text = fixture_replace(unknown, "\"cell\",\"policy\":\"inject\"", "\"cell\",\"policy\":\"unknown\"", true);
	write_file("base", text);
	free(unknown);
	unknown = fixture_replace(text, "rw_log=2", "rw_log=3", true);
	write_file("new", unknown);
	free(text);
	free(unknown);
	text = fixture_replace(file_text("base"), "\"commit\":null", "\"commit\":\"1\"", true);
	write_file("other", text);
	free(text);
	expect(COMPARE("base", "other"), STATUS_OK, "unknown, but it looks the same", " 1 same, 0 not comparable\n");
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "unknown, and it does not",
	       "policy unknown, and the fingerprints differ");
}

/* Tests cells that only one archive has. */
static void test_missing(void)
{
	struct fixture f = small, part = small;

	part.filter = "op=dc_ivac slot=rw_log,ro host_page=written lines=1";
	write_fixture("base", &small);
	write_fixture("new", &part);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "cells of BASE alone", ": NEW does not have it (such as dc_civac");
	expect(COMPARE("new", "base"), STATUS_OK, "cells of NEW alone", "\nOnly in NEW: ");
	write_edited("new", &small, "\"status\":\"done\",\"reason\":null", "\"status\":\"failed\",\"reason\":\"no memory\"");
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "failed in NEW", " 1: NEW failed: no memory (");
	expect(COMPARE("new", "base"), STATUS_DIFFERS, "failed in BASE", " 1: BASE failed: no memory (");
	f.suite = "standard";
	f.filter = "op=dc_cvap slot=rw host_page=untouched stage2=cold";
	write_fixture("base", &f);
	f.poor = true;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "skipped in NEW", ": NEW skipped it: this CPU does not have DC");
	expect(COMPARE("new", "base"), STATUS_DIFFERS, "nothing measured in BASE",
	       "\nNot comparable: BASE has no measured cell\n");
}

static void test_uncounted(void)
{
	struct fixture f = small;

	f.unattributed = true;
	write_fixture("base", &small);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "no counts in NEW", "\n10 cells have no fault counts on one side or both");
}

/* An op that the CPU does not translate has no cost that could change. */
static void test_nop(void)
{
	struct fixture f = small;

	f.untranslated = true;
	f.filter = "op=dc_ivac slot=rw_log host_page=written stage2=cold lines=1";
	write_fixture("base", &f);
	write_edited("new", &f, "\"ticks\":[3,3,3,3,3,3,3,3,3,3", "\"ticks\":[9,9,9,9,9,9,9,9,9,9");
	expect(COMPARE("base", "new"), STATUS_OK, "nop", "\nSame: 0 in counts, 0 worse, 0 better, 1 same");
}

static uint32_t flat(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return 1000;
}

/* A cold DC IVAC costs more than its parts. */
static uint32_t not_closed(const struct cell *cell, uint32_t sample)
{
	return flat(cell, sample) + (cell->op == OP_dc_ivac && cell->stage2 == STAGE2_COLD ? 10 : 0);
}

/* Tests contrasts that are neither worse nor better. */
static void test_moved(void)
{
	struct fixture f = quick;

	f.cost = flat;
	write_fixture("base", &f);
	f.cost = not_closed;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "closure", "\n closure policy=inject slot=rw");
	ok(said("\nContrasts moved ") && strstr(caught.out, "\n closure ") > strstr(caught.out, "\nContrasts moved "),
	   "it is moved, not worse");
	f = quick;

	f.skipped = 300;
	write_fixture("base", &quick);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "break_even_lines", "\nContrasts moved (neither worse nor better): ");
	expect(0, 0, "break_even_lines", "\n break_even_lines policy=");
	expect(0, 0, "break_even_lines", " lines, ");
}

/* A cost of 1000 with noise of some 2 %, and a second such cost that may be longer by 3 %. */
static uint32_t noise(const struct cell *cell, uint32_t sample, uint32_t seed)
{
	uint64_t x = (uint64_t)sample * 0x9e3779b97f4a7c15 + seed * 0xbf58476d1ce4e5b9 + (uint64_t)cell->op;
	uint32_t sum = 0;

	for (int i = 0; i < 4; i++) {
		x ^= x >> 31;
		x *= 0x94d049bb133111eb;
		sum += (uint32_t)(x >> 48) % 20;
	}
	return 1000 + sum;
}

static uint32_t noise_base(const struct cell *cell, uint32_t sample)
{
	return noise(cell, sample, 1);
}

static uint32_t noise_new(const struct cell *cell, uint32_t sample)
{
	return noise(cell, sample, 2);
}

static uint32_t noise_hardly(const struct cell *cell, uint32_t sample)
{
	return noise(cell, sample, 2) + (cell->op == OP_dc_ivac && cell->slot == SLOT_RO ? 6 : 0);
}

static uint32_t noise_slower(const struct cell *cell, uint32_t sample)
{
	return noise(cell, sample, 2) + (cell->op == OP_dc_ivac && cell->slot == SLOT_RO ? 30 : 0);
}

/* Constant costs, as by a clock whose tick is far too long. */
static uint32_t locked(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return 20;
}

static uint32_t locked_next(const struct cell *cell, uint32_t sample)
{
	return locked(cell, sample) + 1;
}

static const struct fixture metal = {
	.platform = PLATFORM_METAL, .policies = FIXTURE_POLICIES, .rounds = 16, .batch = 16,
	.filter = "op=dc_ivac,dc_civac,ldr,str lines=1", .cost = noise_base,
};

/* How many cells would have been significant, had only they been tested; and has any p got smaller by correction? */
static size_t significant(bool *smaller)
{
	const char *c = strstr(caught.out, "\"cells\": [");
	size_t n = 0;

	*smaller = false;
	while (c && (c = strstr(c, "\"p\": "))) {
		double p = strtod(c + 5, NULL), corrected = strtod(strstr(c, "\"p_corrected\": ") + 15, NULL);

		n += p < 0.05;
		*smaller |= corrected < p;
		c++;
	}
	return n;
}

/* Returns the number after the text. */
static size_t count_after(const char *text)
{
	const char *found = strstr(caught.out, text);

	return found ? strtoul(found + strlen(text), NULL, 10) : 0;
}

/* Tests costs that are samples of a distribution. */
static void test_metal(void)
{
	struct fixture f = metal;
	bool smaller;
	size_t n;

	write_fixture("base", &metal);
	f.cost = noise_new;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "other noise", "\nCells that differ (boot or kernel: two archives cannot tell): none of\n  546\n");
	expect(0, 0, "other noise", "of 20 % trimmed means of block means");
	expect(0, 0, "other noise", "false discovery rate of 5 %");
	expect(0, 0, "other noise", "ONE BOOT AN ARM: ");
	expect(0, 0, "other noise", "\nExcluded are shifts of more than 0.");
	check_form("other noise");
	COMPARE("base", "new", "--format", "json");
	n = significant(&smaller);
	ok(n > 10 && !smaller && said("\"same\": true"), "that %zu of them had a p below 0.05 is no difference", n);
	f.cost = noise_slower;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "3 % longer", "\nDiffer: 0 in counts, ");
	n = count_after("\nCells that differ (boot or kernel: two archives cannot tell): ");
	ok(n >= 35 && n <= 35 + 4, "%zu cells differ, of which 5 %% may do so by chance: 35 do", n);
	lacks_text(caught.out, "worse:", "3 % longer: of one boot an arm nothing is worse");
	expect(0, 0, "3 % longer", "%, delta +1.00, p ");
	expect(0, 0, "3 % longer", "rounds 16, df ");
	expect(0, 0, "3 % longer", "\nContrasts that differ ");
	expect(0, 0, "3 % longer", "\nWhat tells kernels apart: several boots an arm ");
	check_form("3 % longer");
	expect(COMPARE("base", "new", "--threshold", "2"), STATUS_OK, "threshold 2 %", " 35 differ by boot or kernel, ");
	expect(COMPARE("base", "new", "--threshold", "4"), STATUS_OK, "threshold 4 %", "\nNo change found: ");
	expect(0, 0, "threshold 4 %", "called same: significant, but within the");
	expect(COMPARE("new", "base", "--threshold", "2"), STATUS_OK, "3 % shorter", " 35 differ by boot or kernel, ");
	expect(0, 0, "3 % shorter", "%, delta -1.00, p ");
}

/* Tests one boot an arm, with the spread between boots given. */
static void test_given(void)
{
	struct fixture f = metal;

	write_fixture("base", &metal);
	f.cost = noise_new;
	write_fixture("new", &f);
	expect(COMPARE("base", "new", "--boot-spread", "0.5"), STATUS_OK, "spread 0.5 %", "\nNo change found: 0 in counts, 0 worse, ");
	expect(0, 0, "spread 0.5 %", "Given (--boot-spread): boots have a standard deviation of 0.5 % of a\n");
	expect(0, 0, "spread 0.5 %", "\nBoots spread by 0.5 % (standard deviation, as given)");
	check_form("spread 0.5 %");
	f.cost = noise_slower;
	write_fixture("new", &f);
	expect(COMPARE("base", "new", "--boot-spread", "0.5"), STATUS_DIFFERS, "3 % longer, spread 0.5 %", " 35 worse, 0 better, ");
	expect(COMPARE("new", "base", "--boot-spread", "0.5"), STATUS_DIFFERS, "3 % shorter, spread 0.5 %", " 0 worse, 35 better, ");
	expect(COMPARE("base", "new", "--boot-spread", "2"), STATUS_OK, "3 % longer, spread 2 %", "\nNo change found: ");
	expect(COMPARE("base", "new", "--boot-spread", "0", "--threshold", "2"), STATUS_DIFFERS, "3 % longer, boots do not differ",
	       " 35 worse, 0 better, ");
}

/* Of boots: what cell and boot have in common, in per mille of a cost, and what NEW's cold DC IVAC costs more. */
static uint32_t boot_number, boot_spread, boot_shift, boot_spike;
static uint32_t boot_burst;  /* number of a boot with a spike in each 32nd sample; 0: none */
static bool boot_agree;      /* boots agree in LDR, which costs boot_shift more, too */

/* Noise as above, and every cell of a boot off by so much that is its own. */
static uint32_t noise_boot(const struct cell *cell, uint32_t sample)
{
	uint64_t x = (uint64_t)cell->op * 31 + (uint64_t)cell->slot * 7 + cell->host_page * 3 + cell->stage2 + cell->policy * 101;
	int32_t own = 0;

	x = (x + boot_number * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
	for (int i = 0; i < 4; i++) {
		x ^= x >> 29;
		x *= 0x94d049bb133111eb;
		own += (int32_t)((x >> 40) % 1001) - 500; /* uniform: a deviation of 289 */
	}
	if (boot_agree && cell->op == OP_ldr)
		return noise(cell, sample, boot_number) + boot_shift;
	return (uint32_t)((int32_t)noise(cell, sample, boot_number) + own * (int32_t)boot_spread / 577) +
	       (boot_burst && boot_burst == boot_number && sample % 32 == 5 ? 20000 : 0) +
	       (cell->op == OP_dc_ivac && cell->stage2 == STAGE2_COLD ? boot_shift : 0) +
	       (boot_spike && sample % 300 == boot_number ? boot_spike : 0);
}

static const struct fixture boots = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16,
	.filter = "op=dc_ivac,dc_civac,ldr,str lines=1", .cost = noise_boot,
};

/* Writes count archives "PREFIX1", ..., whose boots are numbered from first + 1. */
static void write_boots(const char *prefix, const struct fixture *like, uint32_t first, uint32_t count, uint32_t spread,
			uint32_t shift)
{
	struct fixture f = *like;

	boot_spread = spread;
	boot_shift = shift;
	for (uint32_t i = 1; i <= count; i++) {
		f.boot = boot_number = first + i;
		write_fixture(fixture_text("%s%u", prefix, i), &f);
	}
}

/* Runs compare with base boots b1, ... and new boots n1, ..., and more arguments up to a NULL. */
static int compare_boots_of(uint32_t base, uint32_t new, const char *more[])
{
	static char name[64][12];
	const char *arguments[64];
	int n = 0;

	for (uint32_t i = 1; i <= base; i++, n++)
		arguments[n] = strcpy(name[n], fixture_text("b%u", i));
	arguments[n++] = "--";
	for (uint32_t i = 1; i <= new; i++, n++)
		arguments[n] = strcpy(name[n], fixture_text("n%u", i));
	for (int i = 0; more[i]; i++)
		arguments[n++] = more[i];
	arguments[n] = NULL;
	return compare(arguments);
}

#define BOOTS(base, new, ...) compare_boots_of(base, new, (const char *[]){ __VA_ARGS__ __VA_OPT__(,) NULL })

/* Is a corrected interval of what is the same always around 0, and of what is worse never? */
static bool intervals_agree(void)
{
	size_t same = 0, worse = 0;
	bool agree = true;

	for (const char *at = caught.out; (at = strstr(at, "\"verdict\": \"")); at++) {
		double low, high;
		const char *ci = strstr(at, "\"ci_corrected\": [");
		bool is_same = !strncmp(at, "\"verdict\": \"same\"", 17), is_worse = !strncmp(at, "\"verdict\": \"worse\"", 18);

		if ((is_same || is_worse) && ci && sscanf(ci, "\"ci_corrected\": [%lf, %lf]", &low, &high) == 2) {
			agree &= is_same == (low <= 0 && high >= 0);
			same += is_same;
			worse += is_worse;
		}
	}
	return agree && same && worse;
}

static void unlink_boots(void)
{
	for (uint32_t i = 1; i <= 20; i++) {
		unlink(fixture_text("b%u", i));
		unlink(fixture_text("n%u", i));
	}
}

/* Tests several boots an arm, which are the units. */
static void test_boots(void)
{
	size_t cold;

	write_boots("b", &boots, 0, 4, 10, 0);
	write_boots("n", &boots, 20, 4, 10, 0);
	expect(BOOTS(4, 4), STATUS_OK, "boots of the same", "\nNo change found: 0 in counts, 0 worse, 0 better, ");
	expect(0, 0, "boots of the same", "Boots are the units: 4 of BASE, 4 of NEW, ");
	expect(0, 0, "boots of the same", "(Welch, ");
	expect(0, 0, "boots of the same", "boot 2: b2, created 2026-11-22T18:00:02Z, ");
	expect(0, 0, "boots of the same", "boot_id b0070002, up 62 s");
	expect(0, 0, "boots of the same", "\nAll boots of one arm were measured before those of the other");
	expect(0, 0, "boots of the same", "\nBoots spread by 0.");
	check_form("boots of the same");
	ok(COMPARE("b1", "n1") == STATUS_OK && count_after("two archives cannot tell): ") > 20,
	   "of one boot each, %zu cells differ", count_after("two archives cannot tell): "));
	write_boots("n", &boots, 20, 4, 10, 100);
	expect(BOOTS(4, 4), STATUS_DIFFERS, "10 % longer", "\nChanged: 0 in counts, ");
	cold = count_after("\nCells worse: ");
	ok(cold == 10, "%zu cells are worse: 10 are", cold);
	expect(0, 0, "10 % longer", "delta +1.00, p ");
	expect(0, 0, "10 % longer", "faults 2/2, boots 4, rounds 4, df ");
	expect(0, 0, "10 % longer", "\nContrasts worse: ");
	check_form("10 % longer");
	ok(BOOTS(4, 4, "--format", "json") == STATUS_DIFFERS && said("\"basis\": \"boots\"") && said("\"boots\": [4, 4]") &&
	   said("\"boot_id\": \"b0070001\"") && said("\"seed\": \"0x1\"") && said("\"uptime_s\": 61.5"),
	   "json: what it rests on");
	ok(intervals_agree(), "json: intervals leave 0 out if and only if there is a verdict");
	ok(BOOTS(4, 4, "--threshold", "12") == STATUS_OK && BOOTS(4, 4, "--boot-spread", "30") == STATUS_OK &&
	   BOOTS(4, 4, "--boot-spread", "0.1") == STATUS_DIFFERS, "threshold, and a spread that is given as well");
	expect(BOOTS(1, 4), STATUS_DIFFERS, "one boot of BASE", "\nBASE has ONE BOOT: ");
	expect(0, 0, "one boot of BASE", "spread of the 4 boots of NEW alone");
	expect(0, 0, "one boot of BASE", "boots 1/4, rounds 4, df 3, ");
	expect(BOOTS(4, 1), STATUS_DIFFERS, "one boot of NEW", "\nNEW has ONE BOOT: ");
	check_form("one boot of NEW");
	boot_agree = true;
	write_boots("b", &boots, 0, 4, 10, 0);
	write_boots("n", &boots, 20, 4, 10, 15);
	ok(BOOTS(4, 4) == STATUS_DIFFERS && said(" ldr slot="), "1.5 %% longer, of cells in which all boots agree");
	ok(BOOTS(4, 1) == STATUS_OK, "which one boot against four does not show: it may be one that was disturbed");
	boot_agree = false;
	write_boots("b", &boots, 0, 4, 10, 0);
	write_boots("n", &boots, 20, 4, 10, 15);
	expect(BOOTS(4, 4), STATUS_OK, "1.5 % longer is out of reach", "3, 5, 10 boots");
	write_boots("b", &boots, 0, 20, 10, 0);
	write_boots("n", &boots, 30, 20, 10, 100);
	expect(BOOTS(8, 8), STATUS_DIFFERS, "eight boots", ", ratio 1.1");
	expect(0, 0, "eight boots", "(Welch, ");
	expect(BOOTS(7, 8), STATUS_DIFFERS, "seven and eight boots", "boots 7/8, ");
	lacks_text(caught.out, ", ratio ", "seven boots are too few for a ratio");
	expect(BOOTS(20, 20), STATUS_DIFFERS, "twenty boots", "20 % trimmed means over boots (Yuen)");
	BOOTS(20, 20, "--format", "json");
	ok(intervals_agree(), "twenty boots: intervals leave 0 out if and only if there is a verdict");
	unlink_boots();
}

static uint32_t three_times(const struct cell *cell, uint32_t sample)
{
	return 3 * noise_boot(cell, sample);
}

/* Returns the sum of the sizes of all contrasts' shifts, as fractions of costs. */
static double all_fractions(void)
{
	double sum = 0, one;

	for (const char *at = strstr(caught.out, "\"contrasts\": ["); at && (at = strstr(at + 1, "\"relative\": "));)
		if (sscanf(at, "\"relative\": %lf", &one) == 1)
			sum += fabs(one);
	return sum;
}

/* Tests that a contrast's shift is a fraction of what BASE's boots cost on average, not of what the first of them does. */
static void test_fraction(void)
{
	struct fixture dear = boots;
	double forth;

	dear.cost = three_times;
	write_boots("b", &boots, 0, 2, 10, 0);
	write_boots("n", &boots, 20, 2, 10, 100);
	boot_shift = 0;
	dear.boot = boot_number = 1;
	write_fixture("b1", &dear);
	BOOTS(2, 2, "--format", "json");
	forth = all_fractions();
	rename("b1", "b3");
	rename("b2", "b1");
	rename("b3", "b2");
	BOOTS(2, 2, "--format", "json");
	ok(forth > 0 && fabs(forth - all_fractions()) < 1e-9 * forth, "the order of boots does not matter: %.9g, %.9g", forth,
	   all_fractions());
	unlink_boots();
}

/* Tests counts of several archives an arm. */
static void test_boot_counts(void)
{
	write_boots("b", &boots, 0, 2, 10, 0);
	write_boots("n", &boots, 20, 2, 10, 0);
	boot_number = 22;
	write_edited("n2", &(struct fixture){ .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16,
					      .filter = boots.filter, .cost = noise_boot, .boot = 22 },
		     "\"translation\":16,\"permission\":16", "\"translation\":16,\"permission\":8");
	expect(BOOTS(2, 2), STATUS_DIFFERS, "counts of one boot", "1 cell: permission faults 1 -> 0.5, in 1 of 2 archives of NEW\n");
	expect(compare((const char *[]){ "n1", "n2", "--", "b1", "b2", NULL }), STATUS_DIFFERS, "counts of one boot of BASE",
	       "1 cell: permission faults 1 -> 0.5, in 1 of 2 archives of BASE itself\n");
	write_edited("n2", &(struct fixture){ .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16,
					      .filter = boots.filter, .cost = noise_boot, .boot = 22 },
		     "\"status\":\"done\",\"reason\":null", "\"status\":\"failed\",\"reason\":\"no memory\"");
	expect(BOOTS(2, 2), STATUS_DIFFERS, "a cell that one boot does not have", " 1: 1 of 2 archives of NEW do not have it (");
	unlink_boots();
}

/* Tests that a timer in one of 300 samples hides nothing: it is cut as in reports. */
static void test_cut(void)
{
	struct fixture f = boots;

	f.rounds = 16;
	boot_spike = 20000;
	write_boots("b", &f, 0, 3, 5, 0);
	write_boots("n", &f, 20, 3, 5, 40);
	expect(BOOTS(3, 3), STATUS_DIFFERS, "4 % longer, with spikes", "\nCells worse: 10 of ");
	expect(COMPARE("b1", "n1", "--boot-spread", "0.6"), STATUS_DIFFERS, "likewise of one boot", "\nCells worse: 10 of ");
	boot_spike = 0;
	f.rounds = 4;
	boot_burst = 2;
	write_boots("b", &f, 0, 4, 5, 0);
	write_boots("n", &f, 20, 4, 5, 60);
	expect(BOOTS(4, 4), STATUS_DIFFERS, "6 % longer, two spikes in each cell of one boot", "\nCells worse: 10 of ");
	boot_burst = 0;
	unlink_boots();
}

static uint32_t path_seed;

/* A path of two lengths, which about half of the samples take each, and a longer one of DC IVAC. */
static uint32_t two_paths(const struct cell *cell, uint32_t sample)
{
	uint32_t x = (sample + 77 * path_seed) * 2654435761u;

	return 6000 + (x >> 16 & 1 ? 136 : 0) + (cell->op == OP_dc_ivac ? boot_shift : 0);
}

static uint32_t seed_cost;

static uint32_t by_seed(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	(void)sample;
	return seed_cost;
}

/* Of three seeds the middle one counts, which is neither the first, nor the least, nor their mean. */
static void test_median_of_seeds(void)
{
	static const uint32_t base[] = { 1200, 1000, 1010 }, new[] = { 2102, 2000, 2100 };
	struct fixture f = small;

	f.cost = by_seed;
	for (uint32_t i = 0; i < 3; i++) {
		f.boot = i + 1;
		seed_cost = base[i];
		write_fixture(fixture_text("b%u", i + 1), &f);
		f.boot = i + 4;
		seed_cost = new[i];
		write_fixture(fixture_text("n%u", i + 1), &f);
	}
	expect(BOOTS(3, 3), STATUS_DIFFERS, "seeds of other costs", "1010 -> 2100, +1090 [+800,+1102]");
	unlink_boots();
}

/* Tests exact clocks whose paths have several lengths, and seeds. */
static void test_seeds(void)
{
	struct fixture f = small;

	f.cost = two_paths;
	f.batch = 5;
	for (uint32_t i = 1; i <= 3; i++) {
		path_seed = f.boot = i;
		boot_shift = 0;
		write_fixture(fixture_text("b%u", i), &f);
		path_seed = f.boot = i + 3;
		write_fixture(fixture_text("n%u", i), &f);
	}
	expect(COMPARE("b1", "n1"), STATUS_OK, "another seed", "\nSame: ");
	expect(0, 0, "another seed", "called same: the interval holds 0, as a path\n");
	check_form("another seed");
	check_units("another seed");
	expect(BOOTS(3, 3), STATUS_OK, "three seeds each", "\nSame: ");
	expect(0, 0, "three seeds each", "and over seeds of their medians");
	check_units("three seeds each");
	for (uint32_t i = 1; i <= 3; i++) {
		path_seed = f.boot = i + 3;
		boot_shift = 500;
		write_fixture(fixture_text("n%u", i), &f);
	}
	expect(BOOTS(3, 3), STATUS_DIFFERS, "500 more", "\nCells worse: 5 of 10 ");
	expect(0, 0, "500 more", ", seeds 3, n 20\n");
	check_form("500 more");
	unlink_boots();
}

/* A small shift of many cells is found, which Holm's correction would miss. */
static void test_many(void)
{
	struct fixture f = metal;
	size_t n;

	f.cost = noise_hardly;
	write_fixture("base", &metal);
	write_fixture("new", &f);
	COMPARE("base", "new");
	n = count_after("\nCells that differ (boot or kernel: two archives cannot tell): ");
	ok(n >= 28 && n <= 35 + 4, "0.6 %% longer: %zu cells differ: 35 do", n);
}

/* A difference within a tick is none if samples are in step with the clock. */
static void test_coarse(void)
{
	struct fixture f = metal;

	f.units_per_tick = 40;
	f.cost = locked;
	write_fixture("base", &f);
	f.cost = locked_next;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "one tick", "two archives cannot tell): none of\n  546\n");
	f.dither_spins = 31;
	write_fixture("new", &f);
	f.cost = locked;
	write_fixture("base", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "one tick of samples at any phase", " 840, +40 [+40,+40] +5.0%, ");
	lacks_text(caught.out, "none of\n  546", "one tick of samples at any phase: cells differ");
	expect(COMPARE("base", "new", "--boot-spread", "0.1"), STATUS_DIFFERS, "one tick, where boots hardly differ", " 0 better, 0 not told apart, ");
}

static void test_few_rounds(void)
{
	struct fixture f = metal;

	f.rounds = 1;
	write_fixture("base", &f);
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "one round", ": too few rounds for a test (such as ");
}

static void test_json(void)
{
	struct fixture f = quick;
	struct value *value;
	char why[256];

	f.permission = FIXTURE_PERMISSION + 10;
	f.platform = PLATFORM_METAL;
	write_fixture("base", &f);
	f.platform = PLATFORM_EMULATED;
	write_fixture("new", &f);
	ok(COMPARE("base", "new", "--format", "json") == STATUS_DIFFERS, "json: not comparable");
	value = value_parse(caught.out, strlen(caught.out), why, sizeof(why));
	ok(value && said("\t\"comparable\": false"), "json: it can be parsed");
	ok(said("\"n\": [null, null]") && said("\"rounds\": [null, null]"), "json: what is not known is not 0");
	value_free(value);
	write_fixture("base", &quick);
	ok(COMPARE("--format", "json", "base", "new") == STATUS_DIFFERS, "json: worse");
	value = value_parse(caught.out, strlen(caught.out), why, sizeof(why));
	ok(value && !strcmp(value_text(value_at(value, "unit")), "insns") &&
	   !strcmp(value_text(value_at(value, "threshold_unit")), "insns") &&
	   value_count(value_at(value, "cells")) == fixture_cells(&quick).all && said("\"verdict\": \"worse\"") && said("\"shift\": 10"),
	   "json: all cells, with verdicts and shifts in their unit");
	value_free(value);
	ok(said("\"name\": \"ivac_minus_civac\""), "json: what is made of nothing is not compared");
	lacks_text(caught.out, "\"name\": \"aa_", "json: what is made of nothing is not compared");
}

static void refused(int status, const char *say, const char *arguments[])
{
	int got = compare(arguments);

	if (!ok(got == status && said(say) && caught_one_line(caught.out),
		"status %d, and one line: %.*s", status, (int)strcspn(caught.out, "\n"), caught.out))
		printf("# status %d\n", got);
}

#define REFUSED(status, say, ...) refused(status, say, (const char *[]){ __VA_ARGS__, NULL })

/* A translation fault that costs more, by policy: read-only slots have a wider limit. */
static uint32_t dearer(const struct cell *cell, uint32_t sample)
{
	uint32_t cost = cell->slot == SLOT_RO ? 2000 : 1000;

	(void)sample;
	return cell->policy == POLICY_INJECT ? cost + cost / 50 : cost + cost / 200;
}

static uint32_t by_slot(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return cell->slot == SLOT_RO ? 2000 : 1000;
}

/* The widths of all intervals of the last comparison, added up. */
static double all_widths(void)
{
	double sum = 0, low, high;

	for (const char *at = caught.out; (at = strstr(at, "\"ci95\": [")); at++)
		if (sscanf(at, "\"ci95\": [%lf, %lf]", &low, &high) == 2)
			sum += high - low;
	return sum;
}

/* An archive of the patch against one of the module. */
static void test_parity(void)
{
	struct fixture f = quick;
	struct value *value;
	double width[2];
	char why[256];

	write_fixture("base", &f);
	f.hook = "ftrace";
	f.hook_fault = 52;
	f.hook_abort = 9;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_OK, "patch and module", "\nPATCH AGAINST MODULE: BASE's policies are those of the patch");
	has_text(caught.out, "within 1 %.\n", "patch and module: writable");
	has_text(caught.out, "within 3 %.\n", "patch and module: read-only");
	has_text(caught.out, "knob:   cmo_policy.policy (ftrace): less 52 a fault", "patch and module: the knob");
	has_text(caught.out, "- knob: kvm.cmo_policy -> cmo_policy.policy", "patch and module: both knobs");
	has_text(caught.out, "not time; NEW less cmo_policy's", "patch and module: the unit");
	check_form("patch and module");
	expect(COMPARE("new", "base"), STATUS_OK, "module and patch", "\nPATCH AGAINST MODULE: BASE's policies are those of the module");
	write_fixture("other", &quick);
	COMPARE("base", "other");
	lacks_text(caught.out, "PATCH AGAINST MODULE", "patch and patch");
	write_fixture("other", &f);
	COMPARE("new", "other");
	lacks_text(caught.out, "PATCH AGAINST MODULE", "module and module");
	f.unmeasured = true;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "hooks that were not measured", "\nNOT within 1 %: ");
	has_text(caught.out, "NOT subtracted", "hooks that were not measured");
	for (int i = 0; i < 2; i++) {
		f = metal;
		write_fixture("base", &f);
		f.hook = "ftrace";
		f.hook_fault = 52;
		f.hook_drift = i ? 60 : 0;
		write_fixture("new", &f);
		COMPARE("base", "new", "--format", "json");
		width[i] = all_widths();
	}
	ok(width[0] > 0 && width[1] > 1.5 * width[0], "a hook that is uncertain makes shifts uncertain: %g, not %g", width[1],
	   width[0]);
	f = small;
	f.policies = 1u << POLICY_INJECT | 1u << POLICY_UPGRADE;
	f.cost = by_slot;
	write_fixture("base", &f);
	f.hook = "ftrace";
	f.cost = dearer;
	write_fixture("new", &f);
	expect(COMPARE("base", "new"), STATUS_DIFFERS, "2 % more with inject", "\nNOT within 1 %: 6 of 12 cells on writable slots:\n");
	has_text(caught.out, "policy=inject: 1000 -> 1020, +2.0%", "2 % more with inject: which");
	has_text(caught.out, "All 8 cells on read-only slots are within 3 %.", "2 % more with inject: not too much on read-only slots");
	ok(COMPARE("base", "new", "--cells") == STATUS_DIFFERS && said("        1000         1020     +2.0%"), "every cell");
	ok(COMPARE("base", "new", "--format", "json") == STATUS_DIFFERS, "json of patch and module");
	value = value_parse(caught.out, strlen(caught.out), why, sizeof(why));
	ok(value && value_at(value, "parity.writable.beyond") && said("\"beyond\": 6"), "json: the parity");
	value_free(value);
}

/* Tests boots that are none, one line each. */
static void test_arms(void)
{
	struct fixture f = boots;

	write_boots("b", &boots, 0, 2, 10, 0);
	write_boots("n", &boots, 20, 2, 10, 0);
	boot_number = f.boot = 22;
	write_file("other", file_text("b1"));
	REFUSED(STATUS_USAGE, "b1 and b1 are one archive, given twice", "b1", "b1");
	REFUSED(STATUS_USAGE, "b1 and other are one archive, given twice", "b1", "b2", "--", "n1", "other");
	f.host = "another";
	write_fixture("other", &f);
	REFUSED(STATUS_USAGE, "two hosts in one arm: n1 and other: model \"linux,dummy-virt\", \"another\"", "b1", "b2", "--", "n1",
		"other");
	REFUSED(STATUS_USAGE, "the arms are of different hosts: b1 and other: model", "b1", "b2", "--", "other");
	expect(COMPARE("b1", "other"), STATUS_DIFFERS, "one each of two hosts", "\n  - machine: linux,dummy-virt in BASE, another in NEW\n");
	f = boots;
	f.boot = 22;
	f.kernel = "6.13.0";
	write_fixture("other", &f);
	REFUSED(STATUS_USAGE, "two kernels or setups in one arm: n1 and other: kernel \"6.12.117\", \"6.13.0\"", "b1", "b2", "--", "n1",
		"other");
	ok(COMPARE("b1", "b2", "--", "other") == STATUS_OK, "the arms may be of two kernels");
	f = boots;
	f.policies = 1 << POLICY_UPGRADE;
	f.boot = 22;
	write_fixture("other", &f);
	REFUSED(STATUS_USAGE, "two kernels or setups in one arm: n1 and other: policy \"inject\", \"upgrade\"", "b1", "b2", "--", "n1",
		"other");
	f = boots;
	f.boot = 1;
	boot_number = 9;
	write_fixture("other", &f);
	REFUSED(STATUS_USAGE, "b1 and other are of the same boot (boot.id b0070001): boot again", "b1", "other", "--", "n1", "n2");
	REFUSED(STATUS_USAGE, "b1 and other are of the same boot (boot.id b0070001): boot again", "b1", "b2", "--", "n1", "other");
	ok(COMPARE("b1", "other") == STATUS_OK, "one archive an arm may be of the same boot");
	REFUSED(STATUS_USAGE, "\"--\" stands between the archives of BASE and those of each NEW", "b1", "b2", "--");
	REFUSED(STATUS_USAGE, "\"--\" stands between", "--", "b1", "--", "n1");
	REFUSED(STATUS_USAGE, "\"--\" stands between", "b1", "--", "--", "n1");
	ok(COMPARE("--", "b1", "n1", "n2") == STATUS_OK && said("from BASE to each of 2 others"), "three archives are three arms");
	ok(COMPARE("b1", "b2", "--", "n1", "--", "n2") == STATUS_OK && said("from BASE to each of 2 others"),
	   "and so are those between two dividers");
	REFUSED(STATUS_USAGE, "--boot-spread -1: must be", "b1", "n1", "--boot-spread", "-1");
	REFUSED(STATUS_USAGE, "--boot-spread x: must be", "b1", "n1", "--boot-spread", "x");
	REFUSED(STATUS_FAILED, "compare: nowhere: No such file", "b1", "b2", "--", "n1", "nowhere");
	ok(COMPARE("--", "b1", "n1") == STATUS_OK, "\"--\" before two archives ends the options");
	ok(COMPARE("b1", "b2", "--", "n1", "n2", "--cells", "--threshold", "50") == STATUS_OK && said("Every cell: ") && said("2/2 < "),
	   "options may follow, and cells say what a shift is within");
	unlink("other");
	unlink_boots();
}

/* Tests folders of archives. */
static void test_folders(void)
{
	mkdir("base.d", 0700);
	mkdir("new [*].d", 0700);
	write_boots("base.d/", &boots, 0, 2, 10, 0);
	REFUSED(STATUS_FAILED, "compare: base.d: has no archive that ends in .cmo.jsonl", "--boots", "base.d", "new [*].d");
	rename("base.d/1", "base.d/1.cmo.jsonl");
	rename("base.d/2", "base.d/2.cmo.jsonl");
	REFUSED(STATUS_FAILED, "compare: new [*].d: has no archive", "--boots", "base.d", "new [*].d");
	write_boots("n", &boots, 20, 2, 10, 100);
	rename("n1", "new [*].d/x.cmo.jsonl");
	rename("n2", "new [*].d/y.cmo.jsonl");
	expect(COMPARE("--boots", "base.d", "new [*].d", "--threshold", "50"), STATUS_OK, "folders",
	       "Boots are the units: 2 of BASE, 2 of NEW");
	REFUSED(STATUS_FAILED, "compare: nowhere: No such file", "--boots", "nowhere", "base.d");
	REFUSED(STATUS_FAILED, "is no folder", "--boots", "base.d/1.cmo.jsonl", "base.d");
	REFUSED(STATUS_USAGE, "takes two archives or more, BASE and NEW..., not 1", "--boots", "base.d");
	REFUSED(STATUS_USAGE, "--boots takes a folder an arm", "--boots", "base.d", "--", "new [*].d");
	unlink("base.d/1.cmo.jsonl");
	unlink("base.d/2.cmo.jsonl");
	unlink("new [*].d/x.cmo.jsonl");
	unlink("new [*].d/y.cmo.jsonl");
	rmdir("base.d");
	rmdir("new [*].d");
}

static void test_refused(void)
{
	write_fixture("base", &small);
	write_fixture("new", &small);
	write_file("broken", "{\"type\":\"header\"}\n");
	REFUSED(STATUS_USAGE, "takes two archives or more, BASE and NEW..., not 0", NULL);
	REFUSED(STATUS_USAGE, "takes two archives or more, BASE and NEW..., not 1", "base");
	REFUSED(STATUS_USAGE, "base and base are one archive, given twice", "base", "new", "base");
	REFUSED(STATUS_USAGE, "--threshold -1: must be", "base", "base", "--threshold", "-1");
	REFUSED(STATUS_USAGE, "--threshold nan: must be", "base", "base", "--threshold", "nan");
	REFUSED(STATUS_USAGE, "--threshold inf: must be", "base", "base", "--threshold", "inf");
	REFUSED(STATUS_USAGE, "--threshold 1x: must be", "base", "base", "--threshold", "1x");
	REFUSED(STATUS_USAGE, "--threshold : must be", "base", "base", "--threshold", "");
	REFUSED(STATUS_USAGE, "use text or json", "base", "base", "--format", "html");
	REFUSED(STATUS_USAGE, "--frobnicate: unknown option", "base", "base", "--frobnicate");
	REFUSED(STATUS_USAGE, "--force is of no use without -o FILE", "base", "base", "--force");
	REFUSED(STATUS_FAILED, "cmobench: compare: broken: ", "base", "broken");
	REFUSED(STATUS_FAILED, "cmobench: compare: broken: ", "broken", "base");
	REFUSED(STATUS_FAILED, "cmobench: compare: nowhere: No such file", "nowhere", "base");
	REFUSED(STATUS_FAILED, "base: exists: name another file, or add --force", "base", "new", "-o", "base");
	REFUSED(STATUS_FAILED, "no/such: No such file", "base", "new", "-o", "no/such");
	ok(COMPARE("--help") == STATUS_OK && said("usage: cmobench compare BASE NEW"), "--help");
	ok(COMPARE("base", "new", "-o", "out") == STATUS_OK && !caught.out[0] && !access("out", R_OK), "-o FILE");
	ok(COMPARE("base", "new", "-o", "out", "--force") == STATUS_OK, "--force replaces it");
	unlink("out");
}

int main(void)
{
	test_same();
	test_exact();
	test_inexact();
	test_counts();
	test_rates();
	test_at_least();
	test_not_comparable();
	test_cores();
	test_policies();
	test_unknown();
	test_missing();
	test_uncounted();
	test_nop();
	test_moved();
	test_metal();
	test_given();
	test_boots();
	test_fraction();
	test_boot_counts();
	test_cut();
	test_seeds();
	test_median_of_seeds();
	test_many();
	test_coarse();
	test_few_rounds();
	test_json();
	test_parity();
	test_arms();
	test_folders();
	test_refused();
	unlink("base");
	unlink("new");
	unlink("other");
	unlink("broken");
	return tap_done();
}
