/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests reports of several boots of one host. Golden values: numpy and scipy 1.10.1, from the ticks of the archives that this
 * test writes, none of which is above the common cut.
 */
#include "analysis/output/lint.h"
#include "analysis/report/command.h"
#include "analysis/report/report.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/test/caught.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <math.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

/* What cell and boot have in common, in per mille of a cost, and what a cold DC IVAC costs more. */
static uint32_t boot_number, boot_spread, boot_shift;

static uint64_t scramble(uint64_t x)
{
	for (int i = 0; i < 4; i++) {
		x ^= x >> 29;
		x *= 0x94d049bb133111eb;
	}
	return x >> 40;
}

/* 1000, noise of a sample up to 76, what a boot has of its own, and what DC IVAC costs more. */
static uint32_t noise(const struct cell *cell, uint32_t sample)
{
	uint64_t own = ((uint64_t)cell->op << 12 ^ (uint64_t)cell->slot << 8 ^ cell->host_page << 4 ^ cell->stage2) + 1;
	uint64_t boot = own + boot_number * 0x9e3779b97f4a7c15;
	int32_t off = (int32_t)(scramble(boot) % 2001) - 1000;

	return (uint32_t)(1000 + (int32_t)(scramble(boot * 31 + sample) % 77) + off * (int32_t)boot_spread / 577) +
	       (cell->op == OP_dc_ivac && cell->stage2 == STAGE2_COLD ? boot_shift : 0);
}

/* The same, and of a cell under inject 20 to 60 more, another amount in each boot. */
static uint32_t noise_of_policies(const struct cell *cell, uint32_t sample)
{
	uint64_t own = ((uint64_t)cell->op << 12 ^ (uint64_t)cell->slot << 8 ^ cell->host_page << 4 ^ cell->stage2) + 1;

	return noise(cell, sample) + (cell->policy == POLICY_INJECT ? 20 + scramble(own * 101 + boot_number) % 41 : 0);
}

static const struct fixture one = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written stage2=cold lines=1", .cost = noise,
};

/* Write boots "b1", ..., numbered from first + 1. */
static void write_boots(const struct fixture *like, uint32_t first, uint32_t count, uint32_t spread, uint32_t shift)
{
	struct fixture f = *like;

	boot_spread = spread;
	boot_shift = shift;
	for (uint32_t i = 1; i <= count; i++) {
		f.boot = boot_number = first + i;
		write_archive(fixture_text("b%u", i), &f);
	}
}

static struct caught printed;
static char output[1 << 22];

/* Run the verb with these words and read what it wrote. Returns its exit status. */
static int report(const char *words)
{
	int status;

	unlink("out");
	status = caught_line(&printed, report_main, "report -o out --force %s", words);
	read_text("out", output, sizeof(output));
	return status;
}

/* Does the output have the text, with lines joined? */
static bool said(const char *text)
{
	static char joined[sizeof(output)];
	size_t used = 0;

	for (const char *c = output; *c; c++)
		if (*c == '\n' || *c == '\t' || *c == ' ')
			used += used && joined[used - 1] != ' ' ? (joined[used] = ' ', 1) : 0;
		else
			joined[used++] = *c;
	joined[used] = '\0';
	return strstr(joined, text);
}

static void says(const char *text)
{
	ok(said(text), "says: %s", text);
}

/* What is behind a key, from a place on; NULL: there is none. */
static const char *behind(const char *from, const char *key)
{
	char quoted[64];
	const char *at;

	snprintf(quoted, sizeof(quoted), "\"%s\": ", key);
	at = from ? strstr(from, quoted) : NULL;
	return at ? at + strlen(quoted) : NULL;
}

/* The number behind a key, or the first one of its list; NAN: there is none. */
static double number(const char *from, const char *key)
{
	const char *at = behind(from, key);
	double value;

	return at && sscanf(at + (*at == '['), "%lf", &value) == 1 ? value : NAN;
}

/* The second number of the list behind a key. */
static double second(const char *from, const char *key)
{
	const char *at = behind(from, key);
	double value;

	return at && sscanf(at, "[%*f, %lf", &value) == 1 ? value : NAN;
}

