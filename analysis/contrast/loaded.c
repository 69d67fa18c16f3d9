/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/loaded.h"

#include "analysis/archive/load.h"
#include "analysis/cell/base.h"
#include "analysis/cell/make.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/output/parallel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define WHY_SIZE 512

void loaded_describe(struct loaded *l)
{
	l->base = base_find(&l->results);
	l->policies = 0;
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		if (archive_visited(&l->archive, (enum policy_id)policy))
			l->policy[l->policies++] = (enum policy_id)policy;
}

static int make(struct loaded *l, enum results_use use, bool contrasts)
{
	int err = results_make_for(&l->results, &l->archive, use);

	if (!err && contrasts)
		err = contrasts_make(&l->contrasts, &l->results);
	if (err) {
		loaded_free(l);
		return err;
	}
	loaded_describe(l);
	return 0;
}

int loaded_make(struct loaded *l)
{
	return make(l, RESULTS_ALONE, true);
}

int loaded_make_boot(struct loaded *l, bool contrasts)
{
	return make(l, RESULTS_BOOT, contrasts);
}

void loaded_drop(struct loaded *l)
{
	contrasts_free(&l->contrasts);
	results_drop(&l->results);
	archive_free_records(&l->archive);
}

void loaded_free(struct loaded *l)
{
	contrasts_free(&l->contrasts);
	results_free(&l->results);
	archive_free(&l->archive);
}

/* Runs that are read in parallel. */
struct opening {
	const struct source *source;
	struct loaded **loaded;
	char (*why)[WHY_SIZE]; /* why a run could not be read; "": it was, or was not tried */
};

static int open_one(void *context, size_t i)
{
	const struct opening *o = context;
	struct loaded *l = calloc(1, sizeof(*l));
	int err = -ENOMEM;

	if (l)
		err = archive_load(&l->archive, &o->source[i], o->why[i], WHY_SIZE);
	else
		snprintf(o->why[i], WHY_SIZE, "out of memory");
	if (err)
		free(l);
	else
		o->loaded[i] = l;
	return err;
}

enum status loaded_open(const char *verb, const struct source *source, size_t count, struct loaded **loaded)
{
	struct opening o = { source, loaded, calloc(count, sizeof(*o.why)) };
	enum status status = STATUS_FAILED;
	size_t i = 0;

	if (!o.why)
		complain("%s: out of memory", verb);
	else if (!parallel_for(count, open_one, &o))
		status = STATUS_OK;
	while (o.why && status && !o.why[i][0])
		i++;
	if (o.why && status)
		complain("%s: %s: %s", verb, source[i].name, o.why[i]);
	free(o.why);
	return status;
}

void loaded_close(struct loaded *l)
{
	if (!l)
		return;
	loaded_free(l);
	free(l);
}
