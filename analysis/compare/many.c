/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/many.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void many_make(struct many *m, const struct compare *c, size_t count)
{
	const struct archive *archive[ARMS_MAX] = { &c[0].side[BASE]->archive };

	*m = (struct many){ .c = c, .count = count };
	for (size_t i = 0; i < count; i++)
		archive[i + 1] = &c[i].side[NEW]->archive;
	labels_make(&m->labels, archive, count + 1);
}

const char *many_name(const struct many *m, size_t comparison)
{
	return m->labels.name[comparison + 1];
}

const struct compared *many_at(const struct many *m, const struct many_row *row, size_t comparison)
{
	const struct compare *c = &m->c[comparison];

	return c->crossed ? NULL : row->contrast ? &c->contrast[row->index] : &c->cell[row->index];
}

const struct compared *many_any(const struct many *m, const struct many_row *row)
{
	const struct compared *compared = NULL;

	for (size_t i = 0; i < m->count && !compared; i++)
		compared = many_at(m, row, i);
	return compared;
}

double many_base(const struct many *m, const struct many_row *row)
{
	const struct compared *any = many_any(m, row);
	const struct result *cell;

	for (size_t i = 0; i < m->count; i++) {
		const struct compared *compared = many_at(m, row, i);

		if (compared && compared->shift.known)
			return compared->shift.middle[BASE];
	}
	if (!any)
		return NAN;
	if (row->contrast)
		return any->contrast->has_value ? any->contrast->value : NAN;
	cell = results_find(&m->c[0].side[BASE]->results, any->axes);
	return cell && result_has_cost(cell) ? cell->value : NAN;
}

bool many_is_changed(const struct many *m, const struct many_row *row)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct compared *compared = many_at(m, row, i);

		if (compared && compared->verdict != COMPARE_SAME && compared->verdict != COMPARE_CANNOT)
			return true;
	}
	return false;
}

static int order_of(double a, double b)
{
	return (a > b) - (a < b);
}

/* Orders rows by their figures; 0: they differ in name only. */
static int order_figures(const struct many *m, const struct many_row *a, const struct many_row *b)
{
	const struct compared *x = many_any(m, a), *y = many_any(m, b);
	int order = !x || !y ? (x != NULL) - (y != NULL) : x->axes ? (int)x->axes->op - (int)y->axes->op :
								     strcmp(x->contrast->name, y->contrast->name);

	if (!order && !isnan(many_base(m, a)) && !isnan(many_base(m, b)))
		order = order_of(many_base(m, a), many_base(m, b));
	for (size_t i = 0; i < m->count && !order; i++) {
		x = many_at(m, a, i);
		y = many_at(m, b, i);
		if (!x || !y)
			continue;
		order = (int)x->verdict - (int)y->verdict;
		order = order ? order : (int)x->shift.known - (int)y->shift.known;
		order = order ? order : order_of(x->shift.value, y->shift.value);
		order = order ? order : strcmp(x->change, y->change);
	}
	return order;
}

bool many_is_like(const struct many *m, const struct many_row *a, const struct many_row *b)
{
	return a->contrast == b->contrast && !order_figures(m, a, b);
}

struct many_row many_find(const struct many *m, const struct cell *cell)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct compared *compared = m->c[i].crossed ? NULL : compare_find(&m->c[i], cell);

		if (compared)
			return (struct many_row){ .index = (size_t)(compared - m->c[i].cell) };
	}
	return (struct many_row){ .index = SIZE_MAX };
}

static int compare_rows(const void *a, const void *b, void *many)
{
	const struct many_row *x = a, *y = b;
	int order = order_of(y->size, x->size);

	order = order ? order : order_figures(many, x, y);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* The largest change as a fraction of BASE's cost, of those that are no chance. */
static double size_of(const struct many *m, const struct many_row *row)
{
	double size = -1;

	for (size_t i = 0; i < m->count; i++) {
		const struct compared *compared = many_at(m, row, i);

		if (compared && compared->verdict != COMPARE_SAME && compared->shift.has_relative)
			size = fmax(size, fabs(compared->shift.relative));
	}
	return size;
}

void many_sort(const struct many *m, struct many_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		row[i].size = size_of(m, &row[i]);
	qsort_r(row, count, sizeof(*row), compare_rows, (void *)m);
}
