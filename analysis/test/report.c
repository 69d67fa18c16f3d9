/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the report as its readers get it: a mail of 72 columns that never has a unit of time for an emulated host. */
#include "analysis/archive/value.h"
#include "analysis/export/json_report.h"
#include "analysis/report/report.h"
#include "analysis/test/caught.h"
#include "analysis/test/written.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <regex.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 16,
};
static const struct fixture one_page = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written lines=1",
};

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Checks that a text is fit for a mail: width, characters, no blanks at ends of lines. */
static void check_form(const char *what, const char *text)
{
	size_t width = 0, widest = 0, odd = 0, blank_ends = 0;

	for (const char *c = text; *c; c++) {
		if (*c == '\n') {
			blank_ends += c > text && c[-1] == ' ';
			width = 0;
			continue;
		}
		odd += *c < ' ' || *c > '~';
		width++;
		widest = width > widest ? width : widest;
	}
	ok(widest && widest <= 72, "%s: %zu columns", what, widest);
	ok(!odd && !blank_ends, "%s: %zu characters that are not ASCII, %zu blanks at ends", what, odd, blank_ends);
}

/* Does text have the words, wherever its lines break? */
static bool says(const char *text, const char *words)
{
	for (; *text; text++) {
		const char *t = text, *w = words;

		while (*w && (*t == *w || (*w == ' ' && *t == '\n'))) {
			w++;
			t += *t == '\n' ? 1 + strspn(t + 1, " ") : 1;
		}
		if (!*w)
			return true;
	}
	return false;
}

/* Is the row somewhere after the heading? */
static bool has_row(const char *text, const char *after, const char *row)
{
	const char *place = strstr(text, after);

	return place && strstr(place, row);
}

static void check_units(const char *what, const char *text)
{
	static const char
		unit_of_time[] = "(^|[^a-z])(ns|us|ms|nanosec[a-z]*|microsec[a-z]*|seconds?|cycles?|hz)([^a-z]|$)";
	regex_t regex;
	regmatch_t at = { .rm_so = 0 };
	bool found;

	if (regcomp(&regex, unit_of_time, REG_EXTENDED | REG_ICASE | REG_NEWLINE))
		exit(1);
	found = !regexec(&regex, text, 1, &at, 0);
	if (!ok(!found, "%s: no unit of time", what))
		printf("# %.40s\n", text + at.rm_so);
	ok(!regexec(&regex, "cost: 12 ns\n", 0, NULL, 0), "(and a unit of time would be seen)");
	regfree(&regex);
}

static void test_emulated(void)
{
	char *text = make(fixture_archive(&emulated), report_text);

	check_form("emulated", text);
	check_units("emulated", text);
	ok(count(text, "\n[instructions, emulated: not time]\n") == 12 && count(text, "\n[") == 13 &&
	   count(text, "\n[counts, emulated: not time]\n") == 1, "emulated: each of the 13 tables says so");
	has_text(text, "write permission on this CPU? yes (probed)", "ivac_needs_write");
	has_text(text, " ro/written            6653     1/1 enosys        6653     1/1 enosys",
		 "ro under upstream");
	has_text(text, " rw_log/written        6843     2/2 executes      3653     1/1 executes",
		 "rw_log under inject");
	has_text(text, " ro/written            6843     2/2 abort         3653     1/1 executes",
		 "ro under inject");
	has_text(text, "ESR 0x96000010", "the injected abort's ESR");
	has_text(text, "inject     rw_log/written       +3190 [+3190,+3190]          +87.3%    4",
		 "ivac_minus_civac");
	has_text(text, fixture_text("All %zu cells as predicted", fixture_cells(&emulated).all),
		 "all as predicted");
	ok(count(text, "\ninject\n") == 2, "a policy's name stands once above its rows");
	ok(has_row(text, "upgrade_minus_inject, cold", "\ndc_ivac    ro/written               0*[0,0]"),
	   "policies against each other, by op");
	has_text(text, "cmd:    cmobench run --suite quick\n", "how to reproduce");
	has_text(text, "data:   x.cmo.jsonl\nreport: cmobench report --full x.cmo.jsonl\n", "how to reproduce");
	free(text);
}

/* Tests tables for which the quick suite has no cells. */
static void test_standard(void)
{
	struct fixture f = emulated;
	char *text;

	f.suite = "standard";
	text = make(fixture_archive(&f), report_text);
	check_form("standard", text);
	check_units("standard", text);
	ok(has_row(text, "A cold page on a read-only memslot, maintained line by line: all its 64",
		   "\n upgrade       208128   65/65 executes      3968     1/1 executes\n"),
	   "a page of lines, by policy");
	has_text(text, "The loop over its lines\ntakes 318 of the cost.", "a page of lines, by policy");
	ok(has_row(text, "DC CIVAC, all lines of a page\n", "\ninject     ro/written         +204160*["),
	   "differences of a page of lines");
	has_text(text, "\n dc_ivac, upgrade (executes) against skip_ro (skipped): they cost the\n   same at "
		 "line 7.9 [7.9,7.9]; upgrade wins from line 8 on.\n", "break_even_lines");
	ok(has_row(text, "deferred_store: (dc_civac cold", "\ninject     rw_log/written       +3190 [+3190,+3190]"),
	   "deferred_store");
	ok(has_row(text, "by the number of vCPUs",
		   "\n 4                     0    +3490    +3490        0    +3490*   +3490\n"), "by vCPUs");
	ok(has_row(text, "by the memslots of the VM",
		   "\n 512_last              0    +3240    +3240        0    +3240*   +3240\n"), "by memslots");
	ok(has_row(text, "by the backing of the memslot",
		   "\n memfd                 0    +3218    +3218        0    +3218*   +3218\n"), "by backing");
	ok(has_row(text, "\ninject, dc_ivac\n",
		   "\n memfd                8653    1/1      11871    2/2      11871    2/2a\n"),
	   "cold pages by backing");
	ok(has_row(text, "\nupstream, ldr\n", "\n anon                 3653    1/1       3653    1/1       3653    1/1\n"),
	   "what a load of such a page costs, by backing");
	ok(has_row(text, "\nupstream, ldr\n", "\n memfd                8653    1/1       8653    1/1       8653    1/1\n"),
	   "beside anonymous memory");
	lacks_text(text, "\ninject, ldr\n", "under one policy, as they are all alike");
	ok(has_row(text, "Side effects per op", "\n inject     rw_log       1     1     2       0     0     1\n"),
	   "side effects");
	has_text(text, "no cache is modelled here; in all\n147 cells absent, clean and dirty cost the same.",
		 "line states: a note");
	has_text(text, "aftermath: no TLB is modelled here, so all 34 contrasts must be exactly\n  0, and are.",
		 "aftermath: a note");
	ok(has_row(text, "rom_sweep: DC CIVAC over every line of a memslot of 64 KiB, 16 pages",
		   "\n flush_ro   ro    3742688    233918    3655.0     64      1 skipped\n"), "rom_sweep");
	has_text(text, "These data cannot say whether\n  that is reproduced: instructions are not time, and the "
		 "slot has\n  another size.", "rom_sweep");
	ok(count(text, "\ninject     ro/written         +204160*[") == 1, "each table has its own cells");
	lacks_text(text, "\ninject     rw_log/written       +3200 ", "each table has its own cells");
	has_text(text, fixture_text("All %zu cells as predicted", fixture_cells(&f).all), "nothing is missing");
	lacks_text(text, "has no cells for", "nothing is missing");
	free(text);
	text = make(replaced(fixture_archive(&f),
			     "\"timed\":\"after\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\",\"sample_lines\":1,"
			     "\"unit_bytes\":4096,\"status\":\"done\",\"reason\":null,\"ticks\":[96,",
			     "\"timed\":\"after\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\",\"sample_lines\":1,"
			     "\"unit_bytes\":4096,\"status\":\"done\",\"reason\":null,\"ticks\":[97,"),
		    report_text);
	has_text(text, "exactly\n  0, and are.", "one sample does not make an aftermath");
	free(text);
}

