/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of the parts of a cold DC IVAC, and of costs by the lines of a page. */
#include "analysis/cell/coincide.h"
#include "analysis/plot/plots.h"

#include "analysis/cell/base.h"

#include <math.h>
#include <string.h>

/* Parts of a cold DC IVAC, in the order in which they stand behind one another. */
enum part { PART_REGION, PART_TRANSLATION, PART_ALLOCATION, PART_PERMISSION, PART_COPY, PART_REST, PART_COUNT };

static const char *const part_name[PART_COUNT] = {
	[PART_REGION] = "timed region",        [PART_TRANSLATION] = "translation fault",
	[PART_ALLOCATION] = "host page fault", [PART_PERMISSION] = "permission fault",
	[PART_COPY] = "copy and retry",        [PART_REST] = "rest",
};

/*
 * Series numbers, for colours of which neighbours are unlike even in grey: grey, blue, yellow, orange, green, black.
 */
static const unsigned int part_series[PART_COUNT] = {
	[PART_REGION] = 7, [PART_TRANSLATION] = 0, [PART_ALLOCATION] = 8,
	[PART_PERMISSION] = 1, [PART_COPY] = 2, [PART_REST] = 6,
};

/* Returns the cost of a cell, or NaN if it has none or is not as predicted. */
static double cost_of(const struct loaded *loaded, struct cell cell, enum op_id op)
{
	const struct result *r = results_pick(&loaded->results, cell, op);

	return result_has_cost(r) && r->verdict != VERDICT_DIFFERS ? r->value : (double)NAN;
}

/* The same for a page in another state. */
static double cost_in(const struct loaded *loaded, struct cell cell, enum op_id op, enum host_page_id page,
			enum stage2_id stage2)
{
	cell.host_page = page;
	cell.stage2 = stage2;
	return cost_of(loaded, cell, op);
}

/* Returns the cost without a fault: of a DC CIVAC on the page mapped read-only or, if not measured, writable. */
static double warm(const struct loaded *loaded, struct cell cell)
{
	double ro;

	if (cell.host_page == HOST_PAGE_UNTOUCHED) /* a mapped page is no longer untouched */
		cell.host_page = HOST_PAGE_WRITTEN;
	ro = cost_in(loaded, cell, OP_dc_civac, cell.host_page, STAGE2_RO);
	return isnan(ro) ? cost_in(loaded, cell, OP_dc_civac, HOST_PAGE_WRITTEN, STAGE2_RW) : ro;
}

/* Returns x, or 0 if it is not known. */
static double or_0(double x)
{
	return isnan(x) ? 0 : x;
}

/*
 * The parts of the cell, each measured by itself in cells of its own: a cold DC CIVAC on the page that the host wrote
 * less a warm one is the translation fault; what a cold DC CIVAC on this page costs beyond that, the host's page and
 * further faults; a DC IVAC on a page mapped read-only less a warm one, the permission fault; the same on a page that
 * the host only read, beyond that, the copy. The rest is what they do not add up to. What is not in the archive, or not
 * as predicted, is in the rest.
 */
static void make_parts(const struct loaded *loaded, struct cell cell, const struct result *whole,
		       double part[static PART_COUNT])
{
	const struct prediction *p = &whole->record->predicted;
	double first = cost_in(loaded, cell, OP_dc_civac, HOST_PAGE_WRITTEN, STAGE2_COLD);
	double civac = cost_of(loaded, cell, OP_dc_civac), base = warm(loaded, cell);
	double written = cost_in(loaded, cell, OP_dc_ivac, HOST_PAGE_WRITTEN, STAGE2_RO);
	double read = cost_in(loaded, cell, OP_dc_ivac, HOST_PAGE_READ, STAGE2_RO);
	double sum = 0;

	part[PART_REGION] = or_0(base);
	part[PART_TRANSLATION] = or_0(first - base);
	part[PART_ALLOCATION] = or_0(civac - first);
	part[PART_PERMISSION] = p->permission ? or_0(written - base) : 0;
	part[PART_COPY] = p->permission && p->translation > 1 ? or_0(read - written) : 0;
	for (int i = 0; i < PART_REST; i++)
		sum += part[i];
	part[PART_REST] = whole->value - sum;
}

