/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of an HTML or Markdown report. */
#include "analysis/table/doc_tables.h"

#include "analysis/table/table.h"
#include "analysis/cell/base.h"
#include "analysis/cell/sweep.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"

#include <math.h>
#include <string.h>

#define ROWS_OPEN 20 /* a table with more rows is folded */

/* An array of columns and its length, as two arguments. */
#define COLUMNS(array) (array), ARRAY_SIZE(array)

void table_doc_table_begin(struct doc *doc, const struct loaded *loaded, const char *title, bool counts,
			    bool folded, const struct doc_column *column, size_t columns)
{
	char text[256 + MACHINE_UNIT_SIZE], unit[MACHINE_UNIT_SIZE];

	machine_unit(unit, &loaded->results, counts);
	snprintf(text, sizeof(text), "%s %s", title, unit);
	doc_table(doc, text, folded, column, columns);
}

static const struct doc_column cell_columns[] = {
	{ "policy", false }, { "page", false },   { "op", false },     { "cost", true },     { "95 %", false },
	{ "p99", true },     { "faults", true },  { "predicted", true }, { "outcome", false }, { "n", true },
	{ "blocks", true },  { "state", false },
};

/* Formats what the columns before do not say of a cell, such as "cold" or "ro vcpus=2". */
static void state_text(char *buf, size_t size, const struct cell *cell)
{
	size_t used = (size_t)snprintf(buf, size, "%s", axis_table[AXIS_STAGE2].value_name(cell->stage2));

	if (cell->backing)
		used += (size_t)snprintf(buf + used, size - used, " %s", backing_table[cell->backing].name);
	for (int i = AXIS_LINE; i < AXIS_COUNT && used < size; i++)
		if (axis_table[i].get(cell))
			used += (size_t)snprintf(buf + used, size - used, " %s=%s", axis_table[i].name,
						 axis_table[i].value_name(axis_table[i].get(cell)));
}

static void put_cell(struct doc *doc, const struct result *r)
{
	const struct record *record = r->record;
	bool has_cost = result_has_cost(r);
	char text[160];

	doc_cell(doc, policy_name(record->cell.policy));
	wording_page(text, sizeof(text), &record->cell);
	doc_cell(doc, text);
	doc_cell(doc, op_table[record->cell.op].name);
	doc_number(doc, has_cost ? r->value : NAN, false);
	doc_interval(doc, has_cost ? r->ci95 : (struct interval){ .known = false }, false);
	doc_number(doc, has_cost ? r->cost.p99 : NAN, false);
	doc_number(doc, record->attributed ? r->faults : NAN, false);
	doc_number(doc, record->predicted_known ?
		   (double)record->predicted.translation + record->predicted.permission : NAN, false);
	snprintf(text, sizeof(text), "%s%s", wording_outcome(r),
		 r->verdict == VERDICT_DIFFERS || r->verdict == VERDICT_FAILED ? " (NOT AS PREDICTED)" : "");
	doc_cell(doc, text);
	doc_number(doc, (double)r->cost.n, false);
	doc_number(doc, (double)r->blocks, false);
	state_text(text, sizeof(text), &record->cell);
	doc_cell(doc, text);
}

static bool is_asked(const struct cell *cell, const struct cell *base, enum stage2_id stage2, enum lines_id lines)
{
	return (cell->op == OP_dc_ivac || cell->op == OP_dc_civac) && cell->stage2 == stage2 && cell->lines == lines &&
	       cell->timed == TIMED_OP && !cell->copy && !cell->line && slot_table[cell->slot].exists &&
	       base_agrees(base, cell);
}

void table_doc_cells(struct doc *doc, const struct loaded *loaded, const char *title, enum stage2_id stage2,
		      enum lines_id lines)
{
	const struct cell base = loaded->base;
	size_t rows = 0;

	for (size_t i = 0; i < loaded->results.count; i++)
		rows += is_asked(&loaded->results.result[i].record->cell, &base, stage2, lines);
	if (!rows)
		return;
	table_doc_table_begin(doc, loaded, title, false, rows > ROWS_OPEN, COLUMNS(cell_columns));
	for (size_t i = 0; i < loaded->results.count; i++)
		if (is_asked(&loaded->results.result[i].record->cell, &base, stage2, lines))
			put_cell(doc, &loaded->results.result[i]);
	doc_table_end(doc);
}