static void is_near(double got, double due, const char *what)
{
	ok(fabs(got - due) <= 1e-9 * fmax(fabs(due), 1), "%s: %.12g", what, got);
}

static const char *cell_of(const char *op)
{
	const char *cell = strstr(output, "\"cells\":");

	cell = cell ? strstr(cell, op) : NULL;
	return cell;
}

struct golden {
	double value, low, high, deviation, boot, round, first, p, ratio;
};

/* rw_log/written, cold: DC IVAC, and DC IVAC less DC CIVAC. */
static const struct golden golden_cell = {
	.value = 1075.1979166666667, .low = 1039.8812473296225, .high = 1110.514586003711, .deviation = 14.216872586677892,
	.boot = 13.944489403424646, .round = 5.539199011991214, .first = 1073.5,
}, golden_contrast = {
	.value = 28.0625, .low = -8.988702803820345, .high = 65.11370280382035, .deviation = 14.915116270394106,
	.boot = 14.502092349336372, .round = 6.971373136102943, .p = 0.08265588902839252, .ratio = 1.026799303655807,
};

static void test_golden(void)
{
	const char *cell, *contrast;

	write_boots(&one, 0, 3, 10, 40);
	ok(report("b1 b2 b3 --format json") == STATUS_OK, "three boots, as JSON");
	cell = cell_of("\"op\": \"dc_ivac\",\n\t\t\t\"slot\": \"rw_log\"");
	is_near(number(cell, "value"), golden_cell.value, "a cell's mean over boots");
	is_near(number(cell, "ci95"), golden_cell.low, "its interval");
	is_near(second(cell, "ci95"), golden_cell.high, "its interval");
	is_near(number(cell, "df"), 2, "its degrees of freedom");
	is_near(number(cell, "deviation"), golden_cell.deviation, "deviation of the boots' values");
	is_near(number(cell, "boot_deviation"), golden_cell.boot, "component of boots");
	is_near(number(cell, "round_deviation"), golden_cell.round, "component of rounds");
	is_near(number(cell, "values"), golden_cell.first, "the first boot's value");
	is_near(number(cell, "n"), 192, "samples of all boots");
	contrast = strstr(output, "\"contrasts\":");
	contrast = contrast ? strstr(contrast, "\"ivac_minus_civac\"") : NULL;
	contrast = contrast ? strstr(contrast, "\"slot\": \"rw_log\"") : NULL;
	is_near(number(contrast, "value"), golden_contrast.value, "a contrast's mean over boots");
	is_near(number(contrast, "ci95"), golden_contrast.low, "its interval");
	is_near(second(contrast, "ci95"), golden_contrast.high, "its interval");
	is_near(number(contrast, "deviation"), golden_contrast.deviation, "deviation of the boots' values");
	is_near(number(contrast, "boot_deviation"), golden_contrast.boot, "component of boots");
	is_near(number(contrast, "round_deviation"), golden_contrast.round, "component of rounds, paired");
	is_near(number(contrast, "p"), golden_contrast.p, "p by t over boots");
	is_near(number(contrast, "ratio"), golden_contrast.ratio, "ratio of the means over boots");
	ok(strstr(contrast, "\"ratio_ci95\": null"), "three boots are too few for the ratio's interval");
}

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# %zu: %s\n", line, what);
}

/* Is what was written a mail that no reviewer would send back, of at most so many lines? */
static void check_form(const char *what, size_t most)
{
	size_t lines = 0, width = 0, widest = 0;

	for (const char *c = output; *c; c++) {
		lines += *c == '\n';
		width = *c == '\n' ? 0 : width + 1;
		widest = width > widest ? width : widest;
	}
	ok(lines <= most && widest <= 72 && !lint_text(output, strlen(output), note, NULL), "%s: %zu lines of %zu columns", what,
	   lines, widest);
}

