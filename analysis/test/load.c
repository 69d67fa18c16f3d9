/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every way of being broken has its own sentence; a whole archive loads. */
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <unistd.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1",
};

/* It must be refused, with a sentence that holds `want`. */
static void refuse_bytes(const char *what, const char *bytes, size_t size, const char *want)
{
	struct archive archive;
	char why[512] = "";
	int err = archive_parse(&archive, "x.cmo.jsonl", bytes, size, why, sizeof(why));

	if (!ok(err == -EINVAL && strstr(why, want), "%.*s: %s", (int)strcspn(what, "\r\n"), what, want))
		printf("# status %d, said: %s\n", err, why);
	if (!err)
		archive_free(&archive);
}

static void refuse(const char *what, const char *text, const char *want)
{
	refuse_bytes(what, text, strlen(text), want);
}

/* A good archive with `from` turned into `to`, its footer made anew. */
static void refuse_edit(const char *from, const char *to, const char *want)
{
	char *good = fixture_archive(&small), *bad = fixture_replace(good, from, to, true);

	if (bad)
		refuse(to, bad, want);
	else
		ok(false, "the fixture has no %s", from);
	free(good);
	free(bad);
}

static void test_whole(void)
{
	char *text = fixture_archive(&small), why[512], hex[SHA256_HEX_SIZE];
	struct sha256 digest;
	struct archive a;
	int err = archive_parse(&a, "x", text, strlen(text), why, sizeof(why));
	const struct record *r = err ? NULL : &a.record[0];

	if (!ok(!err, "a whole archive loads"))
		printf("# %s\n", why);
	ok(r && a.record_count == 6 && a.policy_count == 1 && a.complete, "its cells, policies and footer");
	sha256_init(&digest);
	sha256_update(&digest, text, strlen(text));
	sha256_hex(&digest, hex);
	ok(r && !strcmp(a.file_sha256, hex), "the digest of the whole file");
	ok(r && r->status == RECORD_DONE && r->tick_count == 16 && r->round_count == 4 && r->round_samples[3] == 4,
	   "samples and rounds");
	ok(r && r->attributed && r->attribution.samples == 16 && r->attribution.sequences.count == 1, "counts");
	ok(r && r->predicted_known && !strcmp(r->predicted.faults, "TP") && r->predicted.dirtied, "a prediction");
	ok(r && !strcmp(a.clock.unit, "insns") && a.clock.exact.known && a.clock.exact.value, "the clock");
	ok(r && r->sample_lines == 1 && r->unit_bytes.known && r->unit_bytes.value == 4096, "what a sample is");
	ok(r && r->predicted.permission == 1 && r->predicted.stage2 == STAGE2_RW && !r->predicted.minor_faults &&
	   !r->predicted.at_least && r->attribution.minor_faults.known, "more of a prediction");
	ok(r && a.ivac_needs_write.known && a.ivac_needs_write.value && a.translates >> OP_dc_ivac & 1, "the probe");
	ok(r && a.page_lines == 64 && a.file_writenotify.value && a.thp_zero_page.value && a.features >> OP_null & 1 &&
	   a.host.memslots_max == 32764, "more of the probe");
	ok(r && a.policy[0].evidence_count == 1 && a.policy[0].evidence[0].grows.known &&
	   !a.policy[0].evidence[0].grows.value && !a.policy[0].evidence[0].repeat.known, "evidence");
	ok(r && archive_predict_host(&a).page_lines == 64 && archive_predict_host(&a).file_writenotify &&
	   archive_predict_host(&a).thp_zero_page, "what the model needs of the probe");
	if (!err)
		archive_free(&a);
	archive_free(&a);
	ok(true, "freed, and freed once more");
	free(text);
}

