/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the verb check: its text and its exit status. */
#include "analysis/test/caught.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <unistd.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1",
};

static struct caught said = { .together = true };

static int check(const char *words)
{
	return caught_line(&said, check_main, "check %s", words);
}

/* Checks the fixture with `from` replaced by `to`; unchanged if from is NULL. */
static void expect(int status, const struct fixture *f, const char *from, const char *to, bool seal, const char *say)
{
	char *text = fixture_archive(f);
	int got;

	write_made("archive", from ? fixture_replace(text, from, to, seal) : strdup(text));
	free(text);
	got = check("archive");
	if (!ok(got == status && strstr(said.out, say), "status %d: %.*s", status, (int)strcspn(say, "\n"), say))
		printf("# status %d, said: %s\n", got, said.out);
	unlink("archive");
}

#define PROFILE(slot, insns, samples) "{\"type\":\"profile\",\"policy\":\"inject\",\"op\":\"dc_civac\",\"slot\":\"" slot "\"," \
	"\"backing\":\"anon\",\"host_page\":\"written\",\"stage2\":\"cold\",\"line\":\"any\",\"lines\":\"1\",\"timed\":\"op\"," \
	"\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\",\"samples\":" samples ",\"samples_of_path\":16,\"paths\":1,\"insns\":" \
	insns ",\"functions\":[{\"name\":\"f\",\"insns\":" insns "}]}\n{\"type\":\"footer\""

static void test_profile(void)
{
	struct fixture metal = small;

	metal.platform = PLATFORM_METAL;
	expect(STATUS_OK, &small, "{\"type\":\"footer\"", PROFILE("rw_log", "3653", "16"), true, "archive: ok, 6 cells");
	expect(STATUS_DIFFERS, &small, "{\"type\":\"footer\"", PROFILE("rw_log", "3654", "16"), true,
	       "its profile has 3654 instructions, but its cost is 3653");
	expect(STATUS_FAILED, &small, "{\"type\":\"footer\"", PROFILE("rw_log", "3653", "17"), true,
	       "its profile is of 16 of 17 samples, but the cell has 16");
	expect(STATUS_FAILED, &small, "{\"type\":\"footer\"", PROFILE("ro", "3653", "16"), true, "has a profile, but no samples");
	expect(STATUS_FAILED, &metal, "{\"type\":\"footer\"", PROFILE("rw_log", "3653", "16"), true,
	       "has a profile, but the clock does not count instructions");
}