/* Tests what the reports say of the same boots. */
static void test_texts(void)
{
	write_boots(&one, 0, 3, 10, 40);
	ok(report("b1 b2 b3") == STATUS_OK, "three boots, first screen");
	check_form("three boots, first screen", FIRST_SCREEN_LINES);
	ok(strstr(output, "\nboots:  3 x 4 rounds (df 2); "), "says how many boots, rounds, degrees of freedom");
	says("n = 192 samples in 3 boots of 4 rounds; ");
	ok(report("--full b1 b2 b3") == STATUS_OK, "three boots, in full");
	check_form("three boots, in full", SIZE_MAX);
	says("- b2, created 2026-11-22T18:00:02Z, boot_id b0070002, up 62 s");
	says("intervals at 95 % are Student's t with 2 degrees of freedom.");
	says("A boot is taken to last 62 s (the shortest from boot to run here), a round of all cells ");
	says("A cost is the mean over 3 boots.");
	says("Interval: Student's t over boots,");
	says("One build (base: above) in 3 boots;");
	says("this is one of each, in 3 boots.");
	says("data: b1 b2 b3 report: cmobench report --full b1 b2 b3");
	says("report b1 b2 b3 NEXT.cmo.jsonl");
	ok(!said("of one boot") && !said("boot to boot"), "and nothing of one boot");
	ok(report("--format markdown b1 b2 b3") == STATUS_OK, "markdown");
	says("Of 3 boots, 4 rounds each: values are means over boots, intervals Student's t with 2 degrees of freedom.");
	ok(report("--format html b1 b2 b3") == STATUS_OK && said("Of 3 boots, 4 rounds each"), "html");
	ok(report("--format csv b1 b2 b3") == STATUS_OK, "csv");
	says(",boots,boot_rounds,df,boot_deviation,round_deviation");
	ok(said("b1 b2 b3,metal,") && said(",3,4,2,"), "csv: boots, rounds a boot, degrees of freedom");
	ok(report("--format json b1 b2 b3") == STATUS_OK, "json");
	ok(said("\"boots\": { \"count\": 3, \"left_out\": 0, \"differing\": 0,") && said("\"boot_id\": \"b0070003\"") &&
	   said("\"archive_sha256\": null"), "json: the archives that are joined");
	ok(report("--format gbench b1 b2 b3") == STATUS_OK && !said("archive_sha256"), "gbench");
	ok(report("--format ktap b1 b2 b3") == STATUS_OK && said("# archive: b1 b2 b3 #") && said(" ok 1 "), "ktap");
	ok(report("--format kcidb b1 b2 b3") == STATUS_OK && said("+2/cmobench.") && said("\"boots\": 3,"), "kcidb");
	ok(report("--format lnt b1 b2 b3") == STATUS_OK && said("\"archive_sha256\": \"-\""), "lnt");
	ok(report("--format openmetrics b1 b2 b3") == STATUS_OK && said("{archive=\"b1 b2 b3\","), "openmetrics");
}

/* Tests that boots are advised by what decides: a test that is corrected for all contrasts of a name. */
static void test_corrected(void)
{
	struct fixture two = one;

	two.policies = 1u << POLICY_UPSTREAM | 1u << POLICY_INJECT;
	two.filter = NULL;
	two.cost = noise_of_policies;
	write_boots(&two, 0, 3, 10, 0);
	ok(report("--full b1 b2 b3") == STATUS_OK, "three boots of two policies");
	says("all together tell it from 0, corrected for ");
	says(" of its name (Holm), if it is as large as it is seen now.");
	ok(report("--full b1") == STATUS_OK, "and one of them");
	says("; to tell it from 0, corrected for ");
}

/* Tests what one boot on such a clock is told, and that one on an exact clock is not. */
static void test_one_boot(void)
{
	struct fixture exact = one;

	write_boots(&one, 0, 1, 10, 40);
	ok(report("b1") == STATUS_OK && strstr(output, "\nboots:  1; intervals leave out what changes between boots: see --full\n"),
	   "one boot, first screen");
	check_form("one boot, first screen", FIRST_SCREEN_LINES);
	ok(report("--full b1") == STATUS_OK, "one boot, in full");
	check_form("one boot, in full", SIZE_MAX);
	says("The intervals of this report are of one boot.");
	says("For DC IVAC less DC CIVAC, rw_log/written, under inject, +");
	says("if boots vary by (SD, of DC CIVAC) 0.25 % 1 % 5 %");
	says("For each boot more: reboot, then, with a name of its own for NEXT: cmobench run");
	says("-o NEXT.cmo.jsonl Then all together: cmobench report b1 NEXT.cmo.jsonl");
	ok(report("--format markdown b1") == STATUS_OK && said("Of one boot: no interval here covers"), "one boot, markdown");
	ok(report("--format json b1") == STATUS_OK && said("\"boots\": null") && said("\"over\": null") &&
	   said("\"assumed\": [ {\"spread\": 0.0025,"), "one boot, json");
	exact.platform = PLATFORM_EMULATED;
	exact.boot = 0;
	exact.cost = NULL;
	write_archive("b1", &exact);
	ok(report("--full b1") == STATUS_OK && !said("of one boot") && !said("boots:"), "an exact clock has no boots");
	ok(report("--format json b1") == STATUS_OK && said("\"advice\": null"), "nor advice");
}

