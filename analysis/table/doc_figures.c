/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bars of an HTML or Markdown report. */
#include "analysis/table/doc_figures.h"

#include "analysis/cell/coincide.h"
#include "analysis/cell/sweep.h"
#include "analysis/table/table.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"

#include <math.h>
#include <string.h>

#define BARS_MAX (2 * (POLICY_UNKNOWN + 1))

/* Draws the figure in the unit of costs, if it has bars. */
static void put_figure(struct doc *doc, const struct loaded *loaded, struct doc_figure figure)
{
	char unit[MACHINE_UNIT_SIZE];

	if (!figure.bars)
		return;
	machine_unit(unit, &loaded->results, false);
	unit[strlen(unit) - 1] = '\0'; /* drop the closing bracket */
	figure.unit = unit + 1;
	doc->style->figure(doc, &figure);
}

/* The cost of a cell as a bar of one part, in the colour of that number, from 0 on; without a label. */
static struct doc_bar cost_bar(const struct result *r, size_t part)
{
	struct doc_bar bar = { .parts = part + 1, .has_interval = r->ci95.known, .lo = r->ci95.lo,
				.hi = r->ci95.hi };

	bar.part[part] = r->value;
	if (r->record->attributed)
		snprintf(bar.note, sizeof(bar.note), "%.3g fault%s, %s", r->faults, r->faults == 1 ? "" : "s",
			 wording_outcome(r));
	else
		snprintf(bar.note, sizeof(bar.note), "faults not counted, %s", wording_outcome(r));
	return bar;
}

static const enum op_id figure_ops[] = { OP_dc_ivac, OP_dc_civac };

/* The cell of a figure; its policy and op vary. */
struct figure_page {
	const struct loaded *loaded;
	struct cell cell;
};

static const struct result *at_place(const struct figure_page *place, unsigned int policy, size_t op)
{
	struct cell cell = place->cell;

	cell.policy = (enum policy_id)policy;
	return results_pick(&place->loaded->results, cell, figure_ops[op]);
}

static bool same_costs(const void *data, unsigned int a, unsigned int b)
{
	bool same = true;

	for (size_t op = 0; op < 2; op++)
		same &= coincide_results(at_place(data, a, op), at_place(data, b, op), COINCIDE_SHARE);
	return same;
}

/* Draws a row for each group of policies that cost the same, with a bar for each op. */
static void place_figure(struct doc *doc, const struct figure_page *place, const char *title)
{
	struct doc_bar bar[BARS_MAX];
	size_t bars = 0;
	char text[256], names[COINCIDE_NAME_SIZE];
	uint32_t present = 0;
	struct coincide groups;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (size_t op = 0; op < 2; op++)
			if (result_has_cost(at_place(place, policy, op)))
				present |= UINT32_C(1) << policy;
	groups = coincide_find(present, same_costs, place);
	for (size_t i = 0; i < groups.count; i++) {
		size_t row = bars;

		for (size_t op = 0; op < 2; op++) {
			const struct result *r = at_place(place, coincide_first(groups.group[i]), op);

			if (result_has_cost(r))
				bar[bars++] = cost_bar(r, op);
		}
		coincide_name(names, groups.group[i], present, coincide_policy_name);
		snprintf(bar[row].label, sizeof(bar[row].label), "%.*s", DOC_BAR_TEXT - 1, names);
	}
	snprintf(text, sizeof(text), "%s; %s; policies within 1 %% of each other share a row", title,
		 slot_table[place->cell.slot].summary);
	put_figure(doc, place->loaded, (struct doc_figure){ .title = text, .legend = { "DC IVAC", "DC CIVAC" },
							      .bar = bar, .bars = bars });
}

void table_doc_cost_figure(struct doc *doc, const struct loaded *loaded, const char *title, enum lines_id lines)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	struct figure_page place = { loaded, loaded->base };

	place.cell.host_page = HOST_PAGE_WRITTEN;
	place.cell.lines = lines;
	for (size_t i = 0; i < ARRAY_SIZE(slot); i++) {
		place.cell.slot = slot[i];
		place_figure(doc, &place, title);
	}
}

/* Makes the bar of a cold DC IVAC on the cell's page. Returns false if the archive lacks one of its parts. */
static bool parts_bar(struct doc_bar *bar, const struct loaded *loaded, const struct cell *cell)
{
	const struct contrast *fault = contrasts_find(&loaded->contrasts, CONTRAST_TRANSLATION_FAULT, cell,
						      CONTRAST_PAGE_AXES);
	const struct contrast *extra = contrasts_find(&loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, cell,
						      CONTRAST_PAGE_AXES);
	const struct result *r = results_pick(&loaded->results, *cell, OP_dc_ivac);

	if (!fault || !extra || !r)
		return false;
	*bar = cost_bar(r, 0);
	snprintf(bar->label, DOC_BAR_TEXT, "%s, %s", policy_name(cell->policy), slot_table[cell->slot].name);
	bar->parts = 3;
	bar->part[0] = fmax(r->value - extra->value - fault->value, 0);
	bar->part[1] = fmax(fault->value, 0);
	bar->part[2] = fmax(extra->value, 0);
	return true;
}

void table_doc_parts_figure(struct doc *doc, const struct loaded *loaded)
{
	struct doc_bar bar[TABLE_POLICIES * SLOT_COUNT];
	size_t policies = table_policies(loaded), bars = 0;
	struct cell cell = loaded->base;

	cell.host_page = HOST_PAGE_WRITTEN;
	for (size_t i = 0; i < policies; i++) {
		cell.policy = table_policy(loaded, i);
		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT), NULL); cell_walk_next(&w);)
			if (slot_table[cell.slot].exists && parts_bar(&bar[bars], loaded, &cell))
				bars++;
	}
	put_figure(doc, loaded, (struct doc_figure){
		.title = "Parts of a cold DC IVAC", .bar = bar, .bars = bars,
		.legend = { "op, barriers and counter reads", "translation fault", "permission fault" } });
}

/* Returns the unit of a sweep's ratios. */
static const char *ratio_unit(const struct archive *a)
{
	if (archive_counts_insns(a))
		return "ratio of instructions, emulated: not time";
	return a->platform == PLATFORM_EMULATED ? "ratio of ticks, emulated: not time" : "ratio of times";
}

void table_doc_sweep_figure(struct doc *doc, const struct loaded *loaded)
{
	struct doc_bar bar[POLICY_UNKNOWN + 1];
	struct sweep sweep;
	char title[160];
	size_t bars = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy) || !sweep.ro.result || !sweep.rw.result)
			continue;
		bar[bars] = (struct doc_bar){ .parts = 1, .part = { sweep.ratio } };
		snprintf(bar[bars].label, DOC_BAR_TEXT, "%s", policy_name(sweep.policy));
		snprintf(bar[bars++].note, DOC_BAR_TEXT, "%.3g in faults", sweep.fault_ratio);
	}
	if (!bars)
		return;
	snprintf(title, sizeof(title), "Ratio of the sweep, read-only to writable (published, in time: %.1f)",
		 sweep_published_ratio());
	doc->style->figure(doc, &(struct doc_figure){ .title = title, .unit = ratio_unit(&loaded->archive),
							 .bar = bar, .bars = bars });
}
