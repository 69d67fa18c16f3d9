/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences of cells, each with its interval and the faults of both sides. */
#include "analysis/cell/coincide.h"
#include "analysis/plot/plots.h"
#include "bench/array.h"

#include <math.h>
#include <string.h>

static const char columns[] = "y\trow\tseries\tvalue\tlow\thigh\tn\tmark\tsame_outcome";

/* Formats the faults of both sides, "2-1", and their outcomes if they differ, "2-1 abort-executes". */
static void mark_of(const struct contrast *c, char *buf, size_t size)
{
	char faults[2][WORDING_FAULTS_SIZE];
	const struct result *left = c->term[0], *right = c->term[1];

	snprintf(buf, size, "%s-%s", figure_faults(faults[0], left), figure_faults(faults[1], right));
	if (!c->same_outcome)
		snprintf(buf + strlen(buf), size - strlen(buf), " %s-%s", wording_outcome(left), wording_outcome(right));
}

/* Adds the data of a difference, at y from the top. */
static void point_data(struct figure *f, const char *y, const char *row, const char *series, const struct contrast *c)
{
	char mark[2 * FIGURE_MARK_SIZE], bounds[FIGURE_BOUNDS_SIZE];

	mark_of(c, mark, sizeof(mark));
	figure_widen(f, mark);
	figure_note(f, c->term[0]);
	figure_note(f, c->term[1]);
	figure_data(f, "%s\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s", y, row, series, c->value,
		    figure_bounds(bounds, &c->ci95), c->n, mark, c->same_outcome ? "yes" : "no");
}

/* Adds a mark of a series to a row. */
static void point(struct figure *f, const char *row, unsigned int number, const char *series, const struct contrast *c)
{
	char y[24];

	figure_series(f, number, series);
	snprintf(y, sizeof(y), "%zu", figure_place(f));
	point_data(f, y, row, series, c);
}

/* The place of a difference that another one's mark stands for. */
static const char not_drawn[] = "NaN";

/* Are both missing, or do they have the same faults and outcomes, and values at most `apart` from each other? */
static bool contrasts_coincide(const struct contrast *a, const struct contrast *b, double apart)
{
	char mark[2][2 * FIGURE_MARK_SIZE];

	if (!a || !b)
		return !a && !b;
	mark_of(a, mark[0], sizeof(mark[0]));
	mark_of(b, mark[1], sizeof(mark[1]));
	return !strcmp(mark[0], mark[1]) && fabs(a->value - b->value) <= apart;
}

/* The range of values so far, including 0. */
struct range {
	double low, high;
};

static void range_add(struct range *range, const struct contrast *c)
{
	if (c) {
		range->low = fmin(range->low, c->value);
		range->high = fmax(range->high, c->value);
	}
}

static void end_points(struct figure *f)
{
	snprintf(f->note, sizeof(f->note), "line: 95 %% interval; 2-1: stage-2 faults of the two sides\n"
		 "marks in the same place with the same faults are drawn once");
	figure_set_height(f);
	figure_end(f);
}

/* ivac_minus_civac on a written page of a slot, by one axis. */
struct scaling {
	const struct loaded *loaded;
	const struct axis *by;
	struct cell cell;
	double apart; /* values closer than that coincide */
};

static const struct contrast *scaling_at(const struct scaling *s, unsigned int value, unsigned int policy)
{
	struct cell cell = s->cell;

	s->by->set(&cell, value);
	cell.policy = (enum policy_id)policy;
	return contrasts_find(&s->loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &cell, AXES_ALL);
}

static bool scalings_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct scaling *s = data;

	for (unsigned int value = 0; value < s->by->value_count; value++)
		if (!contrasts_coincide(scaling_at(s, value, a), scaling_at(s, value, b), s->apart))
			return false;
	return true;
}

/* Sets s->apart. Returns the policies that have a value, a bit for each. */
static uint32_t scaling_policies(struct scaling *s)
{
	struct range range = { 0, 0 };
	uint32_t policies = 0;

	for (unsigned int value = 0; value < s->by->value_count; value++)
		for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
			const struct contrast *c = scaling_at(s, value, policy);

			range_add(&range, c);
			policies |= (uint32_t)(c != NULL) << policy;
		}
	s->apart = COINCIDE_SHARE * (range.high - range.low);
	return policies;
}

/* Adds the marks of a group of policies at one value of the axis. */
static void scaling_group(struct figure *f, const struct scaling *s, unsigned int value, uint32_t group,
			  const char *names)
{
	unsigned int first = coincide_first(group);
	const char *row = s->by->value_name(value);

	for (unsigned int policy = first; policy <= POLICY_UNKNOWN; policy++) {
		const struct contrast *c = scaling_at(s, value, policy);

		if (!c || !(group >> policy & 1))
			continue;
		if (policy == first)
			point(f, row, policy, names, c);
		else
			point_data(f, not_drawn, row, policy_name((enum policy_id)policy), c);
	}
}