/* Tests seeds of an exact clock. */
static void test_seeds(void)
{
	struct fixture f = one;

	f.platform = PLATFORM_EMULATED;
	f.boot = 0;
	f.cost = NULL;
	for (uint32_t i = 0; i < 3; i++) {
		f.permission = 3190 + 10 * i * i; /* 3190, 3200, 3230 */
		write_archive(fixture_text("b%u", i + 1), &f);
	}
	ok(report("b3 b1 b2") == STATUS_OK && strstr(output, "\nseeds:  3; values are medians over them, intervals their range\n"),
	   "three seeds, first screen");
	ok(said("in 3 seeds of 4 rounds; ranges over seeds within +-") && !said("95 % interval"),
	   "a range of seeds is no interval at 95 %%");
	ok(report("--format json b3 b1 b2") == STATUS_OK, "three seeds, json");
	is_near(number(strstr(output, "\"ivac_minus_civac\""), "value"), 3200, "the median of the seeds");
	is_near(number(strstr(output, "\"ivac_minus_civac\""), "ci95"), 3190, "the least seed");
	is_near(second(strstr(output, "\"ivac_minus_civac\""), "ci95"), 3230, "the largest seed");
	ok(said("\"df\": null, \"deviation\": null"), "no degrees of freedom");
}

/*
 * Tests that intervals over boots hold the true means, which are those over all boots that there could be: 1038, and of the
 * contrast 0.
 */
static void test_coverage(void)
{
	size_t held = 0, all = 0;

	for (uint32_t set = 0; set < 19; set++) {
		write_boots(&one, 3 * set, 3, 20, 0);
		if (report("b1 b2 b3 --format json") != STATUS_OK)
			break;
		for (const char *at = output; (at = strstr(at, "\"ci95\": [")); at++, all++) {
			double low = 0, high = 0, due = at > strstr(output, "\"contrasts\":") ? 0 : 1038;

			sscanf(at, "\"ci95\": [%lf, %lf]", &low, &high);
			held += low <= due && due <= high;
		}
	}
	/* 162 are due. They are not independent, as a contrast is of two of the cells. */
	ok(all == 171 && held >= 150 && held < all, "%zu of %zu intervals over three boots hold the true value", held, all);
}

/* Tests the ratio over eight boots: boots shift both cells alike, which falls out of their ratio. */
static void test_ratio(void)
{
	struct fixture f = one;
	const char *contrast;

	write_boots(&f, 0, 8, 10, 100);
	ok(report("b1 b2 b3 b4 b5 b6 b7 b8 --format json") == STATUS_OK, "eight boots");
	contrast = strstr(output, "\"ivac_minus_civac\"");
	ok(number(contrast, "ratio_ci95") < number(contrast, "ratio") && second(contrast, "ratio_ci95") > number(contrast, "ratio"),
	   "eight boots have an interval of the ratio: %g [%g, %g]", number(contrast, "ratio"), number(contrast, "ratio_ci95"),
	   second(contrast, "ratio_ci95"));
	ok(report("b1 b2 b3 b4 b5 b6 b7 --format json") == STATUS_OK &&
	   isnan(number(strstr(output, "\"ivac_minus_civac\""), "ratio_ci95")), "seven do not");
}

