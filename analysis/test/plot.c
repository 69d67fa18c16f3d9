/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests figures of made-up archives: their data, their scripts, and the images. */
#include "analysis/plot/gnuplot.h"
#include "analysis/plot/plots.h"
#include "analysis/test/caught.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <dirent.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIELDS_MAX   12

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED,
	.policies = FIXTURE_POLICIES,
	.rounds = 4,
	.batch = 16,
};

static const struct fixture scaled = {
	.platform = PLATFORM_EMULATED,
	.policies = 1 << POLICY_INJECT,
	.rounds = 4,
	.batch = 4,
	.suite = "standard",
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written stage2=cold lines=1",
};

/* The smallest archive with most kinds of figures; scaled has the rest. */
static const struct fixture few = {
	.platform = PLATFORM_EMULATED,
	.policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT,
	.rounds = 4,
	.batch = 16,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro",
};

static bool has(const char *path, const char *what)
{
	size_t size;
	char *text = read_file(path, &size);
	bool found = text && strstr(text, what);

	free(text);
	return found;
}

static struct caught printed;

static int plot(const char *words)
{
	return caught_line(&printed, plot_main, "plot %s", words);
}

static bool complained(const char *what)
{
	bool as_due = caught_one_line(printed.err) && !strncmp(printed.err, "cmobench: plot", 14) && strstr(printed.err, what);

	if (!as_due)
		printf("# stderr: %s\n", printed.err);
	return as_due;
}

/* Returns how many files of a directory have the ending. */
static size_t count_files(const char *directory, const char *ending)
{
	DIR *dir = opendir(directory);
	size_t n = 0;

	for (const struct dirent *d; dir && (d = readdir(dir));) {
		size_t length = strlen(d->d_name);

		n += length > strlen(ending) && !strcmp(d->d_name + length - strlen(ending), ending);
	}
	if (dir)
		closedir(dir);
	return n;
}

/* A data file, read row by row. */
struct table_file {
	char *text, *next, *field[FIELDS_MAX];
	const char *heading[FIELDS_MAX];
	size_t columns;
};

static size_t split(char *line, char *field[static FIELDS_MAX])
{
	size_t n = 0;

	for (char *tab; n < FIELDS_MAX; line = tab + 1) {
		tab = strchr(line, '\t');
		field[n++] = line;
		if (!tab)
			break;
		*tab = '\0';
	}
	return n;
}

/* Reads the next row into field. Returns false at the end. */
static bool next_row(struct table_file *t)
{
	char *line = t->next, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return false;
	*end = '\0';
	t->next = end + 1;
	return split(line, t->field) == t->columns || !t->columns;
}

static struct table_file open_table(const char *path)
{
	struct table_file t = { .columns = 0 };
	size_t size;

	t.text = t.next = read_file(path, &size);
	if (t.text && (t.next = strchr(t.text, '\n'))) {
		*t.next++ = '\0';
		t.columns = split(t.text, t.field);
		memcpy(t.heading, t.field, sizeof(t.field));
	}
	return t;
}

static const char *text_of(const struct table_file *t, const char *column)
{
	for (size_t i = 0; i < t->columns; i++)
		if (!strcmp(t->heading[i], column))
			return t->field[i];
	return "no such column";
}

static double number_of(const struct table_file *t, const char *column)
{
	return strtod(text_of(t, column), NULL);
}

/* Steps to the row with these two values. */
static bool seek(struct table_file *t, const char *column, const char *value, const char *other,
		 const char *other_value)
{
	while (next_row(t))
		if (!strcmp(text_of(t, column), value) && !strcmp(text_of(t, other), other_value))
			return true;
	return false;
}