/* Differences that must be exactly 0 on an emulated host and are not are reported. */
static void test_odd_emulation(void)
{
	static const char loads[] = "[96,96,96,96,96,96,96,96],\"round", states[] = "[3,3,3,3,3,3,3,3],\"round";
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 2, .batch = 4,
			     .suite = "standard", .filter = "op=dc_ivac,dc_civac slot=rw_log timed=after stage2=ro" };
	char *text = make(replaced(fixture_archive(&f), loads, "[99,99,99,99,99,99,99,99],\"round"), report_text);

	check_form("a TLB where none is", text);
	has_text(text, "must be exactly\n  0, BUT 1 ARE NOT: up to +3.", "aftermath: said if it is something");
	free(text);
	f.filter = "op=dc_ivac line=absent,clean,dirty";
	text = make(replaced(fixture_archive(&f), states, "[5,5,5,5,5,5,5,5],\"round"), report_text);
	has_text(text, "yet the\nstates of a line differ by up to 2 instructions.",
		 "line states: said if they differ");
	free(text);
}

/* Without cells there is no table, and the report says what is missing. */
static void test_absent(void)
{
	static const char *const parts[] = { "by the number of vCPUs", "by the memslots", "by the backing",
					     "By backing", "Native cost", "rom_sweep", "Published",
					     "aftermath", "Skipped" };
	char *text = make(fixture_archive(&emulated), report_text);

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		ok(!strstr(text, parts[i]), "quick has no: %s", parts[i]);
	has_text(text, "- What this archive has no cells for: clean and dirty lines (their state\n  is not "
		 "controlled); several vCPUs; many memslots; memory other than\n  private anonymous without "
		 "huge pages; TLB entries lost to a permission\n  fault.", "and says what it has no cells of");
	free(text);
	text = make(fixture_archive(&one_page), report_text);
	lacks_text(text, "break_even_lines", "no heading without rows");
	lacks_text(text, "Yardsticks", "no heading without rows");
	lacks_text(text, "Side effects", "no heading without rows");
	free(text);
}

/* Cells with other backings, vCPUs or memslots have their tables, too. */
static void test_base(void)
{
	struct fixture f = one_page;
	char *text;

	f.suite = "standard";
	f.filter = "backing=memfd";
	text = make(fixture_archive(&f), report_text);
	has_text(text, "Cold: the first access to a page, one line of it (backing=memfd vcpus=1\nmix=1)\n",
		 "an archive of another backing");
	has_text(text, "\n rw_log/written        6871     2/2 executes      3653     1/1 executes\n",
		 "an archive of another backing");
	has_text(text, "\ninject     rw_log/written       +3218 ", "an archive of another backing");
	free(text);
}

/* Tests a machine with caches, a CPU without some ops, and a host without huge pages. */
static void test_metal(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 16,
			     .suite = "standard", .poor = true };
	struct fixture_cells cells = fixture_cells(&f);
	char *text = make(fixture_archive(&f), report_text);

	check_form("metal, standard", text);
	ok(has_row(text, "Native cost by the state of the line",
		   "one line\n dc_ivac           43        83       123\n"), "line states");
	lacks_text(text, "all 64 lines", "line states");
	ok(has_row(text, "\naftermath: after dc_ivac stage2=ro - after dc_civac stage2=ro\n",
		   "\ninject     rw_log/written        +400 [+399,+401]           +416.7%"), "aftermath");
	has_text(text, fixture_text("\nSkipped: %zu of %zu cells cannot be measured on this host\n", cells.skipped, cells.all),
		 "what was skipped");
	has_text(text, ": no hugetlb pages: Cannot allocate memory\n   op=ldr,str,dc_ivac,dc_civac slot=rw,rw_log,ro\n"
		 "   backing=hugetlb_private,hugetlb_shared stage2=cold,ro\n", "what was skipped, by reason");
	has_text(text, ": this CPU does not have DC CVAP\n   op=dc_cvap,dc_cvadp backing=anon host_page=untouched,written\n"
		 "   stage2=cold,ro,rw\n", "what was skipped, by reason");
	has_text(text, fixture_text("All %zu cells as predicted", cells.all - cells.skipped),
		 "skipped cells are no results");
	lacks_text(text, "dc_cvap ", "skipped cells are no results");
	ok(says(text, "128 MiB took 6700 ms on a read-only slot, 300 ms on a writable one, ratio 22.3."),
	   "rom_sweep of another size");
	ok(says(text, "cannot say whether that is reproduced: the slot has 64 KiB."), "rom_sweep of another size");
	free(text);
	f.suite = "full";
	f.filter = "op=dc_civac line=absent,clean,dirty lines=page";
	text = make(fixture_archive(&f), report_text);
	has_text(text, "all 64 lines of a page\n dc_civac         358       398       438\n",
		 "line states of whole pages");
	lacks_text(text, "one line\n", "line states of whole pages");
	free(text);
	f.suite = "standard";
	f.filter = "lines=sweep";
	f.policies = 1 << POLICY_FLUSH_RO;
	f.sweep_pages = 32768;
	f.translation = 100;
	text = make(fixture_archive(&f), report_text);
	has_text(text, "a memslot of 128 MiB, 32768 pages", "rom_sweep of the published size");
	has_text(text, "flush_ro 14.5 [14.", "rom_sweep of the published size");
	has_text(text, "Reproduced means a ratio within a factor of 2 of it.", "rom_sweep of the published size");
	lacks_text(text, "These data cannot say", "rom_sweep of the published size");
	free(text);
}

