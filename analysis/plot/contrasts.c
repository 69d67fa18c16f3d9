/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences of cells, each with its interval and the faults of both sides. */
#include "analysis/plot/plots.h"


#include <string.h>

static const char columns[] = "y\trow\tseries\tvalue\tlow\thigh\tn\tmark\tsame_outcome";

/* "2-1", "2-1 abort-executes": the faults of both sides, and their outcomes where they are not the same. */
static void mark_of(const struct contrast *c, char *buf, size_t size)
{
	char faults[2][WORDING_FAULTS_SIZE];
	const struct result *left = c->part[0], *right = c->part[1];

	snprintf(buf, size, "%s-%s", figure_faults(faults[0], left), figure_faults(faults[1], right));
	if (!c->same_outcome)
		snprintf(buf + strlen(buf), size - strlen(buf), " %s-%s", wording_outcome(left), wording_outcome(right));
}

static void point(struct figure *f, const char *row, unsigned int number, const char *series, const struct contrast *c)
{
	char mark[2 * FIGURE_MARK_SIZE], bounds[FIGURE_BOUNDS_SIZE];

	mark_of(c, mark, sizeof(mark));
	figure_widen(f, mark);
	figure_series(f, number, series);
	figure_note(f, c->part[0]);
	figure_note(f, c->part[1]);
	figure_data(f, "%zu\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s", figure_place(f), row, series, c->value,
		    figure_bounds(bounds, &c->ci95), c->n, mark, c->same_outcome ? "yes" : "no");
}

static void end_points(struct figure *f)
{
	snprintf(f->note, sizeof(f->note), "line: 95 %% interval; 2-1: stage-2 faults of the two sides");
	f->lines = (unsigned int)f->places + 1;
	f->height = 11 * f->lines;
	figure_end(f);
}

/* ivac_minus_civac on a written page of a slot, by one axis, a series for each policy. */
static void scaling(struct plotter *plotter, enum axis_id axis, enum slot_id slot, const char *what)
{
	const struct axis *by = &axis_table[axis];
	struct cell cell = plotter->loaded->base;
	struct figure f;

	cell.slot = slot;
	cell.op = OP_dc_ivac;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.stage2 = STAGE2_COLD;
	figure_begin(&f, plotter, plot_forest, columns, "scaling-%s-%s", by->name, slot_table[slot].name);
	snprintf(f.title, sizeof(f.title), "DC IVAC less DC CIVAC by %s,\ncold, %s/written", what,
		 slot_table[slot].name);
	for (unsigned int value = 0; value < by->value_count; value++) {
		by->set(&cell, value);
		for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
			const struct contrast *c;

			cell.policy = (enum policy_id)policy;
			c = contrasts_find(&plotter->loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &cell, AXES_ALL);
			if (c)
				point(&f, by->value_name(value), policy, policy_name(cell.policy), c);
		}
		figure_row(&f, "%s", by->value_name(value));
	}
	if (f.row_count < 2)
		f.observations = 0; /* nothing to compare */
	snprintf(f.axis, sizeof(f.axis), "%s", contrast_name[CONTRAST_IVAC_MINUS_CIVAC]);
	end_points(&f);
}

void plot_scaling(struct plotter *plotter)
{
	static const enum slot_id slot[] = { SLOT_RW, SLOT_RW_LOG, SLOT_RO };

	for (size_t i = 0; i < sizeof(slot) / sizeof(slot[0]); i++) {
		scaling(plotter, AXIS_VCPUS, slot[i], "vCPUs that fault at once");
		scaling(plotter, AXIS_MIX, slot[i], "the VM's memslots");
		scaling(plotter, AXIS_BACKING, slot[i], "what is behind the memslot");
	}
}

void plot_difference(struct plotter *plotter)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };

	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
		struct cell cell = plotter->loaded->base;
		struct figure f;

		cell.slot = (enum slot_id)slot;
		cell.stage2 = STAGE2_COLD;
		figure_begin(&f, plotter, plot_forest, columns, "difference-%s", slot_table[slot].name);
		snprintf(f.title, sizeof(f.title), "Each policy less upstream, cold:\n%s", slot_table[slot].summary);
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++)
			for (unsigned int policy = POLICY_UPSTREAM + 1; policy < POLICY_COUNT; policy++) {
				char row[FIGURE_ROW_SIZE];

				cell.host_page = (enum host_page_id)page;
				cell.policy = (enum policy_id)policy;
				snprintf(row, sizeof(row), "%s/%s", host_page_table[page].name,
					 policy_name(cell.policy));
				for (unsigned int i = 0; i < 2; i++) {
					const struct contrast *c;

					cell.op = ops[i];
					c = contrasts_find_pair(&plotter->loaded->contrasts, POLICY_UPSTREAM, &cell, AXES_ALL);
					if (c)
						point(&f, row, figure_op_number(ops[i]), op_table[ops[i]].name, c);
				}
				figure_row(&f, "%s", row);
			}
		snprintf(f.axis, sizeof(f.axis), "cost less that under upstream");
		end_points(&f);
	}
}