static void test_foreign(void)
{
	refuse("an empty file", "", "empty");
	refuse("a picture", "\x89PNG\r\n\x1a\n", "not JSON: line 1");
	refuse("prose", "Dear list,\nhere are my numbers\n", "not JSON: line 1");
	refuse("JSON of somebody else, on one line", "{\"benchmarks\": []}\n",
	       "not a cmobench archive: JSON, but line 1");
	refuse("JSON of somebody else, on many", "{\n \"benchmarks\": []\n}\n",
	       "not a cmobench archive: JSON, but not one");
	refuse("a number", "42\n", "not a cmobench archive");
	refuse("a header of somebody else", "{\"type\":\"header\",\"schema\":3}\n", "not a cmobench archive");
	refuse("deep nesting", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "not JSON");
	refuse_bytes("a NUL", "{\"type\":\0\"header\"}\n", 20, "not JSON");
	refuse_edit("\"schema\":3", "\"schema\":1", "schema 1: an older version of cmobench wrote it");
	refuse_edit("\"schema\":3", "\"schema\":4", "schema 4: a newer version of cmobench wrote it");
	refuse_edit("\"schema\":3", "\"schema\":\"2\"", "schema is not a whole number");
	refuse_edit("\"schema\":3,", "", "schema is missing");
}

/* Cut after every byte: never a crash, never accepted, and from the second line on always called truncated. */
static void test_truncated(void)
{
	char *good = fixture_archive(&small), *header_end = strchr(good, '\n'), why[512];
	size_t size = strlen(good), accepted = 0, odd = 0;
	struct archive a;

	for (size_t cut = 0; cut < size; cut++) {
		if (!archive_parse(&a, "x", good, cut, why, sizeof(why))) {
			accepted++;
			archive_free(&a);
		} else if (cut > 16 && !strstr(why, "truncated")) {
			odd++;
		}
	}
	ok(!accepted, "no part of an archive is taken for one (%zu were)", accepted);
	ok(!odd, "each part is called truncated (%zu were not)", odd);
	refuse_bytes("the header alone", good, (size_t)(header_end + 1 - good), "truncated: no footer after line 1");
	refuse_bytes("cut in a cell", good, (size_t)(header_end + 100 - good), "truncated: cut inside line 2");
	refuse_bytes("cut in the header", good, 100, "truncated: cut inside line 1");
	ok(archive_parse(&a, "x.cmo.jsonl.partial", good, (size_t)(header_end + 1 - good), why, sizeof(why)) ==
			   -EINVAL &&
		   strstr(why, "unfinished run") && strstr(why, "run again"),
	   "a .partial: what to do");
	free(good);
}

static void test_altered(void)
{
	static const struct {
		const char *from, *to;
	} edits[] = {
		{ "\"ticks\":[6843", "\"ticks\":[6842" },
		{ "\"TP\"", "\"TT\"" },
		{ "\"insns\"", "\"insnz\"" },
		{ "\"cells\":6", "\"cells\":6 " },
		{ "}\n", "}\r\n" },
		{ "\"type\":\"cell\"", "\"t\":1" },
		{ "\"status\":\"done\"", "\"status\":\"don" },
	};
	char *good = fixture_archive(&small), *bad;

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		bad = fixture_replace(good, edits[i].from, edits[i].to, false);
		if (!bad)
			continue;
		if (strstr(edits[i].from, "cells")) {
			struct archive a;
			char why[512];

			ok(!archive_parse(&a, "x", bad, strlen(bad), why, sizeof(why)),
			   "blanks in the footer are no harm");
			archive_free(&a);
		} else {
			refuse(edits[i].to, bad, "altered: the digest");
		}
		free(bad);
	}
	free(good);
	refuse_edit("{\"type\":\"footer\"", "{\"type\":\"cell\"", "truncated: no footer");
}

