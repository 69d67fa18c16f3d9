/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Costs of cells, each with its faults. */
#include "analysis/cell/coincide.h"
#include "analysis/plot/plots.h"
#include "bench/array.h"

#include <string.h>

#define POLICY_ROWS 20 /* of policies, most in a figure that fits on a screen */
#define COST_SERIES 6 /* most bars on each of 10 kinds of pages, as far as ops coincide */

static const char bar_columns[] = "y\trow\tseries\tcost\tlow\thigh\tn\tfaults\tmark\toutcome";

/* The place of a cell that another cell's bar stands for. */
static const char not_drawn[] = "NaN";

/* Adds the data of a bar, at y from the top, if the cell has a cost. */
static void bar_data(struct figure *f, const char *y, const char *row, const char *series, const struct result *r)
{
	char mark[FIGURE_MARK_SIZE], faults[WORDING_FAULTS_SIZE], bounds[FIGURE_BOUNDS_SIZE];

	if (!result_has_cost(r))
		return;
	figure_note(f, r);
	figure_widen(f, figure_mark(mark, r));
	figure_data(f, "%s\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s\t%s", y, row, series, r->value,
		    figure_bounds(bounds, &r->ci95), r->cost.n, figure_faults(faults, r), mark, wording_outcome(r));
}

/* Adds a bar of a series to a row, if the cell has a cost. */
static void bar(struct figure *f, const char *row, unsigned int number, const char *series, const struct result *r)
{
	char y[24];

	if (!result_has_cost(r))
		return;
	figure_series(f, number, series);
	snprintf(y, sizeof(y), "%zu", figure_place(f));
	bar_data(f, y, row, series, r);
}

/* Begins a walk over the kinds of pages, slot by slot, for next_page(). */
static struct cell_walk walk_pages(struct cell *cell)
{
	return cell_walk(cell, AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE), NULL);
}

/* Steps to the next kind of page. A hole has one kind. Returns false at the end. */
static bool next_page(struct cell_walk *walk)
{
	while (cell_walk_next(walk))
		if (slot_table[walk->cell->slot].exists || walk->cell->host_page == HOST_PAGE_UNTOUCHED)
			return true;
	return false;
}

/* Returns the ops that have a cost on any page, a bit for each. */
static uint32_t costly_ops(const struct loaded *loaded, struct cell cell)
{
	uint32_t ops = 0;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		struct cell_walk w = walk_pages(&cell);

		while (op_table[op].operand == OP_OPERAND_PAGE && next_page(&w))
			if (result_has_cost(results_pick(&loaded->results, cell, (enum op_id)op)))
				ops |= UINT32_C(1) << op;
	}
	return ops;
}

/* Ops or policies coincide if their costs in these cells are within that share of each other. */
struct pages {
	const struct loaded *loaded;
	struct cell cell;
	double share;
};

/* Does op a have the same cost wherever op b has one? */
static bool ops_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct pages *pages = data;
	struct cell cell = pages->cell;

	for (struct cell_walk w = walk_pages(&cell); next_page(&w);) {
		const struct result *r = results_pick(&pages->loaded->results, cell, (enum op_id)b);

		if (result_has_cost(r) &&
		    !coincide_results(results_pick(&pages->loaded->results, cell, (enum op_id)a), r, pages->share))
			return false;
	}
	return true;
}

static const char *op_name(char buf[static COINCIDE_WORD_SIZE], unsigned int op)
{
	(void)buf;
	return op_table[op].name;
}

/* Adds the row of one kind of page, with a bar for each group of ops. */
static void cost_row(struct figure *f, const struct cell *cell, const struct coincide *c, uint32_t ops)
{
	char row[FIGURE_ROW_SIZE], series[COINCIDE_NAME_SIZE];

	wording_page(row, sizeof(row), cell);
	for (size_t i = 0; i < c->count; i++) {
		unsigned int first = coincide_first(c->group[i]);

		coincide_name(series, c->group[i], ops, op_name);
		for (unsigned int op = first; op < OP_COUNT; op++) {
			const struct result *r = results_pick(&f->plotter->loaded->results, *cell, (enum op_id)op);

			if (op == first)
				bar(f, row, figure_op_number((enum op_id)op), series, r);
			else if (c->group[i] >> op & 1)
				bar_data(f, not_drawn, row, op_table[op].name, r);
		}
	}
	figure_row(f, "%s", row);
}