void table_doc_all_cells(struct doc *doc, const struct loaded *loaded)
{
	char title[64];

	if (!loaded->results.count)
		return;
	snprintf(title, sizeof(title), "All %zu cells", loaded->results.count);
	table_doc_table_begin(doc, loaded, title, false, true, COLUMNS(cell_columns));
	for (size_t i = 0; i < loaded->results.count; i++)
		put_cell(doc, &loaded->results.result[i]);
	doc_table_end(doc);
}

static const struct doc_column contrast_columns[] = {
	{ "difference", false }, { "policy", false }, { "page", false },   { "op", false }, { "value", true },
	{ "95 %", false },       { "of cost, %", true }, { "faults", true }, { "n", true }, { "blocks", true },
	{ "state", false },
};

/* Returns the signed sum of the terms' faults, or NAN if they were not all counted. */
static double contrast_faults(const struct contrast *c)
{
	double faults = 0;

	for (size_t i = 0; i < c->term_count; i++) {
		if (!c->term[i]->record->attributed)
			return NAN;
		faults += c->sign[i] * c->term[i]->faults;
	}
	return faults;
}

static void put_contrast(struct doc *doc, const struct contrast *c)
{
	const struct cell *cell = &c->term[0]->record->cell;
	bool by_policy = !c->formula;
	char text[160];
	double relative;

	doc_cell(doc, c->name);
	doc_cell(doc, policy_name(cell->policy));
	wording_page(text, sizeof(text), cell);
	doc_cell(doc, text);
	doc_cell(doc, by_policy || c->fixed >> AXIS_OP & 1 ? op_table[cell->op].name : "-");
	doc_number(doc, c->has_value ? c->value : NAN, true);
	doc_interval(doc, c->ci95, true);
	doc_number(doc, contrast_relative(c, &relative) ? 100 * relative : NAN, true);
	doc_number(doc, contrast_faults(c), true);
	doc_number(doc, (double)c->n, false);
	doc_number(doc, (double)c->parts, false);
	state_text(text, sizeof(text), cell);
	if (!c->same_outcome)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "; outcomes differ");
	doc_cell(doc, text);
}

/* Selects the contrasts of a table. */
struct choice {
	uint32_t contrasts;      /* bit by contrast_id */
	const struct cell *base; /* whose backing, vCPUs and memslots they have; NULL: any */
};

static bool is_chosen(const struct choice *choice, const struct contrast *c)
{
	return table_has(choice->contrasts, c) &&
	       (!choice->base || base_agrees(choice->base, &c->term[0]->record->cell));
}

/* Should it be 0? Then a sentence takes the place of its row, except for closure. */
static bool is_nothing(const struct contrast *c)
{
	return c->alike && c->id != CONTRAST_CLOSURE;
}

static void put_nothings(struct doc *doc, const struct loaded *loaded, const struct choice *choice)
{
	size_t alike = 0, off = 0;
	double most = 0;
	char number[NUMBER_SIZE];

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (!is_chosen(choice, c) || !is_nothing(c))
			continue;
		alike++;
		off += c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0);
		most = fabs(c->value) > fabs(most) ? c->value : most;
	}
	if (alike)
		doc_paragraph(doc,
			      "Not listed: %zu differences between cells with the same faults and outcome. They "
			      "should be 0; the largest is %s %s, and %zu of their intervals leave 0 out.", alike,
			      text_number(number, most, true), archive_unit(&loaded->archive), off);
}

void table_doc_contrasts(struct doc *doc, const struct loaded *loaded, const char *title, uint32_t contrasts,
			  const struct cell *base)
{
	const struct contrasts *all = &loaded->contrasts;
	const struct choice choice = { contrasts, base };
	size_t rows = 0;

	for (size_t i = 0; i < all->count; i++)
		rows += is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]);
	if (rows) {
		table_doc_table_begin(doc, loaded, title, false, rows > ROWS_OPEN, COLUMNS(contrast_columns));
		for (size_t i = 0; i < all->count; i++)
			if (is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]))
				put_contrast(doc, &all->contrast[i]);
		doc_table_end(doc);
	}
	put_nothings(doc, loaded, &choice);
}

static const struct doc_column line_columns[] = {
	{ "op", false }, { "policy", false }, { "against", false }, { "same cost at line", true }, { "95 %", false },
	{ "page", false }, { "n", true }, { "which wins", false },
};

static void put_line(struct doc *doc, const struct contrast *c)
{
	const struct cell *cell = &c->term[0]->record->cell;
	char text[32];

	doc_cell(doc, op_table[cell->op].name);
	doc_cell(doc, policy_name(cell->policy));
	doc_cell(doc, policy_name(c->base));
	doc_number(doc, c->has_value ? c->value : NAN, false);
	doc_interval(doc, c->ci95, false);
	wording_page(text, sizeof(text), cell);
	doc_cell(doc, text);
	doc_number(doc, (double)c->n, false);
	doc_cell(doc, c->note);
}

