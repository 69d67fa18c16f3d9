/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/parity.h"

#include "analysis/output/text.h"

#include <math.h>
#include <string.h>

#define BEYOND_SHOWN 24 /* cells of a group that are listed */

const double parity_limit[PARITY_SLOTS] = { [PARITY_WRITABLE] = 0.01, [PARITY_READ_ONLY] = 0.03 };

const char *const parity_slot_name[PARITY_SLOTS] = { [PARITY_WRITABLE] = "writable", [PARITY_READ_ONLY] = "read-only" };

bool parity_is_of(const struct compare *c)
{
	const struct archive *base = &c->side[BASE]->archive, *new = &c->side[NEW]->archive;

	return !c->reason_count && !c->crossed && base->knob.name && new->knob.name &&
	       archive_is_hooked(base) != archive_is_hooked(new);
}

bool parity_has(const struct compared *cell, enum parity_slot slot)
{
	const struct cell *axes = cell->axes;

	return cell->shift.known && cell->shift.has_relative && op_table[axes->op].operand == OP_OPERAND_PAGE &&
	       slot_table[axes->slot].exists && slot_table[axes->slot].readonly == (slot == PARITY_READ_ONLY);
}

static bool is_beyond(const struct compared *cell, enum parity_slot slot)
{
	return fabs(cell->shift.relative) > parity_limit[slot];
}

struct parity_group parity_group(const struct compare *c, enum parity_slot slot, unsigned int policy)
{
	struct parity_group group = { .cells = 0 };

	for (size_t i = 0; i < c->cell_count; i++) {
		const struct compared *cell = &c->cell[i];

		if (!parity_has(cell, slot) || (policy != POLICY_COUNT && (unsigned int)cell->axes->policy != policy))
			continue;
		group.least = group.cells ? fmin(group.least, cell->shift.relative) : cell->shift.relative;
		group.most = group.cells ? fmax(group.most, cell->shift.relative) : cell->shift.relative;
		group.cells++;
		group.beyond += is_beyond(cell, slot);
	}
	return group;
}

static void write_policy(const struct compare *c, unsigned int policy, FILE *out)
{
	char line[160];
	size_t used = (size_t)snprintf(line, sizeof(line), " %-10s", policy == POLICY_COUNT ? "all" : policy_name(policy));
	bool any = false;

	for (int slot = 0; slot < PARITY_SLOTS; slot++) {
		const struct parity_group group = parity_group(c, (enum parity_slot)slot, policy);
		char least[NUMBER_SIZE], most[NUMBER_SIZE];

		any |= group.cells > 0;
		if (group.cells)
			used += (size_t)snprintf(line + used, sizeof(line) - used, " %5zu %5zu %8s %8s", group.cells, group.beyond,
						 text_percent(least, group.least), text_percent(most, group.most));
		else
			used += (size_t)snprintf(line + used, sizeof(line) - used, " %5s %5s %8s %8s", "-", "-", "-", "-");
	}
	if (any)
		text_line(out, "%s", line);
}

/* Lists the cells of a group that are beyond its limit, the first of them. */
static void write_beyond(const struct compare *c, enum parity_slot slot, FILE *out)
{
	const struct parity_group group = parity_group(c, slot, POLICY_COUNT);
	size_t shown = 0;

	if (!group.cells)
		return;
	if (!group.beyond) {
		text_line(out, "All %zu cells on %s slots are within %g %%.", group.cells, parity_slot_name[slot],
			  100 * parity_limit[slot]);
		return;
	}
	text_line(out, "NOT within %g %%: %zu of %zu cells on %s slots:", 100 * parity_limit[slot], group.beyond, group.cells,
		  parity_slot_name[slot]);
	for (size_t i = 0; i < c->cell_count; i++) {
		const struct compared *cell = &c->cell[i];
		char name[256], number[3][NUMBER_SIZE];

		if (!parity_has(cell, slot) || !is_beyond(cell, slot) || shown++ >= BEYOND_SHOWN)
			continue;
		cell_describe(cell->axes, name, sizeof(name));
		text_wrap(out, 1, 3, "%s: %s -> %s, %s%s", name, text_number(number[0], cell->shift.middle[BASE], false),
			  text_number(number[1], cell->shift.middle[NEW], false), text_percent(number[2], cell->shift.relative),
			  cell->change[0] ? ", counts changed" : "");
	}
	if (shown > BEYOND_SHOWN)
		text_line(out, " ... and %zu more: see --cells", shown - BEYOND_SHOWN);
}

void parity_write(const struct compare *c, FILE *out)
{
	const bool hooked = archive_is_hooked(&c->side[NEW]->archive);
	size_t changed = 0;

	if (!parity_is_of(c))
		return;
	for (size_t i = 0; i < c->cell_count; i++)
		changed += c->cell[i].change[0] != '\0';
	fputc('\n', out);
	text_wrap(out, 0, 2,
		  "PATCH AGAINST MODULE: BASE's policies are those of the %s, NEW's those of the %s. The module's hooks are %s. "
		  "Counts differ in %zu of %zu cells. Costs, NEW less BASE in per cent of BASE: cells, those beyond the limit, "
		  "least, most.", hooked ? "patch" : "module", hooked ? "module" : "patch",
		  c->side[hooked ? NEW : BASE]->results.hook.known ? "subtracted" : "NOT subtracted, as they were not measured",
		  changed, c->cell_count);
	text_line(out, " %-10s %-29s %-29s", "", "writable, limit 1 %", "read-only, limit 3 %");
	text_line(out, " %-10s %5s %5s %8s %8s %5s %5s %8s %8s", "policy", "cells", "over", "least", "most", "cells", "over",
		  "least", "most");
	for (unsigned int policy = 0; policy < POLICY_COUNT; policy++)
		write_policy(c, policy, out);
	write_policy(c, POLICY_COUNT, out);
	for (int slot = 0; slot < PARITY_SLOTS; slot++)
		write_beyond(c, (enum parity_slot)slot, out);
}
