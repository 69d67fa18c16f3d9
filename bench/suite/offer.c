/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/suite/offer.h"

#include "bench/policy.h"
#include "bench/suite/scenario.h"

#include <stdio.h>
#include <string.h>

void offer_suites(const struct complete *c)
{
	for (size_t i = 0; i < suite_count; i++)
		complete_name(c, suite_table[i].name);
}

void offer_policies(const struct complete *c)
{
	complete_name(c, "all");
	complete_name(c, "current");
	for (int i = 0; i < POLICY_COUNT; i++)
		complete_item(c, policy_table[i].name);
}

void offer_filter(const struct complete *c)
{
	const struct complete term = complete_behind(c, " ");
	const struct complete value = complete_behind(&term, "=");
	size_t length = (size_t)(value.kept - term.kept);
	char text[64];

	for (int i = 0; i < AXIS_COUNT; i++) {
		snprintf(text, sizeof(text), "%s=", axis_table[i].name);
		if (!length)
			complete_name(&term, text);
		else if (strlen(text) == length && !strncmp(text, term.word + term.kept, length))
			for (unsigned int k = 0; k < axis_table[i].value_count; k++)
				complete_item(&value, axis_table[i].value_name(k));
	}
}