static void test_one(void)
{
	struct fixture uncounted = small, timed = small;

	timed.timed = true;
	uncounted.unattributed = true;
	expect(STATUS_OK, &small, NULL, NULL, false, "archive: ok, 6 cells, 6 as predicted; fit to publish\n");
	expect(STATUS_OK, &uncounted, NULL, NULL, false,
	       "ok, 6 cells, 0 as predicted, 6 without counts or prediction; fit to publish\n");
	expect(STATUS_OK, &small, "\"complete\":true", "\"complete\":false", false, "and the run was not completed; not fit to publish: finish it with cmobench run --resume\n");
	expect(STATUS_FAILED, &small, "6843", "6842", false, "cmobench: check: archive: altered");
	expect(STATUS_FAILED, &small, "\"schema\":4", "\"schema\":1", true,
	       "cmobench: check: archive: schema 1: an older version of cmobench wrote it");
	expect(STATUS_FAILED, &small, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":15}", true,
	       "outcomes of 15 samples, but 16 ticks");
	expect(STATUS_OK, &timed, NULL, NULL, false, "archive: ok, 6 cells, 6 as predicted; fit to publish\n");
	expect(STATUS_FAILED, &small, "\"round_at_s\":null", "\"round_at_s\":[0,1.5,2,2]", true,
	       "round 3 began at 2 s, not after the one before");
	expect(STATUS_FAILED, &small, "\"round_at_s\":null", "\"round_at_s\":[-1,1,2,3]", true,
	       "round 0 began at -1 s, before the run");
	expect(STATUS_FAILED, &small, "[{\"policy\":\"inject\"", "[{\"policy\":\"upgrade\"", true,
	       "the header does not list this policy");
	expect(STATUS_DIFFERS, &small, "\"translation\":16,\"permission\":16", "\"translation\":32,\"permission\":16",
	       true, "faults: 32 T and 16 P for 16 samples, predicted 16 and 16");
	expect(STATUS_DIFFERS, &small, "\"sequences\":{\"TP\":16}", "\"sequences\":{\"TP\":15,\"PT\":1}", true,
	       "faults: 1 of 16 ops differ, the first took PT, predicted TP");
	expect(STATUS_DIFFERS, &small, "\"repeat\":{\"\":16}", "\"repeat\":{\"P\":16}", true,
	       "faults when repeated: 16 of 16 ops differ, the first took P, predicted none");
	expect(STATUS_DIFFERS, &small, "\"dirtied\":16", "\"dirtied\":0", true, "dirty log: 0 of 16 pages, predicted 16");
	expect(STATUS_DIFFERS, &small, "\"host_pages_allocated\":0,\"minor_faults\":0},\"attribution_missing\"",
	       "\"host_pages_allocated\":8,\"minor_faults\":0},\"attribution_missing\"", true,
	       "host pages allocated: 8 for 16, predicted 0");
	expect(STATUS_OK, &small, "\"exits\":null", "\"exits\":null,\"tomorrow\":[1]", true, "ok, 6 cells");
	expect(STATUS_DIFFERS, &small, "\"lost\":0", "\"lost\":3", true, "3 trace records lost");
	expect(STATUS_DIFFERS, &small, "\"cm\":32", "\"cm\":0", true, "ISS.CM was set in 0 of 32 faults");
	expect(STATUS_DIFFERS, &small, "\"outcome\":\"executes\",\"outcomes\":{\"executes\":16}",
	       "\"outcome\":\"enosys\",\"outcomes\":{\"enosys\":16}", true, "outcome: 16 of 16 enosys, predicted executes");
	expect(STATUS_DIFFERS, &small, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":15,\"enosys\":1}",
	       true, "outcome: 1 of 16 enosys, predicted executes");
	expect(STATUS_DIFFERS, &small, "\"esr\":null,\"exits\"", "\"esr\":\"0x96000010\",\"exits\"", true,
	       "ESR_EL1 0x96000010, predicted 0x0");
	expect(STATUS_DIFFERS, &small, "\"status\":\"done\",\"reason\":null",
	       "\"status\":\"failed\",\"reason\":\"no memory\"", true, "not measured: no memory");
	expect(STATUS_DIFFERS, &small, "\"ivac_needs_write\":true", "\"ivac_needs_write\":false", true,
	       "archived prediction \"TP\" (1 T, 1 P) executes, repeat \"\", 0 minor faults, 0 I/O aborts, leaves rw, dirty; the "
	       "fault model now says \"T\" (1 T, 0 P) executes");
	expect(STATUS_DIFFERS, &small, "\"findings\":[]}\n{\"type\":\"end\"",
	       "\"findings\":[\"odd\"]}\n{\"type\":\"end\"", true, ": odd\n");
}

/* A cell that the process which writes the archive found to have failed: it cannot predict. */
static void test_failed(void)
{
	char *text = fixture_archive(&small);
	char *failed = fixture_replace(text, "\"status\":\"done\",\"reason\":null",
				       "\"status\":\"failed\",\"reason\":\"killed\"", false);

	write_replaced("archive", failed, "\"predicted\":{", "\"predicted\":null,\"was\":{", true);
	ok(check("archive") == STATUS_DIFFERS && strstr(said.out, "not measured: killed\n") &&
		   !strstr(said.out, "prediction") && strstr(said.out, "6 cells, 5 as predicted"),
	   "a failed cell without a prediction");
	unlink("archive");
	free(failed);
	free(text);
}

