/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/hook.h"

#include <math.h>

struct hook_count hook_count(const struct record *record, double faults)
{
	const struct prediction *p = &record->predicted;
	double all = record->attributed ? faults : record->predicted_known ? (double)p->translation + p->permission : 0;
	double aborts = record->predicted_known ? (double)p->io_aborts : 0;

	if (record->cell.timed == TIMED_AFTER)
		return (struct hook_count){ 0, 0 };
	aborts = fmin(aborts, all);
	return (struct hook_count){ all - aborts, aborts };
}

double hook_total(const struct hook *hook, struct hook_count count)
{
	return hook->known ? count.faults * hook->fault.value + count.aborts * hook->abort.value : 0;
}

double hook_half(const struct hook *hook, struct hook_count count)
{
	return hook->known ? hypot(count.faults * hook->fault.half, count.aborts * hook->abort.half) : 0;
}

double hook_error(const struct hook *hook, struct hook_count count)
{
	return hook->known ? hypot(count.faults * hook->fault.error, count.aborts * hook->abort.error) : 0;
}

/* Return by how much the ratio moves if the hooks of so many faults cost `more` more each. */
static double ratio_moves(const double cost[static 2], double first, double second, double more)
{
	double below = cost[1] - second * more;

	return below > 0 ? fabs((cost[0] - first * more) / below - cost[0] / cost[1]) : 0;
}

double hook_ratio_half(const struct hook *hook, const double cost[static 2], const struct hook_count count[static 2])
{
	if (!hook->known || cost[1] <= 0)
		return 0;
	return hypot(ratio_moves(cost, count[0].faults, count[1].faults, hook->fault.half),
		     ratio_moves(cost, count[0].aborts, count[1].aborts, hook->abort.half));
}

struct interval hook_widen(struct interval ci95, double value, double half)
{
	if (!ci95.known || half <= 0)
		return ci95;
	return (struct interval){ true, value - hypot(value - ci95.lo, half), value + hypot(ci95.hi - value, half) };
}