static void test_header(void)
{
	refuse_edit("\"platform\":\"emulated\"", "\"platform\":\"toaster\"", "line 1: platform is not");
	refuse_edit("\"kernel\":\"6.12.117\",", "", "line 1: host.kernel is missing");
	refuse_edit("\"kernel\":\"6.12.117\"", "\"kernel\":6.12", "line 1: host.kernel is not a string");
	refuse_edit("\"kernel\":\"6.12.117\"", "\"kernel\":null", "line 1: host.kernel is not a string");
	refuse_edit("\"host\":{", "\"hosts\":{", "host.machine is missing");
	refuse_edit("\"unit\":\"insns\"", "\"unit\":\"ns\"", "clock.unit \"ns\" cannot be on platform \"emulated\"");
	refuse_edit("\"unit\":\"insns\"", "\"unit\":\"hours\"", "none of \"ns\", \"insns\" and \"ticks\"");
	refuse_edit("\"units_per_tick\":1", "\"units_per_tick\":0", "clock.units_per_tick is not a number above 0");
	refuse_edit("\"units_per_tick\":1", "\"units_per_tick\":-1", "clock.units_per_tick is not a number above 0");
	refuse_edit("\"units_per_tick\":1", "\"units_per_tick\":NaN", "not JSON: line 1");
	refuse_edit("\"units_per_tick\":1", "\"units_per_tick\":1e999", "not JSON: line 1");
	refuse_edit("\"dc_ivac\":true", "\"dc_frob\":true", "probe.translates names an unknown op \"dc_frob\"");
	refuse_edit("\"features\":{\"null\"", "\"features\":{\"void\"", "probe.features names an unknown op \"void\"");
	refuse_edit("\"page_lines\":64", "\"page_lines\":0", "probe.page_lines is not a whole number from 1 to");
	refuse_edit("\"page_lines\":64", "\"page_lines\":4097", "probe.page_lines is not a whole number from 1 to");
	refuse_edit("\"file_writenotify\":true,", "", "probe.file_writenotify is missing");
	refuse_edit("\"thp_zero_page\":true", "\"thp_zero_page\":1", "probe.thp_zero_page is not true, false or null");
	refuse_edit(",\"memslots_max\":32764", "", "host.memslots_max is missing");
	refuse_edit("\"rom_bytes\":null", "\"rom_bytes\":\"all\"", "options.rom_bytes is not a whole number");
	refuse_edit("\"evidence\":[", "\"evidence\":{},\"was\":[", "policies[0].evidence is not an array");
	refuse_edit("\"grows\":false", "\"grows\":2", "policies[0].evidence[0].grows is not true, false or null");
	refuse_edit("\"recognised\":[\"inject\"]", "\"recognised\":[\"frob\"]", "policies[0].recognised[0]");
	refuse_edit("\"argv\":[\"run\"", "\"argv\":[1", "options.argv[0] is not a string");
	refuse_edit("\"findings\":[]}\n", "\"findings\":[{\"id\":\"x\"}]}\n", "findings[0].what is missing");
	refuse_edit("\"emulator\":{", "\"emulator\":null,\"was\":{", "emulator is null on platform");
	refuse_edit("\"seed\":\"0x1\"", "\"seed\":\"0x1\",\"seed\":\"0x2\"", "not JSON: line 1: duplicate object key");
}