/*
 * Adds all ops on all kinds of pages. Ops that coincide are one series; the share within which they do is raised until
 * there are at most COST_SERIES bars in a row. Returns that share.
 */
static double cost_rows(struct figure *f, struct cell cell)
{
	static const double shares[] = { COINCIDE_SHARE, 0.02, 0.05, 0.1, 0.2 };
	struct pages pages = { f->plotter->loaded, cell, 0 };
	uint32_t ops = costly_ops(f->plotter->loaded, cell);
	struct coincide c = { .count = OP_COUNT };

	for (size_t i = 0; i < ARRAY_SIZE(shares) && c.count > COST_SERIES; i++) {
		pages.share = shares[i];
		c = coincide_find(ops, ops_coincide, &pages);
	}
	for (struct cell_walk w = walk_pages(&cell); next_page(&w);)
		cost_row(f, &cell, &c, ops);
	return pages.share;
}

static void set_title(struct figure *f, const struct cell *base, const char *title)
{
	wording_title(f->title, sizeof(f->title), title, base);
}

/* Ends a figure of bars, in which those within that share of each other are drawn once. */
static void end_bars(struct figure *f, double share)
{
	snprintf(f->axis, sizeof(f->axis), "cost of an op");
	snprintf(f->note, sizeof(f->note), "cost, 95 %% interval, and stage-2 faults per op; less is better\n"
		 "bars within %g %% of each other with the same faults are drawn once", 100 * share);
	figure_set_height(f);
	figure_end(f);
}

/* Makes the figure of a policy and a state of stage 2. */
static void cost_figure(struct plotter *plotter, const struct cell *cell)
{
	const char *name = policy_name(cell->policy);
	const char *state = cell->stage2 == STAGE2_CMO ? "what a DC CIVAC left in stage 2"
						       : stage2_table[cell->stage2].summary;
	struct figure f;
	char title[FIGURE_TEXT_SIZE];

	figure_begin(&f, plotter, plot_bars, bar_columns, "cost-%s-%s", name, stage2_table[cell->stage2].name);
	snprintf(title, sizeof(title), "%s: an op on a page with\n%s", name, state);
	set_title(&f, cell, title);
	end_bars(&f, cost_rows(&f, *cell));
}

void plot_cost(struct plotter *plotter)
{
	struct cell cell = plotter->loaded->base;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(STAGE2), NULL); cell_walk_next(&w);)
			cost_figure(plotter, &cell);
	}
}

static const enum op_id policy_ops[] = { OP_dc_ivac, OP_dc_civac };

static bool policies_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct pages *page = data;
	struct cell left = page->cell, right = page->cell;
	bool same = true;

	left.policy = (enum policy_id)a;
	right.policy = (enum policy_id)b;
	for (size_t i = 0; i < 2; i++)
		same &= coincide_results(results_pick(&page->loaded->results, left, policy_ops[i]),
					 results_pick(&page->loaded->results, right, policy_ops[i]), page->share);
	return same;
}

/* Adds the row of a group of policies on one kind of page. prefix is written before the names, such as "written". */
static void policy_group(struct figure *f, struct cell cell, const char *prefix, uint32_t group, uint32_t all)
{
	char row[FIGURE_ROW_SIZE], names[COINCIDE_NAME_SIZE];
	unsigned int first = coincide_first(group);

	for (unsigned int policy = first; policy <= POLICY_UNKNOWN; policy++) {
		if (!(group >> policy & 1))
			continue;
		cell.policy = (enum policy_id)policy;
		snprintf(row, sizeof(row), "%s%s%s", prefix, *prefix ? "/" : "", policy_name(cell.policy));
		for (size_t i = 0; i < 2; i++) {
			const struct result *r = results_pick(&f->plotter->loaded->results, cell, policy_ops[i]);

			if (policy == first)
				bar(f, row, figure_op_number(policy_ops[i]), op_table[policy_ops[i]].name, r);
			else
				bar_data(f, not_drawn, row, op_table[policy_ops[i]].name, r);
		}
	}
	figure_row(f, "%s%s%s", prefix, *prefix ? ": " : "", coincide_name(names, group, all, coincide_policy_name));
}

