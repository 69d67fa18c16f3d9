/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/over_boots.h"

#include "analysis/cell/blocks.h"
#include "analysis/contrast/break_even.h"
#include "analysis/contrast/estimate.h"
#include "bench/stats/student.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A signed sum of cells of joined results. */
struct sum {
	const struct results *results;
	const struct result *const *term;
	const int *sign;
	size_t count;
	double divisor;
};

/* What a signed sum comes to, over boots. */
struct total {
	struct over_boots over;       /* without its values, which are: */
	double each[OVER_BOOTS_MAX];
	double value;
	struct interval ci95;
	double open;          /* how far the ticks of the clock can shift the value */
	double cut;           /* as in struct contrast */
	bool uncut;
};

/* The sum's cells in a boot. */
static void find_cells(const struct sum *sum, size_t boot, const struct result *cell[])
{
	for (size_t i = 0; i < sum->count; i++)
		cell[i] = results_find(sum->results->boot[boot], &sum->term[i]->record->cell);
}

/* The signed sum of the i-th blocks, which are the same rounds. */
static double sum_of(const struct sum *sum, const struct blocks *b, size_t i)
{
	double value = 0;

	for (size_t j = 0; j < sum->count; j++)
		value += sum->sign[j] * b->value[j][i] / sum->divisor;
	return value;
}

/* Variance that a boot's value has from its blocks; NAN: there are too few. */
static double variance_of(const struct sum *sum, const struct blocks *b)
{
	double first, mean = 0, squares = 0, n = (double)b->count[0];

	for (size_t j = 0; j < sum->count; j++) {
		if (b->count[j] < 2)
			return NAN;
		squares += pow(stats_deviation(b->value[j], b->count[j]) / sum->divisor, 2) / (double)b->count[j];
	}
	if (!b->matched)
		return squares;
	first = sum_of(sum, b, 0);
	squares = 0;
	for (size_t i = 0; i < b->count[0]; i++)
		mean += (sum_of(sum, b, i) - first) / n;
	for (size_t i = 0; i < b->count[0]; i++)
		squares += pow(sum_of(sum, b, i) - first - mean, 2);
	return squares / (n - 1) / n;
}

/* Set the components of variance from what each boot's blocks say. */
static void set_parts(struct over_boots *over, const struct sum *sum, const struct blocks *blocks)
{
	double variance = 0, of_round = 0;

	for (size_t i = 0; i < over->count; i++) {
		double own = variance_of(sum, &blocks[i]);

		variance += own / (double)over->count;
		of_round += own * (double)blocks[i].count[0] / (double)over->count;
	}
	over->has_parts = !isnan(variance);
	if (!over->has_parts)
		return;
	over->round_deviation = sqrt(of_round);
	over->boot_deviation = sqrt(fmax(pow(over->deviation, 2) - variance, 0));
}

/* Set value and interval from the boots' values. */
static void conclude(struct total *t)
{
	struct over_boots *over = &t->over;
	double x[OVER_BOOTS_MAX];

	over->df = (double)over->count - 1;
	over->deviation = stats_deviation(t->each, over->count);
	if (over->exact) {
		memcpy(x, t->each, over->count * sizeof(*x));
		stats_sort(x, over->count);
		t->value = stats_quantile(x, over->count, 0.5);
		t->ci95 = (struct interval){ true, x[0], x[over->count - 1] };
		return;
	}
	t->value = stats_mean(t->each, over->count);
	t->ci95 = stats_mean_interval(t->each, over->count, STATS_CONFIDENCE);
	t->ci95.lo -= t->open;
	t->ci95.hi += t->open;
}

/* Take the values of boots whose clock is not exact from their blocks. */
static void take_blocks(struct total *t, const struct sum *sum, const struct blocks *blocks)
{
	double tick = 0;

	t->over.rounds = SIZE_MAX;
	for (size_t i = 0; i < t->over.count; i++) {
		for (size_t j = 0; j < sum->count; j++) {
			t->each[i] += sum->sign[j] * blocks[i].middle[j] / sum->divisor;
			t->over.rounds = blocks[i].count[j] < t->over.rounds ? blocks[i].count[j] : t->over.rounds;
		}
		if (!blocks[i].dithered)
			tick = fmax(tick, results_tick(sum->results->boot[i]));
		t->cut = fmax(t->cut, blocks[i].cut);
		t->uncut |= blocks[i].uncut;
	}
	t->open = tick * (double)sum->count / 2 / sum->divisor;
	conclude(t);
	set_parts(&t->over, sum, blocks);
}

