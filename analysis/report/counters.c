/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of PMU counts, and how they agree with the clock. */
#include "analysis/report/counters.h"

#include "analysis/table/table.h"
#include "analysis/cell/counted.h"
#include "analysis/wording/cell.h"

static void counted_text(char host[static NUMBER_SIZE], char guest[static NUMBER_SIZE], struct counted counted)
{
	snprintf(host, NUMBER_SIZE, "-");
	snprintf(guest, NUMBER_SIZE, "-");
	if (counted.known) {
		text_number(host, counted.host, false);
		text_number(guest, counted.guest, false);
	}
}

static void counter_row(struct table *t, const struct cell *cell, enum op_id op)
{
	const struct result *r = results_pick(&t->loaded->results, *cell, op);
	struct counted insns, cycles;
	char page[24], number[4][NUMBER_SIZE];

	if (!r)
		return;
	insns = counted_per_fault(r, "inst_retired");
	cycles = counted_per_fault(r, "cpu_cycles");
	if (!insns.known && !cycles.known)
		return;
	table_note_count(t, r->record->pmu[0].samples);
	wording_page(page, sizeof(page), cell);
	counted_text(number[0], number[1], insns);
	counted_text(number[2], number[3], cycles);
	if (t->loaded->archive.platform == PLATFORM_EMULATED)
		table_row(t, " %-16s %-8s %9s %9s", page, op_table[op].name, number[0], number[1]);
	else
		table_row(t, " %-16s %-8s %9s %9s %9s %9s", page, op_table[op].name, number[0], number[1], number[2],
			  number[3]);
}

static void counter_rows(struct table *t, struct cell cell)
{
	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++)
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
			cell.slot = (enum slot_id)slot;
			cell.host_page = (enum host_page_id)page;
			counter_row(t, &cell, OP_dc_ivac);
			counter_row(t, &cell, OP_dc_civac);
		}
}

/* Writes the table. An emulated CPU has no cycles, so that these columns are left out. */
static void counter_table(const struct loaded *loaded, FILE *out)
{
	struct cell cell = loaded->base;
	char title[160], heading[2][LINE_SIZE];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading[0], heading[1] },
			   .counts = true };
	bool emulated = loaded->archive.platform == PLATFORM_EMULATED;

	wording_title(title, sizeof(title), "Counted by the PMU, per stage-2 fault of a cold page, one line of it",
		    &cell);
	snprintf(heading[0], LINE_SIZE, " %-25s     instructions%s", "", emulated ? "" : "              cycles");
	snprintf(heading[1], LINE_SIZE, " %-16s %-8s %9s %9s%s", "slot/host page", "op", "host", "guest",
		 emulated ? "" : "      host     guest");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		t.group = policy_name(cell.policy);
		counter_rows(&t, cell);
	}
	if (t.open)
		text_wrap(out, 0, 0,
			  "Counted in one more batch of each cell%s, with entry into the guest and exit from it, but "
			  "without userspace.", loaded->boots ? ", in the first boot" : "");
	table_end(&t);
}

static void write_frequency(const struct frequency *f, bool boots, FILE *out)
{
	if (f->cells)
		text_wrap(out, 0, 2,
			  "Implied frequency%s, cycles of host and guest per clock time: %.4g MHz; first tenth of %zu "
			  "cells %.4g, last tenth %.4g (%+.2f %%).",
			  boots ? " of the first boot" : "", f->median / 1e6, f->cells, f->first / 1e6, f->last / 1e6, 100 * (f->last / f->first - 1));
}

int report_counters(const struct loaded *loaded, FILE *out)
{
	double ratio = counted_instructions_ratio(&loaded->results);
	struct frequency frequency;
	int err = counted_frequencies(&loaded->archive, &frequency);

	if (err)
		return err;
	counter_table(loaded, out);
	if (ratio > 0 || frequency.cells)
		fputc('\n', out);
	if (ratio > 0)
		text_wrap(out, 0, 2,
			  "Instructions by the PMU to instructions by CNTVCT_EL0, over the same guest entries: ratio "
			  "%.4f.",
			  ratio);
	write_frequency(&frequency, loaded->boots, out);
	return 0;
}