/* Tests that counts are never averaged. */
static void test_disagreement(void)
{
	char *text;

	write_boots(&one, 0, 3, 10, 40);
	boot_number = 2;
	text = fixture_archive(&(struct fixture){ .platform = one.platform, .policies = one.policies, .rounds = 4, .batch = 16,
						   .filter = one.filter, .cost = noise, .boot = 2 });
	write_replaced("b2", text, "\"translation\":16,\"permission\":16", "\"translation\":32,\"permission\":16", true);
	free(text);
	ok(report("--full b1 b2 b3") == STATUS_OK, "boots that disagree");
	says("THEY DISAGREE on what 1 cell does:");
	says("boots differ: b1: executes, faults 2, as predicted; b2: executes, faults 3, not as predicted");
	ok(report("b1 b2 b3") == STATUS_OK && said("NOT AS PREDICTED: 1 of "), "first screen: one cell is not as predicted");
	ok(report("--format json b1 b2 b3") == STATUS_OK && said("\"differing\": 1") && said("\"cost\": null"),
	   "no cost of it is averaged");
}

/* Tests cells that not all boots measured. */
static void test_left_out(void)
{
	struct fixture f = one;

	f.filter = "op=dc_ivac,dc_civac,dc_cvap slot=rw_log host_page=written stage2=cold lines=1 backing=anon";
	f.suite = "standard";
	write_boots(&f, 0, 2, 10, 40);
	f.boot = boot_number = 3;
	f.poor = true;
	write_archive("b3", &f);
	ok(report("--full b1 b2 b3") == STATUS_OK, "a boot whose CPU has no DC CVAP");
	says("Left out: 1 cell that not all of them measured, such as dc_cvap slot=rw_log");
	says("which b3 does not have.");
	ok(report("--format json b3 b1 b2") == STATUS_OK && number(output, "left_out") == 1 && said("\"skipped\": [],"),
	   "json: cells left out, whichever boot is first");
}

static void refused(const char *words, const char *why)
{
	int status = report(words);

	ok(status == STATUS_USAGE && strstr(printed.err, why) && caught_one_line(printed.err) && !output[0],
	   "report %s: %s", words, printed.err);
}

/* Tests commands to paste: the run again into another file, with other samples, and quoted as a shell wants it. */
static void test_command(void)
{
	char *word[] = { (char[]){ "run" }, (char[]){ "-o" }, (char[]){ "x.cmo.jsonl" }, (char[]){ "--force" },
			 (char[]){ "--samples" }, (char[]){ "64" }, (char[]){ "--output=y" }, (char[]){ "--append" },
			 (char[]){ "it's $b" }, (char[]){ "--filter" },
			 (char[]){ "op=null,hvc,dc_ivac,dc_civac,str slot=rw,rw_log,ro lines=1,page,half" }, (char[]){ "--tune" } };
	const struct archive archive = { .options.argv = { word, ARRAY_SIZE(word) } };
	FILE *out = fmemopen(output, sizeof(output), "w");

	command_again(&archive, "NEXT", 256, out);
	command_report("a.cmo.jsonl b.cmo.jsonl", "NEXT", out);
	command_again(&archive, "NEXT", 0, out);
	fclose(out);
	has_text(output, "  cmobench run --append 'it'\\''s $b' --filter \\\n", "a quote in quotes, and a backslash at the end");
	has_text(output, "    'op=null,hvc,dc_ivac,dc_civac,str slot=rw,rw_log,ro\n    lines=1,page,half' --tune --samples 256 -o NEXT\n",
		 "a filter goes on in another line; other samples, another file");
	has_text(output, "\n  cmobench report a.cmo.jsonl b.cmo.jsonl NEXT\n", "all files together");
	has_text(output, "--samples 64", "samples as they were");
	lacks_text(output, "x.cmo.jsonl", "not the old file");
	lacks_text(output, "--force", "which is not replaced");
}

/* Tests that boots have one set of figures, whose costs are those of the report. */
static void test_plot(void)
{
	char path[4096];

	write_boots(&one, 0, 3, 10, 40);
	snprintf(path, sizeof(path), "%s", getenv("PATH") ? getenv("PATH") : "");
	setenv("PATH", "/nonexistent", 1); /* without gnuplot data and scripts are kept */
	ok(caught_line(&printed, plot_main, "plot b1 b2 b3 -o figures --only drift,heat") == STATUS_CANNOT &&
	   !access("figures/drift.tsv", R_OK) && access("figures/b1", R_OK), "boots have one set of figures");
	setenv("PATH", path, 1);
	read_text("figures/heat-inject.tsv", output, sizeof(output));
	ok(strstr(output, "\t1075."), "whose costs are the means over boots");
}

