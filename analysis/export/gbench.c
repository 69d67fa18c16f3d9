/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format gbench: google-benchmark's JSON, for its compare.py and other tools that read it.
 *
 * One entry of run_type "iteration" per round of a cell (or per block, where the tick is coarse), with
 * repetition_index: compare.py's U test takes those as repetitions. real_time is the round's median in ns, on metal,
 * and cpu_time the same.
 * The form has no unit but of time, and an emulated host has none: there both times are 0, and the cost is the user
 * counter "instructions" (or "ticks", without -icount); a comparison of times then says nothing, as it should. In every
 * entry the counters "faults" and "faults_predicted" (stage-2 faults per sample) are what the cost stands for. A cell
 * that failed, or is not as predicted, has error_occurred (which compare.py 1.7.1 does not look at). "refused" in the
 * context says that findings refuse the run, if any does.
 */
#include "analysis/export/gbench.h"

#include "analysis/output/json.h"
#include "analysis/wording/machine.h"

#include <string.h>

static void write_context(struct json *j, const struct archive *a)
{
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
	emit_text(j, "archive_sha256", a->file_sha256);
	if (a->platform == PLATFORM_EMULATED)
		emit_text(j, "note", archive_counts_insns(a) ?
			  "Emulated host: costs are instructions, in the counter of that name, and never time: "
			  "real_time and cpu_time are 0." :
			  "Emulated host without -icount: ticks mean nothing; real_time and cpu_time are 0.");
	else if (a->platform == PLATFORM_VIRTUAL)
		emit_text(j, "note", "VIRTUAL host: it is itself a guest.");
	if (machine_refused(a))
		emit_text(j, "refused", machine_refused(a));
	emit_close(j, '}');
}

/* Formats a name from the axes in the archive's order: "cmo/inject/dc_ivac/rw_log/anon/written/cold/any/1/op/1/1/1". */
static void cell_name(char *buf, size_t size, const struct cell *cell)
{
	size_t used = (size_t)snprintf(buf, size, "cmo");

	for (int i = 0; i < AXIS_COUNT && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "/%s",
					 axis_table[i].value_name(axis_table[i].get(cell)));
}

static void write_entry(struct json *j, const struct archive *a, const struct result *r, const char *name, size_t index,
			size_t repetitions, double cost)
{
	const struct record *record = r->record;
	bool emulated = a->platform == PLATFORM_EMULATED;
	bool bad = r->verdict == VERDICT_DIFFERS || r->verdict == VERDICT_FAILED;

	emit_open_flat(j, NULL, '{');
	emit_text(j, "name", name);
	emit_text(j, "run_name", name);
	emit_text(j, "run_type", "iteration");
	emit_count(j, "repetitions", repetitions);
	emit_count(j, "repetition_index", index);
	emit_count(j, "threads", vcpus_table[record->cell.vcpus].count);
	if (bad) {
		emit_flag(j, "error_occurred", true);
		emit_text(j, "error_message", r->problem_count ? r->problem[0] : record->reason);
	}
	emit_count(j, "iterations", repetitions ? r->cost.n / repetitions : 0);
	emit_real(j, "real_time", emulated ? 0 : cost);
	emit_real(j, "cpu_time", emulated ? 0 : cost);
	emit_text(j, "time_unit", "ns");
	if (emulated)
		emit_real(j, archive_counts_insns(a) ? "instructions" : "ticks", cost);
	if (record->attributed)
		emit_real(j, "faults", r->faults);
	if (record->predicted_known)
		emit_count(j, "faults_predicted",
			   (uint64_t)record->predicted.translation + record->predicted.permission);
	emit_close(j, '}');
}

static void write_cell(struct json *j, const struct archive *a, const struct result *r)
{
	const double *part = r->coarse ? r->block_mean : r->round_median;
	size_t parts = r->coarse ? r->block_count : r->record->round_count;
	char name[256];

	cell_name(name, sizeof(name), &r->record->cell);
	if (r->record->outcome == OUTCOME_NOP)
		return;
	if (!r->cost.n)
		write_entry(j, a, r, name, 0, 1, 0);
	for (size_t i = 0; i < parts; i++)
		write_entry(j, a, r, name, i, parts, part[i]);
}

int export_gbench(const struct loaded *loaded, FILE *out)
{
	struct json j = { .out = out };

	emit_open(&j, NULL, '{');
	write_context(&j, &loaded->archive);
	emit_open(&j, "benchmarks", '[');
	for (size_t i = 0; i < loaded->results.count; i++)
		write_cell(&j, &loaded->archive, &loaded->results.result[i]);
	emit_close(&j, ']');
	emit_close(&j, '}');
	return 0;
}
