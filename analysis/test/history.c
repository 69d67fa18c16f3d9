/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests cmobench history: order of releases, golden values by hand from made-up costs, marks, what is refused, every format.
 */
#include "analysis/history/release.h"
#include "analysis/output/lint.h"
#include "analysis/test/browser.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <unistd.h>

/* A kernel: what an hvc, a translation fault and a permission fault cost; what a boot adds to each, by turns of the sample. */
struct made {
	uint32_t hvc, translation, permission, boot;
	const char *release, *version;
};

static const struct made debian61 = { 1000, 3000, 2800, 0, "6.1.0-57-cloud-arm64", "#1 SMP Debian 6.1.192-3 (2026-11-26)" };
static const struct made debian612 = { 1300, 3800, 3200, 0, "6.12.117+deb13-cloud-arm64", "#1 SMP Debian 6.12.117-1 (2026-11-20)" };
static const struct made debian73 = { 1600, 4200, 3800, 0, "7.3.4+deb13-cloud-arm64", "#1 SMP Debian 7.3.4-1~bpo13+1 (2026-11-22)" };
static const struct made candidate = { 1600, 4100, 3700, 0, "7.3.0-rc2-mine", "#7 SMP PREEMPT" };

static const struct made *made; /* whose costs are written */

static uint32_t cost_of(const struct cell *cell, uint32_t sample)
{
	uint32_t boot = made->boot + made->boot * (sample % 2);

	if (cell->op == OP_hvc)
		return made->hvc + boot;
	if (op_table[cell->op].operand != OP_OPERAND_PAGE)
		return 10;
	if (cell->stage2 == STAGE2_COLD)
		return made->translation + boot;
	return (cell->stage2 == STAGE2_RO ? made->permission : 5) + boot;
}

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPSTREAM, .rounds = 4, .batch = 4, .cost = cost_of,
};

/* Does what replaced() does behind the first `behind`. */
static char *with_behind(char *text, const char *behind, const char *from, const char *to)
{
	const char *begin = text ? strstr(text, behind) : NULL, *end = begin ? strstr(begin, from) : NULL;
	char *old, *new;

	if (!end || asprintf(&old, "%.*s%s", (int)(end - begin), begin, from) < 0 ||
	    asprintf(&new, "%.*s%s", (int)(end - begin), begin, to) < 0)
		return NULL;
	text = replaced(text, old, new);
	free(old);
	free(new);
	return text;
}

/* Returns the archive of a kernel. */
static char *archive_of(const struct fixture *like, const struct made *m)
{
	struct fixture f = *like;

	made = m;
	f.kernel = m->release;
	return replaced(fixture_archive(&f), "#1 SMP PREEMPT", m->version);
}

static struct caught said;
static char output[1 << 22];

/* Runs the verb with these words, and reads what it wrote. Returns its status. */
static int history(const char *words)
{
	int status;

	unlink("out");
	status = caught_line(&said, history_main, "history -o out --force %s", words);
	read_text("out", output, sizeof(output));
	return status;
}

/* Does text have the part, with all white space in both taken for one blank? */
static bool has_words(const char *text, const char *part)
{
	static char joined[sizeof(output)];
	size_t used = 0;

	for (const char *c = text; *c; c++)
		if (*c == '\n' || *c == '\t' || *c == ' ')
			used += used && joined[used - 1] != ' ' ? (joined[used] = ' ', 1) : 0;
		else
			joined[used++] = *c;
	joined[used] = '\0';
	return strstr(joined, part);
}

static size_t count_of(const char *part)
{
	size_t count = 0;

	for (const char *c = output; (c = strstr(c, part)); c++)
		count++;
	return count;
}

static void says(const char *part)
{
	if (!ok(has_words(output, part), "says: %s", part))
		printf("# %.400s\n", output);
}

