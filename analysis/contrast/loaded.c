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
struct reading {
	const struct source *source; /* whose headers are read into loaded; NULL: they are there, */
	struct loaded *const *read;  /* and the rest of these is read */
	struct loaded **loaded;
	char (*why)[WHY_SIZE];       /* why a run could not be read; "": it was, or was not tried */
};

static int open_one(void *context, size_t i)
{
	const struct reading *r = context;
	struct loaded *l = calloc(1, sizeof(*l));
	int err = -ENOMEM;

	if (l)
		err = archive_load_header(&l->archive, &r->source[i], r->why[i], WHY_SIZE);
	else
		snprintf(r->why[i], WHY_SIZE, "out of memory");
	if (err)
		free(l);
	else
		r->loaded[i] = l;
	return err;
}

/* Read all of a run, only to say why it cannot be read. */
static int try_one(void *context, size_t i)
{
	const struct reading *r = context;
	struct archive archive;
	int err = archive_load(&archive, &r->source[i], r->why[i], WHY_SIZE);

	if (!err)
		archive_free(&archive);
	return err;
}

static int read_one(void *context, size_t i)
{
	const struct reading *r = context;

	return archive_load_rest(&r->read[i]->archive, r->why[i], WHY_SIZE);
}

static const char *name_of(const struct reading *r, size_t i)
{
	return r->source ? r->source[i].name : r->read[i]->archive.name;
}

/* Read runs, and say of the first that could not be read why. */
static enum status read_all(const char *verb, struct reading *r, size_t count, int (*each)(void *context, size_t i))
{
	enum status status = STATUS_FAILED;
	size_t i = 0;

	r->why = calloc(count, sizeof(*r->why));
	if (!r->why)
		complain("%s: out of memory", verb);
	else if (!parallel_for(count, each, r))
		status = STATUS_OK;
	/* That a file is cut or altered is the better reason, and its header does not show it; nor what is wrong with one before. */
	if (r->why && status && r->source)
		parallel_for(count, try_one, r);
	while (r->why && status && !r->why[i][0])
		i++;
	if (r->why && status)
		complain("%s: %s: %s", verb, name_of(r, i), r->why[i]);
	free(r->why);
	return status;
}

enum status loaded_open(const char *verb, const struct source *source, size_t count, struct loaded **loaded)
{
	return read_all(verb, &(struct reading){ .source = source, .loaded = loaded }, count, open_one);
}

enum status loaded_read(const char *verb, struct loaded *const *loaded, size_t count)
{
	return read_all(verb, &(struct reading){ .read = loaded }, count, read_one);
}

void loaded_close(struct loaded *l)
{
	if (!l)
		return;
	loaded_free(l);
	free(l);
}