/* Where vCPUs disturb each other, a + follows the prediction. */
static void test_at_least(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16,
			     .suite = "full",
			     .filter = "op=dc_ivac slot=rw backing=anon host_page=untouched stage2=cold vcpus=2" };
	char *text = make(replaced(fixture_archive(&f), "\"translation\":32,\"permission\":16,\"access_flag\":0,"
				   "\"other\":0,\"cm\":48", "\"translation\":33,\"permission\":16,\"access_flag\":0,"
				   "\"other\":0,\"cm\":49"), report_text);

	has_text(text, "3.06/3+ executes", "at least so many faults");
	has_text(text, "+: at least this many", "at least so many faults");
	has_text(text, "All 1 cells", "at least so many faults");
	free(text);
}

/* Returns the CPU time of a text and a JSON report, and the number of cells. */
static double report_time(const char *filter, size_t *cells)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT | 1 << POLICY_UPGRADE,
			     .rounds = 1, .batch = 2, .suite = "full", .filter = filter };
	char *text = fixture_archive(&f), *copy = strdup(text);
	clock_t start = clock();

	*cells = fixture_cells(&f).all;
	free(make(text, report_text));
	free(make(copy, export_json));
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/*
 * Cells are looked up, not searched for: of many times the cells a report takes about as many times the CPU time, where
 * a search for each would take the square of that. However fast a machine is, it is held to itself.
 */
static void test_speed(void)
{
	size_t few, many;
	double brief = report_time("backing=anon vcpus=1 mix=1 lines=1", &few),
	       long_time = report_time("vcpus=1 mix=1", &many), times = (double)many / (double)few;

	ok(times > 5, "%.1f times as many cells, %zu", times, many);
	if (!ok(long_time < brief * times * times / 2, "take less than %.1f times the CPU time", times * times / 2))
		printf("# %.2f s, %.2f s\n", brief, long_time);
}

static void test_platforms(void)
{
	struct fixture f = emulated;
	char *text;

	f.platform = PLATFORM_VIRTUAL;
	f.policies = 1 << POLICY_UPSTREAM;
	text = make(fixture_archive(&f), report_text);
	check_form("virtual", text);
	ok(count(text, "VIRTUAL host") == count(text, "\n[") + 1 && count(text, "\n[") > 6,
	   "virtual: marked at the top and in every table");
	free(text);
	f.platform = PLATFORM_METAL;
	f.units_per_tick = 8.2051282051282;
	f.unattributed = true;
	text = make(fixture_archive(&f), report_text);
	check_form("metal without counts", text);
	ok(count(text, "\n[ns]\n") == count(text, "\n[") - 1, "metal: ns");
	lacks_text(text, "instructions", "metal: ns");
	has_text(text, "-/1 executes", "missing counts are marked, with the reason");
	has_text(text, fixture_text("%zu of %zu cells have no fault counts", fixture_cells(&f).all, fixture_cells(&f).all),
		 "missing counts are marked, with the reason");
	has_text(text, "tracefs: Permission", "missing counts are marked, with the reason");
	lacks_text(text, "as predicted", "and nothing is claimed for them");
	free(text);
	f = one_page;
	f.old_reading = true;
	text = make(fixture_archive(&f), report_text);
	has_text(text, "write permission on this CPU? no (probed)", "the older reading of DC IVAC");
	lacks_text(text, "Measured again", "nothing was taken again");
	free(text);
	f.retaken = 2;
	text = make(fixture_archive(&f), report_text);
	check_form("retaken", text);
	has_text(text, "Measured again: rounds or counts of 10 cells, 20 times in all, because\n",
		 "rounds that were measured again");
	free(text);
	f.inexact = true;
	text = make(fixture_archive(&f), report_text);
	check_form("inexact", text);
	has_text(text, "neither instructions nor time",
		 "a clock that counts nothing exact: no cost is called instructions");
	lacks_text(text, "[instructions", "a clock that counts nothing exact: no cost is called instructions");
	lacks_text(text, "counts instructions",
		   "a clock that counts nothing exact: no cost is called instructions");
	has_text(text, "- Anything about cost.",
		 "a clock that counts nothing exact: no cost is called instructions");
	free(text);
	f.suite = "standard";
	f.filter = "lines=sweep";
	text = make(fixture_archive(&f), report_text);
	has_text(text, "in ticks, 1 in faults", "nor is one of rom_sweep's");
	has_text(text, "ticks are not time", "nor is one of rom_sweep's");
	free(text);
}

/* Any clock of the header fits its lines, even with a number of hundreds of digits. */
static void test_clock(void)
{
	struct fixture f = one_page;
	char *text;

	f.platform = PLATFORM_METAL;
	text = make(replaced(fixture_archive(&f), "\"resolution_ticks\":1,\"backwards\":0",
			     "\"resolution_ticks\":4,\"backwards\":2"), report_text);
	check_form("clock", text);
	has_text(text, "\n        advances by 4 ticks; went backwards 2 times; 1.000020 of\n"
		 "        CLOCK_MONOTONIC_RAW (arch_sys_counter), corrected by -3.5 ppm\n", "the clock");
	free(text);
	text = make(replaced(fixture_archive(&f), "\"ratio\":1.00002", "\"ratio\":1e300"), report_text);
	check_form("odd clock", text);
	has_text(text, "corrected by -3.5 ppm\n", "an odd ratio does not push the rest out");
	free(text);
}

/* Stock QEMU does not translate the op's address, so its time is no cost. */
static void test_nop(void)
{
	struct fixture f = one_page;
	char *text;

	f.untranslated = true;
	text = make(fixture_archive(&f), report_text);
	check_form("nop", text);
	has_text(text, " rw_log/written           -     0/0 nop              -     0/0 nop\n", "nop: no cost");
	has_text(text, "does not translate the address of DC IVAC", "nop: said so, and no difference is given");
	lacks_text(text, "ivac_minus_civac", "nop: said so, and no difference is given");
	free(text);
	text = make(fixture_archive(&f), export_json);
	has_text(text, "\"cost\": null", "nop: no cost in JSON");
	lacks_text(text, "\"median\"", "nop: no cost in JSON");
	free(text);
}

static void test_mismatch(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4 };
	size_t cells;
	char *text = make(replaced(fixture_archive(&one_page), "\"permission\":16", "\"permission\":12"), report_text);

	check_form("mismatch", text);
	has_text(text, "NOT AS PREDICTED, 1 of 10 cells", "a mismatch is announced");
	has_text(text, "faults: 16 T and 12 P for 16 samples, predicted 16 and 16", "and told");
	has_text(text, "1.75/2! executes", "and marked in the table");
	free(text);
	text = make(replaced(fixture_archive(&one_page), "\"status\":\"done\",\"reason\":null",
			     "\"status\":\"failed\",\"reason\":\"mmap: Cannot allocate memory\""), report_text);
	has_text(text, "not measured: mmap: Cannot allocate memory", "a cell that failed");
	has_text(text, "2/2! failed", "a cell that failed");
	free(text);
	f.odd = true;
	text = make(fixture_archive(&f), report_text);
	ok(count(text, "\n    odd\n") == 40, "of many mismatches the first 40");
	cells = fixture_cells(&f).all;
	has_text(text, fixture_text("NOT AS PREDICTED, %zu of %zu cells", cells, cells),
		 "of many mismatches their number");
	has_text(text, fixture_text("\n  ... and %zu more: see --format json\n", cells - 40),
		 "and how many are left out");
	free(text);
	text = make(replaced(fixture_archive(&one_page), "\"recognised\":[\"inject\"]", "\"recognised\":[\"upgrade\"]"),
		    report_text);
	has_text(text, "BUT IT DOES NOT BEHAVE SO", "a policy that is not what it is filed under");
	free(text);
}

