/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/loaded.h"

#include "analysis/archive/load.h"
#include "analysis/cell/base.h"
#include "analysis/cell/make.h"
#include "analysis/contrast/contrasts.h"
#include "bench/cli/verb.h"

#include <stdlib.h>

void loaded_describe(struct loaded *l)
{
	l->base = base_find(&l->results);
	l->policies = 0;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		if (archive_visited(&l->archive, (enum policy_id)policy))
			l->policy[l->policies++] = (enum policy_id)policy;
}

int loaded_make(struct loaded *l)
{
	int err = results_make(&l->results, &l->archive);

	if (!err)
		err = contrasts_make(&l->contrasts, &l->results);
	if (err) {
		loaded_free(l);
		return err;
	}
	loaded_describe(l);
	return 0;
}

void loaded_free(struct loaded *l)
{
	contrasts_free(&l->contrasts);
	results_free(&l->results);
	archive_free(&l->archive);
}

struct loaded *loaded_open(const char *verb, const struct source *source)
{
	struct loaded *l = calloc(1, sizeof(*l));
	char why[512];

	if (!l) {
		complain("%s: out of memory", verb);
		return NULL;
	}
	if (archive_load(&l->archive, source, why, sizeof(why))) {
		complain("%s: %s: %s", verb, source->name, why);
		free(l);
		return NULL;
	}
	if (loaded_make(l)) {
		complain("%s: %s: out of memory", verb, source->name);
		free(l);
		return NULL;
	}
	return l;
}

void loaded_close(struct loaded *l)
{
	if (!l)
		return;
	loaded_free(l);
	free(l);
}
