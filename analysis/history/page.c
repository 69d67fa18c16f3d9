/* SPDX-License-Identifier: GPL-2.0-or-later */
/* history --format html and --format markdown: one page, the answer first. */
#include "analysis/history/answer.h"
#include "analysis/history/figure.h"
#include "analysis/history/notes.h"
#include "analysis/history/write.h"
#include "analysis/output/doc.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <string.h>

#define DOC_KERNELS (DOC_COLUMNS_MAX - 1)

/* A table of kernels first ... end - 1. */
struct sheet {
	const struct history *history;
	size_t first, end;
	struct doc *doc;
	struct doc_column column[DOC_COLUMNS_MAX];
};

/* What became of the op; "": it was executed, or there is no cell. */
static const char *outcome_of(const struct history_row *row, const struct history_value *v)
{
	return row->kind == HISTORY_CELL && v->cell && wording_outcome_letter(v->cell) != ' ' ? wording_outcome(v->cell) : "";
}

/* The outcome that all kernels have, which is then said once; "": it was executed, or they differ. */
static const char *common_outcome(const struct history *h, const struct history_row *row)
{
	const char *first = outcome_of(row, &row->value[0]);

	for (size_t i = 1; i < h->kernels; i++)
		if (strcmp(first, outcome_of(row, &row->value[i])))
			return "";
	return first;
}

/* "3869 [T] *", and the outcome unless it is the common one. */
static void put_cost(struct doc *doc, const struct history *h, const struct history_row *row, const struct history_value *v)
{
	char text[128], number[NUMBER_SIZE], faults[HISTORY_FAULTS_SIZE] = "";
	bool cell = row->kind == HISTORY_CELL && v->cell;
	const char *outcome = common_outcome(h, row)[0] ? "" : outcome_of(row, v);

	if (!v->has && !cell) {
		doc_value(doc, "-", NAN);
		return;
	}
	if (cell)
		history_faults(faults, v->cell);
	snprintf(text, sizeof(text), "%s%s%s%s%s%s%s", v->has ? text_number(number, v->value, row->kind == HISTORY_CONTRAST) : "-",
		 faults[0] ? " " : "", faults, outcome[0] ? " " : "", outcome, v->counts_changed ? " *" : "",
		 cell ? wording_mark(v->cell) : "");
	doc_value(doc, text, v->has ? v->value : NAN);
}

/* A change in per cent. */
static void put_change(struct doc *doc, bool has, double fraction, bool untold)
{
	char text[NUMBER_SIZE + 2], percent[NUMBER_SIZE];

	snprintf(text, sizeof(text), "%s%s", has ? text_percent(percent, fraction) : "-", has && untold ? "?" : "");
	doc_value(doc, text, has ? fraction : NAN);
}

static void put_previous(struct doc *doc, const struct history *h, const struct history_row *row,
			 const struct history_value *v)
{
	(void)h;
	(void)row;
	put_change(doc, v->has_previous, v->previous, v->untold);
}

static void put_first(struct doc *doc, const struct history *h, const struct history_row *row, const struct history_value *v)
{
	(void)h;
	(void)row;
	put_change(doc, v->has_first, v->first, false);
}

typedef void put_function(struct doc *doc, const struct history *h, const struct history_row *row,
			  const struct history_value *v);

static void put_rows(struct sheet *s, const char *caption, bool folded, put_function *put)
{
	const struct history *h = s->history;

	s->column[0] = (struct doc_column){ "what", false };
	for (size_t i = s->first; i < s->end; i++)
		s->column[i - s->first + 1] = (struct doc_column){ h->kernel[i].name, true };
	doc_table(s->doc, caption, folded, s->column, s->end - s->first + 1);
	for (size_t i = 0; i < h->rows; i++) {
		const char *outcome = common_outcome(h, &h->row[i]);
		char text[HISTORY_GROUP_SIZE + HISTORY_LABEL_SIZE + 32];

		snprintf(text, sizeof(text), "%s: %s%s%s", h->row[i].group, h->row[i].label, outcome[0] ? ": " : "", outcome);
		doc_cell(s->doc, text);
		for (size_t k = s->first; k < s->end; k++)
			put(s->doc, h, &h->row[i], &h->row[i].value[k]);
	}
	doc_table_end(s->doc);
}

