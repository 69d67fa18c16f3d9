/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/skipped.h"

#include "analysis/output/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS_SHOWN 20

static int compare_reasons(const void *a, const void *b)
{
	return strcmp((*(const struct record *const *)a)->reason, (*(const struct record *const *)b)->reason);
}

static uint32_t value_bit(int axis, const struct cell *cell)
{
	return UINT32_C(1) << axis_table[axis].get(cell);
}

/* Finds the values that the archive's cells have on each axis: a bit for each value. */
static void all_values(const struct results *results, uint32_t values[static AXIS_COUNT])
{
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		for (size_t i = 0; i < results->count; i++)
			values[axis] |= value_bit(axis, &results->result[i].record->cell);
		for (size_t i = 0; i < results->skipped_count; i++)
			values[axis] |= value_bit(axis, &results->skipped[i]->cell);
	}
}

/* Formats the axes on which the cells lack some of the archive's values, such as "op=dc_cvap,dc_cvadp stage2=cold". */
static void axes_text(char *buf, size_t size, const struct record *const *skipped, size_t count,
		      const uint32_t all[static AXIS_COUNT])
{
	size_t used = 0;

	buf[0] = '\0';
	for (int axis = 0; axis < AXIS_COUNT; axis++) {
		uint32_t values = 0;
		const char *comma = "";

		for (size_t i = 0; i < count; i++)
			values |= value_bit(axis, &skipped[i]->cell);
		/* The axes from AXIS_LINE on have a usual value, 0, which is not mentioned. */
		if (values == all[axis] || (axis >= AXIS_LINE && values == 1) || used >= size)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%s=", used ? " " : "", axis_table[axis].name);
		for (unsigned int v = 0; v < axis_table[axis].value_count && used < size; v++)
			if (values >> v & 1) {
				used += (size_t)snprintf(buf + used, size - used, "%s%s", comma,
							 axis_table[axis].value_name(v));
				comma = ",";
			}
	}
}

/* Writes cells with the same reason as one group. Returns how many groups are not shown. */
static size_t write_groups(const struct record *const *skipped, size_t count, const uint32_t all[static AXIS_COUNT],
			   FILE *out)
{
	size_t groups = 0;

	for (size_t i = 0, end; i < count; i = end) {
		char axes[1024];

		for (end = i; end < count && !strcmp(skipped[end]->reason, skipped[i]->reason); end++)
			continue;
		if (groups++ >= GROUPS_SHOWN)
			continue;
		text_wrap(out, 1, 3, "%zu: %s", end - i, skipped[i]->reason);
		axes_text(axes, sizeof(axes), skipped + i, end - i, all);
		if (axes[0])
			text_wrap(out, 3, 3, "%s", axes);
	}
	return groups > GROUPS_SHOWN ? groups - GROUPS_SHOWN : 0;
}

int report_skipped(const struct loaded *loaded, FILE *out)
{
	const struct results *results = &loaded->results;
	const struct record **sorted;
	uint32_t all[AXIS_COUNT] = { 0 };
	size_t more;

	if (!results->skipped_count)
		return 0;
	sorted = calloc(results->skipped_count, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, results->skipped, results->skipped_count * sizeof(*sorted));
	qsort(sorted, results->skipped_count, sizeof(*sorted), compare_reasons);
	all_values(results, all);
	fputc('\n', out);
	text_line(out, "Skipped: %zu of %zu cells cannot be measured on this host", results->skipped_count,
		  results->skipped_count + results->count);
	more = write_groups(sorted, results->skipped_count, all, out);
	if (more)
		text_line(out, " ... and for %zu more reasons: see --format json", more);
	free(sorted);
	return 0;
}
