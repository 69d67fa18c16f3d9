/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format lnt: LLVM LNT's report format 2 (docs/importing_data.rst of LNT), for its test suite "cmobench", which
 * results/formats.md has. A server refuses metrics that its suite does not have.
 *
 * machine: name is made of what tells one machine's costs from another's. run: run_order, by which LNT sorts runs, is the
 * kernel's release and the time of the run, because LNT compares the numbers in it one by one. tests: one per cell that was
 * measured or failed; LNT has no word for skipped. cost_ns or cost_insns: the median of each round (or the mean of each
 * block, where the tick is coarse), which LNT takes for repetitions. They are in ns, not in seconds as LNT's own suites,
 * because LNT takes any difference below 0.01 for none. status is 0 if the cell is as predicted, 1 if it failed or is not,
 * absent if that was not checked.
 */
#include "analysis/export/lnt.h"

#include "analysis/export/entry.h"
#include "analysis/output/json.h"
#include "analysis/wording/machine.h"

#define LNT_NAME_SIZE 256 /* LNT keeps as many characters */

static void write_machine(struct json *j, const struct archive *a)
{
	char name[LNT_NAME_SIZE];

	entry_text(name, sizeof(name), "%s, %s, %s, %s", machine_known(a->host.cpu), machine_known(a->host.model),
		   machine_known(a->host.hyp_mode), platform_name[a->platform]);
	emit_open(j, "machine", '{');
	emit_text(j, "name", name);
	emit_text(j, "cpu", machine_known(a->host.cpu));
	emit_text(j, "midr", machine_known(a->host.midr));
	emit_text(j, "model", machine_known(a->host.model));
	emit_text(j, "hyp_mode", machine_known(a->host.hyp_mode));
	emit_text(j, "platform", platform_name[a->platform]);
	emit_close(j, '}');
}

static void write_run(struct json *j, const struct loaded *loaded)
{
	const struct archive *a = &loaded->archive;
	char order[LNT_NAME_SIZE], start[20];
	double created;

	emit_open(j, "run", '{');
	emit_text(j, "run_order", entry_text(order, sizeof(order), "%s %s", a->host.kernel, a->created));
	if (entry_created(a, &created)) {
		snprintf(start, sizeof(start), "%s", a->created); /* without the Z: LNT's times are UTC */
		emit_text(j, "start_time", start);
		emit_text(j, "end_time", start);
	}
	emit_text(j, "kernel", a->host.kernel);
	emit_text(j, "kernel_version", machine_known(a->host.kernel_version));
	emit_text(j, "build_id", machine_known(archive_build_id(a)));
	emit_text(j, "cmobench", a->version);
	emit_text(j, "archive", archive_file_name(a));
	emit_text(j, "archive_sha256", loaded->boots ? "-" : a->file_sha256);
	emit_text(j, "caution", machine_known(entry_caution(a)));
	emit_text(j, "refused", machine_known(machine_refused(a)));
	emit_close(j, '}');
}

static void write_test(struct json *j, const struct archive *a, const struct entry *entry)
{
	const struct record *record = entry->record;
	char name[ENTRY_NAME_SIZE];

	emit_open_flat(j, NULL, '{');
	emit_text(j, "name", entry_name(name, &record->cell, "cmobench", '.'));
	if (entry->verdict != ENTRY_UNCHECKED)
		emit_count(j, "status", entry->verdict != ENTRY_AS_PREDICTED);
	if (record->attributed)
		emit_real(j, "faults", entry->result->faults);
	if (record->predicted_known)
		emit_count(j, "faults_predicted", (uint64_t)record->predicted.translation + record->predicted.permission);
	if (entry->has_cost) {
		emit_open_flat(j, archive_counts_insns(a) ? "cost_insns" : "cost_ns", '[');
		for (size_t i = 0; i < entry->parts; i++)
			emit_real(j, NULL, entry->part[i]);
		emit_close(j, ']');
	}
	emit_close(j, '}');
}

int export_lnt(const struct loaded *loaded, FILE *out)
{
	struct json j = { .out = out };
	struct entry_walk walk = { 0 };
	struct entry entry;

	emit_open(&j, NULL, '{');
	emit_text(&j, "format_version", "2");
	emit_text(&j, "schema", "cmobench");
	write_machine(&j, &loaded->archive);
	write_run(&j, loaded);
	emit_open(&j, "tests", '[');
	while (entry_next(&walk, &loaded->results, &entry))
		if (entry.verdict != ENTRY_SKIPPED)
			write_test(&j, &loaded->archive, &entry);
	emit_close(&j, ']');
	emit_close(&j, '}');
	return 0;
}
