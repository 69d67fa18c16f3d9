/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format lnt: by hand, by the suite that results/formats.md has, and with LNT's own reader. */
#include "analysis/archive/value.h"
#include "analysis/export/lnt.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/test/tap.h"

#define NAME(op, policy) "{\"name\": \"cmobench." policy "." op ".rw_log.anon.written.cold.any.1.op.1.1.1\", "

static void check_json(const char *what, const char *text, size_t tests)
{
	static const char begin[] = "{\n\t\"format_version\": \"2\",\n\t\"schema\": \"cmobench\",\n\t\"machine\": {\n\t\t\"name\": ";
	char why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed && value_count(value_at(parsed, "tests")) == tests && count_text(text, "\"name\": ") == tests + 1 &&
	   !strncmp(text, begin, strlen(begin)),
	   "%s: %zu tests %s", what, tests, why);
	value_free(parsed);
}

static void test_words(void)
{
	char *text = make(verdicts_archive(VERDICTS_METAL), export_lnt);

	check_json("metal", text, 6);
	has_text(text, "\t\t" NAME("dc_ivac", "inject") "\"status\": 0, \"faults\": 2, \"faults_predicted\": 2, \"cost_ns\": ["
		       "6843, 6843, 6843, 6843]},\n", "metal: a test, its status, faults, and a cost per round");
	has_text(text, "\"run_order\": \"6.12.117 20", "metal: runs are in the order of kernels");
	has_text(text, "\"start_time\": \"20", "metal: a start");
	lacks_text(text, "Z\",\n\t\t\"end_time\"", "metal: without a zone");
	lacks_text(text, "null", "metal: no null");
	lacks_text(text, "insns", "metal: no instructions");
	free(text);
	text = make(verdicts_archive(VERDICTS_EMULATED), export_lnt);
	check_json("emulated", text, 6);
	ok(count_text(text, "\"cost_insns\": [") == 6, "emulated: instructions");
	lacks_text(text, "cost_ns", "emulated: no time");
	has_text(text, "\"caution\": \"emulated host: costs are instructions, not time\"", "emulated: said so");
	has_text(text, ", emulated\",\n", "emulated: another machine than a real one");
	free(text);
	text = make(verdicts_archive(VERDICTS_INEXACT), export_lnt);
	check_json("inexact", text, 6);
	lacks_text(text, "cost_", "inexact: no costs");
	free(text);
	text = make(verdicts_archive(VERDICTS_ODD), export_lnt);
	ok(count_text(text, "\"status\": 1, \"faults\": ") == 6, "odd: failed");
	free(text);
	text = make(verdicts_archive(VERDICTS_SKIPPED), export_lnt);
	check_json("skipped", text, 4);
	lacks_text(text, "dc_cvap", "skipped: absent");
	free(text);
	text = make(verdicts_archive(VERDICTS_FAILED), export_lnt);
	check_json("failed", text, 6);
	has_text(text, NAME("dc_ivac", "inject") "\"status\": 1, \"faults\": 2, \"faults_predicted\": 2}", "failed: no cost");
	free(text);
	text = make(verdicts_archive(VERDICTS_UNCHECKED), export_lnt);
	lacks_text(text, "\"status\"", "unchecked: no status");
	ok(count_text(text, "\"cost_ns\": [") == 6, "unchecked: costs");
	free(text);
	text = make(verdicts_archive(VERDICTS_NOP), export_lnt);
	check_json("NOP", text, 0);
	free(text);
	text = make(verdicts_archive(VERDICTS_REFUSED), export_lnt);
	has_text(text, "\"refused\": \"REFUSED, but allowed\"", "refused: said so");
	free(text);
	text = make(verdicts_archive(VERDICTS_TEXT), export_lnt);
	check_json("text", text, 6);
	free(text);
}

/* Tests that a name that is too long is cut between its characters. */
static void test_long(void)
{
	for (int more = 0; more < 3; more++) {
		char cpu[512], *text;
		int at = snprintf(cpu, sizeof(cpu), "\"cpu\":\"%.*s", more, "xx");

		for (size_t i = 0; i < 150; i++)
			at += sprintf(cpu + at, "\342\202\254"); /* a letter of three bytes */
		sprintf(cpu + at, "\"");
		text = make(replaced(verdicts_archive(VERDICTS_METAL), "\"cpu\":null", cpu), export_lnt);
		check_json("a long name", text, 6);
		free(text);
	}
}

/* Tests that the suite of results/formats.md has every metric, and the field that orders runs. */
static void test_suite(void)
{
	static const char *const metric[] = { "cost_ns", "cost_insns", "faults", "faults_predicted", "status" };
	const char *srcdir = getenv("srcdir");
	char command[512], suite[4096], line[64];

	snprintf(command, sizeof(command), "sed -n '/^    format_version:/,/^$/p' '%s/results/formats.md' 2>&1",
		 srcdir ? srcdir : "");
	if (!srcdir || run_command(command, suite, sizeof(suite)) || !suite[0]) {
		ok(!srcdir, "the suite of results/formats.md%s", srcdir ? "" : " # SKIP srcdir is not set");
		return;
	}
	has_text(suite, "    name: cmobench\n", "the suite of results/formats.md: its name");
	has_text(suite, "    - {name: run_order, order: true}\n", "the suite: what orders runs");
	for (size_t i = 0; i < sizeof(metric) / sizeof(*metric); i++) {
		snprintf(line, sizeof(line), "    - {name: %s, type: ", metric[i]);
		has_text(suite, line, metric[i]);
	}
	ok(count_text(suite, "type: ") == sizeof(metric) / sizeof(*metric), "the suite: no other metrics");
}

static void test_reader(void)
{
	static const char read[] =
		"import sys, lnt.testing\n"
		"for name in sys.argv[1:]:\n"
		"    with open(name) as file:\n"
		"        result = lnt.testing.validate_report(file, '<auto>')\n"
		"    print(name, result['success'], len(result['data']['tests']) if result['success'] else result['error'])\n";
	const char *python = python_with("lnt.testing");
	char command[256], out[4096];

	if (!python) {
		ok(true, "LNT's reader # SKIP there is no Python module lnt");
		return;
	}
	write_file("read.py", read);
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		char *text = make(verdicts_archive((enum verdicts)i), export_lnt);

		write_file("report.json", text);
		snprintf(command, sizeof(command), "%s read.py report.json 2>&1", python);
		run_command(command, out, sizeof(out));
		if (!ok(!strncmp(out, "report.json True ", 17), "%s: LNT reads it", verdicts_name[i]))
			printf("# %s\n", out);
		free(text);
	}
	run_command("sed 's/\"run\": {/\"ran\": {/' report.json >broken.json", out, sizeof(out));
	snprintf(command, sizeof(command), "%s read.py broken.json 2>&1", python);
	run_command(command, out, sizeof(out));
	has_text(out, "broken.json False Invalid input format: No 'run' section", "and it would find that the run is missing");
}

int main(void)
{
	test_words();
	test_long();
	test_suite();
	test_reader();
	return tap_done();
}
