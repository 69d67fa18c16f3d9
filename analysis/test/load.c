/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole archive loads; each kind of broken archive is refused with a sentence of its own. */
#include "analysis/test/caught.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <unistd.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1",
};

/* Check that the bytes are refused with a sentence that contains `want`. */
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

/* Refuse an archive with something behind its footer, which is not the place to go on from. */
static void refuse_behind(const char *good, const char *more, const char *what)
{
	char *bad, want[80];
	size_t lines = 0;

	for (const char *at = good; (at = strchr(at, '\n')); at++)
		lines++;
	snprintf(want, sizeof(want), "altered: something follows the footer, line %zu: ", lines);
	if (asprintf(&bad, "%s%s", good, more) < 0)
		abort();
	refuse(what, bad, want);
	free(bad);
}

/* Return a good archive with `from` replaced by `to` and a new footer. */
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
	ok(r && r->status == CELL_STATUS_DONE && r->tick_count == 16 && r->round_count == 4 && r->round_samples[3] == 4,
	   "samples and rounds");
	ok(r && r->attributed && r->attribution.samples == 16 && r->attribution.sequences.count == 1, "counts");
	ok(r && r->predicted_known && !strcmp(r->predicted.faults, "TP") && r->predicted.dirtied,
	   "a prediction");
	ok(r && !strcmp(a.clock.unit, "insns") && a.clock.exact.known && a.clock.exact.value, "the clock");
	ok(r && r->sample_lines == 1 && r->unit_bytes.known && r->unit_bytes.value == 4096, "what a sample is");
	ok(r && r->predicted.permission == 1 && r->predicted.stage2 == STAGE2_RW && !r->predicted.minor_faults &&
	   !r->predicted.at_least && r->attribution.minor_faults.known,
	   "more of a prediction");
	ok(r && a.ivac_needs_write.known && a.ivac_needs_write.value && a.translates >> OP_dc_ivac & 1,
	   "the probe");
	ok(r && a.page_lines == 64 && a.file_writenotify.value && a.thp_zero_page.value && a.features >> OP_null & 1 &&
	   a.host.memslots_max == 32764 && a.host.ipa_bits.known && a.host.ipa_bits.value == 40,
	   "more of the probe");
	ok(r && a.policy[0].evidence_count == 1 && a.policy[0].evidence[0].grows.known &&
	   !a.policy[0].evidence[0].grows.value && !a.policy[0].evidence[0].repeat.known, "evidence");
	ok(r && archive_predict_host(&a).page_lines == 64 && archive_predict_host(&a).file_writenotify &&
	   archive_predict_host(&a).thp_zero_page && a.change_pte.known && !archive_predict_host(&a).change_pte &&
	   a.hugetlb_accounted.known && archive_predict_host(&a).hugetlb_accounted, "what the model needs of the probe");
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
	refuse_edit("\"schema\":4", "\"schema\":1", "schema 1: an older version of cmobench wrote it");
	refuse_edit("\"schema\":4", "\"schema\":5", "schema 5: a newer version of cmobench wrote it");
	refuse_edit("\"schema\":4", "\"schema\":\"2\"", "schema is not a whole number");
	refuse_edit("\"schema\":4,", "", "schema is missing");
}

