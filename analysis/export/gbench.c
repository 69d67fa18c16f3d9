/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format gbench: google-benchmark's JSON, for its compare.py and other tools that read it. Its fields are those
 * that src/json_reporter.cc of google-benchmark 1.9.5 writes.
 *
 * One entry of run_type "iteration" per round of a cell (or per block, where the tick is coarse), with
 * repetition_index: compare.py's U test takes those as repetitions. real_time is the round's median in ns, and cpu_time
 * the same.
 * The form has no unit but of time, and readers look at times only: of an emulated host, which has none, they would
 * compare 0 with 0. So such a run is refused, unless instructions are asked for in place of times (--gbench-unit insns).
 * Then the name of each entry begins with "cmo_insns" in place of "cmo", its label says what they are, and time_unit is
 * "ns" nevertheless, as compare.py stops at any that it does not know.
 * In every entry the counters "faults" and "faults_predicted" (stage-2 faults per sample) are what the cost stands for.
 * A cell that failed, or is not as predicted, has error_occurred and error_message; one that was skipped, or whose op
 * the CPU executes as a NOP, has skipped and skip_message. compare.py (1.7.1 to 1.9.5) looks at neither.
 * "refused" in the context says that findings refuse the run, if any does.
 */
#include "analysis/export/gbench.h"

#include "analysis/export/entry.h"
#include "analysis/output/json.h"
#include "analysis/wording/machine.h"

#define INSNS_LABEL "instructions, not ns"

struct gbench {
	struct json json;
	const struct loaded *loaded;
	bool insns;   /* times are instructions */
	size_t cells; /* written so far */
};

static void write_context(struct gbench *g)
{
	const struct archive *a = &g->loaded->archive;
	struct json *j = &g->json;

	emit_open(j, "context", '{');
	emit_text(j, "date", a->created);
	emit_text(j, "host_name", a->host.cpu ? a->host.cpu : "unknown");
	emit_text(j, "executable", "cmobench");
	emit_count(j, "num_cpus", a->host.cpus.value);
	emit_open_flat(j, "caches", '[');
	emit_close(j, ']');
	emit_open_flat(j, "load_avg", '[');
	emit_close(j, ']');
	emit_text(j, "library_build_type", "release");
	emit_count(j, "json_schema_version", 1);
	emit_text(j, "platform", platform_name[a->platform]);
	emit_text(j, "kernel", a->host.kernel);
	emit_text(j, "cmobench", a->version);
	if (!g->loaded->boots)
		emit_text(j, "archive_sha256", a->file_sha256);
	if (entry_caution(a))
		emit_text(j, "note", entry_caution(a));
	if (g->insns)
		emit_text(j, "unit", "real_time and cpu_time are " INSNS_LABEL);
	if (machine_refused(a))
		emit_text(j, "refused", machine_refused(a));
	emit_close(j, '}');
}

static void write_verdict(struct json *j, const struct entry *entry)
{
	switch (entry->verdict) {
	case ENTRY_DIFFERS:
	case ENTRY_FAILED:
		emit_flag(j, "error_occurred", true);
		emit_text(j, "error_message", entry_reason(entry, 0));
		break;
	case ENTRY_SKIPPED:
		emit_flag(j, "skipped", true);
		emit_text(j, "skip_message", entry_reason(entry, 0));
		break;
	case ENTRY_AS_PREDICTED:
	case ENTRY_UNCHECKED:
		break;
	}
}

static void write_repetition(struct gbench *g, const struct entry *entry, const char *name, size_t index, size_t count,
			     double cost)
{
	const struct record *record = entry->record;
	struct json *j = &g->json;

	emit_open_flat(j, NULL, '{');
	emit_text(j, "name", name);
	emit_count(j, "family_index", g->cells);
	emit_count(j, "per_family_instance_index", 0);
	emit_text(j, "run_name", name);
	emit_text(j, "run_type", "iteration");
	emit_count(j, "repetitions", count);
	emit_count(j, "repetition_index", index);
	emit_count(j, "threads", vcpus_table[record->cell.vcpus].count);
	write_verdict(j, entry);
	emit_count(j, "iterations", entry->has_cost ? entry->result->cost.n / count : 0);
	emit_real(j, "real_time", cost);
	emit_real(j, "cpu_time", cost);
	emit_text(j, "time_unit", "ns");
	if (g->insns)
		emit_real(j, "instructions", cost);
	if (entry->result && record->attributed)
		emit_real(j, "faults", entry->result->faults);
	if (record->predicted_known)
		emit_count(j, "faults_predicted",
			   (uint64_t)record->predicted.translation + record->predicted.permission);
	if (g->insns)
		emit_text(j, "label", INSNS_LABEL);
	emit_close(j, '}');
}

static void write_cell(struct gbench *g, const struct entry *entry)
{
	char name[ENTRY_NAME_SIZE];

	entry_name(name, &entry->record->cell, g->insns ? "cmo_insns" : "cmo", '/');
	if (!entry->has_cost)
		write_repetition(g, entry, name, 0, 1, 0);
	for (size_t i = 0; i < entry->parts; i++)
		write_repetition(g, entry, name, i, entry->parts, entry->part[i]);
	g->cells++;
}

static int write_all(const struct loaded *loaded, bool insns, FILE *out)
{
	struct gbench g = { .json = { .out = out }, .loaded = loaded, .insns = insns };
	struct entry_walk walk = { 0 };
	struct entry entry;

	emit_open(&g.json, NULL, '{');
	write_context(&g);
	emit_open(&g.json, "benchmarks", '[');
	while (entry_next(&walk, &loaded->results, &entry))
		write_cell(&g, &entry);
	emit_close(&g.json, ']');
	emit_close(&g.json, '}');
	return 0;
}

int export_gbench(const struct loaded *loaded, FILE *out)
{
	return write_all(loaded, false, out);
}

int export_gbench_insns(const struct loaded *loaded, FILE *out)
{
	return write_all(loaded, true, out);
}

const char *gbench_refuse(const struct loaded *loaded)
{
	if (loaded->archive.platform != PLATFORM_EMULATED)
		return NULL;
	if (!entry_unit(&loaded->archive))
		return "the format has times only, and this emulated run has neither times nor instructions: take --format csv "
		       "for its fault counts";
	return "the format has times only, and an emulated run has none: --gbench-unit insns puts instructions in their place";
}

const char *gbench_insns_refuse(const struct loaded *loaded)
{
	if (loaded->archive.platform != PLATFORM_EMULATED)
		return "this run counts time, not instructions: leave --gbench-unit out";
	return entry_unit(&loaded->archive) ? NULL : gbench_refuse(loaded);
}