/* Tests foreign strings, and the largest and smallest numbers that an archive can hold. */
static void test_extremes(void)
{
	struct fixture f = emulated;
	char *text = fixture_archive(&emulated), longest[600];

	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "\"quiet\",\"model\":\"", 17);
	memcpy(longest + sizeof(longest) - 26, "\xc3\xa9\\n\\u001b[31m\\\"\"", 18);
	longest[sizeof(longest) - 8] = '\0';
	text = replaced(text, "\"quiet\",\"model\":\"linux,dummy-virt\"", longest);
	text = replaced(text, "\"fingerprint\":\"cmo-policy: rw=1", "\"fingerprint\":\"cmo-policy:\\trw=\xce\xbb");
	text = replaced(text, "\"argv\":[\"run\"",
			"\"argv\":[\"./a/very/long/path/that/does/not/have/any/blank/in/it/at/all/"
			"and/goes/on/and/on/cmobench\"");
	text = replaced(text, "],\"round_samples\"", ",4294967294],\"round_samples\"");
	text = replaced(text, "[16,16,16,16]", "[16,16,16,17]");
	text = make(text, report_text);
	check_form("long and foreign strings", text);
	free(text);
	f.platform = PLATFORM_METAL;
	f.units_per_tick = 1e290;
	text = make(fixture_archive(&f), report_text);
	check_form("huge costs", text);
	ok(!strstr(strstr(text, "Cold:"), "...\n"), "huge costs: nothing is cut off");
	free(text);
	f.units_per_tick = 1e-290;
	text = make(fixture_archive(&f), report_text);
	check_form("tiny costs", text);
	ok(!strstr(strstr(text, "Cold:"), "...\n"), "tiny costs: nothing is cut off");
	free(text);
	f = emulated;
	f.filter = "op=null";
	text = make(fixture_archive(&f), report_text);
	check_form("yardsticks alone", text);
	free(text);
}

/* Does text have all words, each after the one before? */
static bool in_order(const char *text, const char *const word[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text = strstr(text, word[i]);
		if (!text) {
			printf("# %s is missing, or not in its place\n", word[i]);
			return false;
		}
	}
	return true;
}

/* The words that the object must have, in this order. */
static const char *const json_top[] = { "\"schema\": 3,", "\"platform\": \"emulated\"", "\"unit\": \"insns\"",
				   "\"cells\": [", "\"contrasts\": [" };
static const char
	json_cost[] = "\"cost\": {\"value\": 6843, \"ci95\": [6843, 6843], \"mean\": 6843, \"median\": 6843, \"p90\": 6843, "
		 "\"p99\": 6843, \"min\": 6843, \"max\": 6843, \"estimator\": \"median; t interval over rounds, around it "
		 "and their mean\"}";
static const char *const json_cell[] = {
	"\"cells\"",
	"\"policy\"",
	"\"op\"",
	"\"slot\"",
	"\"backing\"",
	"\"host_page\"",
	"\"stage2\"",
	"\"line\": \"any\"",
	"\"lines\": \"1\"",
	"\"timed\": \"op\"",
	"\"vcpus\": 1",
	"\"mix\": \"1\"",
	"\"sample_lines\": 1",
	"\"unit_bytes\": 4096",
	"\"unit\"",
	"\"n\": 16",
	"\"n\": 16", "\"rounds\": 4", "\"blocks\": 4", "\"coarse\": false",
	json_cost, "\"cut\": null", "\"inflation\": null", "\"paths\": null",
	"\"faults_per_op\": {\"translation\": 1, \"permission\": 1, \"total\": 2, \"predicted\": 2, "
	"\"at_least\": false}",
	"\"minor_faults\": {\"per_op\": 0, \"predicted\": 0}",
	"\"outcome\": \"executes\"",
	"\"esr\": null",
	"\"dirtied\": true",
	"\"host_pages_allocated\": 0",
	"\"valid\": true",
	"\"findings\": []",
};
static const char *const json_contrast[] = {
	"\"contrasts\"", "\"name\": \"ivac_minus_civac\"", "\"policy\": \"inject\"", "\"slot\": \"rw_log\"",
	"\"value\": 3190", "\"ci95\": [3190, 3190]", "\"unit\": \"insns\"", "\"relative\": 0.873", "\"n\": 16",
	"\"rounds\": 4", "\"blocks\": 4", "\"inflation\": null", "\"uncut\": false", "\"trimmed\": null", "\"p\": null",
	"\"same_outcome\": true", "\"outcomes\": [\"executes\", \"executes\"]",
};

/* A contrast that compares policies, and one that has no value. */
static const char *const json_policies[] = {
	"\"contrasts\"", "\"name\": \"deferred_store\"", "\"policy\": \"upgrade\"", "\"base_policy\": \"upstream\"",
	"\"value\": 3190", "\"note\": null", "\"name\": \"break_even_lines\"", "\"policy\": \"upgrade\"",
	"\"op\": \"dc_ivac\"", "\"slot\": \"ro\"", "\"base_policy\": \"skip_ro\"", "\"value\": 7.9347826087",
	"\"note\": \"upgrade wins from line 8 on\"", "\"ci95\": [7.9347826087, 7.9347826087]", "\"unit\": \"lines\"",
	"\"relative\": null", "\"n\": 8", "\"same_outcome\": false",
	"\"outcomes\": [\"executes\", \"executes\", \"skipped\", \"skipped\"]",
	"\"name\": \"skip_ro_minus_upgrade\"", "\"policy\": \"skip_ro\"", "\"base_policy\": \"upgrade\"",
};
static const char *const json_sweep[] = {
	"\"rom_sweep\": [", "\"policy\": \"skip_ro\"", "\"unit\": \"insns\"", "\"bytes\": 65536", "\"pages\": 16",
	"\"page_lines\": 64", "\"rw\": {\"outcome\": \"executes\", \"total\":", "\"per_page\": ", "\"per_line\": ",
	"\"faults_per_page\": 1, \"faults_per_line\": 0.015625}", "\"ro\": {\"outcome\": \"skipped\"", "\"ratio\": ",
	"\"fault_ratio\": 64", "\"published_ratio\": 22.3333333333", "\"verdict\": \"cannot be said: no time\"",
};
static const char *const json_skipped[] = {
	"\"skipped\": [", "\"policy\": \"upstream\"", "\"op\": \"dc_cvap\"", "\"line\": \"any\"", "\"vcpus\": 1",
	"\"reason\": \"this CPU does not have DC CVAP\"",
};

