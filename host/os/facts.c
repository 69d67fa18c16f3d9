/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/facts.h"

#include <stdio.h>

static struct fact *next(struct facts *facts, const char *name)
{
	struct fact *fact = &facts->fact[facts->count];

	if (facts->count == FACTS_MAX)
		return NULL;
	facts->count++;
	*fact = (struct fact){ .name = name };
	return fact;
}

void facts_text(struct facts *facts, const char *name, const char *text)
{
	struct fact *fact = next(facts, name);

	if (fact)
		snprintf(fact->text, sizeof(fact->text), "%s", text ? text : "");
}

void facts_number(struct facts *facts, const char *name, int64_t number)
{
	struct fact *fact = next(facts, name);

	if (!fact)
		return;
	fact->is_number = true;
	fact->number = number;
}