/* Cut after every byte: never a crash, never accepted, and from the second line on always called truncated. */
static void test_truncated(void)
{
	char *good = fixture_archive(&small), *header_end = strchr(good, '\n'), *bad, why[512];
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
	refuse_behind(good, "\n", "a blank line");
	refuse_behind(good, "more", "a word");
	bad = fixture_replace(good, "{\"type\":\"footer\",", "{\"type\":\"footer\"", false);
	refuse("a footer that is no JSON", bad, "truncated: no footer after line ");
	free(bad);
	refuse_bytes("the header alone", good, (size_t)(header_end + 1 - good), "truncated: no footer after line 1");
	refuse_bytes("cut in a cell", good, (size_t)(header_end + 100 - good), "truncated: cut inside line 2");
	refuse_bytes("cut in the header", good, 100, "truncated: cut inside line 1");
	ok(archive_parse(&a, "x.cmo.jsonl.partial", good, (size_t)(header_end + 1 - good), why, sizeof(why)) ==
			   -EINVAL, "a .partial: what to do");
	has_text(why, "unfinished run", "a .partial: what to do");
	has_text(why, "run --resume", "a .partial: what to do");
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

	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
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
	refuse_edit("\"change_pte\":false", "\"change_pte\":0", "probe.change_pte is not true, false or null");
	refuse_edit("\"hugetlb_accounted\":true", "\"hugetlb_accounted\":\"\"",
		    "probe.hugetlb_accounted is not true, false or null");
	refuse_edit(",\"memslots_max\":32764", "", "host.memslots_max is missing");
	refuse_edit("\"rom_bytes\":null", "\"rom_bytes\":\"all\"", "options.rom_bytes is not a whole number");
	refuse_edit("\"evidence\":[", "\"evidence\":{},\"was\":[", "policies[0].evidence is not an array");
	refuse_edit("\"grows\":false", "\"grows\":2", "policies[0].evidence[0].grows is not true, false or null");
	refuse_edit("\"recognised\":[\"inject\"]", "\"recognised\":[\"frob\"]", "policies[0].recognised[0]");
	refuse_edit("\"argv\":[\"run\"", "\"argv\":[1", "options.argv[0] is not a string");
	refuse_edit("\"findings\":[]}\n", "\"findings\":[{\"id\":\"x\"}]}\n", "findings[0].severity is missing");
	refuse_edit("\"findings\":[]}\n", "\"findings\":[{\"id\":\"x\",\"severity\":\"flag\"}]}\n",
		    "findings[0].what is missing");
	refuse_edit("\"findings\":[]}\n", "\"findings\":[{\"id\":\"x\",\"severity\":\"grave\"}]}\n",
		    "findings[0].severity is not \"flag\" or \"refuse\"");
	refuse_edit("\"emulator\":{", "\"emulator\":null,\"was\":{", "emulator is null on platform");
	refuse_edit("\"seed\":\"0x1\"", "\"seed\":\"0x1\",\"seed\":\"0x2\"", "not JSON: line 1: duplicate object key");
}

