/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format openmetrics: by hand, and with promtool and a parser of OpenMetrics. */
#include "analysis/export/openmetrics.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/test/tap.h"

#define LABELS(op, policy)                                                                                             \
	"{policy=\"" policy "\",op=\"" op "\",slot=\"rw_log\",backing=\"anon\",host_page=\"written\",stage2=\"cold\"," \
	"line=\"any\",lines=\"1\",timed=\"op\",vcpus=\"1\",mix=\"1\",copy=\"1\"}"

/* How many samples a metric has. */
static size_t samples(const char *text, const char *name)
{
	char begin[64];

	snprintf(begin, sizeof(begin), "\n%s{", name);
	return count_text(text, begin);
}

/* Does the text end as the format demands, and nowhere before? */
static bool ends(const char *text)
{
	size_t length = strlen(text);

	return length > 6 && !strcmp(text + length - 7, "\n# EOF\n") && count_text(text, "# EOF") == 1;
}

static void test_metal(void)
{
	char *text = make(verdicts_archive(VERDICTS_METAL), export_openmetrics);

	ok(ends(text), "metal: ends with # EOF");
	has_text(text, "\n# HELP cmobench_cost_seconds what a sample of the cell cost, in seconds\n"
		       "# TYPE cmobench_cost_seconds gauge\n# UNIT cmobench_cost_seconds seconds\n"
		       "cmobench_cost_seconds" LABELS("dc_ivac", "inject") " 6.843e-06\n",
		 "metal: costs in seconds, as OpenMetrics has base units");
	has_text(text, "\ncmobench_cost_ci95_low_seconds" LABELS("dc_ivac", "inject") " 6.8425", "metal: the interval");
	has_text(text, "\ncmobench_cost_ci95_high_seconds" LABELS("dc_ivac", "inject") " 6.8435", "metal: its other end");
	has_text(text, "\ncmobench_samples" LABELS("dc_ivac", "inject") " 16\n", "metal: samples");
	has_text(text, "\ncmobench_faults" LABELS("dc_ivac", "inject") " 2\n", "metal: faults");
	has_text(text, "\ncmobench_faults_predicted" LABELS("dc_ivac", "inject") " 2\n", "metal: faults predicted");
	has_text(text, "\ncmobench_valid" LABELS("dc_ivac", "inject") " 1\n", "metal: as predicted");
	has_text(text, "\ncmobench_run_refused 0\n", "metal: not refused");
	has_text(text, "\ncmobench_run_info{archive=\"x.cmo.jsonl\",platform=\"metal\",cpu=\"\",", "metal: what was measured");
	has_text(text, "\ncmobench_run_timestamp_seconds 17", "metal: when");
	ok(samples(text, "cmobench_cost_seconds") == 6 && samples(text, "cmobench_valid") == 6 &&
	   !samples(text, "cmobench_skipped"), "metal: of each cell");
	lacks_text(text, "insns", "metal: no instructions");
	free(text);
}

