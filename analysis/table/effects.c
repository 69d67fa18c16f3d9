/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "analysis/table/effects.h"

#include "analysis/table/table.h"
#include "analysis/wording/cell.h"
#include "bench/array.h"

/* Writes the row of a backing, if the archive has one: its cold, untouched pages on each slot. */
static void backing_row(struct table *t, struct cell cell, enum op_id op)
{
	char line[LINE_SIZE] = "";
	size_t used = 0;
	bool any = false;

	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists && used < sizeof(line); slot++) {
		char cost[NUMBER_SIZE], faults[WORDING_FAULTS_SIZE];
		const struct result *r;

		cell.slot = (enum slot_id)slot;
		r = results_pick(&t->loaded->results, cell, op);
		any |= r != NULL;
		table_note(t, r);
		if (r)
			wording_faults(faults, r);
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %9s %6s%c", r ? wording_cost(cost, r) : "",
					 r ? faults : "", r ? wording_outcome_letter(r) : ' ');
	}
	if (any)
		table_row(t, " %-15s%s", backing_table[cell.backing].name, line);
}

/* Has the archive the op on cold, untouched pages of another backing than anonymous memory? */
static bool has_other_backing(const struct table *t, struct cell cell, enum op_id op)
{
	bool any = false;

	for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT) | AXIS_BIT(BACKING), NULL); cell_walk_next(&w);)
		any |= cell.backing != BACKING_ANON && results_pick(&t->loaded->results, cell, op);
	return any;
}

/* Writes the rows of an op under the cell's policy, below their own heading. */
static void backing_rows(struct table *t, struct cell cell, enum op_id op)
{
	char group[32];

	if (!has_other_backing(t, cell, op))
		return;
	snprintf(group, sizeof(group), "%s, %s", policy_name(cell.policy), op_table[op].name);
	t->group = group;
	for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(BACKING), NULL); cell_walk_next(&w);)
		backing_row(t, cell, op);
	t->group = NULL;
}

void table_backing(const struct loaded *loaded, FILE *out)
{
	static const enum op_id access[] = { OP_ldr, OP_str }, cmo[] = { OP_dc_ivac, OP_dc_civac };
	size_t policies = table_policies(loaded);
	struct cell cell = loaded->base;
	char heading[2][LINE_SIZE];
	struct table t = { .loaded = loaded, .out = out, .heading = { heading[0], heading[1] },
			   .title = "By backing: the first access to a page that the host has not touched" };

	snprintf(heading[0], LINE_SIZE, " %-15s %-17s %-17s %s", "", "       rw", "       rw_log", "       ro");
	snprintf(heading[1], LINE_SIZE, " %-15s %9s %6s  %9s %6s  %9s %6s", "backing", "cost", "faults", "cost",
		 "faults", "cost", "faults");
	/* No policy changes what a load or a store does: those of the first one are enough. */
	cell.policy = table_policy(loaded, 0);
	for (size_t j = 0; j < ARRAY_SIZE(access); j++)
		backing_rows(&t, cell, access[j]);
	for (size_t i = 0; i < policies; i++) {
		cell.policy = table_policy(loaded, i);
		for (size_t j = 0; j < ARRAY_SIZE(cmo); j++)
			backing_rows(&t, cell, cmo[j]);
	}
	table_end(&t);
	if (t.open)
		text_wrap(out, 0, 0,
			  "The letter behind the faults: " WORDING_LETTERS ". A sample of anon_thp and hugetlb is a block, "
			  "not a page. Where KVM maps the block by pages, the block needs a stage-2 table of its own, and a "
			  "sample that finds KVM's cache of pages for tables empty pays for filling it "
			  "(kvm_mmu_topup_memory_cache(), 6.12 virt/kvm/kvm_main.c). Pages that the host read or wrote: see "
			  "--format json.");
}

/* Formats a count per sample, or a dash if it is not known. */
static const char *per_sample(char buf[static NUMBER_SIZE], const struct record *record, struct count count)
{
	if (!record->attributed || !count.known)
		return "-";
	snprintf(buf, NUMBER_SIZE, "%.3g", (double)count.value / (double)record->attribution.samples);
	return buf;
}

/* Formats " dirty pages minor", 20 characters; blanks if r is NULL. */
static void effects_text(char *buf, size_t size, const struct result *r)
{
	const struct attribution *a = r ? &r->record->attribution : NULL;
	char number[3][NUMBER_SIZE];

	if (!r)
		snprintf(buf, size, "%20s", "");
	else
		snprintf(buf, size, " %6s %5s %5s%c", per_sample(number[0], r->record, a->dirtied),
			 per_sample(number[1], r->record, a->host_pages_allocated),
			 per_sample(number[2], r->record, a->minor_faults), r->verdict == VERDICT_DIFFERS ? '!' : ' ');
}

/* Writes the row of the cell's policy and slot, if the archive has one of the ops. */
static void effects_row(struct table *t, const struct cell *cell)
{
	const struct result *ivac = results_pick(&t->loaded->results, *cell, OP_dc_ivac);
	const struct result *civac = results_pick(&t->loaded->results, *cell, OP_dc_civac);
	char left[64], right[64];

	if (!ivac && !civac)
		return;
	table_note_count(t, (ivac ? ivac : civac)->record->attribution.samples);
	effects_text(left, sizeof(left), ivac);
	effects_text(right, sizeof(right), civac);
	table_row(t, " %-10s %-7s%s%s", policy_name(cell->policy), slot_table[cell->slot].name, left, right);
}

void table_effects(const struct loaded *loaded, FILE *out)
{
	struct cell cell = loaded->base;
	char heading[2][LINE_SIZE], title[160];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading[0], heading[1] },
			   .counts = true };

	wording_title(title, sizeof(title), "Side effects per op on a cold page that the host has not touched", &cell);
	snprintf(heading[0], LINE_SIZE, " %-10s %-7s  %-19s %s", "", "", "DC IVAC", "DC CIVAC");
	snprintf(heading[1], LINE_SIZE, " %-10s %-7s %6s %5s %5s  %6s %5s %5s", "policy", "slot", "dirty", "pages",
		 "minor", "dirty", "pages", "minor");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT), NULL); cell_walk_next(&w);)
			if (slot_table[cell.slot].exists)
				effects_row(&t, &cell);
	}
	table_end(&t);
	if (t.open)
		text_wrap(out, 0, 0,
			  "dirty: bits set in the dirty log; -: the slot has no log. pages: pages that the host allocates. "
			  "minor: minor faults of the host, counted for the vCPU thread.");
}
