/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Costs of cells, each with its faults. */
#include "analysis/plot/plots.h"


#include <string.h>

static const char bar_columns[] = "y\trow\tseries\tcost\tlow\thigh\tn\tfaults\tmark\toutcome";
static const char bar_note[] = "median, 95 % interval, and stage-2 faults per op; less is better";

/* A bar of a series in a row, if the cell has a cost. */
static void bar(struct figure *f, const char *row, unsigned int number, const char *series, const struct result *r)
{
	char mark[FIGURE_MARK_SIZE], faults[WORDING_FAULTS_SIZE], bounds[FIGURE_BOUNDS_SIZE];

	if (!result_has_cost(r))
		return;
	figure_note(f, r);
	figure_series(f, number, series);
	figure_widen(f, figure_mark(mark, r));
	figure_data(f, "%zu\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s\t%s", figure_place(f), row, series, r->cost.median,
		    figure_bounds(bounds, &r->cost.ci95), r->cost.n, figure_faults(faults, r), mark, wording_outcome(r));
}

/* The next kind of page, slot by slot; start with host_page = HOST_PAGE_COUNT on the first slot. A hole has one. */
static bool next_page(struct cell *cell, bool *begun)
{
	if (!*begun) {
		cell->slot = SLOT_RW;
		cell->host_page = HOST_PAGE_UNTOUCHED;
		*begun = true;
		return true;
	}
	if (slot_table[cell->slot].exists && cell->host_page + 1 < HOST_PAGE_COUNT) {
		cell->host_page++;
		return true;
	}
	cell->host_page = HOST_PAGE_UNTOUCHED;
	cell->slot++;
	return cell->slot < SLOT_COUNT;
}

/* The ops that have a cost on any page, in the catalogue's order, are series. Returns how many there are. */
static size_t op_series(struct figure *f, struct cell cell, enum op_id ops[static OP_COUNT])
{
	size_t n = 0;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		bool begun = false, any = false;

		if (op_table[op].operand != OP_OPERAND_PAGE)
			continue;
		while (next_page(&cell, &begun))
			any |= result_has_cost(results_pick(&f->plotter->loaded->results, cell, (enum op_id)op));
		if (!any)
			continue;
		figure_series(f, figure_op_number((enum op_id)op), op_table[op].name);
		ops[n++] = (enum op_id)op;
	}
	return n;
}

/* All ops on all kinds of pages. */
static void cost_rows(struct figure *f, struct cell cell)
{
	enum op_id ops[OP_COUNT];
	size_t count = op_series(f, cell, ops);
	bool begun = false;

	while (next_page(&cell, &begun)) {
		char row[FIGURE_ROW_SIZE];

		wording_page(row, sizeof(row), &cell);
		for (size_t i = 0; i < count; i++)
			bar(f, row, figure_op_number(ops[i]), op_table[ops[i]].name,
			    results_pick(&f->plotter->loaded->results, cell, ops[i]));
		figure_row(f, "%s", row);
	}
}

/* " (backing=memfd …)", or nothing if the cells are the usual ones. */
static void set_title(struct figure *f, const struct cell *base, const char *title)
{
	wording_title(f->title, sizeof(f->title), title, base);
}

/* Rows of bars. */
static void end_bars(struct figure *f, const char *axis)
{
	snprintf(f->axis, sizeof(f->axis), "%s", axis);
	snprintf(f->note, sizeof(f->note), "%s", bar_note);
	f->lines = (unsigned int)f->places + 1;
	f->height = 11 * f->lines;
	figure_end(f);
}

void plot_cost(struct plotter *plotter)
{
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (unsigned int stage2 = 0; stage2 < STAGE2_COUNT; stage2++) {
			struct cell cell = plotter->loaded->base;
			const char *name = policy_name((enum policy_id)policy);
			struct figure f;
			char title[FIGURE_TEXT_SIZE];

			cell.policy = (enum policy_id)policy;
			cell.stage2 = (enum stage2_id)stage2;
			figure_begin(&f, plotter, plot_bars, bar_columns, "cost-%s-%s", name,
				     stage2_table[stage2].name);
			snprintf(title, sizeof(title), "%s: an op on a page with\n%s", name,
				 stage2 == STAGE2_CMO ? "what a DC CIVAC left in stage 2"
						      : stage2_table[stage2].summary);
			set_title(&f, &cell, title);
			cost_rows(&f, cell);
			end_bars(&f, "cost of an op");
		}
}