static void test_costs(void)
{
	struct table_file t = open_table("out/cost-inject-cold.tsv");

	ok(seek(&t, "row", "rw_log/written", "series", "dc_ivac"), "cost: a row for each page and op");
	ok(number_of(&t, "cost") == FIXTURE_NULL + FIXTURE_TRANSLATION + FIXTURE_PERMISSION, "cost: its median");
	ok(!strcmp(text_of(&t, "faults"), "2") && !strcmp(text_of(&t, "mark"), "2"), "cost: its faults");
	ok(number_of(&t, "n") == 64, "cost: its samples");
	ok(seek(&t, "row", "ro/written", "series", "dc_ivac") && !strcmp(text_of(&t, "mark"), "2 abort"),
	   "cost: an outcome is shown with the faults");
	free(t.text);
	t = open_table("out/cost-inject-cold.tsv");
	ok(seek(&t, "row", "rw_log/written", "series", "dc_cvac") && isnan(number_of(&t, "y")),
	   "cost: what coincides with another op everywhere has data, and no bar of its own");
	free(t.text);
	ok(has("out/cost-inject-cold.gp", "'dc_civac, dc_cvac, dc_cvau'"),
	   "cost: ops that coincide everywhere are one series");
	t = open_table("out/policy-rw_log.tsv");
	ok(seek(&t, "row", "written/inject", "series", "dc_civac") &&
		   number_of(&t, "cost") == FIXTURE_NULL + FIXTURE_TRANSLATION,
	   "policy: each policy on the same page");
	ok(next_row(&t) && !strcmp(text_of(&t, "row"), "written/upgrade") && isnan(number_of(&t, "y")),
	   "policy: what coincides with another policy has data, and no bar of its own");
	free(t.text);
	ok(has("out/policy-rw_log.gp", "'written: inject, upgrade'"), "policy: policies that coincide are one row");
	t = open_table("out/heat-inject.tsv");
	ok(seek(&t, "row", "ro/written", "series", "dc_ivac") && !strcmp(text_of(&t, "mark"), "2a"),
	   "heat map: faults and outcome");
	free(t.text);
}

static void test_scorecard(void)
{
	struct table_file t = open_table("out/scorecard-writable.tsv");

	ok(seek(&t, "policy", "upstream", "column", "DC CIVAC, logged page") &&
		   !strcmp(text_of(&t, "leaves"), "dirties, allocates"), "scorecard: what a DC CIVAC leaves behind");
	ok(seek(&t, "policy", "inject", "column", "DC IVAC, logged page") &&
		   !strcmp(text_of(&t, "mark"), "+87 %, 2 faults") && !strcmp(text_of(&t, "standing"), "more"),
	   "scorecard: change and faults of a cell, and how it stands to upstream");
	ok(number_of(&t, "cost") == FIXTURE_NULL + FIXTURE_TRANSLATION + FIXTURE_PERMISSION, "scorecard: its cost");
	ok(seek(&t, "policy", "upgrade", "column", "DC IVAC, logged page") && isnan(number_of(&t, "y")),
	   "scorecard: what coincides with another policy has data, and no cell of its own");
	free(t.text);
	ok(has("out/scorecard-writable.gp", "'inject, upgrade'"), "scorecard: policies that coincide are one row");
	t = open_table("out/scorecard-read-only.tsv");
	ok(seek(&t, "policy", "inject", "column", "DC IVAC, read-only page") &&
		   !strcmp(text_of(&t, "mark"), "abort, 65 faults") && !strcmp(text_of(&t, "standing"), "another outcome"),
	   "scorecard: an abort has no order with leaving for userspace");
	free(t.text);
}

/* Parts follow each other and add up to the measured cost. */
static void test_decomposition(void)
{
	struct table_file t = open_table("out/decomposition-inject.tsv");
	double at = 0, worst = 0;
	size_t wholes = 0;

	while (next_row(&t)) {
		if (!strcmp(text_of(&t, "series"), "whole")) {
			worst = fmax(worst, fabs(at - number_of(&t, "to")));
			at = 0;
			wholes++;
			continue;
		}
		worst = fmax(worst, fabs(at - number_of(&t, "from")));
		at = number_of(&t, "to");
	}
	ok(wholes == 9, "decomposition: each page of the three kinds of memslot");
	ok(worst < 1e-6, "decomposition: parts stand behind one another and end at the whole");
	free(t.text);
	t = open_table("out/decomposition-inject.tsv");
	ok(seek(&t, "row", "rw_log/written", "series", "translation fault") &&
		   number_of(&t, "cost") == FIXTURE_TRANSLATION,
	   "decomposition: the translation fault");
	ok(next_row(&t) && !strcmp(text_of(&t, "series"), "permission fault") &&
		   number_of(&t, "cost") == FIXTURE_PERMISSION,
	   "decomposition: the permission fault, and nothing in between");
	ok(next_row(&t) && !strcmp(text_of(&t, "series"), "whole") && !strcmp(text_of(&t, "mark"), "2"),
	   "decomposition: no rest, and the faults of the whole");
	free(t.text);
	t = open_table("out/decomposition-upstream.tsv");
	ok(!seek(&t, "row", "rw_log/written", "series", "permission fault"), "decomposition: none where there is none");
	free(t.text);
}