/* Optional members are checked strictly where they are present. */
static void test_optional(void)
{
	static const char *const may_go[] = {
		"\"cpus\":[0],", "\"helpers\":null,", "\"resolution_ticks\":1,", "\"backwards\":0,", "\"rate\":null,",
		"\"pmu\":null,\"pmu_missing\":\"no PMU\",", "\"tune\":false,", ",\"allow\":[]",
		"\"precision_pct\":null,",
		"\"record\":{\"governor\":\"performance\",\"temperature_mdegc\":51000,\"swaps\":null,"
		"\"kernel_build_id\":\"7c0167bd053457f603d5ffb23edfa7cf98f998eb\"},",
		"\"disturbed\":{\"preempted\":0,\"migrated\":0,\"major_faults\":0},", "\"precision\":null,",
	};
	char why[512] = "";
	struct archive a;

	for (size_t i = 0; i < ARRAY_SIZE(may_go); i++) {
		char *good = fixture_archive(&small), *less = fixture_replace(good, may_go[i], "", true);

		if (!ok(less && !archive_parse(&a, "x", less, strlen(less), why, sizeof(why)), "may be absent: %s",
			may_go[i]))
			printf("# %s\n", why);
		else
			archive_free(&a);
		free(good);
		free(less);
	}
	refuse_edit("\"cpus\":[0]", "\"cpus\":0", "topology.cpus is not an array");
	refuse_edit("\"memory_node\":0", "\"memory_node\":\"0\"", "topology.memory_node is not a whole number");
	refuse_edit("\"hwloc_xml\":null", "\"hwloc_xml\":[]", "topology.hwloc_xml is not a string or null");
	refuse_edit("\"rate\":null", "\"rate\":{\"seconds\":1}", "clock.rate.ratio is missing");
	refuse_edit("\"rate\":null", "\"rate\":{\"seconds\":\"1\"}", "clock.rate.seconds is not a number or null");
	refuse_edit("\"resolution_ticks\":1", "\"resolution_ticks\":-1", "clock.resolution_ticks is not a whole");
	refuse_edit("\"dither_spins\":0", "\"dither_spins\":true", "clock.dither_spins is not a whole");
	refuse_edit("\"pmu\":null", "\"pmu\":{\"name\":\"x\"}", "pmu.type is missing");
	refuse_edit("\"pmu\":null", "\"pmu\":{\"name\":\"x\",\"type\":8,\"events\":[{\"name\":\"y\"}]}",
		    "pmu.events[0].config is missing");
	refuse_edit("\"governor\":\"performance\"", "\"governor\":[1]",
		    "record.governor is not a string, a number or null");
	refuse_edit("\"precision_pct\":null", "\"precision_pct\":\"1\"", "options.precision_pct is not a number");
	refuse_edit("\"tune\":false", "\"tune\":0", "options.tune is not true, false or null");
	refuse_edit("\"allow\":[]", "\"allow\":[1]", "options.allow[0] is not a string");
	refuse_edit("\"preempted\":0,", "", "disturbed.preempted is missing");
	refuse_edit("\"precision\":null", "\"precision\":{\"asked_pct\":1,\"reached_pct\":1,\"converged\":1}",
		    "precision.converged is not true or false");
	refuse_edit("\"minor_faults\":0},", "\"minor_faults\":0,\"kvm_exits\":-1},",
		    "attribution.kvm_exits is not a whole number");
	refuse_edit("\"minor_faults\":0},", "\"minor_faults\":0,\"exit_ticks\":[1]},",
		    "attribution.exit_ticks is not an object");
	refuse_edit("\"precision\":null,\"pmu\":null", "\"precision\":null,\"pmu\":{}", "pmu is not an array");
	refuse_edit("\"precision\":null,\"pmu\":null", "\"precision\":null,\"pmu\":[{\"samples\":0,\"sample_ticks\":1,"
		    "\"entry_ticks\":1,\"host\":{},\"guest\":{}}]", "pmu[0].samples is 0");
	refuse_edit("\"precision\":null,\"pmu\":null", "\"precision\":null,\"pmu\":[{\"samples\":1,\"sample_ticks\":1,"
		    "\"entry_ticks\":1,\"host\":{}}]", "pmu[0].guest is missing");
	refuse_edit("{\"type\":\"end\",\"findings\":[],", "{\"type\":\"end\",", "line 8: findings is missing");
	refuse_edit("{\"type\":\"end\"", "{\"type\":\"end\",\"findings\":[],\"record\":{}}\n{\"type\":\"end\"",
		    "line 9: the run has ended in the line before");
	refuse_edit("\"record\":{\"temperature_mdegc\":52000}", "\"record\":[]", "line 8: record is not an object");
}