void plot_policy(struct plotter *plotter)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };

	for (unsigned int slot = 0; slot < SLOT_COUNT; slot++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;
		char title[FIGURE_TEXT_SIZE];

		figure_begin(&f, plotter, plot_bars, bar_columns, "policy-%s", slot_table[slot].name);
		snprintf(title, sizeof(title), "Policy against policy, cold:\n%s", slot_table[slot].summary);
		set_title(&f, &cell, title);
		cell.slot = (enum slot_id)slot;
		cell.stage2 = STAGE2_COLD;
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++)
			for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
				char row[FIGURE_ROW_SIZE];

				cell.host_page = (enum host_page_id)page;
				cell.policy = (enum policy_id)policy;
				snprintf(row, sizeof(row), "%s%s%s",
					 slot_table[slot].exists ? host_page_table[page].name : "",
					 slot_table[slot].exists ? "/" : "", policy_name(cell.policy));
				for (unsigned int i = 0; i < 2; i++)
					bar(&f, row, figure_op_number(ops[i]), op_table[ops[i]].name,
					    results_pick(&plotter->loaded->results, cell, ops[i]));
				figure_row(&f, "%s", row);
			}
		end_bars(&f, "cost of an op");
	}
}

#define HEAT_LETTERS "a abort e enosys f efault m mmio n nisv s skipped"
#define HEAT_NAMES   40 /* pixels, of the columns' names */

static void heat_cell(struct figure *f, unsigned int x, const char *row, const char *column, const struct result *r)
{
	char cost[NUMBER_SIZE], faults[WORDING_FAULTS_SIZE], letter = wording_outcome_letter(r);

	figure_note(f, r);
	figure_data(f, "%u\t%zu\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s%.1s\t%s", x, f->row_count, row, column, r->cost.median,
		    wording_cost(cost, r), r->cost.n, figure_faults(faults, r), figure_faults(faults, r),
		    letter == ' ' ? "" : &letter, wording_outcome(r));
}

void plot_heat_map(struct plotter *plotter)
{
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		struct cell cell = plotter->loaded->base;
		enum op_id ops[OP_COUNT];
		struct figure f;
		bool begun = false;
		char title[FIGURE_TEXT_SIZE];
		size_t columns;

		cell.policy = (enum policy_id)policy;
		cell.stage2 = STAGE2_COLD;
		figure_begin(&f, plotter, plot_heat, "x\ty\trow\tseries\tcost\ttext\tn\tfaults\tmark\toutcome",
			     "heat-%s", policy_name(cell.policy));
		snprintf(title, sizeof(title), "%s: an op on a cold page", policy_name(cell.policy));
		set_title(&f, &cell, title);
		columns = op_series(&f, cell, ops);
		while (next_page(&cell, &begun)) {
			char row[FIGURE_ROW_SIZE];
			bool any = false;

			wording_page(row, sizeof(row), &cell);
			for (unsigned int i = 0; i < columns; i++) {
				const struct result *r = results_pick(&plotter->loaded->results, cell, ops[i]);

				if (result_has_cost(r))
					heat_cell(&f, i, row, op_table[ops[i]].name, r);
				any |= result_has_cost(r);
			}
			if (any)
				figure_place(&f);
			figure_row(&f, "%s", row);
		}
		snprintf(f.axis, sizeof(f.axis), "cost of an op");
		snprintf(f.note, sizeof(f.note), "median; faults, and " HEAT_LETTERS);
		f.lines = 2 * (unsigned int)f.row_count + 1;
		f.height = 28 * (unsigned int)f.row_count + HEAT_NAMES;
		f.key_columns = 0;
		figure_end(&f);
	}
}