/* Returns the policies with a cost for one of policy_ops on one kind of page, a bit for each. */
static uint32_t costly_policies(const struct loaded *loaded, struct cell cell)
{
	uint32_t policies = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (size_t i = 0; i < ARRAY_SIZE(policy_ops); i++) {
			cell.policy = (enum policy_id)policy;
			if (result_has_cost(results_pick(&loaded->results, cell, policy_ops[i])))
				policies |= UINT32_C(1) << policy;
		}
	return policies;
}

static struct coincide policy_groups(const struct loaded *loaded, const struct cell *cell, double share)
{
	const struct pages page = { loaded, *cell, share };

	return coincide_find(costly_policies(loaded, *cell), policies_coincide, &page);
}

/* Returns the least share within which policies coincide on so many kinds of pages that a figure has room for the rest. */
static double policy_share(const struct loaded *loaded, struct cell cell)
{
	static const double shares[] = { COINCIDE_SHARE, 0.02, 0.05 };
	size_t rows = SIZE_MAX, i;

	for (i = 0; i < ARRAY_SIZE(shares) && rows > POLICY_ROWS; i++) {
		rows = 0;
		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(HOST_PAGE), NULL); cell_walk_next(&w);)
			rows += policy_groups(loaded, &cell, shares[i]).count;
	}
	return shares[i - 1];
}

static void policy_page(struct figure *f, struct cell cell, double share)
{
	const char *prefix = slot_table[cell.slot].exists ? host_page_table[cell.host_page].name : "";
	uint32_t policies = costly_policies(f->plotter->loaded, cell);
	struct coincide c;

	c = policy_groups(f->plotter->loaded, &cell, share);
	for (size_t i = 0; i < c.count; i++)
		policy_group(f, cell, prefix, c.group[i], policies);
}

void plot_policy(struct plotter *plotter)
{
	for (unsigned int slot = 0; slot < SLOT_COUNT; slot++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;
		char title[FIGURE_TEXT_SIZE];
		double share;

		figure_begin(&f, plotter, plot_bars, bar_columns, "policy-%s", slot_table[slot].name);
		snprintf(title, sizeof(title), "Policy against policy, cold:\n%s", slot_table[slot].summary);
		set_title(&f, &cell, title);
		cell.slot = (enum slot_id)slot;
		cell.stage2 = STAGE2_COLD;
		share = policy_share(plotter->loaded, cell);
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
			cell.host_page = (enum host_page_id)page;
			policy_page(&f, cell, share);
		}
		end_bars(&f, share);
	}
}

#define HEAT_ROW   36 /* pixels: two lines of small text, and room above and below */
#define HEAT_NAMES 40 /* pixels, for the columns' names */

/* Formats a cost in at most 5 characters, the room in a column: "9296", "16.2k", "404k". */
static const char *heat_cost(char buf[static NUMBER_SIZE], double cost)
{
	static const char *const suffix[] = { "", "k", "M", "G", "T" };
	size_t thousands = 0;

	if (cost < 9999.5) {
		snprintf(buf, NUMBER_SIZE, cost < 9.95 ? "%.1f" : "%.0f", cost);
		return buf;
	}
	while (cost >= 999.5 && thousands + 1 < ARRAY_SIZE(suffix)) {
		cost /= 1000;
		thousands++;
	}
	snprintf(buf, NUMBER_SIZE, cost < 9.995 ? "%.2f%s" : cost < 99.95 ? "%.1f%s" : "%.0f%s", cost,
		 suffix[thousands]);
	return buf;
}