static void put_tables(struct doc *doc, const struct history *h, const char *title, bool folded, put_function *put)
{
	struct sheet s = { .history = h, .doc = doc };

	for (s.first = 0; s.first < h->kernels; s.first = s.end) {
		s.end = s.first + DOC_KERNELS < h->kernels ? s.first + DOC_KERNELS : h->kernels;
		put_rows(&s, title, folded, put);
	}
}

/* A table of every cell whose counts changed, kernel by kernel. */
static void put_changes(struct doc *doc, const struct history *h)
{
	static const struct doc_column column[] = { { "cell", false }, { "change", false } };

	for (size_t i = 1; i < h->kernels; i++) {
		const struct compare *c = &h->kernel[i].from_previous;
		const struct history_counts counts = history_counts(h, i);
		char caption[2 * RELEASE_SIZE + 64];

		snprintf(caption, sizeof(caption), "%s to %s: %zu of %zu cells", h->kernel[i - 1].name, h->kernel[i].name,
			 counts.changed, counts.common);
		if (!counts.changed) {
			doc_item(doc, "%s.", caption);
			continue;
		}
		doc_table(doc, caption, true, column, 2);
		for (size_t k = 0; k < c->cell_count; k++) {
			char cell[CELL_DESCRIBE_SIZE];

			if (!history_has_changed(h, &c->cell[k]))
				continue;
			cell_describe(c->cell[k].axes, cell, sizeof(cell));
			doc_cell(doc, cell);
			doc_cell(doc, c->cell[k].change);
		}
		doc_table_end(doc);
	}
}

struct said {
	const struct history *history;
	void (*write)(const struct history *history, FILE *out);
};

static int say(const void *data, FILE *out)
{
	const struct said *said = data;

	said->write(said->history, out);
	return 0;
}

static int put_notes(struct doc *doc, const struct history *h, bool as_code, void (*write)(const struct history *, FILE *))
{
	return doc_written(doc, as_code, say, &(struct said){ h, write });
}

static void put_answer(struct doc *doc, const struct history *h)
{
	const struct archive *a = &h->kernel[0].loaded->archive;
	struct sentences answer;

	if (archive_counts_insns(a))
		doc->style->paragraph(doc, "Emulated host: every cost here is a count of instructions, never time.", true);
	else if (a->platform == PLATFORM_VIRTUAL)
		doc->style->paragraph(doc, "VIRTUAL host: it is itself a guest.", true);
	history_answer(&answer, h);
	for (size_t i = 0; i < answer.count; i++)
		doc_item(doc, "%s", answer.text[i]);
}

int history_doc(struct doc *doc, const struct history *h)
{
	char title[200], unit[160];
	int err;

	doc->style->begin(doc, "cmobench: stage-2 faults of a KVM/arm64 guest, kernel by kernel");
	put_answer(doc, h);
	figure_put(doc, h);
	doc->style->heading(doc, 1, "Costs");
	snprintf(title, sizeof(title), "Cost and faults %s", notes_unit(unit, sizeof(unit), h));
	put_tables(doc, h, title, false, put_cost);
	err = put_notes(doc, h, false, notes_amount);
	err = err ? err : put_notes(doc, h, false, notes_legend);
	put_tables(doc, h, "Change from the kernel before, in per cent", true, put_previous);
	put_tables(doc, h, "Change from the first kernel, in per cent", true, put_first);
	doc->style->heading(doc, 1, "Counts that changed from the kernel before");
	put_changes(doc, h);
	doc->style->heading(doc, 1, "Machine and kernels");
	err = err ? err : put_notes(doc, h, true, notes_machine);
	err = err ? err : put_notes(doc, h, false, notes_differences);
	doc->style->heading(doc, 1, "What this cannot say");
	err = err ? err : put_notes(doc, h, false, notes_limits);
	doc->style->heading(doc, 1, "Data");
	err = err ? err : put_notes(doc, h, true, notes_archives);
	doc->style->end(doc);
	return err;
}

int history_html(const struct history *h, FILE *out)
{
	return history_doc(&(struct doc){ .style = &doc_html, .out = out }, h);
}

int history_markdown(const struct history *h, FILE *out)
{
	return history_doc(&(struct doc){ .style = &doc_markdown, .out = out }, h);
}