static void test_releases(void)
{
	/* In order. */
	static const char *const releases[] = {
		"5.10.223", "6.1.0-9-cloud-arm64", "6.1.0-57-cloud-arm64", "6.1.192", "6.12-rc1", "6.12-rc10", "6.12", "6.12.9",
		"6.12.117", "7.1~rc3", "7.1", "7.3.4", "10.0",
	};
	static const struct {
		const char *release, *version, *name;
	} names[] = {
		{ "6.1.0-57-cloud-arm64", "#1 SMP Debian 6.1.192-3 (2026-11-26)", "6.1.192" },
		{ "7.1-rc3-cloud-arm64", "#1 SMP Debian 7.1~rc3-1~exp1 (2026-06-01)", "7.1-rc3" },
		{ "7.3.0-rc2-00012-gabcdef", "#7 SMP PREEMPT", "7.3.0-rc2" },
		{ "6.8.0-151-generic", "#151-Ubuntu SMP", "6.8.0" },
		{ "mine", "#1 SMP", "mine" },
	};
	char name[RELEASE_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		for (size_t k = 0; k < ARRAY_SIZE(releases); k++) {
			int order = release_compare(releases[i], releases[k]);

			if ((order > 0) - (order < 0) != (i > k) - (i < k))
				ok(false, "%s and %s: %d", releases[i], releases[k], order);
		}
	ok(release_compare("6.12", "6.12.0") == 0, "order of releases; a missing number is 0");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct archive a = { .host = { .kernel = (char *)(uintptr_t)names[i].release,
						     .kernel_version = (char *)(uintptr_t)names[i].version } };

		ok(!strcmp(release_of(name, &a), names[i].name), "%s, %s: %s", names[i].release, names[i].version, name);
	}
}

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# %zu: %s\n", line, what);
}

#define READ_COLD "\"policy\":\"upstream\",\"op\":\"dc_ivac\",\"slot\":\"rw\",\"backing\":\"anon\",\"host_page\":\"read\"," \
		  "\"stage2\":\"cold\""

/* Writes "a", "b" and "c": 7.3, 6.1 and 6.12. A cell of 6.1 takes other faults than later. */
static void save_three(const struct fixture *f)
{
	write_made("a", archive_of(f, &debian73));
	write_made("b", with_behind(archive_of(f, &debian61), READ_COLD, "\"sequences\":{\"TT\":16}",
				    "\"sequences\":{\"TP\":16}"));
	write_made("c", archive_of(f, &debian612));
}

static void test_text(void)
{
	save_three(&emulated);
	ok(history("a b c") == STATUS_OK && !said.err[0], "three kernels %s", said.err);
	ok(!lint_text(output, strlen(output), note, NULL), "a mail that passes --lint");
	says("instructions of an emulated host: not time");
	says("A translation fault (DC IVAC, rw/written) costs 3000 instructions in 6.1.192, 4200 in 7.3.4: +1200, +40.0%; +600 of "
	     "that, 50 %, is the world switch (hvc).");
	says("The release that added most is 6.12.117: +800, +26.7% on 6.1.192; +300 of that, 38 %, is the world switch (hvc).");
	says("Next is 7.3.4: +400, +10.5% on 6.12.117; +300 of that, 75 %, is the world switch (hvc).");
	says("A permission fault (DC IVAC, rw_log/written) costs 2800 instructions in 6.1.192, 3800 in 7.3.4: +1000, +35.7%; +600 of "
	     "that, 60 %, is the world switch (hvc).");
	says("The release that added most is 7.3.4: +600, +18.8% on 6.12.117; +300 of that, 50 %, is the world switch (hvc).");
	says("Counts changed in 1 of 144 cells with 6.12.117, and with no other.");
	has_text(output, "\n                       6.1.192      6.12.117         7.3.4\n", "oldest first");
	has_text(output, "\nhvc                1000          1300          1600\n"
			 "                                 +30.0/+30.0   +23.1/+60.0\n", "cost, from the one before, from the first");
	has_text(output, "\nrw/written         3000 [T]      3800 [T]      4200 [T]\n"
			 "                                 +26.7/+26.7   +10.5/+40.0\n", "faults in order");
	has_text(output, "\nrw/read            3000 [TP]!    3800 [TT]*    4200 [TT]\n", "changed counts are marked, once; what is not "
		 "predicted, too");
	has_text(output, "\nro/written         3000 [T]e     3800 [T]e     4200 [T]e\n", "outcomes");
	has_text(output, "\nDC IVAC, stage 2 cold, less an hvc:\n"
			 "rw/written         2000          2500          2600\n"
			 "                                 +25.0/+25.0    +4.0/+30.0\n", "less an hvc");
	has_text(output, "\npermission_fault:\n"
			 "rw_log/written    +2795         +3195         +3795\n", "contrasts");
	says("6.1.192 -> 6.12.117, 1 of 144 cells: - dc_ivac slot=rw backing=anon host_page=read stage2=cold policy=upstream: "
	     "sequence \"TP\" -> \"TT\"");
	says("base: 6.1.192: 6.1.0-57-cloud-arm64, build id 7c0167bd0534");
	says("6.1.192: 1 of 144 cells NOT as predicted (!)");
}

