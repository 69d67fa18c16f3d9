/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/resolved.h"

#include "analysis/contrast/aa.h"

#include <math.h>

/* The smallest effect that the A/A test shows; 0 if it does not tell. */
static double floor_of(const struct loaded *loaded)
{
	struct aa aa;

	aa_make(&aa, &loaded->contrasts);
	return aa.has_mde ? aa.mde : 0;
}

bool resolved_contrast(const struct loaded *loaded, const struct contrast *c)
{
	return c->has_value && c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0) &&
	       !(c->has_p && c->p_holm >= AA_ALPHA) && fabs(c->value) > floor_of(loaded);
}

/* Does a exceed b by more than their intervals, as of independent values, and the floor leave open? */
static bool exceeds(double a, struct interval ia, double b, struct interval ib, double floor)
{
	return ia.known && ib.known && a - b > floor && a - b > hypot(a - ia.lo, ib.hi - b);
}

bool resolved_along(const struct loaded *loaded, enum axis_id axis, const struct contrast *a, const struct contrast *b)
{
	double floor = floor_of(loaded);

	if (axis == AXIS_VCPUS && loaded->archive.platform == PLATFORM_EMULATED)
		return false;
	return exceeds(a->value, a->ci95, b->value, b->ci95, floor) || exceeds(b->value, b->ci95, a->value, a->ci95, floor);
}

bool resolved_lines(const struct loaded *loaded)
{
	double floor = floor_of(loaded);

	for (size_t i = 0; i < loaded->results.count; i++) {
		const struct result *dirty = &loaded->results.result[i], *clean;
		struct cell cell = dirty->record->cell;

		if (cell.line != LINE_DIRTY || cell.lines != LINES_1 || (cell.op != OP_dc_civac && cell.op != OP_dc_cvac))
			continue;
		cell.line = LINE_CLEAN;
		clean = results_find(&loaded->results, &cell);
		if (result_has_cost(dirty) && result_has_cost(clean) &&
		    exceeds(dirty->value, dirty->ci95, clean->value, clean->ci95, floor))
			return true;
	}
	return false;
}
