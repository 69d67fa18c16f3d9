/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of compare --explain as text, and as JSON: one object, in which base and new describe the archives, and
 * functions has all rows in the order of the text, also those that did not change.
 */
#include "analysis/explain/explain.h"

#include "analysis/archive/archive.h"
#include "analysis/output/json.h"
#include "analysis/output/text.h"
#include "analysis/wording/machine.h"

#include <inttypes.h>
#include <string.h>

#define ROWS_SHOWN 48 /* the largest shifts; the others are added up in one row */

static const char *const side_name[EXPLAIN_SIDES] = { "BASE", "NEW" };

static void write_side(const struct explain *e, int side, FILE *out)
{
	const struct archive *a = e->archive[side];
	const struct archive_profile *p = e->profile[side];

	text_wrap(out, 0, 6, "%-5s %s: %s, %s%s%s, policy %s", side_name[side], archive_file_name(a), machine_known(a->host.kernel),
		  machine_known(a->emulator_cpu), a->host.hyp_mode ? ", " : "", a->host.hyp_mode ? a->host.hyp_mode : "",
		  policy_name(p->cell.policy));
	text_wrap(out, 6, 6, "%" PRIu64 " instructions; %" PRIu64 " of %" PRIu64 " samples took this path, of %" PRIu64,
		  p->insns, p->samples_of_path, p->samples, p->paths);
	text_line(out, "sha256: %s", a->file_sha256);
}

/* Formats a count, or a dash if that side does not have the function. */
static const char *count_text(char buf[static NUMBER_SIZE], bool has, uint64_t insns)
{
	snprintf(buf, NUMBER_SIZE, has ? "%" PRIu64 : "-", insns);
	return buf;
}

static void write_row(const struct explain_row *row, FILE *out)
{
	char base[NUMBER_SIZE], new[NUMBER_SIZE];

	text_line(out, "%9s %9s %+9" PRId64 "  %s", count_text(base, row->has[EXPLAIN_BASE], row->insns[EXPLAIN_BASE]),
		  count_text(new, row->has[EXPLAIN_NEW], row->insns[EXPLAIN_NEW]), row->shift, row->name);
}

/* Writes rows from first on as one, unless there are none. */
static void write_folded(const struct explain *e, size_t first, size_t end, const char *what, FILE *out)
{
	struct explain_row sum = { .has = { true, true } };
	char name[48];

	if (first == end)
		return;
	for (size_t i = first; i < end; i++) {
		for (int side = 0; side < EXPLAIN_SIDES; side++)
			sum.insns[side] += e->row[i].insns[side];
		sum.shift += e->row[i].shift;
	}
	snprintf(name, sizeof(name), "(%zu %s)", end - first, what);
	sum.name = name;
	write_row(&sum, out);
}

int explain_text(const struct explain *e, bool list, FILE *out)
{
	struct explain_row sum = { .name = (char *)"sum", .has = { true, true }, .insns = { e->sum[EXPLAIN_BASE], e->sum[EXPLAIN_NEW] },
				   .shift = (int64_t)e->sum[EXPLAIN_NEW] - (int64_t)e->sum[EXPLAIN_BASE] };
	struct cell cell = e->profile[EXPLAIN_BASE]->cell;
	size_t changed = 0, shown;
	char name[CELL_DESCRIBE_SIZE], *policy;

	while (changed < e->count && e->row[changed].shift)
		changed++;
	shown = list || changed <= ROWS_SHOWN ? changed : ROWS_SHOWN;
	cell_describe(&cell, name, sizeof(name));
	policy = strstr(name, " policy=");
	if (policy)
		memmove(policy, policy + 1 + strcspn(policy + 1, " "), strlen(policy + 1 + strcspn(policy + 1, " ")) + 1);
	text_line(out, "cmobench: where the instructions of one cell went");
	text_wrap(out, 0, 2, "%s", name);
	fputc('\n', out);
	write_side(e, EXPLAIN_BASE, out);
	write_side(e, EXPLAIN_NEW, out);
	fputc('\n', out);
	text_line(out, "[instructions, emulated: not time]");
	text_line(out, "%9s %9s %9s  %s", "BASE", "NEW", "shift", "function");
	for (size_t i = 0; i < shown; i++)
		write_row(&e->row[i], out);
	write_folded(e, shown, changed, "others that changed", out);
	if (list)
		for (size_t i = changed; i < e->count; i++)
			write_row(&e->row[i], out);
	else
		write_folded(e, changed, e->count, "that did not change", out);
	write_row(&sum, out);
	fputc('\n', out);
	text_wrap(out, 0, 0,
		  "Every instruction between the two reads of the counter is in one row, that of the function which has it, not of "
		  "its callers. A dash: the function is not executed there. It may be new or gone, or the compiler has put it into "
		  "the functions that call it, which have then grown.");
	return 0;
}

static void emit_side(struct json *j, const struct explain *e, int side)
{
	const struct archive *a = e->archive[side];
	const struct archive_profile *p = e->profile[side];

	emit_open(j, side == EXPLAIN_BASE ? "base" : "new", '{');
	emit_text(j, "name", a->name);
	emit_text(j, "sha256", a->file_sha256);
	emit_text(j, "kernel", a->host.kernel);
	emit_text(j, "kernel_version", a->host.kernel_version);
	emit_text(j, "cpu", a->emulator_cpu);
	emit_text(j, "hyp_mode", a->host.hyp_mode);
	emit_text(j, "policy", policy_name(p->cell.policy));
	emit_count(j, "insns", p->insns);
	emit_count(j, "samples", p->samples);
	emit_count(j, "samples_of_path", p->samples_of_path);
	emit_count(j, "paths", p->paths);
	emit_close(j, '}');
}

/* Writes a count, or null if that side does not have the function. */
static void emit_insns(struct json *j, const char *key, bool has, uint64_t insns)
{
	if (has)
		emit_count(j, key, insns);
	else
		emit_null(j, key);
}

int explain_json(const struct explain *e, FILE *out)
{
	struct json j = { .out = out };

	emit_open(&j, NULL, '{');
	emit_side(&j, e, EXPLAIN_BASE);
	emit_side(&j, e, EXPLAIN_NEW);
	emit_open(&j, "cell", '{');
	for (int axis = 0; axis < AXIS_COUNT; axis++)
		if (axis != AXIS_POLICY)
			emit_text(&j, axis_table[axis].name,
				  axis_table[axis].value_name(axis_table[axis].get(&e->profile[EXPLAIN_BASE]->cell)));
	emit_close(&j, '}');
	emit_real(&j, "shift", (double)e->sum[EXPLAIN_NEW] - (double)e->sum[EXPLAIN_BASE]);
	emit_open(&j, "functions", '[');
	for (size_t i = 0; i < e->count; i++) {
		const struct explain_row *row = &e->row[i];

		emit_open_flat(&j, NULL, '{');
		emit_text(&j, "name", row->name);
		emit_insns(&j, "base", row->has[EXPLAIN_BASE], row->insns[EXPLAIN_BASE]);
		emit_insns(&j, "new", row->has[EXPLAIN_NEW], row->insns[EXPLAIN_NEW]);
		emit_real(&j, "shift", (double)row->shift);
		emit_close(&j, '}');
	}
	emit_close(&j, ']');
	emit_close(&j, '}');
	fputc('\n', out);
	return 0;
}