/* All of the schema, and what the readers get of it. */
static void test_extras(void)
{
	struct fixture f = small;
	char *text, why[512] = "";
	struct archive a;
	const struct record *r;

	f.platform = PLATFORM_METAL;
	f.pmu = f.unconverged = f.resumed = true;
	f.disturbed = 2;
	f.findings = "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null}";
	f.end_findings = "{\"id\":\"drift\",\"severity\":\"flag\",\"what\":\"slower\",\"remedy\":\"cool\"}";
	text = fixture_archive(&f);
	if (!ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)), "an archive with all that there is")) {
		printf("# %s\n", why);
		return;
	}
	r = &a.record[2];
	ok(a.clock.rate_ratio.known && a.clock.rate_ratio.value == 1.00002 && a.clock.ntp_ppm.value == -3.5 &&
	   !strcmp(a.clock.clocksource, "arch_sys_counter") && a.clock.resolution_ticks.value == 1,
	   "the clock's rate");
	ok(a.topology.cpu_count == 1 && !a.topology.cpus[0] && a.topology.memory_node.known && !a.topology.helpers &&
	   !strcmp(a.topology.chosen, "automatic"),
	   "topology");
	ok(!strcmp(a.pmu.name, "armv8_pmuv3_0") && a.pmu.type == 8 && a.pmu.event_count == 2 &&
	   a.pmu.event[1].config == 17, "the PMU");
	ok(a.record_facts.count == 4 && !strcmp(a.record_facts.fact[0].text, "performance") &&
	   a.record_facts.fact[1].number.value == 51000 && !a.record_facts.fact[2].number.known, "facts");
	ok(a.options.precision_pct.value == 1 && a.options.tune.known && !a.options.allow.count, "options");
	ok(r->disturbed.major_faults.value == 2 && r->disturbed.preempted.known, "disturbed");
	ok(r->precision.known && r->precision.reached_pct.value == 2.5 && !r->precision.converged, "precision");
	ok(r->pmu_count == 1 && r->pmu[0].entry_ticks == 4000 && r->pmu[0].host.count == 2 &&
	   r->pmu[0].guest.tally[1].count == 3000, "a cell's counts");
	ok(a.resume_count == 1 && a.resume[0].cells == 2 && !strcmp(a.resume[0].why, "SIGTERM") && a.end_count == 1 &&
	   a.end[0].record.count == 1 && a.record_count == 6 && r->line == 5,
	   "a resume and an end");
	ok(archive_findings(&a, SEVERITY_REFUSE) == 2 && archive_findings(&a, SEVERITY_FLAG) == 1 &&
	   !strcmp(archive_finding(&a, 2)->id, "drift") && !archive_finding(&a, 3), "all findings");
	archive_free(&a);
	free(text);
}

static const struct fixture hooked = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4, .hook = "ftrace",
	.hook_fault = 52, .hook_abort = 9, .filter = "op=dc_ivac,dc_civac slot=ro host_page=written lines=1",
};

static void refuse_hook(const char *from, const char *to, const char *want)
{
	char *good = fixture_archive(&hooked), *bad = fixture_replace(good, from, to, true);

	if (bad)
		refuse(to, bad, want);
	else
		ok(false, "the fixture has no %s", from);
	free(bad);
	free(good);
}