struct blocks *over_boots_blocks(const struct results *results, const struct result *const *term, size_t count)
{
	const struct sum sum = { .results = results, .term = term, .count = count };
	size_t boots = results->boots;
	const struct result **cell = calloc(boots * count, sizeof(const struct result *));
	struct blocks *blocks = calloc(boots, sizeof(*blocks));
	int err = cell && blocks ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < boots; i++)
		find_cells(&sum, i, cell + i * count);
	if (!err)
		err = blocks_make_boots(blocks, results->boot, cell, boots, count, boots);
	free(cell);
	if (!err)
		return blocks;
	free(blocks);
	return NULL;
}

void over_boots_free(struct blocks *blocks, size_t boots)
{
	for (size_t i = 0; i < boots; i++)
		blocks_free(&blocks[i]);
	free(blocks);
}

static struct total begin(const struct results *results)
{
	return (struct total){ .over = { .count = results->boots, .exact = blocks_exact(results->archive) } };
}

/* Copy what a total rests on to where it is kept. Returns 0 or -ENOMEM. */
static int keep(struct over_boots *over, const struct total *t)
{
	*over = t->over;
	over->value = malloc(t->over.count * sizeof(*over->value));
	if (!over->value)
		return -ENOMEM;
	memcpy(over->value, t->each, t->over.count * sizeof(*over->value));
	return 0;
}

/* Take the values of seeds, whose clock is exact. */
static void take_medians(struct total *t, const struct sum *sum)
{
	t->over.rounds = SIZE_MAX;
	for (size_t i = 0; i < t->over.count; i++) {
		const struct result *cell[BLOCKS_CELLS_MAX];

		find_cells(sum, i, cell);
		for (size_t j = 0; j < sum->count; j++) {
			size_t rounds = cell[j]->record->round_count;

			t->each[i] += sum->sign[j] * cell[j]->sample_median / sum->divisor;
			t->over.rounds = rounds < t->over.rounds ? rounds : t->over.rounds;
		}
	}
	conclude(t);
}

int over_boots_cost(struct result *result, const struct results *results)
{
	const struct result *term = result;
	const struct sum sum = { results, &term, (const int[]){ 1 }, 1, 1 };
	struct total t = begin(results);
	struct blocks *blocks;

	if (t.over.exact) {
		take_medians(&t, &sum);
	} else {
		blocks = over_boots_blocks(results, sum.term, sum.count);
		if (!blocks)
			return -ENOMEM;
		take_blocks(&t, &sum, blocks);
		over_boots_free(blocks, t.over.count);
	}
	result->value = t.value;
	result->ci95 = t.ci95;
	result->estimator = t.over.exact ? COST_SEEDS : COST_BOOTS;
	result->blocks = t.over.count;
	result->cut = t.uncut ? 0 : t.cut;
	result->uncut = t.uncut;
	result->correlation = (struct correlation){ .tested = false };
	return keep(&result->over, &t);
}

/* Returns 0 or -ENOMEM. */
static int take_total(struct contrast *c, const struct total *t)
{
	c->has_value = true;
	c->value = t->value;
	c->ci95 = t->ci95;
	c->estimator = t->over.exact ? ESTIMATOR_SEEDS : ESTIMATOR_BOOTS;
	c->blocks = !t->over.exact;
	c->rounds = t->over.rounds;
	c->parts = t->over.count;
	c->error = t->over.deviation / sqrt((double)t->over.count);
	c->df = t->over.df;
	c->resolution = t->open;
	c->cut = t->cut;
	c->uncut = t->uncut;
	return keep(&c->over, t);
}

/* Set p of the hypothesis that the true mean over boots is 0. */
static void set_p(struct contrast *c)
{
	double beyond = fabs(c->value) - c->resolution;

	c->has_p = true;
	c->p = beyond <= 0 ? 1 : c->error > 0 ? 2 * student_tail(beyond / c->error, c->df) : 0;
}

