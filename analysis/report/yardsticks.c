/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/yardsticks.h"

#include "analysis/report/run.h"
#include "analysis/table/table.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

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

static void hook_row(const char *what, const struct hook_cost *cost, double cold, FILE *out)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE], percent[NUMBER_SIZE] = "";

	if (!cost->known)
		return;
	if (cold > 0)
		snprintf(percent, sizeof(percent), "%.2f%%", 100 * cost->value / cold);
	text_line(out, " %-34s %9s %16s %9s", what, text_number(number, cost->value, false),
		  text_interval(interval, cost->ci95, false, "-"), percent);
}

void report_hook(const struct loaded *loaded, FILE *out)
{
	const struct hook *hook = &loaded->results.hook;

	if (!hook->present)
		return;
	fputc('\n', out);
	if (!hook->known) {
		text_wrap(out, 0, 0,
			  "The policies were put in force by a module, whose hooks cost something in every stage-2 fault. "
			  "That was not measured, so COSTS INCLUDE IT: they are no costs of a kernel with such a policy.");
		return;
	}
	text_wrap(out, 0, 0, "Yardsticks: the module's hooks, by turns in place and removed, under upstream");
	text_line(out, "[%s%s]", archive_unit(&loaded->archive),
		  loaded->archive.platform == PLATFORM_EMULATED ? ", emulated: not time" : "");
	text_line(out, " %-34s %9s %16s %9s", "they add to", "cost", "95 % interval", "of it");
	hook_row("a stage-2 fault", &hook->fault, hook->cold, out);
	hook_row("one that goes to io_mem_abort()", &hook->abort, 0, out);
	hook_row("  the second hook alone", &hook->second, 0, out);
	hook_row("an exit without a fault", &hook->exit, 0, out);
	text_wrap(out, 0, 0,
		  "Subtracted from every cost and contrast: the first times the faults, the second times those of them that "
		  "KVM hands to io_mem_abort(). The archive has the ticks with the hooks. PMU counts and the times of exits "
		  "include them.%s",
		  machine_has_lookup(&loaded->archive) ? " Under a policy whose name ends in _ro the module also looks up the "
		  "memslot of each fault of cache maintenance, which the kernel has done where the patch decides: that is "
		  "left in the costs." : "");
	if (hook->drifted)
		text_wrap(out, 0, 0, "THE HOOKS CHANGED between start and end of the run: intervals include both.");
}

void report_yardstick_table(const struct loaded *loaded, FILE *out)
{
	struct amount amount = { .blocks = { 0, 0 } };
	char n[AMOUNT_SIZE];

	for (size_t i = 0; i < loaded->results.count; i++)
		if (loaded->results.result[i].cost.n)
			amount_add_cell(&amount, &loaded->results.result[i]);
	yardsticks(loaded, out);
	report_hook(loaded, out);
	fputc('\n', out);
	text_wrap(out, 0, 0,
		  "Cost: of %s, barriers and counter reads (null) included. Faults: stage-2 faults per sample, "
		  "measured/predicted; they are counted in a separate pass.", amount_text(n, &amount));
	report_coarse_note(loaded, out);
	report_precision_note(loaded, out);
}
