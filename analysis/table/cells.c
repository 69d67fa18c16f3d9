/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "analysis/table/cells.h"

#include "analysis/table/table.h"
#include "analysis/wording/cell.h"

/* Formats the two heading lines for rows of a label and two table_cell(). */
static void pair_headings(char heading[2][LINE_SIZE], int label_width, const char *label)
{
	snprintf(heading[0], LINE_SIZE, " %-*s %-26s %s", label_width, "", "DC IVAC", "DC CIVAC");
	snprintf(heading[1], LINE_SIZE, " %-*s %9s %7s %-8s %9s %7s %-8s", label_width, label, "cost", "faults",
		 "outcome", "cost", "faults", "outcome");
}

/* Writes a row with the cell's DC IVAC and DC CIVAC, if the archive has one of them. */
static void pair_row(struct table *t, const struct cell *cell, int label_width, const char *label)
{
	const struct result *ivac = results_pick(&t->loaded->results, *cell, OP_dc_ivac);
	const struct result *civac = results_pick(&t->loaded->results, *cell, OP_dc_civac);
	char left[CELL_TEXT_SIZE], right[CELL_TEXT_SIZE];

	if (!ivac && !civac)
		return;
	table_cell(left, t, ivac);
	table_cell(right, t, civac);
	table_row(t, " %-*s%s%s", label_width, label, left, right);
}

/* Writes the table of every policy, slot and host page in one stage-2 state. */
static void state_table(const struct loaded *loaded, enum stage2_id stage2, const char *what, FILE *out)
{
	struct cell cell = loaded->base;
	char title[160], heading[2][LINE_SIZE];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading[0], heading[1] } };

	wording_title(title, sizeof(title), what, &cell);
	pair_headings(heading, 16, "slot/host page");
	cell.stage2 = stage2;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		t.group = policy_name(cell.policy);
		for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++)
			for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
				char label[24];

				cell.slot = (enum slot_id)slot;
				cell.host_page = (enum host_page_id)page;
				wording_page(label, sizeof(label), &cell);
				pair_row(&t, &cell, 16, label);
			}
	}
	table_end(&t);
}

/* Returns the cost of the loop over a page's lines without an op, under the first policy that has it; or NULL. */
static const struct result *loop_cost(const struct loaded *loaded)
{
	struct cell loop = { .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW, .lines = LINES_PAGE };
	const struct result *null = NULL;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN && !null; policy++) {
		loop.policy = (enum policy_id)policy;
		null = results_pick(&loaded->results, loop, OP_null);
	}
	return null;
}

void table_page(const struct loaded *loaded, FILE *out)
{
	struct cell cell = loaded->base;
	char what[128], title[192], heading[2][LINE_SIZE], number[NUMBER_SIZE];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading[0], heading[1] } };
	const struct result *loop = loop_cost(loaded);

	snprintf(what, sizeof(what), "A cold page on a read-only memslot, maintained line by line: all its %llu lines",
		 (unsigned long long)loaded->archive.page_lines);
	wording_title(title, sizeof(title), what, &cell);
	pair_headings(heading, 10, "policy");
	cell.slot = SLOT_RO;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.lines = LINES_PAGE;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		pair_row(&t, &cell, 10, policy_name(cell.policy));
	}
	if (t.open && loop)
		text_wrap(out, 0, 0, "Cost and faults are those of the whole page. The loop over its lines takes %s of the cost.",
			  wording_cost(number, loop));
	table_end(&t);
}

void table_cold(const struct loaded *loaded, FILE *out)
{
	state_table(loaded, STAGE2_COLD, "Cold: the first access to a page, one line of it", out);
}

void table_warm(const struct loaded *loaded, FILE *out)
{
	state_table(loaded, STAGE2_RO, "Warm and read-only in stage 2: what each line costs", out);
}
