/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as its readers get it: a mail of 72 columns that never gives an emulated host's cost in a unit of time. */
#include "analysis/report.h"
#include "analysis/test/fixture.h"
#include "analysis/value.h"
#include "bench/test/tap.h"
#include "bench/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL_POLICIES ((1u << POLICY_COUNT) - 1)

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED, .policies = ALL_POLICIES, .rounds = 4, .batch = 16,
};
static const struct fixture one_page = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written",
};

typedef int writer(const struct report *report, FILE *out);

/* The report of an archive, for free(). Takes text. */
static char *make(char *text, writer *write)
{
	char why[512] = "", *out = NULL;
	size_t size;
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
	struct report report = { &archive, &results, &contrasts };
	FILE *stream = open_memstream(&out, &size);

	if (!text || !stream || archive_parse(&archive, "dir/x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    results_make(&results, &archive) || contrasts_make(&contrasts, &results) || write(&report, stream)) {
		printf("Bail out! no report: %s\n", why);
		exit(1);
	}
	fclose(stream);
	contrasts_free(&contrasts);
	results_free(&results);
	archive_free(&archive);
	free(text);
	return out;
}

static char *replaced(char *text, const char *from, const char *to)
{
	char *copy = fixture_replace(text, from, to, true);

	free(text);
	return copy;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Fit for a mail: width, characters, no blanks at an end of a line. */
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

static void test_emulated(void)
{
	static const char
		unit_of_time[] = "(^|[^a-z])(ns|us|ms|nanosec[a-z]*|microsec[a-z]*|seconds?|cycles?|hz)([^a-z]|$)";
	char *text = make(fixture_archive(&emulated), report_text);
	regex_t regex;
	regmatch_t at = { .rm_so = 0 };
	bool found;

	check_form("emulated", text);
	if (regcomp(&regex, unit_of_time, REG_EXTENDED | REG_ICASE | REG_NEWLINE))
		exit(1);
	found = !regexec(&regex, text, 1, &at, 0);
	if (!ok(!found, "emulated: no unit of time"))
		printf("# %.40s\n", text + at.rm_so);
	ok(!regexec(&regex, "cost: 12 ns\n", 0, NULL, 0), "(and a unit of time would be seen)");
	regfree(&regex);
	ok(count(text, "[instructions, emulated: not time]") == 4, "emulated: each of the four tables says so");
	ok(strstr(text, "write permission on this CPU? yes (probed)"), "ivac_needs_write");
	ok(strstr(text, " ro/written            6653     1/1 enosys        6653     1/1 enosys"), "ro under upstream");
	ok(strstr(text, " rw_log/written        6843     2/2 executes      3653     1/1 executes"),
	   "rw_log under inject");
	ok(strstr(text, " ro/written            6843     2/2 abort         3653     1/1 executes"), "ro under inject");
	ok(strstr(text, "ESR 0x96000010"), "the injected abort's ESR");
	ok(strstr(text, "inject     rw_log/written       +3190 [+3190,+3190]          +87.3%   64"),
	   "ivac_minus_civac");
	ok(strstr(text, "All 774 cells as predicted"), "all as predicted");
	ok(strstr(text, "cmd:    cmobench run --suite quick\n") && strstr(text, "data:   x.cmo.jsonl\n"),
	   "how to reproduce");
	free(text);
}

static void test_platforms(void)
{
	struct fixture f = emulated;
	char *text;

	f.platform = PLATFORM_VIRTUAL;
	f.policies = 1 << POLICY_UPSTREAM;
	text = make(fixture_archive(&f), report_text);
	check_form("virtual", text);
	ok(count(text, "VIRTUAL host") == 5, "virtual: marked at the top and in every table");
	free(text);
	f.platform = PLATFORM_METAL;
	f.units_per_tick = 8.2051282051282;
	f.unattributed = true;
	text = make(fixture_archive(&f), report_text);
	check_form("metal without counts", text);
	ok(count(text, "\n[ns]\n") == 4 && !strstr(text, "instructions"), "metal: ns");
	ok(strstr(text, "-/1 executes") && strstr(text, "129 of 129 cells have no fault counts") &&
	   strstr(text, "tracefs: Permission"), "missing counts are marked, with the reason");
	ok(!strstr(text, "as predicted"), "and nothing is claimed for them");
	free(text);
	f = one_page;
	f.old_reading = true;
	text = make(fixture_archive(&f), report_text);
	ok(strstr(text, "write permission on this CPU? no (probed)"), "the older reading of DC IVAC");
	free(text);
}

/* Stock QEMU: the op does not translate, so what it took is no cost. */
static void test_nop(void)
{
	struct fixture f = one_page;
	char *text;

	f.untranslated = true;
	text = make(fixture_archive(&f), report_text);
	check_form("nop", text);
	ok(strstr(text, " rw_log/written           -     0/0 nop              -     0/0 nop\n"), "nop: no cost");
	ok(strstr(text, "does not translate the address of DC IVAC") && !strstr(text, "ivac_minus_civac"),
	   "nop: said so, and no difference is given");
	free(text);
	text = make(fixture_archive(&f), report_json);
	ok(strstr(text, "\"cost\": null") && !strstr(text, "\"median\""), "nop: no cost in JSON");
	free(text);
}

static void test_mismatch(void)
{
	char *text = make(replaced(fixture_archive(&one_page), "\"permission\":16", "\"permission\":12"), report_text);

	check_form("mismatch", text);
	ok(strstr(text, "NOT AS PREDICTED, 1 of 10 cells"), "a mismatch is announced");
	ok(strstr(text, "0.75 permission faults per op, predicted 1"), "and told");
	ok(strstr(text, "1.75/2! executes"), "and marked in the table");
	free(text);
	text = make(replaced(fixture_archive(&one_page), "\"status\":\"done\",\"reason\":null",
			     "\"status\":\"failed\",\"reason\":\"mmap: Cannot allocate memory\""), report_text);
	ok(strstr(text, "not measured: mmap: Cannot allocate memory") && strstr(text, "2/2! failed"),
	   "a cell that failed");
	free(text);
	text = make(replaced(fixture_archive(&one_page), "\"recognised\":[\"inject\"]", "\"recognised\":[\"upgrade\"]"),
		    report_text);
	ok(strstr(text, "BUT IT DOES NOT BEHAVE SO"), "a policy that is not what it is filed under");
	free(text);
}

/* Strings of somebody else's making, and numbers at the ends of what an archive can hold. */
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
	ok(!strstr(strstr(text, "Cold:"), "..."), "huge costs: nothing is cut off");
	free(text);
	f.units_per_tick = 1e-290;
	text = make(fixture_archive(&f), report_text);
	check_form("tiny costs", text);
	ok(!strstr(strstr(text, "Cold:"), "..."), "tiny costs: nothing is cut off");
	free(text);
	f = emulated;
	f.filter = "op=null";
	text = make(fixture_archive(&f), report_text);
	check_form("yardsticks alone", text);
	free(text);
}

/* Each word in turn, after the one before. */
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

/* What must stand in the object, in this order. */
static const char *const json_top[] = { "\"schema\": 1,", "\"platform\": \"emulated\"", "\"unit\": \"insns\"",
				   "\"cells\": [", "\"contrasts\": [" };
static const char
	json_cost[] = "\"cost\": {\"mean\": 6843, \"median\": 6843, \"p90\": 6843, \"p99\": 6843, \"min\": 6843, "
		 "\"max\": 6843, \"ci95\": [6843, 6843]}";
static const char *const json_cell[] = {
	"\"cells\"",
	"\"policy\"",
	"\"op\"",
	"\"slot\"",
	"\"backing\"",
	"\"host_page\"",
	"\"stage2\"",
	"\"line\": null",
	"\"lines\": \"1\"",
	"\"vcpus\": 1",
	"\"mix\": 1",
	"\"unit\"",
	"\"n\": 16",
	json_cost,
	"\"faults_per_op\": {\"translation\": 1, \"permission\": 1, \"total\": 2, \"predicted\": 2}",
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
	"\"same_outcome\": true", "\"outcomes\": [\"executes\", \"executes\"]",
};

static void test_json(void)
{
	struct fixture f = one_page;
	char *text = make(fixture_archive(&f), report_json), why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed, "json: parses %s", why);
	ok(value_count(value_at(parsed, "cells")) == 10, "json: its cells");
	value_free(parsed);
	ok(in_order(text, json_top, sizeof(json_top) / sizeof(json_top[0])), "json: keys of the whole");
	ok(in_order(text, json_cell, sizeof(json_cell) / sizeof(json_cell[0])), "json: keys of a cell");
	ok(in_order(text, json_contrast, sizeof(json_contrast) / sizeof(json_contrast[0])), "json: keys of a contrast");
	ok(strstr(text, "\"esr\": \"0x96000010\""), "json: the ESR of an injected abort");
	free(text);
	f.platform = PLATFORM_METAL;
	f.unattributed = true;
	f.rounds = f.batch = 1;
	f.units_per_tick = 1e308;
	text = make(fixture_archive(&f), report_json);
	parsed = value_parse(text, strlen(text), why, sizeof(why));
	ok(parsed && !strstr(text, "nan") && !strstr(text, "inf"), "json: parses where numbers overflow %s", why);
	value_free(parsed);
	ok(strstr(text, "{\"translation\": null, \"permission\": null, \"total\": null, \"predicted\": 2}") &&
		   strstr(text, "\"ci95\": null") && !strstr(text, "\"valid\": true"),
	   "json: what is missing is null, and not valid");
	free(text);
}