/* Estimate a signed sum of different cells. Returns 0 or -ENOMEM. */
static int estimate_sum(struct contrast *c, const struct results *results)
{
	const struct sum sum = { results, c->term, c->sign, c->term_count, c->divisor };
	struct total t = begin(results);
	struct blocks *blocks;
	int err;

	if (t.over.exact) {
		take_medians(&t, &sum);
		return take_total(c, &t);
	}
	blocks = over_boots_blocks(results, sum.term, sum.count);
	if (!blocks)
		return -ENOMEM;
	take_blocks(&t, &sum, blocks);
	over_boots_free(blocks, t.over.count);
	err = take_total(c, &t);
	set_p(c);
	return err;
}

/* Estimate the contrast in one boot. Returns 0 or -ENOMEM. */
static int estimate_in(struct contrast *one, const struct contrast *c, const struct results *results, size_t boot)
{
	const struct sum sum = { results, c->term, c->sign, c->term_count, 1 };

	*one = *c;
	find_cells(&sum, boot, one->term);
	if (c->id == CONTRAST_BREAK_EVEN_LINES)
		return break_even_estimate(one, results->boot[boot]);
	return contrast_estimate(one, results->boot[boot]);
}

/* How many characters of a break-even line's note name the policy that wins, "inject wins"? */
static int winner_length(const char *note)
{
	const char *end = strstr(note, " from line ");

	return end ? (int)(end - note) : 0;
}

/*
 * Say which policy costs less from where on, as the boots agree on it; or that they do not. c has the note of the first
 * boot. have: boots with a line.
 */
static void note_lines(struct contrast *c, size_t have, bool agree, size_t boots)
{
	if (have && have < boots)
		snprintf(c->note, sizeof(c->note), "boots differ: %u of %u have such a line", (unsigned int)have, (unsigned int)boots);
	else if (!agree)
		snprintf(c->note, sizeof(c->note), "boots differ in which policy costs less");
	else if (have)
		snprintf(c->note + winner_length(c->note), sizeof(c->note) - (size_t)winner_length(c->note),
			 " from line %.0f on", floor(c->value) + 1);
	c->has_value = have == boots && agree;
}

/* Estimate what each boot's own analysis has a value of: a line of a page, or a cell against itself. 0 or -ENOMEM. */
static int estimate_each(struct contrast *c, const struct results *results)
{
	struct total t = begin(results);
	struct contrast one = { .rounds = 0 };
	bool agree = true;
	size_t have = 0;
	int err = 0;

	t.over.rounds = SIZE_MAX;
	for (size_t i = 0; !err && i < results->boots; i++) {
		err = estimate_in(&one, c, results, i);
		if (err)
			return err;
		if (!i)
			memcpy(c->note, one.note, sizeof(c->note));
		/* Where costs are equal at a line, the note goes on with its number. */
		agree = agree && winner_length(one.note) == winner_length(c->note) &&
			!strncmp(one.note, c->note, one.has_value ? (size_t)winner_length(one.note) : sizeof(c->note));
		have += one.has_value;
		t.each[i] = one.value;
		t.over.rounds = one.rounds < t.over.rounds ? one.rounds : t.over.rounds;
		t.open = fmax(t.open, one.resolution);
		t.cut = fmax(t.cut, one.cut);
		t.uncut |= one.uncut;
	}
	c->unit = one.unit;
	if (have == results->boots && agree) {
		conclude(&t);
		err = take_total(c, &t);
	} else {
		c->estimator = ESTIMATOR_NONE;
	}
	if (c->id == CONTRAST_BREAK_EVEN_LINES)
		note_lines(c, have, agree, results->boots);
	else if (c->has_value && !t.over.exact)
		set_p(c);
	return err;
}

int over_boots_estimate(struct contrast *c, const struct results *results)
{
	c->unit = results->archive->clock.unit;
	if (c->id == CONTRAST_BREAK_EVEN_LINES || contrast_is_self(c))
		return estimate_each(c, results);
	return estimate_sum(c, results);
}

int over_boots_variance(const struct contrast *c, const struct results *results, double *variance, size_t *rounds)
{
	const struct sum sum = { results, c->term, c->sign, c->term_count, c->divisor };
	struct blocks b;
	int err = blocks_make(&b, results, c->term, c->term_count);

	if (err)
		return err;
	*variance = variance_of(&sum, &b);
	*rounds = b.count[0];
	for (size_t j = 1; j < c->term_count; j++)
		*rounds = b.count[j] < *rounds ? b.count[j] : *rounds;
	blocks_free(&b);
	return 0;
}