static void test_cells(void)
{
	refuse_edit("\"op\":\"dc_ivac\"", "\"op\":\"dc_frob\"",
		    "line 2: op \"dc_frob\" is not one that this version knows");
	refuse_edit("\"op\":\"dc_ivac\",", "", "line 2: op is missing");
	refuse_edit("\"op\":\"dc_ivac\"", "\"op\":7", "line 2: op is not a string");
	refuse_edit("\"slot\":\"rw_log\"", "\"slot\":\"rw_lot\"", "slot \"rw_lot\"");
	refuse_edit("\"policy\":\"inject\",\"op\"", "\"policy\":\"eject\",\"op\"", "policy \"eject\"");
	refuse_edit("\"backing\":\"anon\"", "\"backing\":\"tape\"", "backing \"tape\"");
	refuse_edit("\"host_page\":\"written\"", "\"host_page\":\"torn\"", "host_page \"torn\"");
	refuse_edit("\"stage2\":\"cold\"", "\"stage2\":\"hot\"", "stage2 \"hot\"");
	refuse_edit("\"stage2\":\"cold\",\"line\"", "\"stage2\":7,\"line\"", "stage2 is not a string");
	refuse_edit("\"line\":\"any\",", "", "line is missing");
	refuse_edit("\"line\":\"any\"", "\"line\":null", "line is not a string");
	refuse_edit("\"lines\":\"1\"", "\"lines\":\"2\"", "lines \"2\" is not one that this version knows");
	refuse_edit("\"lines\":\"1\"", "\"lines\":1", "lines is not a string");
	refuse_edit("\"timed\":\"op\"", "\"timed\":\"before\"", "timed \"before\"");
	refuse_edit("\"vcpus\":\"1\"", "\"vcpus\":\"3\"", "vcpus \"3\"");
	refuse_edit("\"mix\":\"1\"", "\"mix\":\"none\"", "mix \"none\"");
	refuse_edit("\"sample_lines\":1", "\"sample_lines\":64", "sample_lines is 64, but lines is \"1\"");
	refuse_edit("\"lines\":\"1\",\"timed\":\"op\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\",\"sample_lines\":1",
		    "\"lines\":\"page\",\"timed\":\"op\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\",\"sample_lines\":0",
		    "sample_lines is 0, but lines is \"page\"");
	refuse_edit("\"sample_lines\":1,", "", "sample_lines is missing");
	refuse_edit("\"unit_bytes\":4096", "\"unit_bytes\":-1", "unit_bytes is not a whole number");
	refuse_edit("\"status\":\"done\"", "\"status\":\"nearly\"", "status is neither");
	refuse_edit("\"status\":\"done\"", "\"status\":\"failed\"", "status is \"failed\", but no reason is given");
	refuse_edit("\"status\":\"done\",\"reason\":null", "\"status\":\"skipped\",\"reason\":\"no time\"",
		    "status is \"skipped\", but there are ticks");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[-6843", "ticks[0] is not a whole number");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[6843.5", "ticks[0] is not a whole number");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[99999999999", "ticks[0] is not a whole number");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[99999999999999999999", "not JSON: too big integer");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[NaN", "line 2: not JSON");
	refuse_edit("\"ticks\":[6843", "\"ticks\":[null", "ticks[0] is not a whole number");
	refuse_edit("\"ticks\":[6843,", "\"ticks\":[", "round_samples add up to 16, but there are 15 ticks");
	refuse_edit("\"round_samples\":[4,4", "\"round_samples\":[0,8",
		    "round_samples[0] is not a whole number from 1");
	refuse_edit("\"round_samples\":[4,4,4,4]", "\"round_samples\":[4294967295,17]",
		    "round_samples add up to 4294967312");
}

static void test_cells_facts(void)
{
	refuse_edit("\"outcome\":\"executes\"", "\"outcome\":\"explodes\"", "outcome is not an outcome");
	refuse_edit("\"outcome\":\"executes\"", "\"outcome\":null", "outcome is not an outcome");
	refuse_edit("\"outcomes\":{\"executes\"", "\"outcomes\":{\"explodes\"", "unknown outcome \"explodes\"");
	refuse_edit("\"esr\":null,\"exits\"", "\"esr\":\"96000010\",\"exits\"", "esr is not a string \"0x");
	refuse_edit("\"esr\":null,\"exits\"", "\"esr\":\"0x\",\"exits\"", "esr is not a string \"0x");
	refuse_edit("\"faults\":\"TP\"", "\"faults\":\"TPTPTPTPTPTP\"", "not a sequence of at most 7");
	refuse_edit("\"faults\":\"TP\"", "\"faults\":\"TX\"", "not a sequence of at most 7");
	refuse_edit("\"faults\":\"TP\"", "\"faults\":\"TPT\"", "not what predicted.faults says");
	refuse_edit("\"faults\":\"TP\"", "\"faults\":\"T\"", "not what predicted.faults says");
	refuse_edit("\"predicted\":{", "\"predicted\":null,\"was\":{", "predicted is not an object");
	refuse_edit("\"translation\":1,\"permission\":1", "\"translation\":64,\"permission\":1",
		    "not what predicted.faults says");
	refuse_edit("\"minor_faults\":0,\"at", "\"minor_faults\":4294967296,\"at", "minor_faults is out of range");
	refuse_edit("\"at_least\":false", "\"at_least\":0", "predicted.at_least is not true or false");
	refuse_edit("\"stage2\":\"rw\"}", "\"stage2\":\"cmo\"}", "predicted.stage2 is neither");
	refuse_edit("\"stage2\":\"rw\"}", "\"stage2\":\"hot\"}", "predicted.stage2 is not a stage-2 state");
	refuse_edit("\"minor_faults\":0},", "\"minor_faults\":-1},", "attribution.minor_faults is not a whole number");
	refuse_edit("\"attribution\":{\"samples\":16", "\"attribution\":{\"samples\":0", "attribution.samples is 0");
	refuse_edit("\"attribution\":{\"samples\":16,", "\"attribution\":{", "attribution.samples is missing");
	refuse_edit("\"sequences\":{\"TP\":16}", "\"sequences\":{\"TP\":-1}",
		    "attribution.sequences.TP is not a count");
	refuse_edit("\"op\":\"dc_civac\"", "\"op\":\"dc_ivac\"", "is in line 2 already");
	refuse_edit("{\"type\":\"cell\"", "{\"type\":\"row\"", "line 2: not a cell");
	refuse_edit("{\"type\":\"cell\"", "\n{\"type\":\"cell\"", "line 2: not JSON");
}

/* Cells that this version of the runner writes, beyond those of one line. */
static void test_shapes(void)
{
	static const struct fixture page = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_UPGRADE, .rounds = 4, .batch = 16,
		.filter = "op=dc_ivac slot=ro lines=page",
	};
	static const struct fixture poor = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_UPGRADE, .rounds = 4, .batch = 16, .poor = true,
		.suite = "standard", .filter = "op=dc_cvap slot=ro host_page=written stage2=cold",
	};
	char *text = fixture_archive(&page), why[512] = "", *bad;
	struct archive a;
	bool loads = !archive_parse(&a, "x", text, strlen(text), why, sizeof(why));

	/* T and P of the first line, P of each of the 63 others. */
	if (!ok(loads && a.record_count == 1 && a.record[0].cell.lines == LINES_PAGE &&
		a.record[0].sample_lines == 64 && !strcmp(a.record[0].predicted.faults, "TP") &&
		a.record[0].predicted.translation == 1 && a.record[0].predicted.permission == 64, "a page of lines"))
		printf("# %s\n", why);
	if (loads)
		archive_free(&a);
	bad = fixture_replace(text, "\"permission\":64,\"out", "\"permission\":0,\"out", true);
	refuse("fewer than the first line takes", bad, "not what predicted.faults says");
	free(bad);
	free(text);
	text = fixture_archive(&poor);
	loads = !archive_parse(&a, "x", text, strlen(text), why, sizeof(why));
	ok(loads && a.record_count == 1 && a.record[0].status == RECORD_SKIPPED && !a.record[0].tick_count &&
	   a.record[0].outcome == OUTCOME_COUNT && !strcmp(a.record[0].reason, "this CPU does not have DC CVAP"),
	   "a skipped cell");
	if (loads)
		archive_free(&a);
	bad = fixture_replace(text, "\"predicted\":{", "\"predicted\":null,\"was\":{", true);
	loads = !archive_parse(&a, "x", bad, strlen(bad), why, sizeof(why));
	ok(loads && !a.record[0].predicted_known, "a skipped cell may have no prediction");
	if (loads)
		archive_free(&a);
	free(bad);
	free(text);
}