/* What only schema 4 predicts. */
static void test_io_aborts(void)
{
	struct fixture ro = small;

	ro.filter = "op=dc_ivac slot=ro lines=1";
	expect(STATUS_OK, &ro, NULL, NULL, false, "ok, ");
	expect(STATUS_DIFFERS, &ro, "\"io_aborts\":1", "\"io_aborts\":0", true, "0 I/O aborts, leaves ro; the fault model now says");
	ro.schema3 = true;
	expect(STATUS_OK, &ro, NULL, NULL, false, "ok, ");
}

/* Problems that do not make an archive differ are in its line, and are no failure. */
static void test_doubts(void)
{
	struct fixture f = small;

	f.findings = "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null}";
	f.end_findings = "{\"id\":\"drift\",\"severity\":\"flag\",\"what\":\"slower\",\"remedy\":\"cool\"}";
	expect(STATUS_OK, &f, NULL, NULL, false,
	       "archive: ok, 6 cells, 6 as predicted, 1 refused findings, allowed, 1 findings; ");
	f.end_findings = "{\"id\":\"steal\",\"severity\":\"refuse\",\"what\":\"stolen\",\"remedy\":null,"
			 "\"allowed\":false}";
	expect(STATUS_OK, &f, NULL, NULL, false,
	       "6 as predicted, 1 findings at the end that refuse it: measure again, 1 refused findings, allowed; ");
	f = small;
	f.disturbed = 1;
	expect(STATUS_OK, &f, NULL, NULL, false, "6 as predicted, 6 disturbed; ");
	f.spoilt = true;
	expect(STATUS_OK, &f, NULL, NULL, false, "ok, 6 cells, 6 as predicted, 6 disturbed; ");
	expect(STATUS_OK, &small, "\"migrated\":0", "\"migrated\":1", true, "6 as predicted, 1 disturbed; ");
	f = small;
	f.unconverged = true;
	expect(STATUS_OK, &f, NULL, NULL, false, "6 as predicted, 6 not converged; ");
	expect(STATUS_OK, &f, "\"converged\":false", "\"converged\":true", true, "6 as predicted, 5 not converged; ");
	f = small;
	f.midr = "0x000f0510";
	expect(STATUS_OK, &f, NULL, NULL, false, "archive: ok, 6 cells, 6 as predicted; fit to publish\n");
	expect(STATUS_OK, &f, "\"ticks\":[3653,3653,3653,3653,3653,3653,3653,3653,3653,",
	       "\"ticks\":[9653,9653,9653,9653,9653,9653,9653,9653,9653,", true,
	       "6 as predicted, 1 not plausible on this core; ");
	f = small;
	f.resumed = true;
	expect(STATUS_OK, &f, NULL, NULL, false, "6 as predicted, 1 times resumed; ");
	expect(STATUS_OK, &f, "\"complete\":true", "\"complete\":false", false,
	       "1 times resumed, and the run was not completed; not fit to publish: finish it with cmobench run --resume\n");
	expect(STATUS_FAILED, &f, "\"cells\":2,\"why\"", "\"cells\":1,\"why\"", true,
	       "cells is 1, but 2 stand before it");
}

/* One archive of a suite's cells under upgrade, as a fixture. */
static struct fixture of_suite(const char *suite, const char *filter)
{
	return (struct fixture){ .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPGRADE, .rounds = 4,
				 .batch = 16, .suite = suite, .filter = filter };
}

/* Samples of a page of lines each: T and P on the first, P on 63 more; two of them are traced. */
static void test_pages(void)
{
	struct fixture page = of_suite("quick", "op=dc_ivac slot=ro lines=page");

	expect(STATUS_OK, &page, NULL, NULL, false, "ok, 1 cells, 1 as predicted; ");
	expect(STATUS_DIFFERS, &page, "\"permission\":128", "\"permission\":127", true,
	       "faults: 2 T and 127 P for 2 samples, predicted 2 and 128");
	expect(STATUS_DIFFERS, &page, "{\"TPPPPPP\":2}", "{\"PTPPPPP\":2}", true,
	       "faults: 2 of 2 ops differ, the first took PTPPPPP, predicted TP");
	expect(STATUS_OK, &page, "\"repeat\":{\"\":2}", "\"repeat\":{\"T\":2}", true, "1 as predicted; ");
	expect(STATUS_FAILED, &page, "\"page_lines\":64", "\"page_lines\":32", true,
	       "sample_lines is 64, but a page has 32 lines");
	expect(STATUS_DIFFERS, &page, "\"translation\":1,\"permission\":64", "\"translation\":1,\"permission\":63",
	       true,
	       "archived prediction \"TP\" (1 T, 63 P) executes, repeat \"P\", 0 minor faults, 64 I/O aborts, leaves ro; the fault "
	       "model now says \"TP\" (1 T, 64 P)");
}

