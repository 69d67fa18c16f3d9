/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/base.h"

/* Is a more usual than b? On each axis the usual values come first. */
static bool is_before(const struct cell *a, const struct cell *b)
{
	if (a->backing != b->backing)
		return a->backing < b->backing;
	return a->vcpus != b->vcpus ? a->vcpus < b->vcpus : a->mix < b->mix;
}

struct cell base_find(const struct results *results)
{
	struct cell base = { .backing = BACKING_ANON };
	bool found = false;

	for (size_t i = 0; i < results->count; i++) {
		const struct cell *cell = &results->result[i].record->cell;

		if ((cell->op != OP_dc_ivac && cell->op != OP_dc_civac) || cell->stage2 != STAGE2_COLD ||
		    cell->lines != LINES_1 || cell->timed != TIMED_OP || !slot_table[cell->slot].exists ||
		    (found && !is_before(cell, &base)))
			continue;
		base.backing = cell->backing;
		base.vcpus = cell->vcpus;
		base.mix = cell->mix;
		found = true;
	}
	return base;
}

bool base_agrees(const struct cell *base, const struct cell *cell)
{
	return base->backing == cell->backing && base->vcpus == cell->vcpus && base->mix == cell->mix;
}
