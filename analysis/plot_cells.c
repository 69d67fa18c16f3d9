/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plots of single cells show. */
#include "analysis/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the cell that is always there to compare with: cold, on a logged page that the host wrote. */
static struct cell headline(const struct report *report, enum policy_id policy)
{
	struct cell cell = report_base(report);

	cell.policy = policy;
	cell.slot = SLOT_RW_LOG;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.stage2 = STAGE2_COLD;
	return cell;
}

static bool has_cost(const struct result *r)
{
	return r && r->cost.n && r->record->outcome != OUTCOME_NOP;
}

static void put_faults(FILE *out, const struct result *r)
{
	char faults[FAULTS_TEXT_SIZE];

	table_faults(faults, r);
	fputs(faults + strspn(faults, " "), out);
}

/* Cost and faults, both "-" if r is NULL or took none: to gnuplot an empty field is that of the line before. */
static void put_cost(FILE *out, const struct result *r)
{
	plot_value(out, has_cost(r), r ? r->cost.median : 0);
	putc('\t', out);
	if (has_cost(r))
		put_faults(out, r);
	else
		putc('-', out);
}

/* A line a page, of it a pair of columns (cost, faults) for each policy and op. */
size_t plot_cost(const struct report *report, FILE *out)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };
	enum policy_id policy[REPORT_POLICIES];
	size_t policies = report_policies(report, policy), lines = 0;
	struct cell cell = report_base(report);

	policies = policies < REPORT_POLICIES ? policies : REPORT_POLICIES;
	fprintf(out, "page");
	for (size_t i = 0; i < policies; i++)
		for (int op = 0; op < 2; op++)
			fprintf(out, "\t%s, %s\tfaults", policy_name(policy[i]), op_table[ops[op]].name);
	cell.stage2 = STAGE2_COLD;
	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++)
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
			char label[24];
			bool any = false;

			cell.slot = (enum slot_id)slot;
			cell.host_page = (enum host_page_id)page;
			for (size_t i = 0; i < 2 * policies && !any; i++) {
				cell.policy = policy[i / 2];
				any = has_cost(report_pick(report, cell, ops[i % 2]));
			}
			if (!any)
				continue;
			table_page(label, sizeof(label), &cell);
			fprintf(out, "\n%s", label);
			for (size_t i = 0; i < 2 * policies; i++) {
				cell.policy = policy[i / 2];
				putc('\t', out);
				put_cost(out, report_pick(report, cell, ops[i % 2]));
			}
			lines++;
		}
	putc('\n', out);
	return lines;
}

static struct cell first_page_of(struct cell cell, enum slot_id slot)
{
	cell.slot = slot;
	cell.host_page = 0;
	return cell;
}

/* A page of the heat map, and its place. A hole has no host page. */
static bool next_page(struct cell *cell, int *x)
{
	++*x;
	if (cell->host_page + 1 < HOST_PAGE_COUNT && slot_table[cell->slot].exists)
		cell->host_page++;
	else if (cell->slot + 1 < SLOT_COUNT)
		*cell = first_page_of(*cell, cell->slot + 1);
	else
		return false;
	return true;
}

static bool any_page(const struct report *report, struct cell cell, enum op_id op)
{
	int x = 0;

	for (cell = first_page_of(cell, 0); !has_cost(report_pick(report, cell, op));)
		if (!next_page(&cell, &x))
			return false;
	return true;
}

