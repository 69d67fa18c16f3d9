/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/cell.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define AXIS_FUNCTIONS(field, count, name_of)                                                                          \
	static const char *field##_value_name(unsigned int value)                                                      \
	{                                                                                                              \
		return value < (count) ? (name_of) : NULL;                                                             \
	}                                                                                                              \
	static unsigned int field##_get(const struct cell *cell)                                                       \
	{                                                                                                              \
		return cell->field;                                                                                    \
	}                                                                                                              \
	static void field##_set(struct cell *cell, unsigned int value)                                                 \
	{                                                                                                              \
		cell->field = value;                                                                                   \
	}

AXIS_FUNCTIONS(policy, POLICY_COUNT + 1, policy_name(value))
AXIS_FUNCTIONS(op, OP_COUNT, op_table[value].name)
AXIS_FUNCTIONS(slot, SLOT_COUNT, slot_table[value].name)
AXIS_FUNCTIONS(backing, BACKING_COUNT, backing_table[value].name)
AXIS_FUNCTIONS(host_page, HOST_PAGE_COUNT, host_page_table[value].name)
AXIS_FUNCTIONS(stage2, STAGE2_COUNT, stage2_table[value].name)
AXIS_FUNCTIONS(line, LINE_COUNT, line_table[value].name)
AXIS_FUNCTIONS(lines, LINES_COUNT, lines_table[value].name)
AXIS_FUNCTIONS(timed, TIMED_COUNT, timed_table[value].name)
AXIS_FUNCTIONS(vcpus, VCPUS_COUNT, vcpus_table[value].name)
AXIS_FUNCTIONS(mix, MIX_COUNT, mix_table[value].name)
AXIS_FUNCTIONS(copy, COPY_COUNT, copy_table[value].name)

#define AXIS(field, count) { #field, count, field##_value_name, field##_get, field##_set }

const struct axis axis_table[AXIS_COUNT] = {
	[AXIS_POLICY]    = AXIS(policy, POLICY_COUNT + 1),
	[AXIS_OP]        = AXIS(op, OP_COUNT),
	[AXIS_SLOT]      = AXIS(slot, SLOT_COUNT),
	[AXIS_BACKING]   = AXIS(backing, BACKING_COUNT),
	[AXIS_HOST_PAGE] = AXIS(host_page, HOST_PAGE_COUNT),
	[AXIS_STAGE2]    = AXIS(stage2, STAGE2_COUNT),
	[AXIS_LINE]      = AXIS(line, LINE_COUNT),
	[AXIS_LINES]     = AXIS(lines, LINES_COUNT),
	[AXIS_TIMED]     = AXIS(timed, TIMED_COUNT),
	[AXIS_VCPUS]     = AXIS(vcpus, VCPUS_COUNT),
	[AXIS_MIX]       = AXIS(mix, MIX_COUNT),
	[AXIS_COPY]      = AXIS(copy, COPY_COUNT),
};

int axis_value(enum axis_id axis, const char *name)
{
	for (unsigned int i = 0; i < axis_table[axis].value_count; i++)
		if (!strcmp(axis_table[axis].value_name(i), name))
			return (int)i;
	return -EINVAL;
}

int axis_find(const char *name)
{
	for (int i = 0; i < AXIS_COUNT; i++)
		if (!strcmp(axis_table[i].name, name))
			return i;
	return -EINVAL;
}