/* What schema 4 has more than schema 3. */
static void test_hook(void)
{
	struct fixture f = hooked;
	char *text = fixture_archive(&f), why[512] = "";
	const struct hook_cell *fault, *both;
	struct archive a;

	if (!ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)), "an archive of the module")) {
		printf("# %s\n", why);
		return;
	}
	ok(archive_is_hooked(&a) && archive_hook_measured(&a) && !strcmp(a.knob.hook, "ftrace") && a.knob.loaded &&
	   !a.knob.before && a.knob.policies == (1u << POLICY_UPSTREAM | 1u << POLICY_INJECT), "its knob");
	ok(a.hook_count == 2 && !a.hook[0].end && a.hook[1].end && a.hook[0].cell_count == 3 && a.hook[0].line == 2,
	   "its lines on the hooks");
	fault = archive_hook_cell(&a.hook[0], false);
	both = archive_hook_cell(&a.hook[0], true);
	ok(fault && both && fault->cell.op == OP_dc_civac && fault->cell.stage2 == STAGE2_COLD && fault->faults == 1 &&
	   both->cell.op == OP_mmio_user && fault->round_count == 16 && fault->round[1].hooked &&
	   fault->round[1].ticks[15] == FIXTURE_TRANSLATION + 52 && both->round[1].ticks[0] == 5061, "their cells");
	ok(a.record[0].predicted.io_aborts + a.record[1].predicted.io_aborts == 1, "what is handed to io_mem_abort()");
	archive_free(&a);
	free(text);
	f.schema3 = true;
	f.hook = NULL;
	text = fixture_archive(&f);
	ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)) && !strcmp(a.knob.name, ARCHIVE_KNOB_PATCH) &&
	   !strcmp(a.knob.before, "upstream") && !archive_is_hooked(&a) && !archive_hook_measured(&a), "schema 3");
	archive_free(&a);
	free(text);
	refuse_hook("\"knob\":{", "\"knobs\":{", "knob is missing");
	refuse_hook("\"name\":\"cmo_policy.policy\"", "\"name\":\"kvm.other\"", "knob.name is neither");
	refuse_hook("\"name\":\"cmo_policy.policy\"", "\"name\":\"kvm.cmo_policy\"", "knob.hook is a hook, but");
	refuse_hook("\"hook\":\"ftrace\"", "\"hook\":null", "knob.hook is null, but knob.name is");
	refuse_hook("\"hook\":\"ftrace\"", "\"hook\":\"bpf\"", "knob.hook is neither");
	refuse_hook("\"shared\":false", "\"shared\":1", "knob.shared is not true, false or null");
	refuse_hook("\"policies\":[\"upstream\",\"inject\"]", "\"policies\":[\"other\"]", "knob.policies[0] is not a policy");
	refuse_hook("\"when\":\"start\"", "\"when\":\"now\"", "line 2: when is neither");
	refuse_hook("\"cells\":[{", "\"cell\":[{", "line 2: cells is missing");
	refuse_hook("\"op\":\"hvc\"", "\"op\":\"hvc2\"", "line 2: cells[0].op is not one");
	refuse_hook("\"faults\":0,\"io_aborts\":0", "\"faults\":0,\"io_aborts\":1", "io_aborts is more than faults");
	refuse_hook("\"rounds\":[{\"hooked\":false", "\"rounds\":[{\"hooked\":0", "cells[0].rounds[0].hooked is not");
	refuse_hook("\"ticks\":[1000,", "\"ticks\":[-1,", "cells[0].rounds[0].ticks[0] is not a whole number");
	refuse_hook(",\"io_aborts\":0,\"dirtied\"", ",\"dirtied\"", "predicted.io_aborts is missing");
	refuse_hook("\"io_aborts\":0,\"dirtied\"", "\"io_aborts\":9,\"dirtied\"", "predicted.io_aborts is more than");
}

/* Check a resumed archive whose second header has `from` replaced by `to`: it is refused; want NULL: it is sound. */
static void refuse_resume_of(const struct fixture *of, const char *from, const char *to, const char *want)
{
	struct archive a;
	char why[512] = "";
	struct fixture f = *of;
	char *good, *second, *bad, *whole;

	f.resumed = true;
	good = fixture_archive(&f);
	second = strstr(good, "{\"type\":\"resume\"");
	bad = fixture_replace(second, from, to, true);
	whole = calloc(1, strlen(good) + strlen(to) + 512);
	if (!bad || !whole)
		abort();
	memcpy(whole, good, (size_t)(second - good));
	strcat(whole, bad);
	free(bad);
	bad = fixture_replace(whole, "{\"type\":\"footer\"", "{\"type\":\"footer\"", true);
	if (want) {
		refuse(to, bad, want);
	} else {
		ok(!archive_parse(&a, "x", bad, strlen(bad), why, sizeof(why)), "resumed, %s: no difference%s", to,
		   why);
		archive_free(&a);
	}
	free(bad);
	free(whole);
	free(good);
}

