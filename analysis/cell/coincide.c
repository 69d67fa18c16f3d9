/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/coincide.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 56 /* characters of a list of names that fits beside the other text of a figure */

struct coincide coincide_find(uint32_t present, coincide_same *same, const void *data)
{
	struct coincide c = { .count = 0 };

	for (unsigned int i = 0; i < COINCIDE_MAX; i++) {
		size_t k = 0;

		if (!(present >> i & 1))
			continue;
		while (k < c.count && !same(data, coincide_first(c.group[k]), i))
			k++;
		c.group[k] |= UINT32_C(1) << i;
		if (k == c.count)
			c.count++;
	}
	return c;
}

unsigned int coincide_first(uint32_t group)
{
	unsigned int i = 0;

	while (i + 1 < COINCIDE_MAX && !(group >> i & 1))
		i++;
	return i;
}

static void list(char *buf, size_t size, const char *before, uint32_t group, coincide_word *word)
{
	size_t used = (size_t)snprintf(buf, size, "%s", before);
	char buffer[COINCIDE_WORD_SIZE];
	const char *comma = "";

	for (unsigned int i = 0; i < COINCIDE_MAX && used < size; i++) {
		if (!(group >> i & 1))
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%s", comma, word(buffer, i));
		comma = ", ";
	}
}

const char *coincide_name(char buf[static COINCIDE_NAME_SIZE], uint32_t group, uint32_t present,
			  coincide_word *word)
{
	list(buf, COINCIDE_NAME_SIZE, "", group, word);
	if (strlen(buf) <= LONGEST)
		return buf;
	if (group == present)
		snprintf(buf, COINCIDE_NAME_SIZE, "all");
	else
		list(buf, COINCIDE_NAME_SIZE, "all but ", present & ~group, word);
	return buf;
}

/* Are the faults equal in the three digits that are shown? */
static bool same_faults(const struct result *a, const struct result *b)
{
	char text[2][32];

	if (!a->record->attributed || !b->record->attributed)
		return a->record->attributed == b->record->attributed;
	snprintf(text[0], sizeof(text[0]), "%.3g", a->faults);
	snprintf(text[1], sizeof(text[1]), "%.3g", b->faults);
	return !strcmp(text[0], text[1]);
}

bool coincide_results(const struct result *a, const struct result *b, double share)
{
	if (!result_has_cost(a) || !result_has_cost(b))
		return !result_has_cost(a) && !result_has_cost(b);
	return a->record->outcome == b->record->outcome && a->verdict == b->verdict && same_faults(a, b) &&
	       fabs(a->value - b->value) <= share * fabs(a->value);
}

const char *coincide_policy_name(char buf[static COINCIDE_WORD_SIZE], unsigned int policy)
{
	(void)buf;
	return policy_name((enum policy_id)policy);
}
