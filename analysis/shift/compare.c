/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/shift/compare.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const compare_verdict_name[COMPARE_VERDICT_COUNT] = {
	[COMPARE_COUNTS] = "counts changed", [COMPARE_WORSE] = "worse", [COMPARE_BETTER] = "better",
	[COMPARE_MOVED] = "moved", [COMPARE_DIFFERS] = "differs", [COMPARE_SAME] = "same",
	[COMPARE_CANNOT] = "not comparable",
};

const char *const compare_basis_name[COMPARE_BASIS_COUNT] = {
	[COMPARE_EXACT] = "instructions", [COMPARE_BLOCKS] = "blocks of one boot an arm",
	[COMPARE_GIVEN] = "one boot an arm, spread given", [COMPARE_ONE] = "one boot against several",
	[COMPARE_BOOTS] = "boots",
};

void compare_cannot(struct compared *compared, const char *format, ...)
{
	va_list args;

	compared->verdict = COMPARE_CANNOT;
	va_start(args, format);
	vsnprintf(compared->why, sizeof(compared->why), format, args);
	va_end(args);
}

const struct compared *compare_find(const struct compare *c, const struct cell *cell)
{
	size_t low = 0, high = c->cell_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = cell_compare(c->cell[middle].axes, cell);

		if (!order)
			return &c->cell[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void compare_free(struct compare *c)
{
	free(c->cell);
	free(c->contrast);
	free(c->results);
	free(c->contrasts);
	*c = (struct compare){ .cell = NULL };
}

size_t compare_count(const struct compared *compared, size_t count, enum compare_verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += compared[i].verdict == verdict;
	return n;
}

/* Are all cells and contrasts of one of the verdicts a and b? */
static bool are_all(const struct compare *c, enum compare_verdict a, enum compare_verdict b)
{
	for (size_t i = 0; i < c->cell_count; i++)
		if (c->cell[i].verdict != a && c->cell[i].verdict != b)
			return false;
	for (size_t i = 0; i < c->contrast_count; i++)
		if (c->contrast[i].verdict != a && c->contrast[i].verdict != b)
			return false;
	return c->cell_count > 0;
}

bool compare_is_same(const struct compare *c)
{
	return are_all(c, COMPARE_SAME, COMPARE_SAME);
}

bool compare_passes(const struct compare *c)
{
	return are_all(c, COMPARE_SAME, COMPARE_DIFFERS);
}

bool compare_is_forked(const struct compared *compared)
{
	for (int side = 0; side < SIDE_COUNT; side++) {
		const struct contrast *contrast = compared->contrast[side];

		for (size_t i = 0; contrast && i < contrast->term_count; i++)
			if (contrast->term[i]->forked)
				return true;
		if (compared->cell[side] && compared->cell[side]->forked)
			return true;
	}
	return false;
}

double compare_threshold(const struct compare *c, const struct compared *compared)
{
	if (!isnan(c->threshold))
		return c->threshold;
	return c->exact && c->other_kernel && compare_is_forked(compared) ? COMPARE_LAYOUT_INSNS : 0;
}

size_t compare_boots(const struct compare *c)
{
	return c->arm[BASE].count > c->arm[NEW].count ? c->arm[BASE].count : c->arm[NEW].count;
}