/* The cores that vCPUs ran on. */
static void test_cores(void)
{
	struct fixture f = small;
	char *text, *bad, why[512] = "";
	struct archive a;

	f.cores = FIXTURE_BIG "," FIXTURE_LITTLE;
	text = fixture_archive(&f);
	if (!ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)), "an archive with cores: %s", why)) {
		free(text);
		return;
	}
	ok(a.host.core_count == 2 && !strcmp(a.host.core[0].name, "Cortex-A76") &&
	   a.host.core[0].capacity.value == 1024 && a.host.core[0].max_khz.value == 2400000 &&
	   !strcmp(a.host.core[0].caches, "L1d 64K"), "what is known of the first");
	ok(!strcmp(a.host.core[1].midr, "0x412fd050") && !a.host.core[1].revidr && !a.host.core[1].max_khz.known,
	   "and of the second");
	ok(archive_differing_core(&a, &a) == -1, "which do not differ from themselves");
	archive_free(&a);
	bad = fixture_replace(text, "\"capacity\":1024,", "", true);
	refuse("a core without its capacity", bad, "host.cores[0].capacity is missing");
	free(bad);
	bad = fixture_replace(text, "\"cores\":[{", "\"cores\":[7,{", true);
	refuse("a number for a core", bad, "host.cores[0].");
	free(bad);
	bad = fixture_replace(text, "\"midr\":\"0x412fd050\"", "\"midr\":7", true);
	refuse("a number for a register", bad, "host.cores[1].midr");
	free(bad);
	free(text);
	f.resumed = true;
	text = fixture_archive(&f);
	ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)), "resumed on such cores: %s", why);
	archive_free(&a);
	free(text);
	refuse_resume_of(&f, FIXTURE_BIG "," FIXTURE_LITTLE, FIXTURE_BIG "," FIXTURE_BIG, "header.host.cores is not the same");
}

static void refuse_resume(const char *from, const char *to, const char *want)
{
	refuse_resume_of(&small, from, to, want);
}