/* Two vCPUs whose copy-on-write can make each other's faults be taken again: T, P and T, and two minor faults. */
static void test_at_least(void)
{
	struct fixture two = of_suite("full", "op=dc_ivac slot=rw backing=anon host_page=untouched stage2=cold "
					      "vcpus=2");
	const char *counts = "\"translation\":32,\"permission\":16,\"access_flag\":0,\"other\":0,\"cm\":48";

	expect(STATUS_OK, &two, NULL, NULL, false, "ok, 1 cells, 1 as predicted; ");
	expect(STATUS_OK, &two, counts, "\"translation\":33,\"permission\":16,\"access_flag\":0,\"other\":0,\"cm\":49",
	       true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &two, counts,
	       "\"translation\":31,\"permission\":16,\"access_flag\":0,\"other\":0,\"cm\":47", true,
	       "faults: 31 T and 16 P for 16 samples, predicted 32 and 16 at least");
	expect(STATUS_OK, &two, "{\"TPT\":16}", "{\"TPT\":15,\"TPTT\":1}", true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &two, "\"minor_faults\":32}", "\"minor_faults\":33}", true,
	       "minor faults of the host: 33 for 16 samples, predicted 32");
	expect(STATUS_DIFFERS, &two, "\"at_least\":true", "\"at_least\":false", true, "(2 T, 1 P at least)");
}

static void test_side_effects(void)
{
	struct fixture untouched = of_suite("quick", "op=dc_ivac slot=rw host_page=untouched");

	expect(STATUS_DIFFERS, &untouched, "\"minor_faults\":32}", "\"minor_faults\":33}", true,
	       "minor faults of the host: 33 for 16 samples, predicted 32");
	expect(STATUS_OK, &untouched, "\"minor_faults\":32}", "\"minor_faults\":null}", true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &untouched, "\"minor_faults\":2,", "\"minor_faults\":1,", true,
	       "1 minor faults, 0 I/O aborts, leaves rw, allocates; the fault model now says \"TPT\" (2 T, 1 P) executes, repeat "
	       "\"\", 2 minor faults");
	expect(STATUS_DIFFERS, &untouched, "\"stage2\":\"rw\"}", "\"stage2\":\"ro\"}", true,
	       "leaves ro, allocates; the");
	expect(STATUS_FAILED, &untouched, "\"unit_bytes\":4096", "\"unit_bytes\":null", true,
	       "unit_bytes is null, but the op has a page");
	expect(STATUS_FAILED, &untouched,
	       "\"str\":true,\"dc_zva\":true,\"dc_ivac\":true,\"dc_civac\":true,\"dc_cvac\":true,"
	       "\"dc_cvau\":true,\"dc_cvap\":true,\"dc_cvadp\":true,\"ic_ivau\":true,\"hvc\"",
	       "\"dc_ivac\":false,\"hvc\"", true, "by the header's features the CPU has no such op");
}