void table_doc_lines(struct doc *doc, const struct loaded *loaded)
{
	char title[160];
	bool open = false;

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (c->id != CONTRAST_BREAK_EVEN_LINES)
			continue;
		if (!open) {
			snprintf(title, sizeof(title),
				 "Which policy costs less on a cold read-only page, and from which of its %llu lines on",
				 (unsigned long long)c->term[1]->record->sample_lines);
			table_doc_table_begin(doc, loaded, title, false, false, COLUMNS(line_columns));
		}
		open = true;
		put_line(doc, c);
	}
	if (open)
		doc_table_end(doc);
}

static const struct doc_column sweep_columns[] = {
	{ "policy", false }, { "slot", false }, { "a sweep", true }, { "a page", true }, { "a line", true },
	{ "95 % of a sweep", false }, { "faults a page", true }, { "outcome", false }, { "n", true },
};

static void put_side(struct doc *doc, const struct sweep *sweep, const struct sweep_side *side, const char *slot)
{
	if (!side->result)
		return;
	doc_cell(doc, policy_name(sweep->policy));
	doc_cell(doc, slot);
	doc_number(doc, side->total, false);
	doc_number(doc, side->per_page, false);
	doc_number(doc, side->per_line, false);
	doc_interval(doc, side->result->ci95, false);
	doc_number(doc, side->has_faults ? side->faults_per_page : NAN, false);
	doc_cell(doc, wording_outcome(side->result));
	doc_number(doc, (double)side->result->cost.n, false);
}

void table_doc_sweeps(struct doc *doc, const struct loaded *loaded)
{
	struct sweep sweep;
	char title[160];
	bool open = false;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy))
			continue;
		if (!open) {
			snprintf(title, sizeof(title),
				 "DC CIVAC over every line of a memslot of %llu pages of %llu lines",
				 (unsigned long long)sweep.pages, (unsigned long long)sweep.lines_per_page);
			table_doc_table_begin(doc, loaded, title, false, false, COLUMNS(sweep_columns));
		}
		open = true;
		put_side(doc, &sweep, &sweep.rw, "rw");
		put_side(doc, &sweep, &sweep.ro, "ro");
	}
	if (open)
		doc_table_end(doc);
}

/* Writes the cells by which the policies were recognised. */
static void put_evidence(struct doc *doc, const struct loaded *loaded)
{
	static const struct doc_column columns[] = {
		{ "policy", false }, { "cell", false }, { "outcome", false }, { "faults", true }, { "once more", true },
	};
	const struct archive *a = &loaded->archive;

	table_doc_table_begin(doc, loaded, "Cells by which the policies were recognised", true, true, COLUMNS(columns));
	for (size_t i = 0; i < a->policy_count; i++)
		for (size_t k = 0; k < a->policy[i].evidence_count; k++) {
			const struct archive_evidence *e = &a->policy[i].evidence[k];

			doc_cell(doc, policy_name(a->policy[i].policy));
			doc_cell(doc, e->cell);
			doc_cell(doc, e->outcome < OUTCOME_COUNT ? outcome_name[e->outcome] : "-");
			doc_number(doc, e->faults.known ? (double)e->faults.value : NAN, false);
			doc_number(doc, e->repeat.known ? (double)e->repeat.value : NAN, false);
		}
	doc_table_end(doc);
}

void table_doc_policies(struct doc *doc, const struct loaded *loaded)
{
	static const struct doc_column columns[] = {
		{ "policy", false }, { "set by", false }, { "what it does", false }, { "fingerprint", false },
	};
	const struct archive *a = &loaded->archive;

	table_doc_table_begin(doc, loaded, "How the kernel handles cache maintenance, by its behaviour", true, false,
			       COLUMNS(columns));
	for (size_t i = 0; i < a->policy_count; i++) {
		const struct archive_policy *p = &a->policy[i];

		doc_cell(doc, policy_name(p->policy));
		doc_cell(doc, p->knob && loaded->archive.knob.name ? loaded->archive.knob.name : "-");
		doc_cell(doc, p->policy == POLICY_UNKNOWN ? "matches no policy" :
			 p->recognised >> p->policy & 1 ? "as its name says" : "NOT AS ITS NAME SAYS");
		doc_cell(doc, p->fingerprint);
	}
	doc_table_end(doc);
	if (doc->style->all)
		put_evidence(doc, loaded);
}
