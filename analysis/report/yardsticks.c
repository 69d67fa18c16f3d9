/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/yardsticks.h"

#include "analysis/report/run.h"
#include "analysis/table/table.h"
#include "analysis/wording/cell.h"

static void yardsticks(const struct loaded *loaded, FILE *out)
{
	struct table t = { .loaded = loaded, .out = out, .title = "Yardsticks: an empty timed region, an exit to the "
			   "kernel, one to userspace, and a DC IVAC (or DC CIVAC) outside all memslots" };
	char heading[LINE_SIZE];

	snprintf(heading, sizeof(heading), " %-10s %9s %9s %9s  %9s %7s %-8s", "policy", "null", "hvc", "mmio_user",
		 "hole", "faults", "outcome");
	t.heading[0] = heading;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		const struct cell warm = { .policy = policy, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW };
		const struct cell hole = { .policy = policy, .slot = SLOT_HOLE };
		const struct result *null = results_pick(&loaded->results, warm, OP_null),
				    *hvc = results_pick(&loaded->results, warm, OP_hvc),
				    *mmio = results_pick(&loaded->results, warm, OP_mmio_user),
				    *ivac = results_pick(&loaded->results, hole, OP_dc_ivac),
				    *skip = ivac ? ivac : results_pick(&loaded->results, hole, OP_dc_civac);
		char cost[3][NUMBER_SIZE], text[CELL_TEXT_SIZE];

		if (!null && !hvc && !mmio && !skip)
			continue;
		table_note(&t, null);
		table_note(&t, hvc);
		table_note(&t, mmio);
		table_cell(text, &t, skip);
		table_row(&t, " %-10s %9s %9s %9s %s", policy_name(policy), wording_cost(cost[0], null),
			  wording_cost(cost[1], hvc), wording_cost(cost[2], mmio), text);
	}
	table_end(&t);
}

void report_yardstick_table(const struct loaded *loaded, FILE *out)
{
	size_t low = SIZE_MAX, high = 0;

	for (size_t i = 0; i < loaded->results.count; i++) {
		size_t n = loaded->results.result[i].cost.n;

		if (n && n < low)
			low = n;
		if (n > high)
			high = n;
	}
	yardsticks(loaded, out);
	fputc('\n', out);
	text_wrap(out, 0, 0,
		  "Cost: median of n = %zu%s%.0zu samples, barriers and counter reads (null) included. Faults: "
		  "stage-2 faults per sample, measured/predicted; they are counted in a separate pass.",
		  high ? low : 0, low < high ? " ... " : "", low < high ? high : 0);
	report_coarse_note(loaded, out);
	report_precision_note(loaded, out);
}