static void test_resume(void)
{
	refuse_resume("\"cells\":2", "\"cells\":3", "line 4: resume: cells is 3, but 2 stand before it");
	refuse_resume("\"why\":\"SIGTERM\",", "", "line 4: why is missing");
	refuse_resume("\"header\":{", "\"head\":{", "line 4: header.schema is missing");
	refuse_resume("\"schema\":4", "\"schema\":2", "resume: header.schema is not 4");
	refuse_resume("\"name\":\"kvm.cmo_policy\",\"before\":\"upstream\",\"hook\":null",
		      "\"name\":\"cmo_policy.policy\",\"before\":null,\"hook\":\"ftrace\"", "header.knob is not the same");
	refuse_resume("\"guest_sha256\":\"00\"", "\"guest_sha256\":\"01\"", "header.cmobench.guest_sha256");
	refuse_resume("\"kernel\":\"6.12.117\"", "\"kernel\":\"6.12.118\"", "on another host: header.host.kernel");
	refuse_resume("\"cmdline\":\"quiet\"", "\"cmdline\":\"\"", "header.host.cmdline");
	refuse_resume("\"model\":\"linux,dummy-virt\"", "\"model\":\"other\"", "header.host.model");
	refuse_resume("\"model\":\"linux,dummy-virt\"", "\"model\":null", NULL);
	refuse_resume("\"hyp_mode\":\"vhe\"", "\"hyp_mode\":null", NULL);
	refuse_resume("\"hyp_mode\":\"vhe\"", "\"hyp_mode\":\"nvhe\"", "header.host.hyp_mode or host.gic");
	refuse_resume("\"midr\":\"0x410f0510\"", "\"midr\":\"0x413fd0c1\"", "header.host.midr");
	refuse_resume("\"cpus\":1", "\"cpus\":2", "header.host.cpus");
	refuse_resume("\"page_bytes\":4096", "\"page_bytes\":16384", "header.host.page_bytes");
	refuse_resume("\"gic\":\"v3\"", "\"gic\":\"v2\"", "header.host.hyp_mode or host.gic");
	refuse_resume("\"memslots_max\":32764", "\"memslots_max\":512", "host.memslots_max");
	refuse_resume("\"ipa_bits\":40", "\"ipa_bits\":36", "header.host.ipa_bits");
	refuse_resume("\"hz\":1000000000", "\"hz\":62500000", "header.clock is not the same");
	refuse_resume("\"units_per_tick\":1", "\"units_per_tick\":2", "header.clock is not the same");
	refuse_resume("\"ivac_needs_write\":true", "\"ivac_needs_write\":false", "header.probe is not the same");
	refuse_resume("\"ldr\":true", "\"ldr\":false", "header.probe is not the same");
	refuse_resume("\"page_lines\":64", "\"page_lines\":32", "header.probe is not the same");
	refuse_resume("\"recognised\":[\"inject\"]", "\"recognised\":[]", "header.policies is not the same");
	refuse_resume("\"policies\":[{\"policy\":\"inject\"", "\"policies\":[{\"policy\":\"upgrade\"",
		      "header.policies is not the same");
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
		    "\"lines\":\"page\",\"timed\":\"op\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\","
		    "\"sample_lines\":0",
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

static void test_cells_times(void)
{
	static const char rounds[] = "\"round_at_s\":null";
	const struct fixture f = { .platform = PLATFORM_METAL, .rounds = 4, .batch = 4, .policies = 1 << POLICY_INJECT,
				   .timed = true, .resumed = true };
	char why[256] = "", *text = fixture_archive(&f);
	struct archive a;
	int err = archive_parse(&a, "x", text, strlen(text), why, sizeof(why));

	ok(!err && a.record[0].round_at_s && a.record[0].round_at_s[3] - a.record[0].round_at_s[0] == 30000,
	   "times of rounds %s", why);
	ok(!err && !a.record[1].life && a.record[2].life == 1, "which process measured a cell");
	if (!err)
		archive_free(&a);
	free(text);
	refuse_edit(rounds, "\"round_at_s\":[1,2,3]", "round_at_s has the times of 3 rounds, but there are 4");
	refuse_edit(rounds, "\"round_at_s\":[1,2,3,\"4\"]", "round_at_s[3] is not a number");
	refuse_edit(rounds, "\"round_at_s\":7", "round_at_s is not an array");
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

/* What tells one boot from another: archives of older versions do not have it. */
static void test_boot(void)
{
	struct fixture f = small;
	char *text = fixture_archive(&f), why[512] = "";
	struct archive a;

	ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)) && !a.host.boot_id && !a.host.uptime_s.known,
	   "the boot is not known");
	archive_free(&a);
	free(text);
	f.boot = 7;
	text = fixture_archive(&f);
	ok(!archive_parse(&a, "x", text, strlen(text), why, sizeof(why)) && a.host.boot_id &&
	   !strcmp(a.host.boot_id, "b0070007") && a.host.uptime_s.known && a.host.uptime_s.value == 67.5,
	   "the boot, and how long it was up: %s", why);
	archive_free(&a);
	free(text);
	refuse_edit("\"emulator\"", "\"boot\":{\"id\":7},\"emulator\"", "boot.id is not a string");
	refuse_edit("\"emulator\"", "\"boot\":{\"uptime_s\":\"1\"},\"emulator\"", "boot.uptime_s is not a number");
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
	ok(loads && a.record_count == 1 && a.record[0].status == CELL_STATUS_SKIPPED && !a.record[0].tick_count &&
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
		.platform = PLATFORM_METAL, .policies = FIXTURE_POLICIES, .rounds = 1, .batch = 1,
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
	struct sources sources = { .count = 0 };
	struct archive a;

	ok(fd >= 0 && write(fd, good, strlen(good)) == (ssize_t)strlen(good) && !close(fd), "a file");
	ok(!sources_open(&sources, "test", path) && sources.count == 1 && !archive_load(&a, sources.source, why, sizeof(why)) &&
	   !strcmp(a.name, path) && !a.run, "loads, and knows its name");
	archive_free(&a);
	unlink(path);
	ok(archive_load(&a, sources.source, why, sizeof(why)) == -ENOENT, "a file that is not there any more");
	has_text(why, "No such file", "a file that is not there any more");
	sources_close(&sources);
	free(good);
}

