/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/compare.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const compare_verdict_name[COMPARE_VERDICT_COUNT] = {
	[COMPARE_COUNTS] = "counts changed", [COMPARE_WORSE] = "worse", [COMPARE_BETTER] = "better",
	[COMPARE_MOVED] = "moved", [COMPARE_SAME] = "same", [COMPARE_CANNOT] = "not comparable",
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
	*c = (struct compare){ .cell = NULL };
}

size_t compare_count(const struct compared *compared, size_t count, enum compare_verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += compared[i].verdict == verdict;
	return n;
}

bool compare_is_same(const struct compare *c)
{
	return c->cell_count && compare_count(c->cell, c->cell_count, COMPARE_SAME) == c->cell_count &&
	       compare_count(c->contrast, c->contrast_count, COMPARE_SAME) == c->contrast_count;
}
