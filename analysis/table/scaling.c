/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the extra cost of a cold DC IVAC depends on the number of vCPUs, on the other memslots, and on the backing. */
#include "analysis/table/scaling.h"

#include "analysis/table/table.h"

#define COLUMNS (2 * TABLE_POLICIES)

/* A column is a slot and a policy, a row a value of the axis. */
struct scaling {
	const struct loaded *loaded;
	enum axis_id axis;
	struct cell column[COLUMNS];
	size_t columns;
};

static struct scaling scaling_by(const struct loaded *loaded, enum axis_id axis)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	struct scaling s = { .loaded = loaded, .axis = axis };
	size_t policies = table_policies(loaded);

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < policies; j++) {
			struct cell cell = loaded->base;

			cell.slot = slot[i];
			cell.policy = table_policy(loaded, j);
			cell.host_page = HOST_PAGE_WRITTEN;
			cell.op = OP_dc_ivac;
			s.column[s.columns++] = cell;
		}
	return s;
}

/* Formats the row of an axis value, and notes it in t unless that is NULL. Returns false if no column has a value. */
static bool row(const struct scaling *s, unsigned int value, char line[static LINE_SIZE], struct table *t)
{
	size_t used = 0;
	bool any = false;

	for (size_t i = 0; i < s->columns && used < LINE_SIZE; i++) {
		struct cell cell = s->column[i];
		const struct contrast *c;
		char number[NUMBER_SIZE] = "";

		axis_table[s->axis].set(&cell, value);
		c = contrasts_find(&s->loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &cell, AXES_ALL);
		any |= c != NULL;
		if (c && t)
			table_note_contrast(t, c);
		if (c)
			text_number(number, c->value, true);
		used += (size_t)snprintf(line + used, LINE_SIZE - used, "%8s%c", number,
					 c && !c->same_outcome ? '*' : ' ');
	}
	return any;
}

static size_t count_rows(const struct scaling *s)
{
	char line[LINE_SIZE];
	size_t n = 0;

	for (unsigned int value = 0; value < axis_table[s->axis].value_count; value++)
		n += row(s, value, line, NULL);
	return n;
}

static void scaling_table(const struct loaded *loaded, enum axis_id axis, const char *title, FILE *out)
{
	struct scaling s = scaling_by(loaded, axis);
	char heading[2][LINE_SIZE], line[LINE_SIZE];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading[0], heading[1] } };
	char legend[1536] = "";
	size_t used = 0;

	if (count_rows(&s) < 2)
		return;
	snprintf(heading[0], LINE_SIZE, " %-15s   %-*s   %s", "", (int)(s.columns / 2 * 9) - 3, "rw_log/written",
		 "ro/written");
	used = (size_t)snprintf(heading[1], LINE_SIZE, " %-15s", axis_table[axis].name);
	for (size_t i = 0; i < s.columns && used < LINE_SIZE; i++)
		used += (size_t)snprintf(heading[1] + used, LINE_SIZE - used, "%8.8s ",
					 policy_name(s.column[i].policy));
	used = 0;
	for (unsigned int value = 0; value < axis_table[axis].value_count; value++)
		if (row(&s, value, line, &t)) {
			table_row(&t, " %-15s%s", axis_table[axis].value_name(value), line);
			if (axis == AXIS_MIX && used < sizeof(legend))
				used += (size_t)snprintf(legend + used, sizeof(legend) - used, "%s%s: %s", used ? "; " : "",
							 mix_table[value].name, mix_table[value].summary);
		}
	table_end(&t);
	if (used)
		text_wrap(out, 0, 0, "%s.", legend);
}

void table_scaling(const struct loaded *loaded, FILE *out)
{
	scaling_table(loaded, AXIS_VCPUS, "ivac_minus_civac by the number of vCPUs that fault at the same time", out);
	scaling_table(loaded, AXIS_MIX, "ivac_minus_civac by the memslots of the VM", out);
	scaling_table(loaded, AXIS_BACKING, "ivac_minus_civac by the backing of the memslot", out);
}