/* Makes a figure with a series for each group of policies that coincide everywhere. */
static void scaling(struct plotter *plotter, enum axis_id axis, enum slot_id slot, const char *what)
{
	struct scaling s = { .loaded = plotter->loaded, .by = &axis_table[axis], .cell = plotter->loaded->base };
	struct coincide groups;
	uint32_t policies;
	struct figure f;

	s.cell.slot = slot;
	s.cell.op = OP_dc_ivac;
	s.cell.host_page = HOST_PAGE_WRITTEN;
	s.cell.stage2 = STAGE2_COLD;
	policies = scaling_policies(&s);
	groups = coincide_find(policies, scalings_coincide, &s);
	figure_begin(&f, plotter, plot_forest, columns, "scaling-%s-%s", s.by->name, slot_table[slot].name);
	snprintf(f.title, sizeof(f.title), "DC IVAC less DC CIVAC by %s,\ncold, %s/written", what,
		 slot_table[slot].name);
	for (unsigned int value = 0; value < s.by->value_count; value++) {
		for (size_t i = 0; i < groups.count; i++) {
			char names[COINCIDE_NAME_SIZE];

			coincide_name(names, groups.group[i], policies, coincide_policy_name);
			scaling_group(&f, &s, value, groups.group[i], names);
		}
		figure_row(&f, "%s", s.by->value_name(value));
	}
	if (f.row_count < 2)
		f.observations = 0; /* nothing to compare */
	snprintf(f.axis, sizeof(f.axis), "DC IVAC less DC CIVAC");
	end_points(&f);
}

void plot_scaling(struct plotter *plotter)
{
	static const enum slot_id slot[] = { SLOT_RW, SLOT_RW_LOG, SLOT_RO };

	for (size_t i = 0; i < ARRAY_SIZE(slot); i++) {
		scaling(plotter, AXIS_VCPUS, slot[i], "vCPUs that fault at once");
		scaling(plotter, AXIS_MIX, slot[i], "the VM's memslots");
		scaling(plotter, AXIS_BACKING, slot[i], "the memslot's backing");
	}
}

static const enum op_id difference_ops[] = { OP_dc_ivac, OP_dc_civac };

/* Each policy less upstream on one kind of page. */
struct difference {
	const struct loaded *loaded;
	struct cell cell;
	double apart; /* values closer than that coincide */
};

static const struct contrast *difference_at(const struct difference *d, unsigned int policy, enum op_id op)
{
	struct cell cell = d->cell;

	cell.policy = (enum policy_id)policy;
	cell.op = op;
	return contrasts_find_pair(&d->loaded->contrasts, POLICY_UPSTREAM, &cell, AXES_ALL);
}

static bool differences_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct difference *d = data;
	bool same = true;

	for (size_t i = 0; i < 2; i++)
		same &= contrasts_coincide(difference_at(d, a, difference_ops[i]),
					   difference_at(d, b, difference_ops[i]), d->apart);
	return same;
}

/* Adds the row of a group of policies, with a mark for each op. */
static void difference_group(struct figure *f, const struct difference *d, uint32_t group, uint32_t all)
{
	const char *page = host_page_table[d->cell.host_page].name;
	char names[COINCIDE_NAME_SIZE], row[FIGURE_ROW_SIZE];
	unsigned int first = coincide_first(group);

	for (unsigned int policy = first; policy < POLICY_COUNT; policy++) {
		snprintf(row, sizeof(row), "%s/%s", page, policy_name((enum policy_id)policy));
		for (size_t i = 0; i < 2 && group >> policy & 1; i++) {
			const struct contrast *c = difference_at(d, policy, difference_ops[i]);

			if (c && policy == first)
				point(f, row, figure_op_number(difference_ops[i]), op_table[difference_ops[i]].name, c);
			else if (c)
				point_data(f, not_drawn, row, op_table[difference_ops[i]].name, c);
		}
	}
	figure_row(f, "%s: %s", page, coincide_name(names, group, all, coincide_policy_name));
}

/* Adds the page's values to the range. Returns the policies that have a value, a bit for each. */
static uint32_t difference_policies(const struct difference *d, struct range *range)
{
	uint32_t policies = 0;

	for (unsigned int policy = POLICY_UPSTREAM + 1; policy < POLICY_COUNT; policy++)
		for (size_t i = 0; i < 2; i++) {
			const struct contrast *c = difference_at(d, policy, difference_ops[i]);

			range_add(range, c);
			policies |= (uint32_t)(c != NULL) << policy;
		}
	return policies;
}

static void difference_rows(struct figure *f, struct difference *d)
{
	uint32_t policies[HOST_PAGE_COUNT];
	struct range range = { 0, 0 };

	for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
		d->cell.host_page = (enum host_page_id)page;
		policies[page] = difference_policies(d, &range);
	}
	d->apart = COINCIDE_SHARE * (range.high - range.low);
	for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
		struct coincide groups;

		d->cell.host_page = (enum host_page_id)page;
		groups = coincide_find(policies[page], differences_coincide, d);
		for (size_t i = 0; i < groups.count; i++)
			difference_group(f, d, groups.group[i], policies[page]);
	}
}

void plot_difference(struct plotter *plotter)
{
	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
		struct difference d = { .loaded = plotter->loaded, .cell = plotter->loaded->base };
		struct figure f;

		d.cell.slot = (enum slot_id)slot;
		d.cell.stage2 = STAGE2_COLD;
		figure_begin(&f, plotter, plot_forest, columns, "difference-%s", slot_table[slot].name);
		snprintf(f.title, sizeof(f.title), "Each policy less upstream, cold:\n%s", slot_table[slot].summary);
		difference_rows(&f, &d);
		snprintf(f.axis, sizeof(f.axis), "cost less that under upstream");
		end_points(&f);
	}
}