/* Tests archives that are no boots of one host. */
static void test_refusals(void)
{
	struct fixture f = one;
	char *text;

	write_boots(&one, 0, 2, 10, 40);
	refused("b1 b1", "b1 and b1 are one archive, given twice: give each run once");
	f.boot = boot_number = 1;
	boot_shift = 50;
	write_archive("b3", &f);
	refused("b1 b2 b3", "b1 and b3 are of the same boot (boot.id b0070001): boot again before each run");
	mkdir("boots", 0700);
	ok(!link("b1", "boots/b1.cmo.jsonl") && !link("b2", "boots/b2.cmo.jsonl"), "a folder");
	ok(report("--boots boots") == STATUS_OK && said("boots: 2 x 4 rounds"), "a folder of boots");
	f.boot = boot_number = 3;
	f.kernel = "6.1.0";
	write_archive("b3", &f);
	ok(report("b1 b3 b2") == STATUS_OK && said("what DC IVAC and DC CIVAC cost a guest, 2 archives") &&
	   said("2 boots, all ") && said("are no boots of one setup: kernel."), "two boots of one kernel and one of another: two columns");
	ok(!link("b3", "boots/b3.cmo.jsonl"), "another kernel in the folder");
	for (int known = 0; known < 2; known++) {
		f = one;
		f.boot = boot_number = 5;
		text = fixture_archive(&f);
		write_replaced("b4", text, "\"hyp_mode\":\"vhe\"",
			       known ? "\"hyp_mode\":\"nvhe\"" : "\"hyp_mode\":null", true);
		free(text);
		ok(report("b1 b4 b2") == STATUS_OK && said("boots: 3 x") == !known, "a boot in %s mode is %s of those",
		   known ? "another" : "an unknown", known ? "none" : "one");
	}
	refused("--boots boots", "are not boots of one host, kernel and setup: kernel \"6.12.117\", \"6.1.0\"");
	refused("--boots b1 b2", "--boots takes one folder");
	ok(report("--boots b1") == STATUS_FAILED && strstr(printed.err, "report: b1: is no folder of archives"),
	   "a file is no folder");
	refused("--format json b1 b3", "--format json takes archives of one host, kernel and setup, not of 2");
	f = one;
	f.boot = boot_number = 4;
	f.cores = FIXTURE_BIG "," FIXTURE_LITTLE;
	write_archive("b3", &f);
	ok(report("b1 b3") == STATUS_OK && said("boots: 2 x 4 rounds"), "an archive of an older version, without cores");
	f.boot = boot_number = 5;
	f.cores = FIXTURE_BIG "," FIXTURE_BIG;
	write_archive("b4", &f);
	refused("--format json b3 b4", "--format json takes archives of one host, kernel and setup, not of 2");
	ok(report("b3 b4") == STATUS_OK && said("a guest, 2 archives"), "vCPU 1 on another kind of core: another host");
	unlink("b4");
	f.boot = boot_number = 4;
	f.cores = NULL;
	text = fixture_archive(&f);
	write_replaced("b3", text, "\"cpu\":null", "\"cpu\":\"Cortex-X925\"", true);
	ok(report("b1 b3") == STATUS_OK && said("boots: 2 x 4 rounds"), "a core that an older version had no name for");
	write_replaced("b3", text, "\"filter\":null", "\"filter\":\"op=dc_ivac\"", true);
	free(text);
	ok(report("b1 b3") == STATUS_OK && said("a guest, 2 archives"), "runs of other cells have columns of their own");
	for (int i = 1; i <= 3; i++)
		unlink(fixture_text("boots/b%d.cmo.jsonl", i));
	rmdir("boots");
}

int main(void)
{
	test_golden();
	test_texts();
	test_corrected();
	test_one_boot();
	test_seeds();
	test_coverage();
	test_ratio();
	test_disagreement();
	test_left_out();
	test_command();
	test_plot();
	test_refusals();
	for (int i = 1; i <= 8; i++)
		unlink(fixture_text("b%d", i));
	unlink("out");
	return tap_done();
}