static void test_break_even(void)
{
	struct table_file t = open_table("out/break-even-dc_civac.tsv");
	double first, page;

	ok(seek(&t, "series", "skip_ro, flush_ro (skipped; 1, 64)", "kind", "measured") && number_of(&t, "lines") == 1,
	   "break-even: outcome and faults stand in the key");
	first = number_of(&t, "cost");
	page = next_row(&t) ? number_of(&t, "cost") : 0;
	ok(first == FIXTURE_NULL + FIXTURE_TRANSLATION && number_of(&t, "lines") == FIXTURE_PAGE_LINES &&
		   page == FIXTURE_NULL + FIXTURE_LINE * (FIXTURE_PAGE_LINES - 1) +
				   FIXTURE_PAGE_LINES * FIXTURE_TRANSLATION,
	   "break-even: one line and a page");
	free(t.text);
	t = open_table("out/break-even-dc_civac.tsv");
	ok(seek(&t, "series", "skip_ro, flush_ro (skipped; 1, 64)", "kind", "model") && number_of(&t, "cost") == first,
	   "break-even: the model begins at one line");
	for (int i = 1; i < FIXTURE_PAGE_LINES; i++)
		next_row(&t);
	ok(fabs(number_of(&t, "cost") - page) < 1e-3, "and ends at the page");
	free(t.text);
	ok(has("out/break-even-dc_civac.gp", "'inject, upgrade, inject_ro, upgrade_ro (executes; 1, 1)', 'skip_ro, flush"),
	   "break-even: lines that coincide are one entry of the key");
}

static void test_samples(void)
{
	struct table_file t = open_table("out/ecdf-inject-rw_log.tsv");
	double share = 0, cost = 0;
	size_t curves = 0, bad = 0;

	while (next_row(&t)) {
		if (number_of(&t, "share") == 0) {
			bad += curves && share != 1;
			curves++;
			cost = number_of(&t, "cost");
		}
		bad += number_of(&t, "share") < share && number_of(&t, "share") != 0;
		bad += number_of(&t, "cost") < cost;
		share = number_of(&t, "share");
		cost = number_of(&t, "cost");
	}
	ok(curves == 6 && share == 1 && !bad, "ecdf: 6 curves that rise from 0 to 1");
	free(t.text);
	ok(has("out/ecdf-inject-rw_log.gp", "series_count = 4\n") &&
		   has("out/ecdf-inject-rw_log.gp", "'dc_ivac untouched, dc_ivac read (4)'"),
	   "ecdf: curves that coincide are one entry of the key");
	t = open_table("out/drift.tsv");
	for (curves = bad = 0; next_row(&t); curves++)
		bad += number_of(&t, "round") != (double)curves + 1 || number_of(&t, "p50") != 0;
	ok(curves == 4 && !bad, "drift: 4 rounds, without any");
	free(t.text);
}

static void test_contrasts(void)
{
	struct table_file t = open_table("out/difference-rw_log.tsv");

	ok(seek(&t, "row", "written/inject", "series", "dc_ivac") && number_of(&t, "value") == FIXTURE_PERMISSION &&
		   !strcmp(text_of(&t, "mark"), "2-1"),
	   "difference: value, and the faults of both sides");
	free(t.text);
	t = open_table("scaled/scaling-mix-rw_log.tsv");
	ok(seek(&t, "row", "64", "series", "inject") && number_of(&t, "value") == FIXTURE_PERMISSION + 2 * FIXTURE_MIX,
	   "scaling: by the memslots");
	free(t.text);
	t = open_table("scaled/scaling-vcpus-rw_log.tsv");
	ok(seek(&t, "row", "2", "series", "inject") && number_of(&t, "value") == FIXTURE_PERMISSION + FIXTURE_VCPU,
	   "scaling: by the vCPUs");
	free(t.text);
	t = open_table("scaled/scaling-backing-rw_log.tsv");
	ok(seek(&t, "row", "memfd", "series", "inject") &&
		   number_of(&t, "value") == FIXTURE_PERMISSION + BACKING_MEMFD * FIXTURE_BACKING,
	   "scaling: by the backing");
	free(t.text);
	ok(has("out/difference-rw_log.gp", "'written: inject, upgrade', 'written: inject_ro, upgrade_ro, skip_ro, "),
	   "difference: policies that coincide are one row");
	ok(access("out/scaling-mix-rw_log.tsv", F_OK) != 0, "scaling: nothing where there is only one value");
}