static void test_others(void)
{
	char *text = make(verdicts_archive(VERDICTS_EMULATED), export_openmetrics);

	has_text(text, "\n# HELP cmobench_cost_insns what a sample of the cell cost, in instructions of an emulated host: not time\n"
		       "# TYPE cmobench_cost_insns gauge\n# UNIT cmobench_cost_insns insns\n"
		       "cmobench_cost_insns" LABELS("dc_ivac", "inject") " 6843\n", "emulated: instructions");
	lacks_text(text, "cost_seconds", "emulated: under no name of times");
	lacks_text(text, "ci95_low_seconds", "emulated: nor the interval");
	has_text(text, "caution=\"emulated host: costs are instructions, not time\"", "emulated: said so");
	free(text);
	text = make(verdicts_archive(VERDICTS_INEXACT), export_openmetrics);
	lacks_text(text, "cmobench_cost", "inexact: no costs");
	ok(samples(text, "cmobench_faults") == 6 && !samples(text, "cmobench_samples"), "inexact: faults");
	free(text);
	text = make(verdicts_archive(VERDICTS_ODD), export_openmetrics);
	ok(count_text(text, "copy=\"1\"} 0\n") == 6 && samples(text, "cmobench_cost_seconds") == 6, "odd: not valid");
	free(text);
	text = make(verdicts_archive(VERDICTS_SKIPPED), export_openmetrics);
	has_text(text, "\ncmobench_skipped" LABELS("dc_cvap", "inject") " 1\n", "skipped");
	ok(samples(text, "cmobench_skipped") == 2 && samples(text, "cmobench_valid") == 4 &&
	   samples(text, "cmobench_faults_predicted") == 4, "skipped: and nothing else of them");
	free(text);
	text = make(verdicts_archive(VERDICTS_FAILED), export_openmetrics);
	has_text(text, "\ncmobench_valid" LABELS("dc_ivac", "inject") " 0\n", "failed: not valid");
	ok(samples(text, "cmobench_cost_seconds") == 5, "failed: no cost");
	free(text);
	text = make(verdicts_archive(VERDICTS_UNCHECKED), export_openmetrics);
	ok(!samples(text, "cmobench_valid") && !samples(text, "cmobench_faults") && samples(text, "cmobench_cost_seconds") == 6,
	   "unchecked: a cost, and no verdict");
	free(text);
	text = make(verdicts_archive(VERDICTS_NOP), export_openmetrics);
	ok(samples(text, "cmobench_skipped") == 6 && !samples(text, "cmobench_cost_insns"), "NOP: skipped");
	free(text);
	text = make(verdicts_archive(VERDICTS_REFUSED), export_openmetrics);
	has_text(text, "\ncmobench_run_refused 1\n", "refused");
	has_text(text, "refused=\"REFUSED, but allowed\"", "refused: how");
	free(text);
	text = make(verdicts_archive(VERDICTS_TEXT), export_openmetrics);
	has_text(text, "cpu=\"a \\\"b\\\" \\\\ # \303\251\",", "text: escaped in a label");
	free(text);
	text = make(replaced(verdicts_archive(VERDICTS_METAL), "\"cpu\":null", "\"cpu\":\"a\\nb\""), export_openmetrics);
	has_text(text, "cpu=\"a\\nb\",", "text: so is the end of a line");
	free(text);
}

static void save_all(void)
{
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		char *text = make(verdicts_archive((enum verdicts)i), export_openmetrics), path[32];

		snprintf(path, sizeof(path), "%s.prom", verdicts_name[i]);
		write_file(path, text);
		free(text);
	}
}

static void test_promtool(void)
{
	char command[64], out[4096];

	/* make check fetches it, as Debian's package, prometheus, also starts that as a service. */
	if (getenv("build"))
		setenv("PATH", fixture_text("%s:%s/cache/promtool", getenv("PATH"), getenv("build")), 1);
	if (run_command("command -v promtool", out, sizeof(out))) {
		ok(true, "promtool # SKIP there is none (make check fetches it; Debian: prometheus)");
		return;
	}
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		int status;

		snprintf(command, sizeof(command), "promtool check metrics <%s.prom 2>&1", verdicts_name[i]);
		status = run_command(command, out, sizeof(out));
		if (!ok(!status && !out[0], "%s: promtool has nothing to say", verdicts_name[i]))
			printf("# %s\n", out);
	}
	ok(run_command("sed 's/_seconds/_ns/' metal.prom | promtool check metrics 2>&1", out, sizeof(out)),
	   "and it would of a unit that is no base unit");
	ok(run_command("sed 's/copy=\"1\"}/copy=\"1\"/' metal.prom | promtool check metrics 2>&1", out, sizeof(out)),
	   "or of a bracket that is missing");
}

static void test_parser(void)
{
	static const char parse[] =
		"import sys\n"
		"from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse\n"
		"for name in sys.argv[1:]:\n"
		"    samples = [s for f in parse(open(name, encoding='utf-8').read()) for s in f.samples]\n"
		"    print(name, len([s for s in samples if s.name.startswith('cmobench_cost')]),\n"
		"          next(s.labels['cpu'] for s in samples if s.name == 'cmobench_run_info'))\n";
	const char *python = python_with("prometheus_client.openmetrics.parser");
	char command[256], out[4096];

	if (!python) {
		ok(true, "a parser of OpenMetrics # SKIP there is none (Debian: python3-prometheus-client)");
		return;
	}
	write_file("parse.py", parse);
	snprintf(command, sizeof(command), "PYTHONIOENCODING=utf-8 %s parse.py *.prom 2>&1", python);
	ok(!run_command(command, out, sizeof(out)), "a parser of OpenMetrics reads all of them");
	has_text(out, "metal.prom 18 \n", "and has all costs and their intervals");
	has_text(out, "text.prom 18 " VERDICTS_CPU "\n", "and the text that was escaped");
	snprintf(command, sizeof(command), "grep -v EOF metal.prom >cut.prom; %s parse.py cut.prom 2>&1", python);
	ok(run_command(command, out, sizeof(out)), "and it would find that the end is missing");
}

int main(void)
{
	test_metal();
	test_others();
	save_all();
	test_promtool();
	test_parser();
	return tap_done();
}