static void stack_row(struct figure *f, const struct result *whole)
{
	char row[FIGURE_ROW_SIZE], mark[FIGURE_MARK_SIZE], faults[WORDING_FAULTS_SIZE];
	double part[PART_COUNT], at = 0;
	size_t y;

	make_parts(f->plotter->loaded, whole->record->cell, whole, part);
	wording_page(row, sizeof(row), &whole->record->cell);
	figure_note(f, whole);
	figure_widen(f, figure_mark(mark, whole));
	y = f->row_count;
	figure_place(f);
	figure_row(f, "%s", row);
	for (unsigned int i = 0; i < PART_COUNT; i++) {
		if (part[i] == 0)
			continue;
		figure_series(f, part_series[i], part_name[i]);
		figure_data(f, "%zu\t%s\t%s\t%.10g\t%.10g\t%.10g\t%zu\t-\t-", y, row, part_name[i], at, at + part[i],
			    part[i], whole->cost.n);
		at += part[i];
	}
	figure_data(f, "%zu\t%s\twhole\t0\t%.10g\t%.10g\t%zu\t%s\t%s", y, row, whole->value, whole->value,
		    whole->cost.n, figure_faults(faults, whole), mark);
}

/* Adds a row for each kind of page of a memslot on which the archive has the cost of a DC IVAC. */
static void stack_rows(struct figure *f, struct cell cell)
{
	struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE), NULL);

	while (cell_walk_next(&w)) {
		const struct result *whole = results_pick(&f->plotter->loaded->results, cell, OP_dc_ivac);

		if (slot_table[cell.slot].exists && result_has_cost(whole))
			stack_row(f, whole);
	}
}

void plot_decomposition(struct plotter *plotter)
{
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;
		char title[FIGURE_TEXT_SIZE];

		cell.policy = (enum policy_id)policy;
		cell.stage2 = STAGE2_COLD;
		figure_begin(&f, plotter, plot_stack, "y\trow\tseries\tfrom\tto\tcost\tn\tfaults\tmark",
			     "decomposition-%s", policy_name(cell.policy));
		snprintf(title, sizeof(title), "%s: what a cold DC IVAC is made of", policy_name(cell.policy));
		wording_title(f.title, sizeof(f.title), title, &cell);
		stack_rows(&f, cell);
		snprintf(f.axis, sizeof(f.axis), "cost of an op");
		snprintf(f.note, sizeof(f.note), "each part measured by itself; diamond: whole, with stage-2 faults");
		f.lines = 2 * (unsigned int)f.row_count + 1;
		f.height = 22 * (unsigned int)f.row_count;
		figure_end(&f);
	}
}

/* A policy's two measured points: the first line of a page, and all lines. */
struct curve {
	const struct result *one, *page; /* NULL: not measured */
};

/* The curves of all policies. */
struct curves {
	struct curve curve[POLICY_UNKNOWN + 1];
	double apart; /* costs coincide if their logarithms differ by this or less */
};

/*
 * Adds the measured points of a policy, and the model between them. names: the policies for which this curve is drawn,
 * or NULL if another policy's curve stands for it.
 */
static void policy_curve(struct figure *f, const struct curve *curve, const char *names)
{
	const struct result *one = curve->one, *page = curve->page;
	double lines = (double)page->record->sample_lines, first = one->value;
	double rest = (page->value - first) / (lines - 1);
	enum policy_id policy = one->record->cell.policy;
	char series[FIGURE_TEXT_SIZE + COINCIDE_NAME_SIZE], mark[2][WORDING_FAULTS_SIZE], bounds[FIGURE_BOUNDS_SIZE];

	snprintf(series, sizeof(series), "%s (%s; %s, %s)", names ? names : policy_name(policy), wording_outcome(one),
		 figure_faults(mark[0], one), figure_faults(mark[1], page));
	if (names)
		figure_series(f, policy, series);
	figure_note(f, one);
	figure_note(f, page);
	for (uint64_t n = 1; n <= page->record->sample_lines; n++)
		figure_data(f, "%s\tmodel\t%.10g\t%.10g\tNaN\tNaN\t0\t-\t%s", series, (double)n,
			    first + (double)(n - 1) * rest, wording_outcome(one));
	figure_data(f, "%s\tmeasured\t1\t%.10g\t%s\t%zu\t%s\t%s", series, first,
		    figure_bounds(bounds, &one->ci95), one->cost.n, mark[0], wording_outcome(one));
	figure_data(f, "%s\tmeasured\t%.10g\t%.10g\t%s\t%zu\t%s\t%s", series, lines, page->value,
		    figure_bounds(bounds, &page->ci95), page->cost.n, mark[1], wording_outcome(page));
}