/* The model predicts only where the run probed what it needs. */
static void test_probed(void)
{
	struct fixture file = of_suite("standard", "op=dc_ivac slot=rw backing=file_shared host_page=untouched");
	struct fixture thp = of_suite("standard", "op=dc_ivac slot=rw backing=anon_thp host_page=untouched");
	struct fixture read = of_suite("standard", "op=dc_ivac slot=rw backing=anon host_page=read stage2=cold vcpus=1 mix=1");
	struct fixture huge = of_suite("standard", "op=dc_ivac slot=rw backing=hugetlb_shared host_page=untouched");

	expect(STATUS_OK, &file, NULL, NULL, false, "1 as predicted; ");
	expect(STATUS_DIFFERS, &file, "\"file_writenotify\":true", "\"file_writenotify\":false", true,
	       "now says \"T\"");
	expect(STATUS_OK, &file, "\"file_writenotify\":true", "\"file_writenotify\":null", true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &thp, "\"thp_zero_page\":true", "\"thp_zero_page\":false", true, "now says \"T\"");
	expect(STATUS_OK, &thp, "\"thp_zero_page\":true", "\"thp_zero_page\":null", true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &read, "\"change_pte\":false", "\"change_pte\":true", true, "now says \"TPP\"");
	expect(STATUS_OK, &read, "\"change_pte\":false,", "", true, "1 as predicted; ");
	expect(STATUS_DIFFERS, &huge, "\"hugetlb_accounted\":true", "\"hugetlb_accounted\":false", true,
	       "now says \"T\" (1 T, 0 P) executes, repeat \"\", 0 minor faults");
	expect(STATUS_OK, &huge, "\"hugetlb_accounted\":true", "\"hugetlb_accounted\":null", true, "1 as predicted; ");
	expect(STATUS_OK, &huge, ",\"hugetlb_accounted\":true", "", true, "1 as predicted; ");
}

static void test_skipped(void)
{
	struct fixture poor = of_suite("standard", "op=dc_ivac slot=rw host_page=untouched vcpus=1 mix=1 stage2=cold");

	poor.poor = true;
	expect(STATUS_OK, &poor, NULL, NULL, false, "ok, 7 cells, 7 as predicted, 2 more skipped; ");
	expect(STATUS_DIFFERS, &poor, "\"exits\":null,\"predicted\":{\"faults\":\"TP\",",
	       "\"exits\":null,\"predicted\":null,\"was\":{\"faults\":\"TP\",", true,
	       "the archive has no prediction, but the fault model has");
}

/* The lines on the module's hooks. */
static void test_hooks(void)
{
	struct fixture f = small;
	const char *const finding = "{\"id\":\"hook-unmeasured\",\"severity\":\"flag\",\"what\":\"hooked: Permission denied\","
				    "\"remedy\":null}";

	f.hook = "ftrace";
	f.hook_fault = 52;
	expect(STATUS_OK, &f, NULL, NULL, false, "archive: ok, 6 cells, 6 as predicted; fit to publish\n");
	expect(STATUS_FAILED, &f, "\"rounds\":[{\"hooked\":false", "\"rounds\":[{\"hooked\":true", true,
	       "line 2, hvc: rounds 0 and 1 do not alternate: both are with the hooks");
	expect(STATUS_FAILED, &f, "\"rounds\":[{\"hooked\":false,\"ticks\":[1000,", "\"rounds\":[{\"hooked\":false,\"ticks\":[",
	       true, "line 2, hvc: rounds 0 and 1 have 15 and 16 samples");
	expect(STATUS_FAILED, &f, "\"rounds\":[", "\"rounds\":[{\"hooked\":true,\"ticks\":[1]},", true,
	       "line 2, hvc: 17 rounds, not one or more pairs");
	expect(STATUS_FAILED, &f, "\"rounds\":[", "\"rounds\":[{\"hooked\":true,\"ticks\":[1]},", true,
	       "line 2: dc_civac has 16 rounds, hvc 17");
	expect(STATUS_FAILED, &f, "\"faults\":0,\"io_aborts\":0,", "\"faults\":2,\"io_aborts\":0,", true,
	       "line 2 has no cell without a fault");
	expect(STATUS_FAILED, &f, "\"faults\":1,\"io_aborts\":0,", "\"faults\":1,\"io_aborts\":1,", true,
	       "line 2 has no cell with faults and without I/O aborts");
	expect(STATUS_FAILED, &f, "\"faults\":1,\"io_aborts\":1,", "\"faults\":2,\"io_aborts\":1,", true,
	       "line 2 has no cell all of whose faults are I/O aborts");
	expect(STATUS_FAILED, &f, "\"when\":\"end\"", "\"when\":\"start\"", true, "but no line is of its end");
	expect(STATUS_FAILED, &f, "\"when\":\"start\"", "\"when\":\"end\"", true, "no line is of the start of the run");
	expect(STATUS_FAILED, &f, "\"name\":\"cmo_policy.policy\",\"before\":null,\"hook\":\"ftrace\"",
	       "\"name\":\"kvm.cmo_policy\",\"before\":null,\"hook\":null", true,
	       "line 2 is on them, but the policies are not the module's");
	f.hook_drift = 30;
	expect(STATUS_OK, &f, NULL, NULL, false,
	       "6 as predicted, the module's hooks cost something else at the end than at the start; ");
	f.unmeasured = true;
	expect(STATUS_FAILED, &f, NULL, NULL, false, "no line is on them, and no finding says why");
	f.findings = finding;
	expect(STATUS_OK, &f, NULL, NULL, false,
	       "1 findings, costs include the module's hooks, which were not measured; ");
}

