/* SPDX-License-Identifier: GPL-2.0-or-later */
/* history --format json (results/formats.md). */
#include "analysis/history/answer.h"
#include "analysis/history/write.h"
#include "analysis/output/json.h"
#include "analysis/wording/emit.h"

#include <math.h>

#define SCHEMA 1

static void write_kernel(struct json *j, const struct history *h, size_t kernel)
{
	const struct history_kernel *k = &h->kernel[kernel];
	const struct archive *a = &k->arm.boot[0]->archive;

	emit_open(j, NULL, '{');
	emit_text(j, "name", k->name);
	emit_text(j, "release", a->host.kernel);
	emit_text(j, "version", a->host.kernel_version);
	emit_text(j, "build_id", archive_build_id(a));
	emit_open(j, "archives", '[');
	for (size_t i = 0; i < k->arm.count; i++) {
		emit_open_flat(j, NULL, '{');
		emit_text(j, "file", archive_file_name(&k->arm.boot[i]->archive));
		emit_text(j, "sha256", k->arm.boot[i]->archive.file_sha256);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_close(j, '}');
}

static void write_value(struct json *j, const struct history *h, const struct history_row *row, size_t kernel)
{
	const struct history_value *v = &row->value[kernel];
	char faults[HISTORY_FAULTS_SIZE];

	emit_open_flat(j, NULL, '{');
	emit_text(j, "kernel", h->kernel[kernel].name);
	emit_real(j, "value", v->has ? v->value : NAN);
	emit_interval(j, "ci95", v->ci95);
	emit_text(j, "faults", v->cell && row->kind == HISTORY_CELL ? history_faults(faults, v->cell) : NULL);
	emit_text(j, "outcome", v->cell && v->cell->record->outcome != OUTCOME_COUNT ? outcome_name[v->cell->record->outcome] : NULL);
	emit_real(j, "from_previous", v->has_previous ? v->previous : NAN);
	emit_real(j, "from_first", v->has_first ? v->first : NAN);
	emit_text(j, "counts_changed", v->counts_changed ? v->change->change : NULL);
	emit_text(j, "verdict", v->change && row->kind != HISTORY_REST ? compare_verdict_name[v->change->verdict] : NULL);
	emit_close(j, '}');
}

static void write_row(struct json *j, const struct history *h, const struct history_row *row)
{
	char cell[CELL_DESCRIBE_SIZE];

	cell_describe(&row->axes, cell, sizeof(cell));
	emit_open(j, NULL, '{');
	emit_text(j, "kind", history_kind_name[row->kind]);
	emit_text(j, "group", row->group);
	emit_text(j, "label", row->label);
	emit_text(j, "cell", cell);
	emit_text(j, "contrast", row->like ? row->like->name : NULL);
	emit_open(j, "kernels", '[');
	for (size_t i = 0; i < h->kernels; i++)
		write_value(j, h, row, i);
	emit_close(j, ']');
	emit_close(j, '}');
}

static void write_changes(struct json *j, const struct history *h, size_t kernel)
{
	const struct compare *c = &h->kernel[kernel].from_previous;
	const struct history_counts counts = history_counts(h, kernel);

	emit_open(j, NULL, '{');
	emit_text(j, "from", h->kernel[kernel - 1].name);
	emit_text(j, "to", h->kernel[kernel].name);
	emit_count(j, "cells", counts.common);
	emit_open(j, "changed", '[');
	for (size_t i = 0; i < c->cell_count; i++) {
		char cell[CELL_DESCRIBE_SIZE];

		if (!history_has_changed(h, &c->cell[i]))
			continue;
		cell_describe(c->cell[i].axes, cell, sizeof(cell));
		emit_open_flat(j, NULL, '{');
		emit_text(j, "cell", cell);
		emit_text(j, "change", c->cell[i].change);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_close(j, '}');
}

int history_json(const struct history *h, FILE *out)
{
	struct json j = { .out = out };
	struct sentences answer;

	history_answer(&answer, h);
	emit_open(&j, NULL, '{');
	emit_count(&j, "schema", SCHEMA);
	emit_text(&j, "platform", platform_name[h->kernel[0].loaded->archive.platform]);
	emit_text(&j, "unit", archive_unit(&h->kernel[0].loaded->archive));
	emit_text(&j, "policy", policy_name(h->policy));
	emit_flag(&j, "exact", h->exact);
	emit_open(&j, "answer", '[');
	for (size_t i = 0; i < answer.count; i++)
		emit_text(&j, NULL, answer.text[i]);
	emit_close(&j, ']');
	emit_open(&j, "kernels", '[');
	for (size_t i = 0; i < h->kernels; i++)
		write_kernel(&j, h, i);
	emit_close(&j, ']');
	emit_open(&j, "rows", '[');
	for (size_t i = 0; i < h->rows; i++)
		write_row(&j, h, &h->row[i]);
	emit_close(&j, ']');
	emit_open(&j, "counts", '[');
	for (size_t i = 1; i < h->kernels; i++)
		write_changes(&j, h, i);
	emit_close(&j, ']');
	emit_close(&j, '}');
	return 0;
}