static void test_cells(void)
{
	ok(history("--cells op=dc_civac+slot=ro a b c") == STATUS_OK, "--cells %s", said.err);
	has_text(output, "\ndc_civac:\nro/untouched       3000 [T]e     3800 [T]e     4200 [T]e\n", "--cells: chosen cells");
	has_text(output, "\nro/written lines=page\n                   3000 [64]e    3800 [64]e    4200 [64]e\n",
		 "--cells: a long name has a line of its own; many faults are a number");
	lacks_text(output, "hvc:", "--cells: and no others");
	ok(history("--cells op=dc_civac+policy=inject a b c") == STATUS_USAGE &&
	   has_words(said.err, "no cell of the archives under policy upstream passes --cells \"op=dc_civac policy=inject\""),
	   "--cells that no cell passes: %s", said.err);
}

/* More kernels than a line has room for, one of which went back; a release candidate. */
static void test_panels(void)
{
	static const struct made shorter = { 1300, 3700, 3200, 0, "6.12.118", "#1 SMP Debian 6.12.118-1" };
	static const struct made same = { 1300, 3700, 3200, 0, "10.1.0", "#1" };

	write_made("d", archive_of(&emulated, &candidate));
	write_made("e", archive_of(&emulated, &shorter));
	write_made("f", archive_of(&emulated, &same));
	ok(history("a c d e f") == STATUS_OK, "five kernels %s", said.err);
	has_text(output, "\n                      6.12.117      6.12.118     7.3.0-rc2\n", "as many kernels as a line has room for");
	has_text(output, "\n                         7.3.4        10.1.0\n", "a candidate is before its release, and 10 behind 7");
	ok(!lint_text(output, strlen(output), note, NULL), "a mail that passes --lint");
	ok(history("c e") == STATUS_OK, "two kernels %s", said.err);
	says("in 6.12.117, 3700 in 6.12.118: -100, -2.6%; nothing of that is the world switch, as an hvc costs the same.");
	says("No release made it longer than the one before.");
	says("No count changed");
	ok(history("e f") == STATUS_OK, "two alike %s", said.err);
	says("costs 3700 instructions in 6.12.118 as in 10.1.0.");
}

/* How much is the world switch, where that is no share. */
static void test_switch(void)
{
	static const struct made slower = { 2000, 3100, 2800, 0, "6.2.1", "#1" };
	static const struct made faster = { 900, 3100, 2800, 0, "6.3.1", "#1" };

	write_made("d", archive_of(&emulated, &slower));
	write_made("e", archive_of(&emulated, &faster));
	ok(history("b d") == STATUS_OK, "an hvc that grew by more %s", said.err);
	says("+100, +3.3%; all of that and more is the world switch: an hvc changed by +1000.");
	ok(history("b e") == STATUS_OK, "an hvc that became shorter %s", said.err);
	says("+100, +3.3%; the world switch is not why: an hvc changed by -100.");
}

