/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/rows.h"

#include "analysis/history/subjects.h"
#include "analysis/wording/cell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct history_row *add_row(struct history *h, enum history_kind kind, const struct cell *axes)
{
	struct history_row *row;

	if (h->rows == h->room) {
		size_t room = h->room ? 2 * h->room : 64;

		row = realloc(h->row, room * sizeof(*row));
		if (!row)
			return NULL;
		h->row = row;
		h->room = room;
	}
	row = &h->row[h->rows++];
	*row = (struct history_row){ .kind = kind, .axes = *axes };
	return row;
}

/* Has any kernel the row? Sets like of a contrast. */
static bool is_there(const struct history *h, struct history_row *row, enum contrast_id id)
{
	for (size_t i = 0; i < h->kernels; i++) {
		const struct loaded *loaded = h->kernel[i].loaded;

		if (row->kind != HISTORY_CONTRAST && results_find(&loaded->results, &row->axes))
			return true;
		if (row->kind == HISTORY_CONTRAST && !row->like)
			row->like = contrasts_find(&loaded->contrasts, id, &row->axes, AXES_ALL);
		if (row->like && !row->like->alike)
			return true;
	}
	return false;
}

int rows_add_usual(struct history *h)
{
	for (size_t i = 0; i < history_subjects; i++) {
		const struct history_subject *s = &history_subject_table[i];
		struct cell axes = { .policy = h->policy, .op = s->op, .slot = s->slot, .host_page = s->host_page,
				     .stage2 = s->stage2, .lines = s->lines };
		struct history_row *row;

		if (op_table[s->op].operand == OP_OPERAND_PAGE && slot_table[s->slot].exists) {
			axes.backing = h->base.backing;
			axes.vcpus = h->base.vcpus;
			axes.mix = h->base.mix;
		}
		row = add_row(h, s->kind, &axes);
		if (!row)
			return -ENOMEM;
		row->role = s->role;
		snprintf(row->group, sizeof(row->group), "%s", s->group);
		snprintf(row->label, sizeof(row->label), "%s", s->label);
		h->rows -= !is_there(h, row, s->contrast);
	}
	return 0;
}

static bool has_row(const struct history *h, enum history_kind kind, const struct cell *axes, const struct contrast *like)
{
	for (size_t i = 0; i < h->rows; i++)
		if (h->row[i].kind == kind && cell_equal(&h->row[i].axes, axes) &&
		    (!like || (h->row[i].like->id == like->id && h->row[i].like->base == like->base)))
			return true;
	return false;
}

/* The cell without its op and policy: "rw_log/written", and the axes that are not as usual. */
static void label_cell(char *buf, size_t size, const struct cell *cell)
{
	size_t used;

	wording_page(buf, size, cell);
	used = strlen(buf);
	if (cell->backing)
		used += (size_t)snprintf(buf + used, size - used, " backing=%s", backing_table[cell->backing].name);
	for (int axis = AXIS_STAGE2; axis < AXIS_COUNT && used < size; axis++)
		if (axis_table[axis].get(cell))
			used += (size_t)snprintf(buf + used, size - used, " %s=%s", axis_table[axis].name,
						 axis_table[axis].value_name(axis_table[axis].get(cell)));
}

static int add_chosen_cells(struct history *h, const struct loaded *loaded, const struct filter *filter)
{
	for (size_t i = 0; i < loaded->results.count; i++) {
		const struct cell *cell = &loaded->results.result[i].record->cell;
		struct history_row *row;

		if (cell->policy != h->policy || !filter_pass(filter, cell) || has_row(h, HISTORY_CELL, cell, NULL))
			continue;
		row = add_row(h, HISTORY_CELL, cell);
		if (!row)
			return -ENOMEM;
		snprintf(row->group, sizeof(row->group), "%s", op_table[cell->op].name);
		label_cell(row->label, sizeof(row->label), cell);
	}
	return 0;
}

/* Contrasts that should be 0, and those of the method itself, answer nothing. */
static bool is_answer(const struct contrast *c)
{
	return c->has_value && !c->alike && c->id != CONTRAST_AA_CIVAC;
}

static int add_chosen_contrasts(struct history *h, const struct loaded *loaded, const struct filter *filter)
{
	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;
		struct history_row *row;

		if (cell->policy != h->policy || !filter_pass(filter, cell) || !is_answer(c) ||
		    has_row(h, HISTORY_CONTRAST, cell, c))
			continue;
		row = add_row(h, HISTORY_CONTRAST, cell);
		if (!row)
			return -ENOMEM;
		row->like = c;
		snprintf(row->group, sizeof(row->group), "%s", c->name);
		label_cell(row->label, sizeof(row->label), cell);
	}
	return 0;
}

/* By kind, then as the catalogue has the cells. */
static int compare_rows(const void *a, const void *b)
{
	const struct history_row *x = a, *y = b;
	int order = (int)x->kind - (int)y->kind;

	if (!order && x->like)
		order = (int)x->like->id - (int)y->like->id ? (int)x->like->id - (int)y->like->id :
							       (int)x->like->base - (int)y->like->base;
	return order ? order : cell_compare(&x->axes, &y->axes);
}

int rows_add_chosen(struct history *h, const struct filter *filter)
{
	int err = 0;

	for (size_t i = 0; !err && i < h->kernels; i++) {
		err = add_chosen_cells(h, h->kernel[i].loaded, filter);
		err = err ? err : add_chosen_contrasts(h, h->kernel[i].loaded, filter);
	}
	if (h->rows)
		qsort(h->row, h->rows, sizeof(*h->row), compare_rows);
	for (size_t i = 0; i < h->rows; i++)
		if (h->row[i].kind == HISTORY_CELL && h->row[i].axes.op == OP_hvc)
			h->row[i].role = HISTORY_HVC;
	return err;
}
