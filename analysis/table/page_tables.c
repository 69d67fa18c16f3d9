/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables on the page of a report. */
#include "analysis/table/page_tables.h"

#include "analysis/table/table.h"
#include "analysis/cell/base.h"
#include "analysis/cell/sweep.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <string.h>

#define ROWS_OPEN 20 /* a table of more is folded */

/* An array of columns, and how many they are. */
#define COLUMNS(array) (array), sizeof(array) / sizeof((array)[0])

void report_page_table_begin(struct page *page, const struct loaded *loaded, const char *title, bool counts,
			     bool folded, const struct page_column *column, size_t columns)
{
	char text[256 + MACHINE_UNIT_SIZE], unit[MACHINE_UNIT_SIZE];

	machine_unit(unit, &loaded->archive, counts);
	snprintf(text, sizeof(text), "%s %s", title, unit);
	page_table(page, text, folded, column, columns);
}

static const struct page_column cell_columns[] = {
	{ "policy", false }, { "page", false },   { "op", false },     { "cost", true },     { "95 %", false },
	{ "p99", true },     { "faults", true },  { "predicted", true }, { "outcome", false }, { "n", true },
	{ "state", false },
};

/* What of a cell the columns before it do not say: "cold", "ro vcpus=2". */
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

static void put_cell(struct page *page, const struct result *r)
{
	const struct record *record = r->record;
	bool has_cost = result_has_cost(r);
	char text[160];

	page_cell(page, policy_name(record->cell.policy));
	wording_page(text, sizeof(text), &record->cell);
	page_cell(page, text);
	page_cell(page, op_table[record->cell.op].name);
	page_number(page, has_cost ? r->cost.median : NAN, false);
	page_interval(page, has_cost ? r->cost.ci95 : (struct interval){ .known = false }, false);
	page_number(page, has_cost ? r->cost.p99 : NAN, false);
	page_number(page, record->attributed ? r->faults : NAN, false);
	page_number(page, record->predicted_known ?
		    (double)record->predicted.translation + record->predicted.permission : NAN, false);
	snprintf(text, sizeof(text), "%s%s", wording_outcome(r),
		 r->verdict == VERDICT_DIFFERS || r->verdict == VERDICT_FAILED ? " (NOT AS PREDICTED)" : "");
	page_cell(page, text);
	page_number(page, (double)r->cost.n, false);
	state_text(text, sizeof(text), &record->cell);
	page_cell(page, text);
}

static bool is_asked(const struct cell *cell, const struct cell *base, enum stage2_id stage2, enum lines_id lines)
{
	return (cell->op == OP_dc_ivac || cell->op == OP_dc_civac) && cell->stage2 == stage2 && cell->lines == lines &&
	       cell->timed == TIMED_OP && !cell->copy && !cell->line && slot_table[cell->slot].exists &&
	       base_agrees(base, cell);
}

void report_page_cells(struct page *page, const struct loaded *loaded, const char *title, enum stage2_id stage2,
		       enum lines_id lines)
{
	const struct cell base = loaded->base;
	size_t rows = 0;

	for (size_t i = 0; i < loaded->results.count; i++)
		rows += is_asked(&loaded->results.result[i].record->cell, &base, stage2, lines);
	if (!rows)
		return;
	report_page_table_begin(page, loaded, title, false, rows > ROWS_OPEN, COLUMNS(cell_columns));
	for (size_t i = 0; i < loaded->results.count; i++)
		if (is_asked(&loaded->results.result[i].record->cell, &base, stage2, lines))
			put_cell(page, &loaded->results.result[i]);
	page_table_end(page);
}

void report_page_all_cells(struct page *page, const struct loaded *loaded)
{
	char title[64];

	if (!loaded->results.count)
		return;
	snprintf(title, sizeof(title), "All %zu cells", loaded->results.count);
	report_page_table_begin(page, loaded, title, false, true, COLUMNS(cell_columns));
	for (size_t i = 0; i < loaded->results.count; i++)
		put_cell(page, &loaded->results.result[i]);
	page_table_end(page);
}

