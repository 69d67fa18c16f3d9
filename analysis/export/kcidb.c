/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format kcidb: a submission to KernelCI's database in its JSON, schema 5.0 (kcidb_io/schema/v05_00.py of
 * kcidb-io; its later minor versions take it too). It has one checkout and one build, which stand for the kernel that was
 * measured, and a test per cell. What is not known is left out, as the schema allows no null.
 *
 * status of a test: DONE, measured, and as predicted or not checked; FAIL, measured, and not as predicted; ERROR, tried,
 * but not measured; SKIP, this host cannot. number: the cell's cost; its unit is "ns", or "instructions" of an emulated
 * host, which are no time. misc has the rest: the interval, the stage-2 faults that the cost stands for, what differs.
 *
 * origin, with which every id begins, is "cmobench". A CI system that submits puts its own name there.
 */
#include "analysis/export/kcidb.h"

#include "analysis/export/entry.h"
#include "analysis/output/json.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <string.h>

#define ORIGIN       "cmobench"
#define ID_SIZE      (sizeof(ORIGIN) + SHA256_HEX_SIZE + ENTRY_NAME_SIZE + 32)
#define EXCERPT_SIZE 4096 /* the schema allows 16384 characters */

struct kcidb {
	struct json json;
	const struct loaded *loaded;
	char build[ID_SIZE];
};

static const char *const status_name[] = {
	[ENTRY_AS_PREDICTED] = "DONE", [ENTRY_UNCHECKED] = "DONE", [ENTRY_DIFFERS] = "FAIL",
	[ENTRY_FAILED] = "ERROR",      [ENTRY_SKIPPED] = "SKIP",
};

static void emit_known_text(struct json *j, const char *key, const char *text)
{
	if (text)
		emit_text(j, key, text);
}

static const struct archive *archive_of(const struct kcidb *k)
{
	return &k->loaded->archive;
}

static void write_version(struct json *j)
{
	emit_open_flat(j, "version", '{');
	emit_count(j, "major", 5);
	emit_count(j, "minor", 0);
	emit_close(j, '}');
}

static void write_kernel(struct kcidb *k)
{
	const struct archive *a = archive_of(k);
	struct json *j = &k->json;

	emit_open(j, "checkouts", '[');
	emit_open(j, NULL, '{');
	emit_text(j, "id", k->build);
	emit_text(j, "origin", ORIGIN);
	emit_text(j, "comment", "source of the kernel that was measured; its commit is not known");
	emit_close(j, '}');
	emit_close(j, ']');
	emit_open(j, "builds", '[');
	emit_open(j, NULL, '{');
	emit_text(j, "checkout_id", k->build);
	emit_text(j, "id", k->build);
	emit_text(j, "origin", ORIGIN);
	emit_text(j, "comment", a->host.kernel);
	emit_text(j, "architecture", "arm64");
	emit_open(j, "misc", '{');
	emit_text(j, "release", a->host.kernel);
	emit_known_text(j, "version", a->host.kernel_version);
	emit_known_text(j, "build_id", archive_build_id(a));
	emit_close(j, '}');
	emit_close(j, '}');
	emit_close(j, ']');
}

static void write_environment(struct kcidb *k)
{
	const struct archive *a = archive_of(k);
	struct json *j = &k->json;

	emit_open(j, "environment", '{');
	if (entry_caution(a))
		emit_text(j, "comment", entry_caution(a));
	emit_open(j, "misc", '{');
	emit_text(j, "platform", platform_name[a->platform]);
	emit_known_text(j, "cpu", a->host.cpu);
	emit_known_text(j, "midr", a->host.midr);
	emit_known_text(j, "model", a->host.model);
	emit_known_text(j, "hyp_mode", a->host.hyp_mode);
	emit_close(j, '}');
	emit_close(j, '}');
}

static void write_number(struct kcidb *k, const struct entry *entry)
{
	struct json *j = &k->json;

	if (!entry->has_cost)
		return;
	emit_open_flat(j, "number", '{');
	emit_real(j, "value", entry->result->value);
	emit_text(j, "unit", archive_unit(archive_of(k)));
	emit_close(j, '}');
}