/* What the verb exits with; its output goes nowhere, its complaints to `complaints`, whose lines are counted. */
static int verb(char **argv, size_t *complaints)
{
	int argc = 0, saved[2] = { dup(1), dup(2) }, null = open("/dev/null", O_WRONLY), status;
	int fd = open("complaints", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char text[4096] = "";

	while (argv[argc])
		argc++;
	fflush(stdout);
	dup2(null, 1);
	dup2(fd, 2);
	status = report_main(argc, argv);
	fflush(stdout);
	dup2(saved[0], 1);
	dup2(saved[1], 2);
	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		status = -1;
	*complaints = count(text, "\n");
	close(saved[0]);
	close(saved[1]);
	close(null);
	close(fd);
	unlink("complaints");
	return status;
}

/* The arguments after "report", split at blanks. */
static void expect(int status, const char *arguments)
{
	char copy[256], *argv[16] = { (char[]){ "report" } }, *save = NULL;
	size_t complaints;
	int argc = 1, got;

	snprintf(copy, sizeof(copy), "%s", arguments);
	for (char *word = strtok_r(copy, " ", &save); word && argc < 15; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	got = verb(argv, &complaints);
	ok(got == status && complaints == (status ? 1 : 0), "report %s: status %d, %zu complaints", arguments, got,
	   complaints);
}

static void test_verb(void)
{
	char *text = fixture_archive(&one_page);
	FILE *file = fopen("good", "w");
	struct stat st;

	fputs(text, file);
	fclose(file);
	free(text);
	expect(STATUS_OK, "good");
	expect(STATUS_OK, "good good");
	expect(STATUS_OK, "--format json good");
	expect(STATUS_OK, "--help");
	expect(STATUS_USAGE, "");
	expect(STATUS_USAGE, "--format markdown good");
	expect(STATUS_USAGE, "--format json good good");
	expect(STATUS_USAGE, "--frob good");
	expect(STATUS_USAGE, "good --format");
	expect(STATUS_USAGE, "good --force");
	expect(STATUS_FAILED, "nothing");
	expect(STATUS_OK, "good -o out");
	ok(!stat("out", &st) && st.st_size > 1000, "the file is there");
	expect(STATUS_FAILED, "good -o out");
	expect(STATUS_OK, "good -o out --force");
	expect(STATUS_FAILED, "nothing -o new");
	ok(stat("new", &st) && errno == ENOENT, "nothing is left behind");
	expect(STATUS_FAILED, "good -o no/such/place");
	expect(STATUS_FAILED, "good -o /dev/full");
	unlink("good");
	unlink("out");
}

int main(void)
{
	test_emulated();
	test_platforms();
	test_nop();
	test_mismatch();
	test_extremes();
	test_json();
	test_verb();
	return tap_done();
}