int cell_compare(const struct cell *a, const struct cell *b)
{
	for (int i = 0; i < AXIS_COUNT; i++) {
		unsigned int x = axis_table[i].get(a), y = axis_table[i].get(b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

bool cell_equal(const struct cell *a, const struct cell *b)
{
	return !cell_compare(a, b);
}

bool cell_agree(const struct cell *a, const struct cell *b, uint32_t axes)
{
	for (int i = 0; i < AXIS_COUNT; i++)
		if (axes >> i & 1 && axis_table[i].get(a) != axis_table[i].get(b))
			return false;
	return true;
}

struct cell_walk cell_walk(struct cell *cell, uint32_t axes, const uint32_t *values)
{
	return (struct cell_walk){ .cell = cell, .axes = axes, .values = values, .begun = false };
}

/* Return the first value of the axis, from value on, that the walk visits; -1 if there is none. */
static int value_from(const struct cell_walk *walk, int axis, unsigned int value)
{
	unsigned int count = axis == AXIS_POLICY ? POLICY_COUNT : axis_table[axis].value_count;
	uint32_t allowed = walk->values && walk->values[axis] ? walk->values[axis] : UINT32_MAX;

	while (value < count && !(allowed >> value & 1))
		value++;
	return value < count ? (int)value : -1;
}

/* Set one axis to the first value, from value on, that the walk visits. If there is none, return false; *cell stays. */
static bool set_from(const struct cell_walk *walk, int axis, unsigned int value)
{
	int found = value_from(walk, axis, value);

	if (found >= 0)
		axis_table[axis].set(walk->cell, (unsigned int)found);
	return found >= 0;
}

bool cell_walk_next(struct cell_walk *walk)
{
	bool found = !walk->begun;

	for (int axis = AXIS_COUNT - 1; axis >= 0; axis--) {
		if (!(walk->axes >> axis & 1) || (walk->begun && found))
			continue;
		if (!walk->begun)
			found &= set_from(walk, axis, 0);
		else if (set_from(walk, axis, axis_table[axis].get(walk->cell) + 1))
			found = true;
		else
			set_from(walk, axis, 0);
	}
	walk->begun = true;
	return found;
}

void cell_describe(const struct cell *cell, char *buf, size_t size)
{
	size_t used;
	int n = snprintf(buf, size, "%s slot=%s backing=%s host_page=%s stage2=%s policy=%s", op_table[cell->op].name,
			 slot_table[cell->slot].name, backing_table[cell->backing].name,
			 host_page_table[cell->host_page].name, stage2_table[cell->stage2].name,
			 policy_name(cell->policy));

	used = n < 0 ? size : (size_t)n;
	for (int i = AXIS_LINE; i < AXIS_COUNT && used < size; i++) {
		unsigned int value = axis_table[i].get(cell);

		if (value)
			used += (size_t)snprintf(buf + used, size - used, " %s=%s", axis_table[i].name,
						 axis_table[i].value_name(value));
	}
}

static void list_values(enum axis_id axis, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (unsigned int i = 0; i < axis_table[axis].value_count && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? " " : "", axis_table[axis].value_name(i));
}

static void list_axes(char *buf, size_t size)
{
	size_t used = 0;

	for (int i = 0; i < AXIS_COUNT && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? " " : "", axis_table[i].name);
}

/* Add one term, AXIS=VALUE[,VALUE…], to the filter. Cuts term up. Errors as filter_parse(). */
static int filter_term(struct filter *filter, char *term, char *why, size_t why_size)
{
	char *equals = strchr(term, '='), *save = NULL, values[256];
	int axis, value;

	if (!equals || !equals[1 + strspn(equals + 1, ",")]) {
		snprintf(why, why_size, "\"%s\" is not of the form AXIS=VALUE[,VALUE...]", term);
		return -EINVAL;
	}
	*equals = '\0';
	axis = axis_find(term);
	if (axis < 0) {
		list_axes(values, sizeof(values));
		snprintf(why, why_size, "no axis is called \"%s\" (there are: %s)", term, values);
		return -EINVAL;
	}
	for (char *name = strtok_r(equals + 1, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		value = axis_value(axis, name);
		if (value < 0) {
			list_values(axis, values, sizeof(values));
			snprintf(why, why_size, "no %s is called \"%s\" (there are: %s)", term, name, values);
			return -EINVAL;
		}
		filter->allowed[axis] |= UINT32_C(1) << value;
	}
	return 0;
}

int filter_parse(struct filter *filter, const char *text, char *why, size_t why_size)
{
	char copy[512], *save = NULL;

	*filter = (struct filter){ 0 };
	if (strlen(text) >= sizeof(copy)) {
		snprintf(why, why_size, "longer than %zu characters", sizeof(copy) - 1);
		return -EINVAL;
	}
	strcpy(copy, text);
	for (char *term = strtok_r(copy, " \t\n", &save); term; term = strtok_r(NULL, " \t\n", &save)) {
		int err = filter_term(filter, term, why, why_size);

		if (err)
			return err;
	}
	return 0;
}

bool filter_pass(const struct filter *filter, const struct cell *cell)
{
	for (int i = 0; i < AXIS_COUNT; i++)
		if (filter->allowed[i] && !(filter->allowed[i] >> axis_table[i].get(cell) & 1))
			return false;
	return true;
}
