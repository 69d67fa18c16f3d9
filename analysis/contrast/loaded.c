/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/loaded.h"

#include "analysis/archive/load.h"
#include "analysis/cell/make.h"
#include "analysis/contrast/contrasts.h"
#include "bench/cli/verb.h"

#include <stdlib.h>

void loaded_close(struct loaded *l)
{
	if (!l)
		return;
	contrasts_free(&l->contrasts);
	results_free(&l->results);
	archive_free(&l->archive);
	free(l);
}

struct loaded *loaded_open(const char *verb, const char *path)
{
	struct loaded *l = calloc(1, sizeof(*l));
	char why[512];

	if (!l) {
		complain("%s: out of memory", verb);
		return NULL;
	}
	if (archive_load(&l->archive, path, why, sizeof(why))) {
		complain("%s: %s", path, why);
		free(l);
		return NULL;
	}
	if (results_make(&l->results, &l->archive) || contrasts_make(&l->contrasts, &l->results)) {
		complain("%s: %s: out of memory", verb, path);
		loaded_close(l);
		return NULL;
	}
	return l;
}
