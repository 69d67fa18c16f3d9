/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/shift/compare.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* A piece of memory for texts, one behind the other. */
struct compare_texts {
	struct compare_texts *older;
	size_t used;
	char text[1008];
};

const char *compare_keep(struct compare *c, const char *text)
{
	size_t size = strlen(text) + 1;
	struct compare_texts *texts = c->texts;

	if (size == 1)
		return "";
	/* Cells that stand together mostly share their texts, so the last ones are looked through. */
	for (size_t at = 0; texts && at < texts->used; at += strlen(texts->text + at) + 1)
		if (!strcmp(texts->text + at, text))
			return texts->text + at;
	if (!texts || sizeof(texts->text) - texts->used < size) {
		texts = malloc(sizeof(*texts));
		if (!texts || size > sizeof(texts->text)) {
			free(texts);
			c->no_memory = true;
			return "";
		}
		texts->older = c->texts;
		texts->used = 0;
		c->texts = texts;
	}
	texts->used += size;
	return memcpy(texts->text + texts->used - size, text, size);
}

void compare_cannot(struct compare *c, struct compared *compared, const char *format, ...)
{
	char why[COMPARE_REASON_SIZE];
	va_list args;

	compared->verdict = COMPARE_CANNOT;
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	compared->why = compare_keep(c, why);
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

/* The first of a cell's or contrast's places for the boots of an arm, of which BASE's come first. */
static size_t place(const struct compare *c, size_t index, int side)
{
	return index * (c->arm[BASE].count + c->arm[NEW].count) + (side == NEW ? c->arm[BASE].count : 0);
}

const struct result **compare_results(const struct compare *c, const struct compared *cell, int side)
{
	return c->results + place(c, (size_t)(cell - c->cell), side);
}

const struct contrast **compare_contrasts(const struct compare *c, const struct compared *contrast, int side)
{
	return c->contrasts + place(c, (size_t)(contrast - c->contrast), side);
}

void compare_let_go(struct compare *c)
{
	free(c->results);
	free(c->contrasts);
	c->results = NULL;
	c->contrasts = NULL;
}

void compare_free(struct compare *c)
{
	compare_let_go(c);
	free(c->cell);
	free(c->contrast);
	free(c->ratio);
	while (c->texts) {
		struct compare_texts *texts = c->texts;

		c->texts = texts->older;
		free(texts);
	}
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

double compare_threshold(const struct compare *c, const struct compared *compared)
{
	if (!isnan(c->threshold))
		return c->threshold;
	return c->exact && c->other_kernel && compared->forked ? COMPARE_LAYOUT_INSNS : 0;
}

size_t compare_boots(const struct compare *c)
{
	return c->arm[BASE].count > c->arm[NEW].count ? c->arm[BASE].count : c->arm[NEW].count;
}