/* Adds a cell in column x, from 0. letters: a bit for each outcome in the figure. */
static void heat_cell(struct figure *f, unsigned int x, const char *row, const struct result *r, uint32_t *letters)
{
	char cost[NUMBER_SIZE], faults[WORDING_FAULTS_SIZE], letter = wording_outcome_letter(r);

	*letters |= UINT32_C(1) << r->record->outcome;
	figure_note(f, r);
	figure_data(f, "%u\t%zu\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s%.1s\t%s", x, f->row_count, row,
		    op_table[r->record->cell.op].name, r->value, heat_cost(cost, r->value), r->cost.n,
		    figure_faults(faults, r), figure_faults(faults, r), letter == ' ' ? "" : &letter,
		    wording_outcome(r));
}

/* Explains the cells, and the letters that occur in the figure. */
static void heat_note(struct figure *f, uint32_t letters, bool gaps)
{
	static const struct {
		enum outcome outcome;
		const char *text;
	} table[] = {
		{ OUTCOME_ABORT_INJECTED, "a abort" }, { OUTCOME_ENOSYS, "e ENOSYS" }, { OUTCOME_EFAULT, "f EFAULT" },
		{ OUTCOME_MMIO, "m MMIO exit" }, { OUTCOME_NISV, "n NISV exit" }, { OUTCOME_SKIPPED, "o skipped" },
		{ OUTCOME_NOP, "- no-op" },
	};
	size_t used = (size_t)snprintf(f->note, sizeof(f->note), "above: cost; below: stage-2 faults%s",
				       gaps ? "; white: not measured" : "");
	const char *before = "\n";

	for (size_t i = 0; i < ARRAY_SIZE(table) && used < sizeof(f->note); i++)
		if (letters >> table[i].outcome & 1) {
			used += (size_t)snprintf(f->note + used, sizeof(f->note) - used, "%s%s", before,
						 table[i].text);
			before = ", ";
		}
}

/* Makes columns of the ops that have a cost on any page, in the catalogue's order. Returns their number. */
static size_t heat_columns(struct figure *f, const struct cell *cell, enum op_id ops[static OP_COUNT])
{
	uint32_t costly = costly_ops(f->plotter->loaded, *cell);
	size_t n = 0;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		if (!(costly >> op & 1))
			continue;
		figure_series(f, figure_op_number((enum op_id)op), op_table[op].name);
		ops[n++] = (enum op_id)op;
	}
	return n;
}

/* Adds the rows of a policy's map, and its note. */
static void heat_rows(struct figure *f, struct cell cell)
{
	enum op_id ops[OP_COUNT];
	size_t columns = heat_columns(f, &cell, ops), cells = 0;
	uint32_t letters = 0;

	for (struct cell_walk w = walk_pages(&cell); next_page(&w);) {
		char row[FIGURE_ROW_SIZE];
		size_t before = cells;

		wording_page(row, sizeof(row), &cell);
		for (unsigned int i = 0; i < columns; i++) {
			const struct result *r = results_pick(&f->plotter->loaded->results, cell, ops[i]);

			if (result_has_cost(r)) {
				heat_cell(f, i, row, r, &letters);
				cells++;
			}
		}
		if (cells > before)
			figure_place(f);
		figure_row(f, "%s", row);
	}
	heat_note(f, letters, cells < columns * f->row_count);
}

void plot_heat_map(struct plotter *plotter)
{
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;
		char title[FIGURE_TEXT_SIZE];

		cell.policy = (enum policy_id)policy;
		cell.stage2 = STAGE2_COLD;
		figure_begin(&f, plotter, plot_heat, "x\ty\trow\tseries\tcost\ttext\tn\tfaults\tmark\toutcome",
			     "heat-%s", policy_name(cell.policy));
		snprintf(title, sizeof(title), "%s: an op on a cold page", policy_name(cell.policy));
		set_title(&f, &cell, title);
		heat_rows(&f, cell);
		snprintf(f.axis, sizeof(f.axis), "cost of an op");
		f.lines = 2 * (unsigned int)f.row_count + 1;
		f.height = HEAT_ROW * (unsigned int)f.row_count + HEAT_NAMES;
		f.keyless = true;
		figure_end(&f);
	}
}
