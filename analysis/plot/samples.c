/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples themselves: how they are distributed, and how they went over the rounds of the run. */
#include "analysis/plot/plots.h"

#include "analysis/cell/cost.h"

#include <stdlib.h>

/* Costs of a cell, sorted, for free(); NULL, complained of. */
static double *sorted_costs(struct plotter *plotter, const struct result *r)
{
	size_t n = r->record->tick_count;
	double *x = calloc(n, sizeof(*x));

	if (!x) {
		complain("plot: out of memory");
		plotter->status = STATUS_FAILED;
		return NULL;
	}
	result_costs(&plotter->loaded->results, r, 0, n, x);
	stats_sort(x, n);
	return x;
}

/* Steps of a cell's distribution: from 0 at its least sample on, one row for each value that there is. */
static void curve(struct figure *f, unsigned int number, const struct result *r)
{
	size_t n = r->record->tick_count;
	double *x = sorted_costs(f->plotter, r);
	char series[FIGURE_TEXT_SIZE], mark[FIGURE_MARK_SIZE];

	if (!x)
		return;
	snprintf(series, sizeof(series), "%s %s (%s)", op_table[r->record->cell.op].name,
		 slot_table[r->record->cell.slot].exists ? host_page_table[r->record->cell.host_page].name : "hole",
		 figure_mark(mark, r));
	figure_series(f, number, series);
	figure_note(f, r);
	figure_data(f, "%s\t%.10g\t0\t%zu", series, x[0], n);
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || x[i + 1] != x[i])
			figure_data(f, "%s\t%.10g\t%.10g\t%zu", series, x[i], (double)(i + 1) / (double)n, n);
	free(x);
}

void plot_distribution(struct plotter *plotter)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac };

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (unsigned int slot = 0; slot < SLOT_COUNT; slot++) {
			struct cell cell = plotter->loaded->base;
			unsigned int pages = slot_table[slot].exists ? HOST_PAGE_COUNT : 1;
			char title[FIGURE_TEXT_SIZE];
			struct figure f;

			cell.policy = (enum policy_id)policy;
			cell.slot = (enum slot_id)slot;
			cell.stage2 = STAGE2_COLD;
			figure_begin(&f, plotter, plot_ecdf, "series\tcost\tshare\tn", "ecdf-%s-%s",
				     policy_name(cell.policy), slot_table[slot].name);
			snprintf(title, sizeof(title), "%s, cold: %s", policy_name(cell.policy),
				 slot_table[slot].summary);
			wording_title(f.title, sizeof(f.title), title, &cell);
			for (unsigned int i = 0; i < 2; i++)
				for (unsigned int page = 0; page < pages; page++) {
					const struct result *r;

					cell.host_page = (enum host_page_id)page;
					r = results_pick(&plotter->loaded->results, cell, ops[i]);
					if (result_has_cost(r))
						curve(&f, i * HOST_PAGE_COUNT + page, r);
				}
			snprintf(f.axis, sizeof(f.axis), "cost of an op");
			snprintf(f.note, sizeof(f.note),
				 "all samples; in brackets: stage-2 faults; further left is better");
			f.lines = 20;
			f.height = 220;
			f.key_columns = 2;
			figure_end(&f);
		}
}

/* Rounds of a cell whose rounds may be laid over those of others: it has a middle, and is no sweep. */
static size_t drift_rounds(const struct result *r)
{
	return result_has_cost(r) && r->record->cell.lines != LINES_SWEEP && r->sample_median > 0 ?
		       r->record->round_count : 0;
}

/* Of the cells that have the round: how far from their middles they are, in per cent. */
static void drift_round(struct figure *f, size_t round, double *x)
{
	const struct results *results = &f->plotter->loaded->results;
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];

		if (round < drift_rounds(r))
			x[n++] = 100 * (r->round_median[round] / r->sample_median - 1);
	}
	stats_sort(x, n);
	figure_data(f, "%zu\t%zu\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g", round + 1, n, x[0], stats_quantile(x, n, 0.05),
		    stats_quantile(x, n, 0.5), stats_quantile(x, n, 0.95), x[n - 1]);
}

void plot_drift_of(struct plotter *plotter)
{
	const struct results *results = &plotter->loaded->results;
	double *x = calloc(results->count + 1, sizeof(*x));
	size_t rounds = 0, cells = 0;
	struct figure f;

	figure_begin(&f, plotter, plot_drift, "round\tcells\tlow\tp5\tp50\tp95\thigh", "drift");
	for (size_t i = 0; i < results->count; i++) {
		size_t n = drift_rounds(&results->result[i]);

		cells += n != 0;
		rounds = n > rounds ? n : rounds;
		if (n)
			figure_note(&f, &results->result[i]);
	}
	if (!x) {
		complain("plot: out of memory");
		plotter->status = STATUS_FAILED;
	}
	figure_series(&f, 0, "5 to 95 % of cells");
	figure_series(&f, 1, "middle");
	figure_series(&f, 4, "lowest to highest cell");
	for (size_t i = 0; x && i < rounds; i++)
		drift_round(&f, i, x);
	snprintf(f.title, sizeof(f.title), "Did costs move while the run went on?");
	snprintf(f.axis, sizeof(f.axis), "medians of a round's samples");
	snprintf(f.note, sizeof(f.note), "%zu cells; 0 throughout is best", cells);
	f.lines = 16;
	f.height = 200;
	figure_end(&f);
	free(x);
}