/* Every script has its unit and platform, and for an emulated host no unit of time. */
static void test_units(void)
{
	const struct fixture metal = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4
	};
	DIR *dir = opendir("out");
	size_t scripts = 0, said = 0;

	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char path[300];

		snprintf(path, sizeof(path), "out/%.255s", d->d_name);
		if (!strstr(path, ".gp"))
			continue;
		scripts++;
		said += has(path, "[instructions, emulated: not time]'") && !has(path, "[ns]") &&
			has(path, "; sha256 ") && has(path, "max, Linux 6.12.117 vhe; n ");
	}
	if (dir)
		closedir(dir);
	ok(scripts > 50 && said == scripts, "each script says unit, platform, machine, n and digest");
	write_archive("metal.cmo.jsonl", &metal);
	plot("metal.cmo.jsonl -o metal --only policy");
	ok(has("metal/policy-ro.gp", "cost of an op on metal [ns]'"), "on metal, too");
}

/* Returns a number that a script sets, or NAN. */
static double set_number(const char *path, const char *variable)
{
	size_t size;
	char *text = read_file(path, &size), pattern[64], *at;
	double value = NAN;

	snprintf(pattern, sizeof(pattern), "\n%s = ", variable);
	at = text ? strstr(text, pattern) : NULL;
	if (at)
		value = strtod(at + strlen(pattern), NULL);
	free(text);
	return value;
}

/* Costs of which no two are alike. */
static uint32_t unlike(const struct cell *cell, uint32_t sample)
{
	return 1000 * (1 + cell->policy) + 8000 * cell->op + 200 * cell->host_page + 50 * cell->slot + sample % 3;
}

/* Any archive's figures fit on a screen, and their texts into the figures. */
static void test_sizes(void)
{
	const struct fixture noisy = {
		.platform = PLATFORM_METAL, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 4, .cost = unlike
	};
	DIR *dir;
	size_t high = 0, figures = 0, long_texts = 0;
	struct table_file t;

	write_archive("noisy.cmo.jsonl", &noisy);
	plot("noisy.cmo.jsonl -o noisy --only cost,policy,difference,heat,break-even");
	dir = opendir("noisy");
	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char path[300];

		snprintf(path, sizeof(path), "noisy/%.255s", d->d_name);
		if (!strstr(path, ".gp"))
			continue;
		figures++;
		high += !(set_number(path, "height") <= 800);
	}
	if (dir)
		closedir(dir);
	ok(figures > 30 && !high, "no figure is more than 800 pixels high");
	ok(set_number("noisy/policy-ro.gp", "series_count") == 2 && has("noisy/policy-ro.gp", "'untouched: upgrade'"),
	   "policies that differ have rows of their own");
	for (t = open_table("noisy/heat-inject.tsv"); next_row(&t);)
		long_texts += strlen(text_of(&t, "text")) > 5;
	ok(t.text && !long_texts, "heat map: a cost has at most 5 characters");
	free(t.text);
	t = open_table("noisy/heat-inject.tsv");
	ok(seek(&t, "row", "rw/written", "series", "dc_ivac") && number_of(&t, "cost") > 10000 &&
		   strchr(text_of(&t, "text"), 'k') != NULL,
	   "heat map: large costs are in thousands");
	free(t.text);
	ok(has("out/heat-inject.gp", "a abort, e ENOSYS, m MMIO exit, o skipped'") &&
		   has("out/heat-upstream.gp", "\"\\n\".'e ENOSYS, m MMIO exit, o skipped'"),
	   "heat map: those letters are explained that are in it");
}

/* Without gnuplot, all but the images is written. */
static void test_missing(void)
{
	char *path = getenv("PATH") ? strdup(getenv("PATH")) : NULL;
	size_t data;

	setenv("PATH", "/nonexistent", 1);
	ok(plot("x.cmo.jsonl -o out") == STATUS_CANNOT &&
		   complained(
			   "no gnuplot in PATH: install it (Debian: gnuplot-nox), then run it on the scripts in out"),
	   "no gnuplot: exit status 77");
	data = count_files("out", ".tsv");
	ok(data > 50 && count_files("out", ".gp") == data && !count_files("out", ".svg"), "data and scripts are kept");
	ok(plot("scaled.cmo.jsonl x.cmo.jsonl -o both") == STATUS_CANNOT && count_files("both/x", ".gp") == data &&
		   count_files("both/scaled", ".gp") && complained("in both"),
	   "of several archives, each in a directory of its own");
	ok(plot("scaled.cmo.jsonl -o scaled") == STATUS_CANNOT, "another archive");
	if (path)
		setenv("PATH", path, 1);
	free(path);
}