#define IN_ORDER(text, words) in_order(text, words, ARRAY_SIZE(words))

static void test_json_more(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .rounds = 4, .batch = 16, .suite = "standard", .poor = true,
			     .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_UPGRADE | 1 << POLICY_SKIP_RO };
	char *text = make(fixture_archive(&f), export_json), why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));
	size_t skipped = value_count(value_at(parsed, "skipped"));
	const struct fixture_cells cells = fixture_cells(&f);

	ok(value_count(value_at(parsed, "cells")) + skipped == cells.all, "json: all cells %s", why);
	ok(skipped == cells.skipped, "json: %zu of them are skipped", cells.skipped);
	value_free(parsed);
	ok(IN_ORDER(text, json_policies), "json: policies against each other");
	ok(IN_ORDER(text, json_sweep), "json: rom_sweep");
	ok(IN_ORDER(text, json_skipped), "json: what was skipped");
	has_text(text, "\"vcpus\": 2,\n\t\t\t\"mix\": \"1\"", "json: all axes");
	has_text(text, "\"mix\": \"512_last\"", "json: all axes");
	has_text(text, "\"lines\": \"sweep\"", "json: all axes");
	has_text(text, "\"timed\": \"after\"", "json: all axes");
	has_text(text, "\"line\": \"dirty\"", "json: all axes");
	has_text(text, "\"unit_bytes\": null", "json: all axes");
	has_text(text, "\"unit_bytes\": 2097152", "json: all axes");
	has_text(text, "\"sample_lines\": 64", "json: all axes");
	has_text(text, "{\"cell\": \"dc_civac slot=ro\", \"outcome\": \"skipped\", \"faults\": 1, \"repeat\": null, "
		 "\"dirtied\": null, \"grows\": false}", "json: the probe");
	has_text(text, "\"page_lines\": 64,\n", "json: the probe");
	has_text(text, "\"file_writenotify\": true", "json: the probe");
	has_text(text, "\"memslots_max\": 32764", "json: the probe");
	free(text);
	f.poor = false;
	f.permission = 9000;
	f.filter = "slot=ro";
	text = make(fixture_archive(&f), export_json);
	has_text(text, "\"value\": null,\n\t\t\t\"note\": \"skip_ro wins from line 1 on, upgrade never\",\n"
		 "\t\t\t\"ci95\": null", "json: a contrast without a value");
	free(text);
}

static void test_json(void)
{
	struct fixture f = one_page;
	char *text = make(fixture_archive(&f), export_json), why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed, "json: parses %s", why);
	ok(value_count(value_at(parsed, "cells")) == 10, "json: its cells");
	value_free(parsed);
	ok(in_order(text, json_top, ARRAY_SIZE(json_top)), "json: keys of the whole");
	ok(in_order(text, json_cell, ARRAY_SIZE(json_cell)), "json: keys of a cell");
	ok(in_order(text, json_contrast, ARRAY_SIZE(json_contrast)),
	   "json: keys of a contrast");
	has_text(text, "\"esr\": \"0x96000010\"", "json: the ESR of an injected abort");
	free(text);
	f.platform = PLATFORM_METAL;
	f.unattributed = true;
	f.rounds = f.batch = 1;
	f.units_per_tick = 1e308;
	text = make(fixture_archive(&f), export_json);
	parsed = value_parse(text, strlen(text), why, sizeof(why));
	ok(parsed && !strstr(text, " nan") && !strstr(text, " inf") && !strstr(text, "-inf"),
	   "json: parses where numbers overflow %s", why);
	value_free(parsed);
	has_text(text, "{\"translation\": null, \"permission\": null, \"total\": null, \"predicted\": 2, "
		 "\"at_least\": false}", "json: what is missing is null, and not valid");
	has_text(text, "\"ci95\": null", "json: what is missing is null, and not valid");
	lacks_text(text, "\"valid\": true", "json: what is missing is null, and not valid");
	free(text);
}

/* The arguments after "report", split at blanks. A complaint has one line. */
static void expect(int status, const char *arguments)
{
	static struct caught said;
	int got = caught_line(&said, report_main, "report %s", arguments);
	size_t complaints = count(said.err, "\n");

	ok(got == status && complaints == (status ? 1 : 0), "report %s: status %d, %zu complaints", arguments, got,
	   complaints);
}

static void test_verb(void)
{
	struct fixture old = one_page;
	struct stat st;

	old.kernel = "6.1.0";
	write_archive("good", &one_page);
	write_archive("old", &old);
	expect(STATUS_OK, "good");
	expect(STATUS_OK, "good old");
	expect(STATUS_USAGE, "good good");
	expect(STATUS_OK, "--format json good");
	expect(STATUS_OK, "--help");
	expect(STATUS_USAGE, "");
	expect(STATUS_OK, "--format markdown good");
	expect(STATUS_OK, "--format html good");
	expect(STATUS_OK, "--format csv good old");
	expect(STATUS_USAGE, "--format frob good");
	expect(STATUS_USAGE, "--format gbench good old");
	expect(STATUS_USAGE, "--format json good old");
	expect(STATUS_USAGE, "--format ktap good old");
	expect(STATUS_OK, "--format ktap good");
	expect(STATUS_OK, "--format kcidb good");
	expect(STATUS_OK, "--format lnt good");
	expect(STATUS_OK, "--format openmetrics good");
	expect(STATUS_USAGE, "--frob good");
	expect(STATUS_USAGE, "good --format");
	expect(STATUS_USAGE, "good --force");
	expect(STATUS_FAILED, "nothing");
	old.disturbed = 1;
	write_archive("disturbed", &old);
	expect(STATUS_OK, "disturbed");
	old.spoilt = true;
	write_archive("spoilt", &old);
	expect(STATUS_DIFFERS, "spoilt");
	expect(STATUS_DIFFERS, "spoilt --format html -o spoilt.html");
	ok(!stat("spoilt.html", &st), "a report that is not to be relied on is written all the same");
	expect(STATUS_OK, "good -o out");
	ok(!stat("out", &st) && st.st_size > 1000, "the file is there");
	expect(STATUS_FAILED, "good -o out");
	expect(STATUS_OK, "good -o out --force");
	expect(STATUS_FAILED, "nothing -o new");
	ok(stat("new", &st) && errno == ENOENT, "nothing is left behind");
	expect(STATUS_FAILED, "good -o no/such/place");
	expect(STATUS_FAILED, "good -o /dev/full");
	unlink("good");
	unlink("old");
	unlink("out");
}