/* Why the cell is not as predicted, a line each. */
static void write_excerpt(struct json *j, const struct entry *entry)
{
	char text[EXCERPT_SIZE] = "";

	for (size_t i = 0, used = 0; i < entry_reasons(entry); i++, used += strlen(text + used))
		entry_text(text + used, sizeof(text) - used, "%s\n", entry_reason(entry, i));
	if (text[0])
		emit_text(j, "log_excerpt", text);
}

static void write_misc(struct kcidb *k, const struct entry *entry)
{
	const struct record *record = entry->record;
	const struct result *r = entry->result;
	const char *refused = machine_refused(archive_of(k));
	struct json *j = &k->json;

	emit_open(j, "misc", '{');
	for (int i = 0; i < AXIS_COUNT; i++)
		emit_text(j, axis_table[i].name, axis_table[i].value_name(axis_table[i].get(&record->cell)));
	if (k->loaded->boots)
		emit_count(j, "boots", k->loaded->boots->count);
	if (entry->has_cost) {
		emit_count(j, "n", r->cost.n);
		emit_text(j, "estimator", cost_estimator_name[r->estimator]);
	}
	if (entry->has_cost && r->ci95.known) {
		emit_real(j, "ci95_lo", r->ci95.lo);
		emit_real(j, "ci95_hi", r->ci95.hi);
	}
	if (r && record->attributed)
		emit_real(j, "faults", r->faults);
	if (r && record->predicted_known)
		emit_count(j, "faults_predicted", (uint64_t)record->predicted.translation + record->predicted.permission);
	if (r && entry->verdict != ENTRY_UNCHECKED)
		emit_flag(j, "valid", entry->verdict == ENTRY_AS_PREDICTED);
	if (r && record->outcome < OUTCOME_COUNT)
		emit_text(j, "outcome", outcome_name[record->outcome]);
	emit_known_text(j, "refused", refused);
	emit_close(j, '}');
}

static void write_test(struct kcidb *k, const struct entry *entry)
{
	const struct archive *a = archive_of(k);
	char path[ENTRY_NAME_SIZE], id[ID_SIZE], comment[CELL_DESCRIBE_SIZE];
	struct json *j = &k->json;
	double created;

	entry_name(path, &entry->record->cell, "cmobench", '.');
	/* Of several boots, the results are other ones than those of the first. */
	if (k->loaded->boots)
		snprintf(id, sizeof(id), ORIGIN ":%s+%zu/%s", a->file_sha256, k->loaded->boots->count - 1, path);
	else
		snprintf(id, sizeof(id), ORIGIN ":%s/%s", a->file_sha256, path);
	cell_describe(&entry->record->cell, comment, sizeof(comment));
	emit_open(j, NULL, '{');
	emit_text(j, "build_id", k->build);
	emit_text(j, "id", id);
	emit_text(j, "origin", ORIGIN);
	emit_text(j, "path", path);
	emit_text(j, "comment", comment);
	emit_text(j, "status", status_name[entry->verdict]);
	write_number(k, entry);
	if (entry_created(a, &created))
		emit_text(j, "start_time", a->created);
	write_excerpt(j, entry);
	write_environment(k);
	write_misc(k, entry);
	emit_close(j, '}');
}

int export_kcidb(const struct loaded *loaded, FILE *out)
{
	struct kcidb k = { .json = { .out = out }, .loaded = loaded };
	const char *build = archive_build_id(&loaded->archive);
	struct entry_walk walk = { 0 };
	struct entry entry;

	entry_text(k.build, sizeof(k.build), ORIGIN ":%s", build ? build : loaded->archive.file_sha256);
	emit_open(&k.json, NULL, '{');
	write_version(&k.json);
	write_kernel(&k);
	emit_open(&k.json, "tests", '[');
	while (entry_next(&walk, &loaded->results, &entry))
		write_test(&k, &entry);
	emit_close(&k.json, ']');
	emit_close(&k.json, '}');
	return 0;
}
