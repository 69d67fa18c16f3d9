/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/shift/values.h"

#include "analysis/cell/cost.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The cells of a boot from which a value is made: one, or those of a contrast. */
struct terms {
	const struct result *const *cell;
	const int *sign;
	size_t count;
	double divisor;
};

bool values_are_lines(const struct compared *compared)
{
	return compared->contrast && compared->contrast->id == CONTRAST_BREAK_EVEN_LINES;
}

static struct terms terms_of(const struct compare *c, const struct compared *compared, int side, size_t boot)
{
	static const int plus = 1;
	const struct contrast *contrast;

	if (!compared->contrast)
		return (struct terms){ &compare_results(c, compared, side)[boot], &plus, 1, 1 };
	contrast = compare_contrasts(c, compared, side)[boot];
	return (struct terms){ contrast->term, contrast->sign, contrast->term_count, contrast->divisor };
}

static size_t samples_of(const struct compare *c, const struct compared *compared, int side, size_t boot)
{
	return compared->contrast ? compare_contrasts(c, compared, side)[boot]->n :
				    compare_results(c, compared, side)[boot]->cost.n;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Allocates room for count values of a side. Returns 0 or -ENOMEM. */
static int make_room(struct values *v, int side, size_t count)
{
	v->x[side] = calloc(count + 1, sizeof(*v->x[side]));
	v->count[side] = v->x[side] ? count : 0;
	return v->x[side] ? 0 : -ENOMEM;
}

/* Writes the signed sums of the terms' values, term by term in the same rounds. */
static void add_up(const struct terms *terms, const double *const *value, size_t count, double *x)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < terms->count; j++)
			x[i] += terms->sign[j] * value[j][i] / terms->divisor;
}

/* The medians of rounds of one archive whose clock is exact. Returns 0 or -ENOMEM. */
static int take_rounds(struct values *v, const struct compare *c, const struct compared *compared, int side)
{
	const struct terms terms = terms_of(c, compared, side, 0);
	const double *value[CONTRAST_TERMS_MAX];
	size_t count = terms.cell[0]->record->round_count;

	for (size_t j = 0; j < terms.count; j++) {
		const struct series series = result_series(terms.cell[j]);

		value[j] = series.value;
		if (!result_coincides(terms.cell[j], terms.cell[0]))
			count = 0;
	}
	if (make_room(v, side, count))
		return -ENOMEM;
	add_up(&terms, value, count, v->x[side]);
	v->rounds[side] = count;
	return 0;
}

/* A value for each archive, as its own analysis has it: medians of an exact clock, or lines. Returns 0 or -ENOMEM. */
static int take_middles(struct values *v, const struct compare *c, const struct compared *compared, int side)
{
	if (make_room(v, side, c->arm[side].count))
		return -ENOMEM;
	for (size_t i = 0; i < c->arm[side].count; i++)
		v->x[side][i] = compared->contrast ? compare_contrasts(c, compared, side)[i]->value :
						     result_series(compare_results(c, compared, side)[i]).middle;
	return 0;
}

static double value_of(const struct terms *terms, const struct blocks *blocks)
{
	double value = 0;

	for (size_t j = 0; j < terms->count; j++)
		value += terms->sign[j] * blocks->middle[j] / terms->divisor;
	return value;
}

/* The signed sum of terms each of which has blocks of its own. */
static struct values_terms add_terms(const struct terms *terms, const struct blocks *blocks)
{
	struct values_terms sum = { .value = value_of(terms, blocks), .known = true };

	for (size_t j = 0; j < terms->count; j++) {
		double n = (double)blocks->count[j], variance;

		if (blocks->count[j] < 2)
			return (struct values_terms){ .known = false };
		variance = pow(stats_deviation(blocks->value[j], blocks->count[j]) / terms->divisor, 2) / n;
		sum.variance += variance;
		sum.squares += variance * variance / (n - 1);
	}
	return sum;
}