/* A line for each place of the map: x, y, cost, faults; of the policy that most is asked about. */
size_t plot_heat(const struct report *report, FILE *out)
{
	enum policy_id policy[REPORT_POLICIES];
	size_t policies = report_policies(report, policy), lines = 0;
	struct cell cell = report_base(report);
	int y = 0;

	fprintf(out, "x\ty\tpage\top\tcost\tlabel\n");
	cell.policy = policies ? policy[policies > 1] : POLICY_UNKNOWN;
	cell.stage2 = STAGE2_COLD;
	for (int op = 0; op < OP_COUNT; op++) {
		int x = 0;

		if (op_table[op].operand != OP_OPERAND_PAGE || !any_page(report, cell, (enum op_id)op))
			continue;
		cell = first_page_of(cell, 0);
		do {
			const struct result *r = report_pick(report, cell, (enum op_id)op);
			char page[24], number[NUMBER_SIZE];

			table_page(page, sizeof(page), &cell);
			fprintf(out, "%d\t%d\t%s\t%s\t", x, y, page, op_table[op].name);
			if (has_cost(r)) {
				fprintf(out, "%.10g\t%s  ", r->cost.median, text_number(number, r->cost.median, false));
				put_faults(out, r);
				putc('\n', out);
			} else {
				fputs("NaN\t.\n", out); /* its place in the map is kept; no field is empty */
			}
			lines++;
		} while (next_page(&cell, &x));
		y++;
	}
	return lines;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The cells that distribution and drift are shown of. */
#define SERIES_MAX (2 * REPORT_POLICIES)

static size_t find_series(const struct report *report, const struct result *series[static SERIES_MAX])
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };
	enum policy_id policy[REPORT_POLICIES];
	size_t policies = report_policies(report, policy), count = 0;

	for (size_t i = 0; i < policies && i < REPORT_POLICIES; i++)
		for (int op = 0; op < 2; op++) {
			const struct result *r = report_pick(report, headline(report, policy[i]), ops[op]);

			if (has_cost(r))
				series[count++] = r;
		}
	return count;
}

static void put_name(FILE *out, const struct result *r)
{
	fprintf(out, "\"%s, %s\"\n", policy_name(r->record->cell.policy), op_table[r->record->cell.op].name);
}

/* A block a cell, its name first: cost, and the share of samples up to it. */
size_t plot_ecdf(const struct report *report, FILE *out)
{
	const struct result *series[SERIES_MAX];
	size_t count = find_series(report, series), lines = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = series[i]->record->tick_count;
		double *x = calloc(n, sizeof(*x));

		if (!x)
			return 0;
		result_costs(report->results, series[i], 0, n, x);
		qsort(x, n, sizeof(*x), compare);
		put_name(out, series[i]);
		fprintf(out, "%.10g\t0\n", x[0]);
		for (size_t j = 0; j < n; j++)
			if (j + 1 == n || x[j + 1] > x[j]) {
				fprintf(out, "%.10g\t%.10g\n", x[j], (double)(j + 1) / (double)n);
				lines++;
			}
		fprintf(out, "\n\n");
		free(x);
	}
	return lines;
}

/* A block a cell: the round, and by how many per cent its median differs from that of all samples. */
size_t plot_drift(const struct report *report, FILE *out)
{
	const struct result *series[SERIES_MAX];
	size_t count = find_series(report, series), lines = 0;

	for (size_t i = 0; i < count; i++) {
		put_name(out, series[i]);
		for (size_t j = 0; j < series[i]->record->round_count; j++, lines++)
			fprintf(out, "%zu\t%.10g\n", j + 1,
				(series[i]->round_median[j] / series[i]->sample_median - 1) * 100);
		fprintf(out, "\n\n");
	}
	return lines;
}

/* From the cells of one line and of a page on: what break_even_lines rests on. Measured ones are there twice. */
static size_t put_lines(FILE *out, const struct result *one, const struct result *page)
{
	uint64_t lines = page->record->sample_lines;
	double first = one->cost.median, rest = (page->cost.median - first) / (double)(lines - 1);
	size_t written = 0;

	put_name(out, one);
	for (uint64_t n = 1; n <= lines; n *= 2, written++) {
		fprintf(out, "%llu\t%.10g\t", (unsigned long long)n, first + rest * (double)(n - 1));
		plot_value(out, n == 1 || n == lines, n == 1 ? first : page->cost.median);
		putc('\n', out);
	}
	fprintf(out, "\n\n");
	return written;
}

/* A block for each policy and op: lines of a read-only page that are maintained, and what they cost together. */
size_t plot_lines(const struct report *report, FILE *out)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };
	struct cell cell = report_base(report);
	size_t written = 0;

	cell.slot = SLOT_RO;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.stage2 = STAGE2_COLD;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (int op = 0; op < 2; op++) {
			const struct result *one, *page;

			cell.policy = (enum policy_id)policy;
			cell.lines = LINES_1;
			one = report_pick(report, cell, ops[op]);
			cell.lines = LINES_PAGE;
			page = report_pick(report, cell, ops[op]);
			if (has_cost(one) && has_cost(page) && page->record->sample_lines > 1)
				written += put_lines(out, one, page);
		}
	return written;
}