static void test_many(void)
{
	char *good = fixture_archive(&small);

	write_replaced("bad", good, "\"cm\":32", "\"cm\":0", true);
	write_made("good", good);
	ok(check("good bad") == STATUS_DIFFERS, "two archives: a line each");
	has_text(said.out, "good: ok, 6 cells", "two archives: a line each");
	has_text(said.out, "bad: 6 cells, 5 as predicted", "two archives: a line each");
	ok(check("bad none good") == STATUS_FAILED, "a missing one outweighs, and the others are checked all the same");
	has_text(said.out, "none: No such file", "a missing one outweighs, and the others are checked all the same");
	has_text(said.out, "good: ok", "a missing one outweighs, and the others are checked all the same");
	ok(check("") == STATUS_USAGE, "no archive: usage");
	ok(check("--frob") == STATUS_USAGE, "an unknown option: usage");
	unlink("good");
	unlink("bad");
}

/* Archives that tell of their machine or user, and a copy that does not. */
static void test_publish(void)
{
	static const char uuid[] = "root=UUID=2f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5e";
	char cmdline[128], *good = fixture_archive(&small);

	snprintf(cmdline, sizeof(cmdline), "\"cmdline\":\"quiet %s\"", uuid);
	expect(STATUS_OK, &small, "\"cmdline\":\"quiet\"", cmdline, true,
	       "6 as predicted; not fit to publish: line 1 has a parameter that names a disk, an address or a host, "
	       "\"UUID=2f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5\" (cmobench check --publish FILE archive writes a copy without)\n");
	expect(STATUS_OK, &small, "\"argv\":[\"run\"", "\"argv\":[\"run\",\"-o\",\"/home/jo/x\",\"--file-dir=/home/jo\"", true,
	       "a user's name, in a path, \"jo\", and there are 1 more such (cmobench check");
	expect(STATUS_FAILED, &small, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":15}", true,
	       "; not fit to publish: it contradicts itself\n");
	write_replaced("archive", good, "\"cmdline\":\"quiet\"", cmdline, true);
	free(good);
	ok(check("--publish copy archive") == STATUS_OK, "a copy without it is whole");
	has_text(said.out, "copy: ok, 6 cells, 6 as predicted; fit to publish\n", "and fit to publish");
	ok(check("--publish copy archive") == STATUS_FAILED && strstr(said.out, "--force"), "it is not written over");
	ok(check("copy") == STATUS_OK, "it is an archive");
	ok(check("--publish=x archive archive") == STATUS_USAGE, "one at a time");
	write_file("archive", "{\"type\":\"header\"}\n");
	unlink("copy");
	ok(check("--publish copy archive") == STATUS_FAILED && access("copy", F_OK), "nothing is made of a broken one");
	unlink("archive");
}

int main(void)
{
	test_profile();
	test_one();
	test_publish();
	test_failed();
	test_io_aborts();
	test_doubts();
	test_pages();
	test_at_least();
	test_side_effects();
	test_probed();
	test_skipped();
	test_hooks();
	test_many();
	return tap_done();
}
