/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bars on the page of a report. */
#include "analysis/table/page_figures.h"

#include "analysis/table/table.h"
#include "analysis/cell/sweep.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <string.h>

#define BARS_MAX (2 * 2 * TABLE_POLICIES)

/* The figure, if it has bars, in the unit of costs. */
static void put_figure(struct page *page, const struct loaded *loaded, struct page_figure figure)
{
	char unit[MACHINE_UNIT_SIZE];

	if (!figure.bars)
		return;
	machine_unit(unit, &loaded->archive, false);
	unit[strlen(unit) - 1] = '\0'; /* less its brackets */
	figure.unit = unit + 1;
	page->style->figure(page, &figure);
}

/* The cost of a cell as a bar of one part, in the colour of that number, from 0 on. */
static struct page_bar cost_bar(const struct result *r, size_t part)
{
	const struct cell *cell = &r->record->cell;
	struct page_bar bar = { .parts = part + 1, .has_interval = r->cost.ci95.known, .lo = r->cost.ci95.lo,
				.hi = r->cost.ci95.hi };

	bar.part[part] = r->cost.median;
	snprintf(bar.label, sizeof(bar.label), "%s, %s", policy_name(cell->policy), slot_table[cell->slot].name);
	if (r->record->attributed)
		snprintf(bar.note, sizeof(bar.note), "%.3g fault%s, %s", r->faults, r->faults == 1 ? "" : "s",
			 wording_outcome(r));
	else
		snprintf(bar.note, sizeof(bar.note), "faults not counted, %s", wording_outcome(r));
	return bar;
}

void report_page_cost_figure(struct page *page, const struct loaded *loaded, const char *title, enum lines_id lines)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	static const enum op_id op[] = { OP_dc_ivac, OP_dc_civac };
	struct page_bar bar[BARS_MAX];
	size_t policies = table_policies(loaded), bars = 0;
	struct cell cell = loaded->base;

	cell.host_page = HOST_PAGE_WRITTEN;
	cell.lines = lines;
	for (size_t i = 0; i < policies; i++)
		for (size_t j = 0; j < 2; j++)
			for (size_t k = 0; k < 2; k++) {
				const struct result *r;

				cell.policy = loaded->policy[i];
				cell.slot = slot[j];
				r = results_pick(&loaded->results, cell, op[k]);
				if (result_has_cost(r))
					bar[bars++] = cost_bar(r, k);
			}
	put_figure(page, loaded, (struct page_figure){ .title = title, .legend = { "DC IVAC", "DC CIVAC" },
						       .bar = bar, .bars = bars });
}

void report_page_parts_figure(struct page *page, const struct loaded *loaded)
{
	struct page_bar bar[TABLE_POLICIES * SLOT_COUNT];
	size_t policies = table_policies(loaded), bars = 0;
	struct cell cell = loaded->base;

	cell.host_page = HOST_PAGE_WRITTEN;
	for (size_t i = 0; i < policies; i++)
		for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
			const struct contrast *fault, *extra;
			const struct result *r;

			cell.policy = loaded->policy[i];
			cell.slot = (enum slot_id)slot;
			fault = contrasts_find(&loaded->contrasts, CONTRAST_TRANSLATION_FAULT, &cell, CONTRAST_PAGE_AXES);
			extra = contrasts_find(&loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &cell, CONTRAST_PAGE_AXES);
			r = results_pick(&loaded->results, cell, OP_dc_ivac);
			if (!fault || !extra || !r)
				continue;
			bar[bars] = cost_bar(r, 0);
			bar[bars].parts = 3;
			bar[bars].part[0] = fmax(r->cost.median - extra->value - fault->value, 0);
			bar[bars].part[1] = fmax(fault->value, 0);
			bar[bars++].part[2] = fmax(extra->value, 0);
		}
	put_figure(page, loaded, (struct page_figure){
		.title = "A cold DC IVAC by its parts", .bar = bar, .bars = bars,
		.legend = { "op, barriers and counter reads", "translation fault", "permission fault" } });
}

/* Of what the bars of a sweep are ratios. */
static const char *ratio_unit(const struct archive *a)
{
	if (archive_counts_insns(a))
		return "ratio of instructions, emulated: not time";
	return a->platform == PLATFORM_EMULATED ? "ratio of ticks, emulated: not time" : "ratio of times";
}

void report_page_sweep_figure(struct page *page, const struct loaded *loaded)
{
	struct page_bar bar[POLICY_UNKNOWN + 1];
	struct sweep sweep;
	char title[160];
	size_t bars = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy) || !sweep.ro.result || !sweep.rw.result)
			continue;
		bar[bars] = (struct page_bar){ .parts = 1, .part = { sweep.ratio } };
		snprintf(bar[bars].label, PAGE_BAR_TEXT, "%s", policy_name(sweep.policy));
		snprintf(bar[bars++].note, PAGE_BAR_TEXT, "%.3g in faults", sweep.fault_ratio);
	}
	if (!bars)
		return;
	snprintf(title, sizeof(title), "The sweep, read-only to writable (published, in time: %.1f)",
		 sweep_published_ratio());
	page->style->figure(page, &(struct page_figure){ .title = title, .unit = ratio_unit(&loaded->archive),
							 .bar = bar, .bars = bars });
}
