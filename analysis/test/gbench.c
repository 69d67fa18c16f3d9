/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests report --format gbench: entries have what compare.py needs, and an emulated host is refused, or has instructions
 * under names that say so.
 */
#include "analysis/archive/value.h"
#include "analysis/export/gbench.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <unistd.h>

static const struct fixture metal = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 10, .batch = 16,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1 stage2=cold",
};

#define CELL "inject/dc_ivac/rw_log/anon/written/cold/any/1/op/1/1/1\""

static void check_entries(const char *what, const char *text, size_t entries)
{
	char why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed && value_count(value_at(parsed, "benchmarks")) == entries &&
	   count_text(text, "\"real_time\": ") == entries &&
	   count_text(text, "\"cpu_time\": ") == entries && count_text(text, "\"time_unit\": \"ns\"") == entries &&
	   count_text(text, "\"run_type\": \"iteration\"") == entries &&
	   count_text(text, "\"per_family_instance_index\": 0") == entries,
	   "%s: %zu entries with all that is wanted %s", what, entries,
	   why);
	value_free(parsed);
}

static void test_metal(void)
{
	char *text = make(fixture_archive(&metal), export_gbench);

	check_entries("metal", text, 20);
	ok(count_text(text, "{\"name\": \"cmo/" CELL) == 10, "a repetition per round");
	has_text(text, "\"repetitions\": 10, \"repetition_index\": 9,", "a repetition per round");
	has_text(text, "\"family_index\": 1,", "a family per cell");
	ok(count_text(text, "\"iterations\": 16, \"real_time\": 6843, \"cpu_time\": 6843, \"time_unit\": \"ns\", \"faults\": 2, "
			    "\"faults_predicted\": 2}") == 10, "time, and the faults it stands for");
	lacks_text(text, "instructions", "no counter in place of time");
	lacks_text(text, "insns", "no name of one");
	lacks_text(text, "error_", "no error");
	lacks_text(text, "skip", "nothing skipped");
	free(text);
}

static void test_emulated(void)
{
	struct fixture f = metal;
	char *text;

	f.platform = PLATFORM_EMULATED;
	text = make(fixture_archive(&f), export_gbench_insns);
	check_entries("emulated", text, 20);
	ok(count_text(text, "{\"name\": \"cmo_insns/" CELL) == 10, "emulated: the name says instructions");
	ok(count_text(text, "\"run_name\": \"cmo_insns/" CELL) == 10, "emulated: and that by which runs are compared");
	lacks_text(text, "\"cmo/", "emulated: no name does without");
	ok(count_text(text, "\"real_time\": 6843, \"cpu_time\": 6843, \"time_unit\": \"ns\", \"instructions\": 6843, \"faults\": 2, "
			    "\"faults_predicted\": 2, \"label\": \"instructions, not ns\"}") == 10,
	   "emulated: instructions where readers look for time, and a label");
	has_text(text, "\"note\": \"emulated host: costs are instructions, not time\"", "emulated: which is said");
	has_text(text, "\"unit\": \"real_time and cpu_time are instructions, not ns\"", "emulated: of the times, too");
	free(text);
}

/* Tests which archives the verb refuses. */
static void test_refused(void)
{
	static const struct {
		enum verdicts which;
		const char *more;
		int status;
		const char *says;
	} cases[] = {
		{ VERDICTS_METAL, "", STATUS_OK, "" },
		{ VERDICTS_VIRTUAL, "", STATUS_OK, "" },
		{ VERDICTS_EMULATED, "", STATUS_USAGE,
		  "cmobench: report: archive: --format gbench: the format has times only, and an emulated run has none: "
		  "--gbench-unit insns puts instructions in their place\n" },
		{ VERDICTS_EMULATED, "--gbench-unit insns", STATUS_OK, "" },
		{ VERDICTS_METAL, "--gbench-unit insns", STATUS_USAGE,
		  "cmobench: report: archive: --format gbench: this run counts time, not instructions: leave --gbench-unit "
		  "out\n" },
		{ VERDICTS_INEXACT, "", STATUS_USAGE,
		  "cmobench: report: archive: --format gbench: the format has times only, and this emulated run has neither "
		  "times nor instructions: take --format csv for its fault counts\n" },
		{ VERDICTS_INEXACT, "--gbench-unit insns", STATUS_USAGE,
		  "cmobench: report: archive: --format gbench: the format has times only, and this emulated run has neither "
		  "times nor instructions: take --format csv for its fault counts\n" },
		{ VERDICTS_METAL, "--gbench-unit ns", STATUS_USAGE,
		  "cmobench: report: --gbench-unit ns: it can be insns; without it the unit is ns\n" },
		{ VERDICTS_METAL, "--format csv --gbench-unit insns", STATUS_USAGE,
		  "cmobench: report: --gbench-unit goes with --format gbench\n" },
	};
	static struct caught said;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status;

		write_made("archive", verdicts_archive(cases[i].which));
		unlink("report");
		status = caught_line(&said, report_main, "report --format gbench archive -o report --force %s", cases[i].more);
		if (!ok(status == cases[i].status && !strcmp(said.err, cases[i].says), "%s %s: exit status %d",
			verdicts_name[cases[i].which], cases[i].more, cases[i].status))
			printf("# %d: %s\n", status, said.err);
		ok(!access("report", F_OK) == !status, "and %s is written", status ? "nothing" : "a report");
	}
}

static void test_verdicts(void)
{
	static const char failed[] = "\"threads\": 1, \"error_occurred\": true, \"error_message\": \"no \\\"memory\\\"\", "
				     "\"iterations\": 0, \"real_time\": 0, \"cpu_time\": 0,";
	static const char skipped[] = "\"threads\": 1, \"skipped\": true, \"skip_message\": \"this CPU does not have DC CVAP\", "
				      "\"iterations\": 0, \"real_time\": 0, \"cpu_time\": 0,";
	char *text = make(verdicts_archive(VERDICTS_ODD), export_gbench);

	ok(count_text(text, "\"threads\": 1, \"error_occurred\": true, \"error_message\": \"odd\", \"iterations\": 4,") == 24,
	   "what is not as predicted is an error");
	free(text);
	text = make(verdicts_archive(VERDICTS_FAILED), export_gbench);
	check_entries("failed", text, 21);
	ok(count_text(text, failed) == 1 && count_text(text, "error_") == 2, "what could not be measured is an error");
	free(text);
	text = make(verdicts_archive(VERDICTS_SKIPPED), export_gbench);
	check_entries("skipped", text, 18);
	ok(count_text(text, skipped) == 2 && count_text(text, "\"skipped\"") == 2, "what was skipped is skipped");
	free(text);
	text = make(verdicts_archive(VERDICTS_NOP), export_gbench_insns);
	check_entries("NOP", text, 6);
	ok(count_text(text, "\"skipped\": true, \"skip_message\": \"this CPU executes the op as a NOP\"") == 6,
	   "so are NOPs");
	free(text);
	text = make(verdicts_archive(VERDICTS_UNCHECKED), export_gbench);
	lacks_text(text, "\"faults\"", "what was not counted has no count");
	lacks_text(text, "error_", "and is no error");
	free(text);
}

int main(void)
{
	test_metal();
	test_emulated();
	test_refused();
	test_verdicts();
	return tap_done();
}