static const struct page_column contrast_columns[] = {
	{ "difference", false }, { "policy", false }, { "page", false },   { "op", false }, { "value", true },
	{ "95 %", false },       { "of cost, %", true }, { "faults", true }, { "n", true }, { "state", false },
};

/* Signed sum of the parts' faults; NAN: they were not all counted. */
static double contrast_faults(const struct contrast *c)
{
	double faults = 0;

	for (size_t i = 0; i < c->part_count; i++) {
		if (!c->part[i]->record->attributed)
			return NAN;
		faults += c->sign[i] * c->part[i]->faults;
	}
	return faults;
}

static void put_contrast(struct page *page, const struct contrast *c)
{
	const struct cell *cell = &c->part[0]->record->cell;
	bool by_policy = !c->formula;
	char text[160];
	double relative;

	page_cell(page, c->name);
	page_cell(page, policy_name(cell->policy));
	wording_page(text, sizeof(text), cell);
	page_cell(page, text);
	page_cell(page, by_policy || c->fixed >> AXIS_OP & 1 ? op_table[cell->op].name : "-");
	page_number(page, c->has_value ? c->value : NAN, true);
	page_interval(page, c->ci95, true);
	page_number(page, contrast_relative(c, &relative) ? 100 * relative : NAN, true);
	page_number(page, contrast_faults(c), true);
	page_number(page, (double)c->n, false);
	state_text(text, sizeof(text), cell);
	if (!c->same_outcome)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "; ends differ");
	page_cell(page, text);
}

/* Which contrasts a table is about. */
struct choice {
	uint32_t contrasts;      /* bit by contrast_id */
	const struct cell *base; /* of the usual backing, vCPUs and memslots; NULL: of all */
};

static bool is_chosen(const struct choice *choice, const struct contrast *c)
{
	return table_has(choice->contrasts, c) &&
	       (!choice->base || base_agrees(choice->base, &c->part[0]->record->cell));
}

/* What should be nothing is told in a sentence, but for closure. */
static bool is_nothing(const struct contrast *c)
{
	return c->alike && c->id != CONTRAST_CLOSURE;
}

static void put_nothings(struct page *page, const struct loaded *loaded, const struct choice *choice)
{
	size_t alike = 0;
	double most = 0;
	char number[NUMBER_SIZE];

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (!is_chosen(choice, c) || !is_nothing(c))
			continue;
		alike++;
		most = fabs(c->value) > fabs(most) ? c->value : most;
	}
	if (alike)
		page_paragraph(page,
			       "Not listed: %zu differences between cells with the same faults and outcome. There "
			       "should be none; the largest is %s %s.", alike, text_number(number, most, true),
			       archive_unit(&loaded->archive));
}

void report_page_contrasts(struct page *page, const struct loaded *loaded, const char *title, uint32_t contrasts,
			   const struct cell *base)
{
	const struct contrasts *all = &loaded->contrasts;
	const struct choice choice = { contrasts, base };
	size_t rows = 0;

	for (size_t i = 0; i < all->count; i++)
		rows += is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]);
	if (rows) {
		report_page_table_begin(page, loaded, title, false, rows > ROWS_OPEN, COLUMNS(contrast_columns));
		for (size_t i = 0; i < all->count; i++)
			if (is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]))
				put_contrast(page, &all->contrast[i]);
		page_table_end(page);
	}
	put_nothings(page, loaded, &choice);
}

static const struct page_column line_columns[] = {
	{ "op", false }, { "policy", false }, { "against", false }, { "they meet at line", true }, { "95 %", false },
	{ "page", false }, { "n", true }, { "who wins", false },
};

static void put_line(struct page *page, const struct contrast *c)
{
	const struct cell *cell = &c->part[0]->record->cell;
	char text[32];

	page_cell(page, op_table[cell->op].name);
	page_cell(page, policy_name(cell->policy));
	page_cell(page, policy_name(c->base));
	page_number(page, c->has_value ? c->value : NAN, false);
	page_interval(page, c->ci95, false);
	wording_page(text, sizeof(text), cell);
	page_cell(page, text);
	page_number(page, (double)c->n, false);
	page_cell(page, c->note);
}