/* Reads the header alone, of the only run of a file. */
static int header_of(struct archive *a, const char *path, char *why, size_t why_size)
{
	struct sources sources = { .count = 0 };
	int err;

	if (sources_open(&sources, "test", path) || sources.count != 1)
		abort();
	err = archive_load_header(a, sources.source, why, why_size);
	sources_close(&sources);
	return err;
}

/* A text with a header of so many characters more; owned. */
static char *longer(const char *text, size_t more)
{
	char *to = malloc(more + 64), *made;

	if (!to)
		abort();
	strcpy(to, "\"cmdline\":\"");
	memset(to + strlen(to), 'x', more);
	strcpy(to + strlen("\"cmdline\":\"") + more, " ");
	made = fixture_replace(text, "\"cmdline\":\"", to, true);
	free(to);
	return made;
}

/* The header is read without the rest, and the rest later, if it is still the same run. */
static void test_header_alone(void)
{
	static const size_t more[] = { 0, 60000, 70000, 140000, 300000 };
	char *good = fixture_archive(&small), why[512] = "";
	struct archive a, b;

	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		char *text = longer(good, more[i]);
		bool loads;

		write_file("header.jsonl", text);
		loads = !header_of(&a, "header.jsonl", why, sizeof(why));
		ok(loads && !a.record_count && !a.complete && !a.file_sha256[0] && a.size == strlen(text) &&
		   strlen(a.host.cmdline) > more[i], "a header of %zu bytes more, alone", more[i]);
		ok(loads && !archive_load_rest(&a, why, sizeof(why)) && a.record_count == 6 && a.complete && a.file_sha256[0],
		   "then the rest");
		archive_free(&a);
		free(text);
	}
	write_file("header.jsonl", good);
	write_file("copy.jsonl", good);
	ok(!header_of(&a, "header.jsonl", why, sizeof(why)) && !header_of(&b, "copy.jsonl", why, sizeof(why)) && archive_are_one(&a, &b),
	   "two files with the same bytes are one archive");
	archive_free(&b);
	write_replaced("copy.jsonl", good, "\"ticks\":[6", "\"ticks\":[7", true);
	ok(!header_of(&b, "copy.jsonl", why, sizeof(why)) && !archive_are_one(&a, &b), "two with the same header are not");
	archive_free(&b);
	write_replaced("header.jsonl", good, "\"created\":\"2", "\"created\":\"3", true);
	ok(archive_load_rest(&a, why, sizeof(why)) == -EINVAL && a.host.kernel && !a.record_count, "a file that has become another run");
	has_text(why, "was changed while it was read: try again", "a file that has become another run");
	write_file("header.jsonl", "");
	ok(archive_load_rest(&a, why, sizeof(why)), "a file that has become shorter");
	archive_free(&a);
	write_replaced("header.jsonl", good, "\"schema\":", "\"schema\":9", true);
	ok(header_of(&a, "header.jsonl", why, sizeof(why)) == -EINVAL, "a header of another version");
	has_text(why, "a newer version of cmobench wrote it", "a header of another version");
	unlink("header.jsonl");
	unlink("copy.jsonl");
	free(good);
}

int main(void)
{
	test_whole();
	test_foreign();
	test_truncated();
	test_altered();
	test_header();
	test_optional();
	test_extras();
	test_hook();
	test_resume();
	test_cores();
	test_cells();
	test_cells_times();
	test_cells_facts();
	test_boot();
	test_shapes();
	test_large();
	test_footer();
	test_flips();
	test_files();
	test_header_alone();
	return tap_done();
}