static const char refused[] = "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"cpu2 runs by ondemand\","
			      "\"remedy\":\"cpupower frequency-set -g performance\"}",
		  flagged[] = "{\"id\":\"thermal\",\"severity\":\"flag\",\"what\":\"3 degrees below the trip point\","
			      "\"remedy\":null}";

/* Tests that a mode which is not known is said to be, and why. */
static void test_mode(void)
{
	char *text = make(fixture_archive(&emulated), report_text);

	ok(says(text, "kernel: 6.12.117, vhe, "), "the mode of KVM");
	free(text);
	text = make(replaced(fixture_archive(&emulated), "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":null"), report_text);
	ok(says(text, "kernel: 6.12.117, VHE or nVHE not known, "), "one that is not known");
	free(text);
	text = replaced(fixture_archive(&emulated), "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":null");
	text = make(replaced(text, "\"record\":{", "\"record\":{\"hyp_mode_missing\":\"the log may not be read\","),
		    report_text);
	check_form("a mode that is not known", text);
	ok(says(text, "kernel: 6.12.117, VHE or nVHE not known (the log may not be read), "), "and why it is not");
	free(text);
}

/* Tests the problems of a run that a reader must know. */
static void test_warnings(void)
{
	struct fixture f = emulated;
	size_t cells;
	char *text = make(fixture_archive(&f), report_text);

	lacks_text(text, "Problems of this run", "nothing to warn of");
	lacks_text(text, "REFUSED", "nothing to warn of");
	free(text);
	f.findings = refused;
	f.end_findings = flagged;
	f.resumed = f.unconverged = true;
	f.disturbed = 2;
	f.midr = "0x000f0510";
	cells = fixture_cells(&f).all;
	text = make(fixture_archive(&f), report_text);
	check_form("warnings", text);
	check_units("warnings", text);
	ok(strstr(text,
		  "All costs are instructions of an emulated host: not time.\nTHIS RUN WAS REFUSED, and its user allowed"),
	   "a banner on top");
	ok(count(text, "emulated: not time; REFUSED, but allowed]") == count(text, "\n[") && count(text, "\n[") > 6,
	   "and in each of the tables");
	ok(has_row(text, "Problems of this run:",
		   "\n  - governor (REFUSED, but allowed): cpu2 runs by ondemand. Remedy:\n    cpupower frequency-set "
		   "-g performance\n"),
	   "a finding that was allowed, with its remedy");
	lacks_text(text, "\ncores: ", "nothing of cores, of which it has none");
	has_text(text, "\n  - thermal: 3 degrees below the trip point\n", "a finding of the end");
	has_text(text, "\n  - The run was resumed after 2 cells (SIGTERM), ", "a resumed run");
	ok(count(text, "- governor") == 1, "what it found then as before is told once");
	has_text(text, fixture_text("- Disturbed: the vCPU threads of %zu cells: preempted 0, migrated 0,\n    major "
				    "faults %zu.\n  - Disturbed cell: ", cells, 2 * cells), "disturbed cells");
	ok(count(text, "\n  - Disturbed cell: ") == 5, "some of them by name");
	has_text(text, fixture_text("\n  - ... and %zu more disturbed cells: see --format json.\n", cells - 5),
		 "some of them by name");
	lacks_text(text, "Precision asked for", "which is not called reached");
	ok(says(text, fixture_text("Not converged: %zu cells did not reach the precision asked for, 1 %%; ", cells)),
	   "precision");
	has_text(text, "the worst reached 2.5 % after 8 checks.", "precision");
	has_text(text, "Not plausible: hvc slot=rw", "a cost that is outside its band");
	has_text(text, "takes 3 instructions; on QEMU max it took 866 to 1300", "a cost that is outside its band");
	has_text(text, "\n  - ... and 16 more that are not plausible: see --format json.\n",
		 "a cost that is outside its band");
	free(text);
}

static void test_precision(void)
{
	struct fixture f = one_page;
	char *text;

	f.filter = "op=dc_ivac slot=rw_log host_page=written lines=1 stage2=cold";
	f.unconverged = true;
	text = make(replaced(fixture_archive(&f), "2.5,\"converged\":false", "0.75,\"converged\":true"), report_text);
	check_form("precision", text);
	ok(has_row(text, "\nPrecision asked for: half an interval of 1 % of the cost. All 1 cell",
		   "0.75 %.\n"), "precision that was reached");
	lacks_text(text, "Not converged", "precision that was reached");
	free(text);
	text = make(replaced(fixture_archive(&f), "\"reached_pct\":2.5", "\"reached_pct\":null"), report_text);
	ok(says(text, "Not converged: 1 cell did not reach the precision asked for, 1 %; the worst has a mean of 0 after "
		"8 checks."), "precision that cannot be reached");
	free(text);
}

/* Costs with parts of 3650 and 3190; the whole is 7000, which is 160 more, or 9000. */
static uint32_t nearly_closed(const struct cell *cell, uint32_t sample)
{
	uint32_t cost = cell->stage2 == STAGE2_COLD ? 3653 : 3;

	(void)sample;
	if (cell->op != OP_dc_ivac)
		return cost;
	return cell->stage2 == STAGE2_COLD ? 7003 : cell->stage2 == STAGE2_RO ? 3193 : 3;
}

static uint32_t open_sum(const struct cell *cell, uint32_t sample)
{
	return nearly_closed(cell, sample) + (cell->op == OP_dc_ivac && cell->stage2 == STAGE2_COLD ? 2000 : 0);
}

/* On a page that the host only read, a permission fault costs 6000 more, and a cold DC IVAC 7000 more. */
static uint32_t open_copy(const struct cell *cell, uint32_t sample)
{
	bool copies = cell->op == OP_dc_ivac && cell->host_page == HOST_PAGE_READ;

	return nearly_closed(cell, sample) +
	       (copies && cell->stage2 == STAGE2_COLD ? 7000 : copies && cell->stage2 == STAGE2_RO ? 6000 : 0);
}

static void test_closure(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
			     .filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1", .cost = nearly_closed };
	char *text = make(fixture_archive(&f), report_text);

	ok(says(text, "beyond the first two +160 [+160,+160] instructions"), "closure: what is left over");
	ok(says(text, "They add up: the rest is less than 5 % of the DC IVAC"), "is less than 5 %% of it");
	free(text);
	f.cost = open_sum;
	text = make(fixture_archive(&f), report_text);
	ok(says(text, "That the rest is less than 5 % of the DC IVAC is not shown"), "or it is not");
	free(text);
	f.cost = open_copy;
	f.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written,read lines=1";
	text = make(fixture_archive(&f), report_text);
	ok(says(text, "beyond the first two +160 [+160,+160] instructions (rw_log/written), beyond all three +1160 "
		"[+1160,+1160] instructions (rw_log/read). That the rest is less than 5 % of the DC IVAC is not shown"),
	   "with a copy-on-write, too");
	ok(has_row(text, "\nclosure: ", "\ninject     rw_log/read          +1160 [+1160,+1160]"),
	   "and in the table");
	free(text);
}

/* A cold DC IVAC costs 40 more on a page that the host wrote, in every sample, and some 200 on one that it only read. */
static uint32_t one_off(const struct cell *cell, uint32_t sample)
{
	uint32_t more = cell->op != OP_dc_ivac ? 0 : cell->host_page == HOST_PAGE_WRITTEN ? 40 :
			cell->host_page == HOST_PAGE_READ ? sample / 16 % 4 * 800 - 1000 : 0;

	return 4000 + more + sample % 2;
}

/* Of differences that are expected to be 0, the one that is not is shown, though another is larger. */
static void test_alike(void)
{
	const struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_UPSTREAM, .rounds = 4, .batch = 16,
				   .filter = "op=dc_ivac,dc_civac slot=rw stage2=cold lines=1", .cost = one_off };
	char *text = make(fixture_archive(&f), report_text);

	ok(has_row(text, "\nivac_minus_civac: ", "\nupstream   3 alike, 1 off         +40 [+40,+40]"), "the one that is off");
	free(text);
}

/* Where there is one policy only, question 5 is answered of the store alone, as on the first screen. */
static void test_store(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_UPSTREAM, .rounds = 4, .batch = 16,
			     .filter = "op=dc_civac,str slot=rw_log host_page=written lines=1" };
	char *text = make(fixture_archive(&f), report_text);

	ok(says(text, "5. What does a later store cost if KVM takes maintenance as a read? Under upstream a store after a cold DC "
		"CIVAC costs 0 [-1,+1] ns compared with one that takes no fault, on rw_log/written."), "a later store, alone");
	free(text);
	f.policies |= 1 << POLICY_INJECT;
	text = make(fixture_archive(&f), report_text);
	ok(says(text, "Under inject a cold DC CIVAC and the store after it cost, compared with upstream, on rw_log/written "),
	   "and both, where there are two policies");
	ok(!says(text, "Under upstream a store after"), "not alone then");
	free(text);
}

static void test_counters(void)
{
	struct fixture f = one_page;
	char *text;

	f.pmu = true;
	text = make(fixture_archive(&f), report_text);
	check_form("counters", text);
	check_units("counters", text);
	/* 10 of the guest's and 1000 of the host's a sample, of 2 faults and of 1; 4040 counted, 4000 by the clock. */
	ok(has_row(text, "Counted by the PMU, per stage-2 fault",
		   "\n rw_log/written   dc_ivac        500         5\n"
		   " rw_log/written   dc_civac      1000        10\n"),
	   "instructions of a fault, in host and guest");
	has_text(text, "over the same\n  guest entries: ratio 1.0100.", "two counters of instructions");
	free(text);
	f.units_per_tick = 2;
	text = make(fixture_archive(&f), report_text);
	has_text(text, "ratio 0.5050.", "by what a tick is");
	free(text);
	f.units_per_tick = 1;
	f.platform = PLATFORM_METAL;
	text = make(replaced(fixture_archive(&f), "\"cpu_cycles\":9000", "\"cpu_cycles\":12000"), report_text);
	has_text(text, "3000 MHz;\n  first tenth of 10 cells 3750, last tenth 3000 (-20.00 %).",
		 "a frequency that falls");
	free(text);
	text = make(fixture_archive(&f), report_text);
	check_form("counters on metal", text);
	/* 12000 cycles in 4000 ticks of a nanosecond. */
	ok(has_row(text, "Counted by the PMU",
		   "\n rw_log/written   dc_ivac        500         5      1125       375\n"),
	   "and cycles, and the frequency that they imply");
	has_text(text, "3000 MHz;", "and cycles, and the frequency that they imply");
	free(text);
	text = make(fixture_archive(&f), export_json);
	ok(strstr(text,
		  "\"pmu_per_fault\": {\"instructions\": {\"host\": 500, \"guest\": 5}, \"cycles\": {\"host\": 1125, "
			"\"guest\": 375}}"),
	   "json: counters and clock");
	has_text(text, "\"implied_hz\": 3000000000", "json: counters and clock");
	has_text(text, "\"clocksource\": \"arch_sys_counter\"", "json: counters and clock");
	has_text(text, "\"rate_ratio\": 1.00002", "json: counters and clock");
	free(text);
}

/* Paths of two lengths, each as often, in a DC IVAC on a logged page; elsewhere the second path is rare. */
static uint32_t forked(const struct cell *cell, uint32_t sample)
{
	bool often = cell->op == OP_dc_ivac && cell->slot == SLOT_RW_LOG;

	return 9368 + (sample % (often ? 2 : 16) == 0 ? 13 : 0);
}

static uint32_t drifting_rounds;

/* Rounds of 16 samples that spread by 4, each 20 more than the one before. */
static uint32_t drifting(const struct cell *cell, uint32_t sample)
{
	(void)cell;
	return 5000 + sample / 16 % drifting_rounds * 20 + sample * 7 % 5;
}

/* What a report says of itself, and what it does not. */
static void test_said(void)
{
	struct fixture f = one_page;
	char *text;

	f.cost = forked;
	text = make(fixture_archive(&f), report_text);
	check_form("forked", text);
	lacks_text(text, "significant (t", "exact: no t test");
	lacks_text(text, "trimmed", "exact: nor a trimmed mean");
	lacks_text(text, "9374.5", "exact: no path half-way between two");
	ok(has_row(text, "A cost is the median of the samples: the length of a path that was",
		   "policy=inject: 9368 (8 of 16 samples), 9381 (8)\n"), "exact: two paths, and how often each");
	has_text(text, "\nn = 16 samples in 4 rounds", "exact: n and rounds");
	lacks_text(text, "block", "exact: no blocks");
	free(text);
	f.platform = PLATFORM_METAL;
	f.rounds = drifting_rounds = 4;
	f.batch = 16;
	f.cost = drifting;
	f.calibration = true;
	text = make(fixture_archive(&f), report_text);
	check_form("four blocks", text);
	lacks_text(text, "trimmed", "four blocks: none is trimmed");
	has_text(text, "n = 64 samples in 4 rounds, 4 blocks", "four blocks: they are told with n");
	has_text(text, "have fewer than 8 blocks: whether", "four blocks: correlation is not told");
	has_text(text, "can show: not told, as\n  that takes 8 blocks of rounds. There are 4.", "four blocks: nor a smallest effect");
	has_text(text, "0 of 1 intervals at 95 % leave 0 out.\n  How often that happens takes 20 pairs", "one pair: no rate");
	lacks_text(text, "5 % at most", "one pair: no rate");
	free(text);
	f.rounds = drifting_rounds = 8;
	text = make(fixture_archive(&f), report_text);
	check_form("eight blocks", text);
	has_text(text, "In all 15 cells tested, blocks that follow each other are correlated", "a drift of the host: said so");
	has_text(text, "By 20 % trimmed means of blocks, ", "eight blocks: they are trimmed");
	ok(has_row(text, "A/A: ", "Smallest effect that a contrast within this boot can show"), "eight blocks: the smallest effect");
	free(text);
	text = make(fixture_archive(&f), export_json);
	has_text(text, "\"rounds\": 8,\n\t\t\t\"blocks\": 8,", "json: rounds and blocks");
	has_text(text, "\"inflation\": 2.66666666667", "json: how correlation widened an interval");
	has_text(text, "\"estimator\": \"mean of blocks after a cut; t interval over blocks\"", "json: the estimator of a cost");
	free(text);
}

static void test_coarse(void)
{
	struct fixture f = one_page;
	char *text;

	f.platform = PLATFORM_METAL;
	f.units_per_tick = 40;
	f.rounds = 8;
	f.calibration = true;
	text = make(fixture_archive(&f), report_text);
	check_form("coarse", text);
	has_text(text, fixture_text("The clock advances by 40 ns, too much for single samples: in %zu of %zu\ncells the quantiles",
				    fixture_cells(&f).all, fixture_cells(&f).all), "coarse ticks are told of");
	has_text(text, "widened by a clock tick", "coarse ticks are told of");
	ok(has_row(text, "Yardsticks", "\n inject "), "calibration");
	ok(has_row(text, "A/A: each policy's dc_civac against its copy",
		   "Smallest effect that a contrast within this boot can show: 40 ns, 0.027\n  % of the cell, a tick of the clock."),
	   "A/A");
	free(text);
	text = make(fixture_archive(&f), export_json);
	has_text(text, "\"rounds\": 8,\n\t\t\t\"blocks\": 8,\n\t\t\t\"coarse\": true,", "json: coarse ticks, A/A");
	has_text(text, "\"copy\": \"2\"", "json: coarse ticks, A/A");
	has_text(text, "\"pairs_of\": \"copies\"", "json: coarse ticks, A/A");
	has_text(text, "\"mde\": 40,", "json: coarse ticks, A/A");
	has_text(text, "\"mde_limit\": \"tick of the clock\"", "json: coarse ticks, A/A");
	free(text);
}

/* Tests that the report tells the cores of a machine that has several kinds, and of vCPUs that ran on several. */
static void test_cores(void)
{
	struct fixture f = one_page;
	char *text, why[256] = "";
	struct value *parsed;

	f.cores = FIXTURE_BIG "," FIXTURE_BIG;
	text = make(fixture_archive(&f), report_text);
	lacks_text(text, "\ncores: ", "of cores of one kind the line on the host is enough");
	free(text);
	text = make(replaced(fixture_archive(&f), "\"cpus\":1", "\"cpus\":8,\"cpus_alike\":4"), report_text);
	check_form("some cores", text);
	has_text(text, "\ncores:  measured on this kind, which 4 of the 8 CPUs are\n", "others are not");
	free(text);
	f.cores = FIXTURE_BIG "," FIXTURE_LITTLE;
	text = make(fixture_archive(&f), report_text);
	check_form("cores", text);
	has_text(text, "\ncores:  vCPU 0 on Cortex-A76 (MIDR_EL1 0x414fd0b1); vCPU 1 on Cortex-A55\n        (MIDR_EL1 0x412fd050)\n",
		 "each vCPU's core");
	free(text);
	text = make(fixture_archive(&f), export_json);
	parsed = value_parse(text, strlen(text), why, sizeof(why));
	ok(parsed && value_count(value_at(parsed, "host.cores")) == 2, "json: cores %s", why);
	value_free(parsed);
	has_text(text, "{\"midr\": \"0x414fd0b1\", \"revidr\": \"0x0\", \"name\": \"Cortex-A76\", \"capacity\": 1024",
		 "json: what is known of the first");
	has_text(text, "\"capacity\": 414, \"max_khz\": null, \"caches\": null", "json: and of the second");
	free(text);
}

/* Tests the problems of a run in the JSON report. */
static void test_json_trust(void)
{
	struct fixture f = one_page;
	char *text, why[256] = "";
	struct value *parsed;

	f.findings = refused;
	f.end_findings = flagged;
	f.resumed = f.unconverged = true;
	f.disturbed = 2;
	f.calibration = true;
	f.midr = "0x000f0510";
	text = make(fixture_archive(&f), export_json);
	parsed = value_parse(text, strlen(text), why, sizeof(why));
	ok(parsed && value_count(value_at(parsed, "findings")) == 3 && value_count(value_at(parsed, "resumed")) == 1,
	   "json: findings of start, resume and end %s", why);
	value_free(parsed);
	has_text(text, "\"refused\": true", "json: severities");
	has_text(text, "\"severity\": \"refuse\"", "json: severities");
	has_text(text, "\"when\": \"resume\"", "json: severities");
	has_text(text, "\"when\": \"end\"", "json: severities");
	ok(strstr(text,
		  "\"precision\": {\"asked_pct\": 1, \"reached_pct\": 2.5, \"converged\": false, \"looks\": 8}"),
	   "json: what disturbs a cell, how precise it is, what is plausible");
	has_text(text, "\"disturbed\": {\"preempted\": 0, \"migrated\": 0, \"major_faults\": 2}",
		 "json: what disturbs a cell, how precise it is, what is plausible");
	has_text(text, "\"band\": {\"holds\": false, \"low\": 866, \"high\": 1300, \"core\": \"QEMU max\"",
		 "json: what disturbs a cell, how precise it is, what is plausible");
	has_text(text, "\"governor\": \"performance\"",
		 "json: what disturbs a cell, how precise it is, what is plausible");
	has_text(text, "\"temperature_mdegc\": 52000",
		 "json: what disturbs a cell, how precise it is, what is plausible");
	free(text);
}

/* Tests native_op, where the state of lines is known. */
static void test_native(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 8, .batch = 16,
			     .suite = "full", .filter = "op=null,dc_civac stage2=rw slot=rw timed=op backing=anon" };
	char *text = make(fixture_archive(&f), report_text);

	check_form("native", text);
	ok(has_row(text, "Native cost by the state of the line", "native_op: one more line, of many in a row\n"
		   " dc_civac           5         5         5\n loop alone         5\n"), "native_op");
	free(text);
}

int main(void)
{
	test_emulated();
	test_standard();
	test_odd_emulation();
	test_absent();
	test_base();
	test_metal();
	test_at_least();
	test_speed();
	test_platforms();
	test_clock();
	test_nop();
	test_mismatch();
	test_extremes();
	test_json();
	test_json_more();
	test_mode();
	test_warnings();
	test_precision();
	test_closure();
	test_alike();
	test_store();
	test_counters();
	test_said();
	test_coarse();
	test_json_trust();
	test_cores();
	test_native();
	test_verb();
	return tap_done();
}