static void test_seeds(void)
{
	write_made("d", replaced(archive_of(&emulated, &debian61), "\"seed\":\"0x1\"", "\"seed\":\"0x2\""));
	write_made("e", archive_of(&emulated, &debian61));
	ok(history("d e c") == STATUS_OK, "two seeds of a kernel %s", said.err);
	says("build id 7c0167bd0534, 2 seeds");
	has_text(output, "\n                       6.1.192      6.12.117\n", "they share a column");
	ok(history("d c") == STATUS_OK, "another seed %s", said.err);
	says("Seeds differ (6.1.192: 0x2, 6.12.117: 0x1)");
	ok(history("e c") == STATUS_OK, "the same seed %s", said.err);
	lacks_text(output, "Seeds differ", "is not mentioned");
}

/* Boots of a clock that is time. */
static void test_boots(void)
{
	struct fixture metal = emulated;
	struct made boot;

	metal.platform = PLATFORM_METAL;
	metal.rounds = 8;
	for (uint32_t i = 0; i < 6; i++) {
		metal.boot = 1 + i;
		boot = i < 3 ? debian61 : debian612;
		boot.boot = 1 + i % 3;
		write_made(fixture_text("m%u", i), archive_of(&metal, &boot));
	}
	ok(history("m0 m3") == STATUS_OK, "a boot each %s", said.err);
	says("One boot of a kernel on a clock that is not exact: whether the kernel or the boot made a cost differ cannot be told.");
	lacks_text(output, "The release that added most", "one boot: no release is named");
	says("+800, +26.7%; not told apart.");
	lacks_text(output, "is the world switch", "one boot: nor what made a change that may be none");
	has_text(output, "+26.7?/+26.7", "one boot: each change is open");
	ok(!lint_text(output, strlen(output), note, NULL), "a mail that passes --lint");
	ok(history("m0 m1 m2 m3 m4 m5") == STATUS_OK, "three boots each %s", said.err);
	lacks_text(output, "cannot be told", "three boots: a verdict");
	says("The release that added most is 6.12.117: +800, +26.6% on 6.1.192");
	lacks_text(output, "; not told apart", "three boots: nothing is open");
	has_text(output, "+26.6/+26.6", "three boots: the change is told");
	says("n = 48 to 96 samples in 3 boots of 8 rounds");
	ok(!lint_text(output, strlen(output), note, NULL), "a mail that passes --lint");
	ok(history("m0 m0 m3") == STATUS_USAGE && has_words(said.err, "are one archive, given twice"), "twice: %s", said.err);
}

/* Is there one line, status 2, with these words, and no output? */
static void refuses(const char *words, const char *part)
{
	int status = history(words);

	ok(status == STATUS_USAGE && has_words(said.err, part) && caught_one_line(said.err) && !output[0],
	   "refused: %s: %.*s", words, (int)strcspn(said.err, "\n"), said.err);
}