static bool points_coincide(const struct result *a, const struct result *b, double apart)
{
	char faults[2][WORDING_FAULTS_SIZE];

	return a->record->outcome == b->record->outcome &&
	       !strcmp(figure_faults(faults[0], a), figure_faults(faults[1], b)) &&
	       fabs(log(a->value / b->value)) <= apart;
}

static bool curves_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct curves *c = data;

	return points_coincide(c->curve[a].one, c->curve[b].one, c->apart) &&
	       points_coincide(c->curve[a].page, c->curve[b].page, c->apart);
}

/* Returns the policies that have both points above 0, a bit for each. */
static uint32_t curves_make(struct curves *c, const struct loaded *loaded, struct cell cell)
{
	double low = INFINITY, high = 0;
	uint32_t policies = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		const struct result *one, *page;

		cell.policy = (enum policy_id)policy;
		cell.lines = LINES_1;
		one = results_pick(&loaded->results, cell, cell.op);
		cell.lines = LINES_PAGE;
		page = results_pick(&loaded->results, cell, cell.op);
		c->curve[policy] = (struct curve){ one, page };
		if (!result_has_cost(one) || !result_has_cost(page) || page->record->sample_lines < 2 ||
		    one->value <= 0 || page->value <= 0)
			continue;
		policies |= UINT32_C(1) << policy;
		low = fmin(low, fmin(one->value, page->value));
		high = fmax(high, fmax(one->value, page->value));
	}
	c->apart = COINCIDE_SHARE * log(high / low);
	return policies;
}

/* Draws one curve for each group of policies that coincide. */
static void draw_curves(struct figure *f, const struct cell *cell)
{
	struct curves curves;
	uint32_t policies = curves_make(&curves, f->plotter->loaded, *cell);
	struct coincide groups = coincide_find(policies, curves_coincide, &curves);

	for (size_t i = 0; i < groups.count; i++) {
		unsigned int first = coincide_first(groups.group[i]);
		char names[COINCIDE_NAME_SIZE];

		coincide_name(names, groups.group[i], policies, coincide_policy_name);
		for (unsigned int policy = first; policy <= POLICY_UNKNOWN; policy++)
			if (groups.group[i] >> policy & 1)
				policy_curve(f, &curves.curve[policy], policy == first ? names : NULL);
	}
}

/* Adds the points where two curves cross, as the report has them. Returns false if there are none. */
static bool crossings(struct figure *f, const struct contrasts *contrasts, const struct cell *cell)
{
	bool any = false;

	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];
		const struct record *r = c->term[0]->record;
		double lines, first = c->term[0]->value;
		char bounds[FIGURE_BOUNDS_SIZE];

		if (c->id != CONTRAST_BREAK_EVEN_LINES || !c->has_value || r->cell.op != cell->op ||
		    r->cell.host_page != cell->host_page || !base_agrees(&r->cell, cell))
			continue;
		lines = (double)c->term[1]->record->sample_lines;
		figure_data(f, "%s/%s\tmeet\t%.10g\t%.10g\t%s\t%zu\t-\t-", policy_name(r->cell.policy),
			    policy_name(c->base), c->value,
			    first + (c->value - 1) * (c->term[1]->value - first) / (lines - 1),
			    figure_bounds(bounds, &c->ci95), c->n);
		any = true;
	}
	return any;
}

void plot_break_even_of(struct plotter *plotter)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };

	for (unsigned int i = 0; i < 2; i++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;
		char title[FIGURE_TEXT_SIZE];

		cell.slot = SLOT_RO;
		cell.host_page = HOST_PAGE_WRITTEN;
		cell.stage2 = STAGE2_COLD;
		cell.op = ops[i];
		figure_begin(&f, plotter, plot_break_even, "series\tkind\tlines\tcost\tlow\thigh\tn\tfaults\toutcome",
			     "break-even-%s", op_table[ops[i]].name);
		snprintf(title, sizeof(title), "%s, line by line, on a cold page of a\nread-only memslot",
			 op_table[ops[i]].name);
		wording_title(f.title, sizeof(f.title), title, &cell);
		draw_curves(&f, &cell);
		snprintf(f.note, sizeof(f.note), "key: outcome; stage-2 faults of one line, of the whole page\n"
			 "measured at both ends, interpolated in between%s",
			 crossings(&f, &plotter->loaded->contrasts, &cell) ? "; O: same cost" : "");
		snprintf(f.axis, sizeof(f.axis), "cost");
		f.lines = 20;
		f.height = 260;
		figure_end(&f);
	}
}
