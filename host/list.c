/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verb list: prints the catalogue. */
#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "bench/suite/scenario.h"
#include "host/image/offered.h"
#include "host/place/core.h"
#include "host/pmu/event.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void row(const char *name, const char *text)
{
	printf("  %-16s %s\n", name, text);
}

static void list_ops(void)
{
	for (int i = 0; i < OP_COUNT; i++)
		printf("  %-16s %-16s %s%s%s\n", op_table[i].name, op_table[i].insn, op_table[i].spec,
		       op_table[i].feature ? ", " : "",
		       op_table[i].feature ? op_feature_table[op_table[i].feature].name : "");
}

static void list_slots(void)
{
	for (int i = 0; i < SLOT_COUNT; i++)
		row(slot_table[i].name, slot_table[i].summary);
}

static void list_backings(void)
{
	for (int i = 0; i < BACKING_COUNT; i++)
		row(backing_table[i].name, backing_table[i].summary);
}

static void list_states(void)
{
	static const struct {
		const char *axis;
		const struct page_state *table;
		int count;
	} axes[] = {
		{ "host_page", host_page_table, HOST_PAGE_COUNT }, { "stage2", stage2_table, STAGE2_COUNT },
		{ "line", line_table, LINE_COUNT },                { "lines", lines_table, LINES_COUNT },
		{ "timed", timed_table, TIMED_COUNT },             { "copy", copy_table, COPY_COUNT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(axes); i++) {
		printf(" %s\n", axes[i].axis);
		for (int value = 0; value < axes[i].count; value++)
			row(axes[i].table[value].name, axes[i].table[value].summary);
	}
}

static void list_mixes(void)
{
	for (int i = 0; i < MIX_COUNT; i++)
		row(mix_table[i].name, mix_table[i].summary);
}

/* Print the suites that a scenario is in, separated by blanks. */
static void write_suites(const char *scenario)
{
	for (size_t i = 0; i < suite_count; i++)
		for (const char *const *name = suite_table[i].scenario; *name; name++)
			if (!strcmp(*name, scenario))
				printf(" %s", suite_table[i].name);
}

static void list_scenarios(void)
{
	for (size_t i = 0; i < scenario_count; i++) {
		printf("  %-16s %s [in", scenario_table[i].name, scenario_table[i].question);
		write_suites(scenario_table[i].name);
		puts("]");
	}
}

static void list_suites(void)
{
	static const struct filter all = { { 0 } };

	for (size_t i = 0; i < suite_count; i++) {
		struct cell *cells = NULL;
		long count = suite_cells(&suite_table[i], &all, &cells);

		printf("  %-16s %s: %ld cells a policy\n", suite_table[i].name, suite_table[i].summary, count);
		free(cells);
	}
}

static void list_policies(void)
{
	for (int i = 0; i < POLICY_COUNT; i++)
		row(policy_table[i].name, policy_table[i].summary);
	row("unknown", "behaviour that matches none of these");
}

/* List the counters; on an arm64 host say which ones the PMU of the current CPU has, because its cores may differ. */
static void list_counters(void)
{
	struct pmu_device device = { .name = "" };
	struct core core;

	core_read(&core, "", sched_getcpu());
	if (core.midr && !pmu_device_find(PMU_SYSFS, core.cpu, core.midr, &device))
		printf(" CPU %d here: %s\n", core.cpu, device.name);
	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		printf("  %-16s 0x%02x %s%s\n", pmu_event_table[i].name, pmu_event_table[i].number,
		       pmu_event_table[i].summary, !*device.name ? "" : device.events >> i & 1 ? "" : " [not here]");
}

static const struct {
	const char *name;
	void (*list)(void);
} tables[] = {
	{ "ops", list_ops },             { "slots", list_slots },   { "backings", list_backings },
	{ "states", list_states },       { "mixes", list_mixes },   { "scenarios", list_scenarios },
	{ "suites", list_suites },           { "counters", list_counters },
	{ "policies", list_policies },   { "kernels", offered_list },
};

static const char help[] =
	"usage: cmobench list [TABLE]\n"
	"The catalogue, or one TABLE of it. \"kernels\", which only its name lists, are those that run takes by name:\n";

static void print_names(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		printf(" %s", tables[i].name);
	putchar('\n');
}

static void offer_tables(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		complete_name(c, tables[i].name);
}

int list_main(int argc, char **argv)
{
	static const struct cmdline line = { .help = help, .more_help = print_names, .offer = offer_tables };
	enum status status;
	int operand = cmdline_parse(&line, argc, argv, &status);
	const char *name = operand && operand < argc ? argv[operand] : NULL;
	bool found = false;

	if (!operand)
		return status;
	if (operand + 1 < argc) {
		complain("list: unexpected argument \"%s\": see cmobench list --help", argv[operand + 1]);
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		/* What is in the cache and in Debian's lists is no part of the catalogue. */
		if (name ? strcmp(name, tables[i].name) != 0 : tables[i].list == offered_list)
			continue;
		printf("%s\n", tables[i].name);
		tables[i].list();
		found = true;
	}
	if (!found) {
		complain("list: there is no table \"%s\": see cmobench list --help", name);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}