/* As large as they come: a ROM of 65536 pages, swept twice; and thousands of cells. */
static void test_large(void)
{
	static const struct fixture sweep = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_UPGRADE, .rounds = 4, .batch = 16,
		.suite = "standard", .filter = "lines=sweep slot=ro", .sweep_pages = 65536,
	};
	static const struct fixture many = {
		.platform = PLATFORM_METAL, .policies = (1 << POLICY_COUNT) - 1, .rounds = 1, .batch = 1,
		.suite = "full", .filter = "backing=anon lines=1 timed=op vcpus=1 mix=1",
	};
	char *text = fixture_archive(&sweep), why[512] = "";
	struct archive a;
	bool loads = !archive_parse(&a, "x", text, strlen(text), why, sizeof(why));

	if (!ok(loads && a.record[0].tick_count == 131072, "a sweep of 65536 pages"))
		printf("# %s\n", why);
	if (loads)
		archive_free(&a);
	free(text);
	text = fixture_archive(&many);
	loads = !archive_parse(&a, "x", text, strlen(text), why, sizeof(why));
	if (!ok(loads && a.record_count > 2000, "%zu cells", loads ? a.record_count : 0))
		printf("# %s\n", why);
	if (loads)
		archive_free(&a);
	free(text);
}

static void test_footer(void)
{
	char *good = fixture_archive(&small), *footer = strstr(good, "{\"type\":\"footer\""), *bad;
	size_t size = strlen(good);

	bad = fixture_replace(good, "\"cells\":6,", "\"cells\":7,", false);
	refuse("a wrong count", bad, "the footer counts 7 cells, but there are 6");
	free(bad);
	bad = fixture_replace(good, "\"complete\":true,", "", false);
	refuse("no complete", bad, "footer: complete is missing");
	free(bad);
	bad = calloc(2, size + 1);
	if (!bad)
		abort();
	strcat(strcpy(bad, good), footer);
	refuse("two footers", bad, "altered");
	strcat(strcpy(bad, good), good);
	refuse("two archives in one", bad, "altered");
	free(bad);
	free(good);
}