/* Takes a side's values from its blocks. Returns 0 or -ENOMEM. */
static int take_side(struct values *v, const struct compare *c, const struct compared *compared, int side,
		     const struct blocks *blocks)
{
	bool by_block = compare_boots(c) == 1;
	size_t count = !by_block ? c->arm[side].count : blocks[0].matched ? blocks[0].count[0] : 0;

	if (make_room(v, side, count))
		return -ENOMEM;
	v->rounds[side] = SIZE_MAX;
	for (size_t i = 0; i < c->arm[side].count; i++) {
		const struct terms terms = terms_of(c, compared, side, i);
		double tick = results_tick(&c->arm[side].boot[i]->results);

		if (!by_block)
			v->x[side][i] = value_of(&terms, &blocks[i]);
		for (size_t j = 0; j < terms.count; j++)
			v->rounds[side] = least(v->rounds[side], blocks[i].count[j]);
		if (!blocks[i].dithered)
			v->open[side] = fmax(v->open[side], tick * (double)terms.count / 2 / terms.divisor);
	}
	if (by_block) {
		const struct terms terms = terms_of(c, compared, side, 0);

		add_up(&terms, (const double *const *)blocks[0].value, count, v->x[side]);
		v->terms[side] = add_terms(&terms, &blocks[0]);
	}
	return 0;
}

static double scale_of(const struct compare *c, const struct compared *compared, const struct blocks *blocks)
{
	const struct terms terms = terms_of(c, compared, BASE, 0);
	double squares = 0;

	for (size_t j = 0; j < terms.count; j++) {
		double sum = 0;

		for (size_t i = 0; i < c->arm[BASE].count; i++)
			sum += blocks[i].middle[j];
		squares += pow(sum / (double)c->arm[BASE].count / terms.divisor, 2);
	}
	return sqrt(squares);
}

/* The values of clocks that are not exact. Returns 0 or -ENOMEM. */
static int take_blocks(struct values *v, const struct compare *c, const struct compared *compared)
{
	size_t terms = terms_of(c, compared, BASE, 0).count, all = c->arm[BASE].count + c->arm[NEW].count, boot = 0;
	const struct results **results = calloc(all, sizeof(const struct results *));
	const struct result **cell = calloc(all * terms, sizeof(const struct result *));
	int err = -ENOMEM;

	v->blocks = calloc(all, sizeof(*v->blocks));
	for (int side = 0; side < SIDE_COUNT && results && cell; side++)
		for (size_t i = 0; i < c->arm[side].count; i++, boot++) {
			results[boot] = &c->arm[side].boot[i]->results;
			memcpy(cell + boot * terms, terms_of(c, compared, side, i).cell, terms * sizeof(*cell));
		}
	if (results && cell && v->blocks)
		err = blocks_make_boots(v->blocks, results, cell, all, terms, c->arm[BASE].count);
	free(results);
	free(cell);
	if (err)
		return err;
	v->blocks_count = all;
	v->scale = scale_of(c, compared, v->blocks);
	err = take_side(v, c, compared, BASE, v->blocks);
	return err ? err : take_side(v, c, compared, NEW, v->blocks + c->arm[BASE].count);
}

static int take(struct values *v, const struct compare *c, const struct compared *compared)
{
	int err = 0;

	if (!c->exact && !values_are_lines(compared))
		return take_blocks(v, c, compared);
	for (int side = 0; !err && side < SIDE_COUNT; side++)
		err = c->exact && c->arm[side].count == 1 && !values_are_lines(compared) ?
			      take_rounds(v, c, compared, side) :
			      take_middles(v, c, compared, side);
	return err;
}

int values_make(struct values *v, const struct compare *c, const struct compared *compared)
{
	int err;

	*v = (struct values){ .blocks = NULL };
	for (int side = 0; side < SIDE_COUNT; side++) {
		v->n[side] = SIZE_MAX;
		for (size_t i = 0; i < c->arm[side].count; i++)
			v->n[side] = least(v->n[side], samples_of(c, compared, side, i));
	}
	err = take(v, c, compared);
	if (err)
		values_free(v);
	return err;
}

void values_free(struct values *v)
{
	for (size_t i = 0; i < v->blocks_count; i++)
		blocks_free(&v->blocks[i]);
	free(v->blocks);
	for (int side = 0; side < SIDE_COUNT; side++)
		free(v->x[side]);
	*v = (struct values){ .blocks = NULL };
}
