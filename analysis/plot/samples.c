/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of the samples: their distribution, and their drift over the rounds of the run. */
#include "analysis/cell/coincide.h"
#include "analysis/plot/plots.h"

#include "analysis/cell/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Returns a cell's costs, sorted, for free(); NULL, after a message, if out of memory. */
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

#define CURVES     (2 * HOST_PAGE_COUNT)
#define LOG_FACTOR 20 /* ratio of largest to smallest cost from which the scale is logarithmic, as in ecdf.gp */

static const enum op_id curve_ops[] = { OP_dc_ivac, OP_dc_civac };

/* The distributions in one figure, by op and kind of page. */
struct distributions {
	const struct result *result[CURVES];
	double *sorted[CURVES]; /* NULL: there is no such cell */
	double apart;           /* costs, or their logarithms, coincide if they differ by this or less */
	bool logarithmic;
};

/* "dc_ivac written". */
static const char *curve_name(char buf[static COINCIDE_WORD_SIZE], unsigned int number)
{
	snprintf(buf, COINCIDE_WORD_SIZE, "%s %s", op_table[curve_ops[number / HOST_PAGE_COUNT]].name,
		 host_page_table[number % HOST_PAGE_COUNT].name);
	return buf;
}

static const char *hole_name(char buf[static COINCIDE_WORD_SIZE], unsigned int number)
{
	(void)buf;
	return op_table[curve_ops[number / HOST_PAGE_COUNT]].name;
}

/* Do they have the same outcome and faults, and coincide sample by sample? */
static bool distributions_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct distributions *d = data;
	size_t n = d->result[a]->record->tick_count;
	char mark[2][FIGURE_MARK_SIZE];

	if (d->result[b]->record->tick_count != n ||
	    strcmp(figure_mark(mark[0], d->result[a]), figure_mark(mark[1], d->result[b])) != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		double left = d->sorted[a][i], right = d->sorted[b][i];

		if ((d->logarithmic ? fabs(log(left / right)) : fabs(left - right)) > d->apart)
			return false;
	}
	return true;
}

/* Sets the scale. Returns the curves that have data, a bit for each. */
static uint32_t distributions_scale(struct distributions *d)
{
	double low = INFINITY, high = -INFINITY;
	uint32_t present = 0;

	for (unsigned int i = 0; i < CURVES; i++)
		if (d->sorted[i]) {
			present |= UINT32_C(1) << i;
			low = fmin(low, d->sorted[i][0]);
			high = fmax(high, d->sorted[i][d->result[i]->record->tick_count - 1]);
		}
	d->logarithmic = low > 0 && high >= LOG_FACTOR * low;
	d->apart = present ? COINCIDE_SHARE * (d->logarithmic ? log(high / low) : high - low) : 0;
	return present;
}

static uint32_t distributions_make(struct distributions *d, struct plotter *plotter, struct cell cell)
{
	unsigned int pages = slot_table[cell.slot].exists ? HOST_PAGE_COUNT : 1;

	*d = (struct distributions){ .apart = 0 };
	for (unsigned int i = 0; i < CURVES; i++) {
		cell.host_page = (enum host_page_id)(i % HOST_PAGE_COUNT);
		d->result[i] = results_pick(&plotter->loaded->results, cell, curve_ops[i / HOST_PAGE_COUNT]);
		if (i % HOST_PAGE_COUNT < pages && result_has_cost(d->result[i]) && !plotter->status)
			d->sorted[i] = sorted_costs(plotter, d->result[i]);
	}
	return distributions_scale(d);
}

/* Adds the steps of a distribution: from 0 at its least sample, one row for each value. */
static void curve(struct figure *f, const char *series, const double *x, size_t n)
{
	figure_data(f, "%s\t%.10g\t0\t%zu", series, x[0], n);
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || x[i + 1] != x[i])
			figure_data(f, "%s\t%.10g\t%.10g\t%zu", series, x[i], (double)(i + 1) / (double)n, n);
}

/* Draws the first distribution of a group that coincides; data of the others is named, but not in the key. */
static void draw_group(struct figure *f, const struct distributions *d, uint32_t group, uint32_t present,
		       coincide_word *word)
{
	char names[COINCIDE_NAME_SIZE], series[FIGURE_TEXT_SIZE + COINCIDE_NAME_SIZE], mark[FIGURE_MARK_SIZE];
	unsigned int first = coincide_first(group);

	for (unsigned int i = first; i < CURVES; i++) {
		if (!(group >> i & 1))
			continue;
		coincide_name(names, i == first ? group : UINT32_C(1) << i, present, word);
		snprintf(series, sizeof(series), "%s (%s)", names, figure_mark(mark, d->result[i]));
		if (i == first)
			figure_series(f, i, series);
		figure_note(f, d->result[i]);
		curve(f, series, d->sorted[i], d->result[i]->record->tick_count);
	}
}

/* Draws a curve for each group of distributions that coincide. */
static void draw_distributions(struct figure *f, const struct cell *cell)
{
	struct distributions d;
	uint32_t present = distributions_make(&d, f->plotter, *cell);
	struct coincide groups = coincide_find(present, distributions_coincide, &d);
	coincide_word *word = slot_table[cell->slot].exists ? curve_name : hole_name;

	for (size_t k = 0; k < groups.count; k++)
		draw_group(f, &d, groups.group[k], present, word);
	for (unsigned int i = 0; i < CURVES; i++)
		free(d.sorted[i]);
}

/* Makes the figure of a policy and a slot. */
static void distribution_figure(struct plotter *plotter, const struct cell *cell)
{
	const struct slot *slot = &slot_table[cell->slot];
	char title[FIGURE_TEXT_SIZE];
	struct figure f;

	figure_begin(&f, plotter, plot_ecdf, "series\tcost\tshare\tn", "ecdf-%s-%s", policy_name(cell->policy),
		     slot->name);
	snprintf(title, sizeof(title), "%s, cold: %s", policy_name(cell->policy), slot->summary);
	wording_title(f.title, sizeof(f.title), title, cell);
	draw_distributions(&f, cell);
	snprintf(f.axis, sizeof(f.axis), "cost of an op");
	snprintf(f.note, sizeof(f.note), "all samples; in brackets: stage-2 faults; further left is better");
	f.lines = 20;
	f.height = 220;
	figure_end(&f);
}

void plot_distribution(struct plotter *plotter)
{
	struct cell cell = plotter->loaded->base;

	cell.stage2 = STAGE2_COLD;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		cell.policy = (enum policy_id)policy;
		for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT), NULL); cell_walk_next(&w);)
			distribution_figure(plotter, &cell);
	}
}

/* Returns the rounds of a cell that can be laid over those of others: it has a median, and is no sweep. Else 0. */
static size_t drift_rounds(const struct result *r)
{
	return result_has_cost(r) && r->record->cell.lines != LINES_SWEEP && r->sample_median > 0 ?
		       r->record->round_count : 0;
}

/* Adds how far the cells of a round are from their medians, in per cent. */
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
	figure_series(&f, 1, "median of cells");
	figure_series(&f, 4, "lowest to highest cell");
	for (size_t i = 0; x && i < rounds; i++)
		drift_round(&f, i, x);
	snprintf(f.title, sizeof(f.title), "Did costs drift during the run?");
	snprintf(f.axis, sizeof(f.axis), "medians of a round's samples");
	snprintf(f.note, sizeof(f.note), "%zu cells; 0 throughout is best", cells);
	f.lines = 16;
	f.height = 200;
	figure_end(&f);
	free(x);
}