/* Turn each byte into another, one at a time: never a crash, and only the footer's blanks would be no harm. */
static void test_flips(void)
{
	char *text = fixture_archive(&small), why[512], *footer = strstr(text, "{\"type\":\"footer\"");
	size_t size = strlen(text), accepted = 0;
	struct archive a;

	for (char *c = text; c < footer; c += 3) {
		char was = *c;

		*c = (char)(was ^ 1);
		if (!archive_parse(&a, "x", text, size, why, sizeof(why))) {
			accepted++;
			archive_free(&a);
		}
		*c = was;
	}
	ok(!accepted, "no archive with a bit turned is accepted (%zu were)", accepted);
	free(text);
}

static void test_files(void)
{
	char *good = fixture_archive(&small), path[] = "load-XXXXXX", why[512];
	int fd = mkstemp(path);
	struct archive a;

	ok(fd >= 0 && write(fd, good, strlen(good)) == (ssize_t)strlen(good) && !close(fd), "a file");
	ok(!archive_load(&a, path, why, sizeof(why)) && !strcmp(a.name, path), "loads, and knows its name");
	archive_free(&a);
	unlink(path);
	ok(archive_load(&a, path, why, sizeof(why)) == -ENOENT && strstr(why, "No such file"),
	   "a file that is not there");
	ok(archive_load(&a, "/", why, sizeof(why)) == -EISDIR && strstr(why, "directory"), "a directory");
	free(good);
}

int main(void)
{
	test_whole();
	test_foreign();
	test_truncated();
	test_altered();
	test_header();
	test_cells();
	test_cells_facts();
	test_shapes();
	test_large();
	test_footer();
	test_flips();
	test_files();
	return tap_done();
}