static void test_refused(void)
{
	struct fixture f = emulated;

	refuses("a", "history: takes two archives or more, of different kernels, not 1");
	refuses("", "not 0");
	refuses("a b --format csv", "--format csv: there is no such format");
	refuses("a b --cells color=red", "--cells color=red: ");
	write_made("d", replaced(archive_of(&emulated, &debian73), "\"seed\":\"0x1\"", "\"seed\":\"0x2\""));
	refuses("a d", "2 archives, but of one kernel, 7.3.4");
	write_made("d", replaced(archive_of(&emulated, &debian73), "\"cmdline\":\"quiet\"", "\"cmdline\":\"mitigations=off\""));
	refuses("a b d", "one kernel in two setups: a and d: kernel command line \"quiet\", \"mitigations=off\"");
	write_made("d", replaced(archive_of(&emulated, &debian612), "\"cpu\":\"max\",\"machine\"",
				 "\"cpu\":\"cortex-a72\",\"machine\""));
	refuses("a d", "two machines: a and d: CPU model \"max\", \"cortex-a72\"");
	write_made("d", replaced(archive_of(&emulated, &debian612), "\"suite\":\"quick\",\"filter\"",
				 "\"suite\":\"standard\",\"filter\""));
	refuses("a d", "not the same run: a and d: suite \"quick\", \"standard\"");
	write_made("d", replaced(archive_of(&emulated, &debian612), "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":\"nvhe\""));
	refuses("a d", "two setups: a and d: hypervisor mode \"vhe\", \"nvhe\"");
	write_made("d", replaced(archive_of(&emulated, &debian612), "\"page_bytes\":4096", "\"page_bytes\":16384"));
	refuses("a d", "two setups: a and d: page size \"4096\", \"16384\"");
	f.policies = 1 << POLICY_INJECT;
	write_made("d", archive_of(&f, &debian612));
	refuses("a d", "a and d have no policy in common (upstream; inject)");
	f = emulated;
	f.platform = PLATFORM_METAL;
	write_made("d", archive_of(&f, &debian612));
	refuses("a d", "two machines: a and d: platform \"emulated\", \"metal\"");
	f = emulated;
	f.inexact = true;
	write_made("d", archive_of(&f, &debian612));
	write_made("e", archive_of(&f, &debian73));
	refuses("d e", "an emulated host without -icount");
	ok(history("a nothing") == STATUS_FAILED && has_words(said.err, "nothing"), "a file that is not there: %s", said.err);
}

/* Policies that all were measured under: one is shown. */
static void test_policies(void)
{
	struct fixture two = emulated;

	two.policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT;
	write_made("d", archive_of(&two, &debian61));
	write_made("e", archive_of(&two, &debian612));
	ok(history("d e") == STATUS_OK, "two policies %s", said.err);
	says("policy: upstream");
	says("All kernels were measured under 2 policies; these are the costs of upstream.");
	ok(history("--cells op=dc_civac+slot=ro+stage2=cold+lines=1 d e") == STATUS_OK && count_of("\nro/written ") == 1,
	   "cells of that policy only");
	ok(history("--cells policy=inject+op=dc_civac+slot=ro d e") == STATUS_OK, "another policy %s", said.err);
	says("policy: inject");
	has_text(output, "\nro/written         3000 [T]      3800 [T]\n", "its outcomes");
}

static const char looks[] =
	"<script>\n"
	"const result = document.createElement('output');\n"
	"result.textContent = [document.documentElement.scrollWidth <= window.innerWidth, document.querySelectorAll('svg').length,\n"
	"  [...document.querySelectorAll('svg text')].every(t => { const b = t.getBBox(), v = t.ownerSVGElement.viewBox.baseVal;\n"
	"    return b.x >= -1 && b.x + b.width <= v.width + 1 && b.y >= -1 && b.y + b.height <= v.height + 1 }),\n"
	"  performance.getEntriesByType('resource').length].join(' ');\n"
	"document.body.append(result);\n"
	"</script>\n";

/* The page in a browser as wide as a phone. */
static void test_browser(void)
{
	char messages[BROWSER_MESSAGES_SIZE];
	const char *page;

	write_file("page.html", strcat(output, looks));
	if (!browser_there()) {
		ok(true, BROWSER_MISSING);
		return;
	}
	page = browser_show("page.html", true, messages);
	if (!ok(strstr(page, "<output>true 3 true 0</output>"), "as wide as a phone; figures hold their texts; nothing is fetched"))
		browser_tell(page, "<output>");
	ok(!messages[0], "no message on the console: %s", messages);
}

