/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "analysis/table/lines.h"

#include "analysis/table/table.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <string.h>

static struct cell line_cell(enum policy_id policy, enum lines_id lines, enum line_id line)
{
	return (struct cell){ .policy = policy, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW, .line = line,
			      .lines = lines };
}

/* Finds the costs of an op under a policy by the line's state, in the order of enum line_id. Returns their number. */
static size_t line_costs(const struct loaded *loaded, enum policy_id policy, enum lines_id lines, enum op_id op,
			 const struct result *cost[static LINE_COUNT])
{
	size_t n = 0;

	for (unsigned int line = 0; line < LINE_COUNT; line++) {
		const struct cell cell = line_cell(policy, lines, (enum line_id)line);

		cost[line] = line == LINE_ANY ? NULL : results_pick(&loaded->results, cell, op);
		n += result_has_cost(cost[line]);
	}
	return n;
}

/* Returns the first policy that has such cells. Without a fault the policy makes no difference. */
static enum policy_id line_policy(const struct loaded *loaded)
{
	const struct result *cost[LINE_COUNT];

	for (unsigned int policy = 0; policy < POLICY_UNKNOWN; policy++)
		for (unsigned int op = 0; op < OP_COUNT; op++)
			if (line_costs(loaded, (enum policy_id)policy, LINES_1, (enum op_id)op, cost) ||
			    line_costs(loaded, (enum policy_id)policy, LINES_PAGE, (enum op_id)op, cost))
				return (enum policy_id)policy;
	return POLICY_UNKNOWN;
}

static void line_rows(struct table *t, enum policy_id policy, enum lines_id lines)
{
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		const struct result *cost[LINE_COUNT];
		char text[LINE_COUNT][NUMBER_SIZE];

		if (!line_costs(t->loaded, policy, lines, (enum op_id)op, cost))
			continue;
		for (int i = 0; i < LINE_COUNT; i++)
			table_note(t, cost[i]);
		table_row(t, " %-10s %9s %9s %9s", op_table[op].name, wording_cost(text[1], cost[LINE_ABSENT]),
			  wording_cost(text[2], cost[LINE_CLEAN]), wording_cost(text[3], cost[LINE_DIRTY]));
	}
}

/* Formats native_op of an op under a policy, or a dash if the archive does not have it. */
static const char *native_cost(char buf[static NUMBER_SIZE], const struct table *t, enum policy_id policy,
			       enum op_id op, enum line_id line)
{
	struct cell cell = line_cell(policy, LINES_PAGE, line);
	const struct contrast *c;

	cell.op = op;
	c = contrasts_find(&t->loaded->contrasts, CONTRAST_NATIVE_OP, &cell, AXES_ALL);
	return c ? text_number(buf, c->value, false) : strcpy(buf, "-");
}

/*
 * Writes the cost of one more line. It is computed over the second half of a page, so that barriers and counter reads
 * cancel.
 */
static void native_rows(struct table *t, enum policy_id policy)
{
	char text[LINE_COUNT][NUMBER_SIZE];
	bool any = false;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		for (unsigned int line = LINE_ABSENT; line < LINE_COUNT; line++)
			native_cost(text[line], t, policy, (enum op_id)op, (enum line_id)line);
		if (!strcmp(text[1], "-") && !strcmp(text[2], "-") && !strcmp(text[3], "-"))
			continue;
		table_row(t, " %-10s %9s %9s %9s", op_table[op].name, text[1], text[2], text[3]);
		any = true;
	}
	if (any)
		table_row(t, " %-10s %9s", "loop alone", native_cost(text[0], t, policy, OP_null, LINE_ANY));
}

static void line_table_of(const struct loaded *loaded, FILE *out)
{
	enum policy_id policy = line_policy(loaded);
	char heading[LINE_SIZE], group[48];
	struct table t = { .loaded = loaded, .out = out, .heading = { heading }, .group = "one line",
			   .title = "Native cost by the state of the line: warm pages of a plain read-write memslot" };

	snprintf(heading, sizeof(heading), " %-10s %9s %9s %9s", "op", "absent", "clean", "dirty");
	line_rows(&t, policy, LINES_1);
	snprintf(group, sizeof(group), "all %llu lines of a page", (unsigned long long)loaded->archive.page_lines);
	t.group = group;
	line_rows(&t, policy, LINES_PAGE);
	t.group = "native_op: one more line, of many in a row";
	native_rows(&t, policy);
	table_end(&t);
}

/* Returns by how much the costs of an op by the line's state differ at most; 0 if there are fewer than two. */
static double line_spread(const struct result *const cost[static LINE_COUNT])
{
	double low = INFINITY, high = -INFINITY;

	for (unsigned int line = LINE_ABSENT; line < LINE_COUNT; line++)
		if (cost[line]) {
			low = fmin(low, cost[line]->value);
			high = fmax(high, cost[line]->value);
		}
	return high > low ? high - low : 0;
}

/* Says whether the line's state makes a difference, which it must not where no cache is modelled. */
static void line_note(const struct loaded *loaded, FILE *out)
{
	double most = 0;
	size_t cells = 0;
	char number[NUMBER_SIZE];

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		struct cell cell = { .policy = (enum policy_id)policy };

		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(OP) | AXIS_BIT(LINES), NULL); cell_walk_next(&w);) {
			const struct result *cost[LINE_COUNT];

			cells += line_costs(loaded, cell.policy, cell.lines, cell.op, cost);
			most = fmax(most, line_spread(cost));
		}
	}
	if (!cells)
		return;
	fputc('\n', out);
	if (most > 0)
		text_wrap(out, 0, 0,
			  "Native cost by the state of the line: no cache is modelled here, yet the states of "
			  "a line differ by up to %s instructions.",
			  text_number(number, most, false));
	else
		text_wrap(out, 0, 0,
			  "Native cost by the state of the line: no cache is modelled here; in all %zu cells "
			  "absent, clean and dirty cost the same.",
			  cells);
}

void table_line(const struct loaded *loaded, FILE *out)
{
	if (archive_counts_insns(&loaded->archive))
		line_note(loaded, out);
	else
		line_table_of(loaded, out);
}