/* If gnuplot fails or prints nothing, there is no image, not even a part. */
static void test_broken(void)
{
	char *path = getenv("PATH") ? strdup(getenv("PATH")) : NULL, here[256], first[512];

	/* It is looked for from the directory of the figures. */
	mkdir("bin", 0777);
	snprintf(first, sizeof(first), "%s/bin:/usr/bin:/bin", getcwd(here, sizeof(here)) ? here : "");
	setenv("PATH", first, 1);
	for (int i = 0; i < 2; i++) {
		write_file("bin/gnuplot", i ? "#!/bin/sh\nexit 0\n" :
			   "#!/bin/sh\necho half; printf 'x\\n  ^\\nno such luck\\n' >&2; exit 3\n");
		chmod("bin/gnuplot", 0777);
		ok(plot("x.cmo.jsonl -o broken --force") == STATUS_FAILED &&
			   complained(i ? "drew nothing" : "exit status 3: no such luck"),
		   i ? "gnuplot draws nothing" : "gnuplot fails");
		ok(!count_files("broken", ".svg"), "no image");
	}
	if (path)
		setenv("PATH", path, 1);
	free(path);
}

static void test_usage(void)
{
	static const struct {
		const char *words, *complaint;
		int status;
	} table[] = {
		{ "-o nowhere", "no archive is named", STATUS_USAGE },
		{ "x.cmo.jsonl", "-o DIR is missing", STATUS_USAGE },
		{ "x.cmo.jsonl -o nowhere --term pdf", "--term pdf: there is no such terminal", STATUS_USAGE },
		{ "x.cmo.jsonl -o nowhere --only cost,pie", "--only pie: there is no such plot", STATUS_USAGE },
		{ "x.cmo.jsonl -o nowhere --frobnicate", "--frobnicate: unknown option", STATUS_USAGE },
		{ "x.cmo.jsonl both/x.jsonl -o nowhere", "same names", STATUS_USAGE },
		{ "x.cmo.jsonl -o x.cmo.jsonl", "not a directory", STATUS_FAILED },
		{ "x.cmo.jsonl -o no/such", "no/such: No such file", STATUS_FAILED },
		{ "scaled.cmo.jsonl -o nowhere --only break-even", "no cells for these plots", STATUS_FAILED },
	};

	ok(!link("scaled.cmo.jsonl", "both/x.jsonl"), "an archive of the same name");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		int status = plot(table[i].words);

		ok(status == table[i].status && complained(table[i].complaint), "plot %s", table[i].words);
		rmdir("nowhere");
	}
	ok(access("nowhere", F_OK) != 0, "nothing left behind");
	ok(plot("x.cmo.jsonl -o out --only drift") == STATUS_FAILED && complained("exists"),
	   "nothing is replaced");
}

/* Tests how gnuplot draws text from an archive. */
static void test_quoting(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	gnuplot_text(out, "a", "it's `x`\n\"$b\" \\n\x01");
	gnuplot_texts(out, "b", "one\ntwo'\n");
	gnuplot_texts(out, "c", "");
	fclose(out);
	ok(!strcmp(text,
		   "a = 'it''s `x`'.\"\\n\".'\"$b\" \\n?'\nb_count = 2\narray b[2] = ['one', 'two''']\nc_count = 0\n"),
	   "texts are quoted");
	free(text);
}

static bool same_bytes(const char *a, const char *b)
{
	size_t a_size = 0, b_size = 0;
	char *left = read_file(a, &a_size), *right = read_file(b, &b_size);
	bool same = left && right && a_size == b_size && !memcmp(left, right, a_size);

	free(left);
	free(right);
	return same;
}

/* Counts lines that a mail cannot have. */
static size_t unfit_lines(const char *path)
{
	size_t size, unfit = 0;
	char *text = read_file(path, &size), *save = NULL;

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save)) {
		size_t length = strlen(line);

		unfit += length > TEXT_COLUMNS || line[length - 1] == ' ' || strpbrk(line, "\f\t") != NULL;
	}
	unfit += !text;
	free(text);
	return unfit;
}