static void test_page(void)
{
	static const char *const outside[] = { "src=", "http:", "https:", "//", "@import", "url(", "<img", "<iframe", "fetch(" };
	static const char *const pairs[][2] = {
		{ "<table", "</table>" }, { "<svg", "</svg>" }, { "<details", "</details>" }, { "<ul>", "</ul>" }, { "<figure>", "</figure>" },
		{ "<tr>", "</tr>" }, { "<text", "</text>" }, { "<pre>", "</pre>" },
	};
	size_t found = 0;

	write_made("d", replaced(archive_of(&emulated, &debian61), "6.1.0-57-cloud-arm64", "6.1.0-<b>&57"));
	ok(history("--format html a d c") == STATUS_OK, "html %s", said.err);
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		found += strstr(output, outside[i]) != NULL;
	ok(!found, "html: no reference to anything outside");
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		ok(count_of(pairs[i][0]) == count_of(pairs[i][1]) && count_of(pairs[i][0]), "html: each %s is closed", pairs[i][0]);
	lacks_text(output, "<b>", "html: what an archive says is escaped");
	has_text(output, "Emulated host: every cost here is a count of instructions, never time.", "html: the platform first");
	ok(strstr(output, "The release that added most is 6.12.117") < strstr(output, "<svg"), "html: the answer before figures");
	has_text(output, "DC IVAC, stage 2 cold: ro/written: enosys</td><td class=\"number\" data-value=\"3000\">3000 [T]</td>",
		 "html: cost and faults, an outcome that all have once");
	has_text(output, "6.12.117: hvc: the world switch, 1300</title>", "html: values of the chart");
	test_browser();
	ok(history("--format html a b c") == STATUS_OK, "html %s", said.err);
	has_text(output, "3800 [TT] *</td>", "html: changed counts are marked");
	ok(history("--format markdown a b c") == STATUS_OK, "markdown %s", said.err);
	has_text(output, "| what | 6.1.192 | 6.12.117 | 7.3.4 |\n|---|---:|---:|---:|\n", "markdown: a column a kernel");
	has_text(output, "3800 [TT] \\* |", "markdown: changed counts are marked");
	ok(history("--format svg a b c") == STATUS_OK, "svg %s", said.err);
	ok(!strncmp(output, "<svg xmlns=\"http://www.w3.org/2000/svg\"", 39) && count_of("<path class=\"line") == 8,
	   "svg: a file of four lines");
	lacks_text(output, "<circle class=\"ring\"", "svg: no counts of these changed");
	ok(history("--format svg --cells op=dc_ivac+host_page=read a b c") == STATUS_OK, "svg %s", said.err);
	ok(count_of("<circle class=\"ring\"") == 2, "svg: a ring where counts changed, and in the legend");
}

static void test_json(void)
{
	char value[64];

	ok(history("--format json a b c") == STATUS_OK, "json %s", said.err);
	write_file("json", output);
	if (run_command("command -v jq", value, sizeof(value))) {
		ok(true, "json # SKIP there is no jq");
		return;
	}
	run_command("jq -c '[.schema, .policy, [.kernels[].name], (.answer | length), (.rows[] | select(.group == \"DC IVAC, stage 2 cold\" "
		    "and .label == \"rw/read\") | .kernels[1] | .value, .faults, .counts_changed, .from_first), .counts[0].cells]' json",
		    output, sizeof(output));
	output[strcspn(output, "\n")] = '\0';
	ok(!strcmp(output, "[1,\"upstream\",[\"6.1.192\",\"6.12.117\",\"7.3.4\"],7,3800,\"[TT]\",\"sequence \\\"TP\\\" -> \\\"TT\\\"\","
			   "0.266666666667,144]"), "json: %s", output);
}

int main(void)
{
	test_releases();
	test_text();
	test_cells();
	test_panels();
	test_switch();
	test_seeds();
	test_boots();
	test_refused();
	test_policies();
	test_page();
	test_json();
	return tap_done();
}
