/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/cli/complete.h"

#include <stdio.h>
#include <string.h>

void complete_name(const struct complete *c, const char *name)
{
	const char *typed = c->word + c->kept;

	if (!strncmp(name, typed, strlen(typed)))
		printf("%.*s%s\n", c->kept, c->word, name);
}

struct complete complete_behind(const struct complete *c, const char *separators)
{
	struct complete rest = *c;

	for (int i = c->kept; c->word[i]; i++)
		if (strchr(separators, c->word[i]))
			rest.kept = i + 1;
	return rest;
}

void complete_item(const struct complete *c, const char *name)
{
	const struct complete item = complete_behind(c, ",");

	complete_name(&item, name);
}