/* The text that is written upwards stands, with half its height, to the right of the left edge. */
static bool axis_inside(const char *path)
{
	size_t size;
	char *text = read_file(path, &size), *turned = text ? strstr(text, "rotate(-90") : NULL, *line = turned;
	double x = -1;

	while (line && line > text && line[-1] != '\n')
		line--;
	if (!turned || sscanf(line, " <g transform=\"translate(%lf", &x) != 1)
		x = -1;
	free(text);
	return x >= 8;
}

static void test_images(void)
{
	const struct fixture once = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 1, .batch = 16
	};
	static const struct {
		const char *name, *ending, *begin;
	} term[] = { { "svg", ".svg", "<?xml" }, { "png", ".png", "\x89PNG" }, { "dumb", ".txt", " " } };
	char words[128], image[2][64];

	if (system("gnuplot --version >version 2>&1")) {
		ok(true, "images # SKIP there is no gnuplot");
		return;
	}
	mkdir("images", 0777);
	write_archive("images/x.cmo.jsonl", tap_full() ? &emulated : &few);
	for (size_t i = 0; i < 3; i++) {
		size_t size = 0;
		char *bytes;

		for (int run = 0; run < 2; run++) {
			snprintf(words, sizeof(words), "images/x.cmo.jsonl scaled.cmo.jsonl -o %s%d --term %s%s",
				 term[i].name, run, term[i].name, run ? " --only heat" : "");
			ok(plot(words) == STATUS_OK, "plot %s", words);
			snprintf(image[run], sizeof(image[run]), "%s%d/x/heat-inject%s", term[i].name, run,
				 term[i].ending);
		}
		snprintf(words, sizeof(words), "%s0/x", term[i].name);
		ok(count_files(words, term[i].ending) == count_files(words, ".gp"), "an image of each");
		bytes = read_file(image[0], &size);
		ok(bytes && !strncmp(bytes, term[i].begin, strlen(term[i].begin)), "of that kind");
		free(bytes);
		ok(same_bytes(image[0], image[1]), "the same bytes each time");
	}
	plot("x.cmo.jsonl -o texts --term dumb --only break-even,drift");
	ok(!unfit_lines("dumb0/x/heat-inject.txt") && !unfit_lines("dumb0/x/policy-rw_log.txt") &&
		   !unfit_lines("dumb0/x/scorecard-writable.txt") &&
		   !unfit_lines("texts/drift.txt") && !unfit_lines("texts/break-even-dc_ivac.txt") &&
		   !unfit_lines("dumb0/scaled/scaling-mix-rw_log.txt"),
	   "characters fit for a mail");
	ok(has("dumb0/x/scorecard-writable.txt", "upstream") && has("dumb0/x/scorecard-writable.txt", "faults") &&
		   has("dumb0/x/scorecard-writable.txt", "dirties"), "the scorecard has all its lines");
	ok(has("dumb0/x/policy-rw_log.txt", "2") &&
		   has("dumb0/x/policy-rw_log.txt", "instructions, emulated: not time"),
	   "with faults and unit");
	ok(has("texts/break-even-dc_ivac.txt", "cost [instructions, emulated: not time] by lines of the page"),
	   "and both axes where there is room for one name only");
	ok(axis_inside("svg0/x/break-even-dc_ivac.svg"), "the vertical axis' name is inside of the figure");
	ok(has("svg0/x/policy-rw_log.svg", "[instructions, emulated: not time]"), "so does the SVG");
	write_archive("once.cmo.jsonl", &once);
	ok(plot("once.cmo.jsonl -o once --only policy,cost") == STATUS_OK &&
		   has("once/policy-ro.tsv", "NaN\tNaN") && has("once/policy-ro.svg", "2 abort"),
	   "faults are shown even where there is no interval");
	ok(!system("cd svg0/x && for s in *.gp; do gnuplot -d \"$s\" 2>&1 >/dev/null; done | grep . >../../warnings"
		   " && cat ../../warnings && false || true") &&
		   !has("warnings", "."),
	   "gnuplot has nothing to complain of");
}

int main(void)
{
	write_archive("x.cmo.jsonl", &emulated);
	write_archive("scaled.cmo.jsonl", &scaled);
	test_missing();
	test_costs();
	test_scorecard();
	test_decomposition();
	test_break_even();
	test_samples();
	test_contrasts();
	test_units();
	test_sizes();
	test_broken();
	test_usage();
	test_quoting();
	test_images();
	return tap_done();
}