void report_page_lines(struct page *page, const struct loaded *loaded)
{
	char title[160];
	bool open = false;

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (c->id != CONTRAST_BREAK_EVEN_LINES)
			continue;
		if (!open) {
			snprintf(title, sizeof(title),
				 "From which line of a cold read-only page on (of %llu) costs are less, by",
				 (unsigned long long)c->part[1]->record->sample_lines);
			report_page_table_begin(page, loaded, title, false, false, COLUMNS(line_columns));
		}
		open = true;
		put_line(page, c);
	}
	if (open)
		page_table_end(page);
}

static const struct page_column sweep_columns[] = {
	{ "policy", false }, { "slot", false }, { "a sweep", true }, { "a page", true }, { "a line", true },
	{ "95 % of a sweep", false }, { "faults a page", true }, { "outcome", false }, { "n", true },
};

static void put_side(struct page *page, const struct sweep *sweep, const struct sweep_side *side, const char *slot)
{
	if (!side->result)
		return;
	page_cell(page, policy_name(sweep->policy));
	page_cell(page, slot);
	page_number(page, side->total, false);
	page_number(page, side->per_page, false);
	page_number(page, side->per_line, false);
	page_interval(page, side->result->cost.ci95, false);
	page_number(page, side->has_faults ? side->faults_per_page : NAN, false);
	page_cell(page, wording_outcome(side->result));
	page_number(page, (double)side->result->cost.n, false);
}

void report_page_sweeps(struct page *page, const struct loaded *loaded)
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
			report_page_table_begin(page, loaded, title, false, false, COLUMNS(sweep_columns));
		}
		open = true;
		put_side(page, &sweep, &sweep.rw, "rw");
		put_side(page, &sweep, &sweep.ro, "ro");
	}
	if (open)
		page_table_end(page);
}

/* The cells that policies were recognised by. */
static void put_evidence(struct page *page, const struct loaded *loaded)
{
	static const struct page_column columns[] = {
		{ "policy", false }, { "cell", false }, { "outcome", false }, { "faults", true }, { "once more", true },
	};
	const struct archive *a = &loaded->archive;

	report_page_table_begin(page, loaded, "The cells that policies were recognised by", true, true, COLUMNS(columns));
	for (size_t i = 0; i < a->policy_count; i++)
		for (size_t k = 0; k < a->policy[i].evidence_count; k++) {
			const struct archive_evidence *e = &a->policy[i].evidence[k];

			page_cell(page, policy_name(a->policy[i].policy));
			page_cell(page, e->cell);
			page_cell(page, e->outcome < OUTCOME_COUNT ? outcome_name[e->outcome] : "-");
			page_number(page, e->faults.known ? (double)e->faults.value : NAN, false);
			page_number(page, e->repeat.known ? (double)e->repeat.value : NAN, false);
		}
	page_table_end(page);
}

void report_page_policies(struct page *page, const struct loaded *loaded)
{
	static const struct page_column columns[] = {
		{ "policy", false }, { "set by", false }, { "what it does", false }, { "fingerprint", false },
	};
	const struct archive *a = &loaded->archive;

	report_page_table_begin(page, loaded, "What the kernel does with cache maintenance, by its behaviour", true, false,
				COLUMNS(columns));
	for (size_t i = 0; i < a->policy_count; i++) {
		const struct archive_policy *p = &a->policy[i];

		page_cell(page, policy_name(p->policy));
		page_cell(page, p->knob ? "kvm.cmo_policy" : "-");
		page_cell(page, p->policy == POLICY_UNKNOWN ? "matches none" :
			  p->recognised >> p->policy & 1 ? "as it is called" : "NOT AS IT IS CALLED");
		page_cell(page, p->fingerprint);
	}
	page_table_end(page);
	if (page->style->all)
		put_evidence(page, loaded);
}
