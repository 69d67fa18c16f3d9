/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/explain/explain.h"

#include "analysis/archive/load.h"
#include "analysis/output/deliver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copies a function's name without what a compiler adds to names of clones (".isra.0", ".constprop.0", ".part.0", ".cold"). */
static char *plain_name(const char *name)
{
	const char *module = strchr(name, ' ');
	size_t length = strcspn(name, ". ");
	char *plain;

	if (!length || *name == '(')
		return strdup(name);
	return asprintf(&plain, "%.*s%s", (int)length, name, module ? module : "") < 0 ? NULL : plain;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct explain_row *)a)->name, ((const struct explain_row *)b)->name);
}

static uint64_t size_of(int64_t shift)
{
	return shift < 0 ? -(uint64_t)shift : (uint64_t)shift;
}

static int largest_first(const void *a, const void *b)
{
	const struct explain_row *x = a, *y = b;

	if (size_of(x->shift) != size_of(y->shift))
		return size_of(x->shift) > size_of(y->shift) ? -1 : 1;
	return by_name(a, b);
}

/* Adds the functions of a side, a row each. 0 or -ENOMEM. */
static int add_side(struct explain *e, int side)
{
	const struct archive_profile *p = e->profile[side];

	for (size_t i = 0; i < p->count; i++) {
		struct explain_row row = { .name = plain_name(p->function[i].name) };

		if (!row.name)
			return -ENOMEM;
		row.has[side] = true;
		row.insns[side] = p->function[i].insns;
		e->sum[side] += row.insns[side];
		e->row[e->count++] = row;
	}
	return 0;
}

/* Makes one row of those that have the same name, and computes the shifts. */
static void merge(struct explain *e)
{
	size_t kept = 0;

	if (e->count)
		qsort(e->row, e->count, sizeof(*e->row), by_name);
	for (size_t i = 0; i < e->count; i++) {
		struct explain_row *row = &e->row[i], *last = kept ? &e->row[kept - 1] : NULL;

		if (!last || strcmp(last->name, row->name)) {
			e->row[kept++] = *row;
			continue;
		}
		for (int side = 0; side < EXPLAIN_SIDES; side++) {
			last->has[side] |= row->has[side];
			last->insns[side] += row->insns[side];
		}
		free(row->name);
	}
	e->count = kept;
	for (size_t i = 0; i < kept; i++)
		e->row[i].shift = (int64_t)e->row[i].insns[EXPLAIN_NEW] - (int64_t)e->row[i].insns[EXPLAIN_BASE];
	if (kept)
		qsort(e->row, kept, sizeof(*e->row), largest_first);
}

/* Finds the archive's profile, which must be one. 0 or -EINVAL. */
static int find_profile(struct explain *e, int side, char why[static EXPLAIN_WHY_SIZE])
{
	const struct archive *a = e->archive[side];

	e->profile[side] = a->profile;
	if (a->profile_count == 1)
		return 0;
	if (a->platform != PLATFORM_EMULATED)
		snprintf(why, EXPLAIN_WHY_SIZE, "%s: instructions are counted by function in an emulated host only: measure there "
			 "with cmobench run --emulated --profile", a->name);
	else if (!a->profile_count)
		snprintf(why, EXPLAIN_WHY_SIZE, "%s has no profile: measure it with cmobench run --emulated --profile --filter CELL",
			 a->name);
	else
		snprintf(why, EXPLAIN_WHY_SIZE, "%s has %zu profiles, and one is compared", a->name, a->profile_count);
	return -EINVAL;
}

/* Are both profiles of one cell? Policies may differ: they are compared, too. 0 or -EINVAL. */
static int check_cells(const struct explain *e, char why[static EXPLAIN_WHY_SIZE])
{
	const struct cell *base = &e->profile[EXPLAIN_BASE]->cell, *new = &e->profile[EXPLAIN_NEW]->cell;
	char name[EXPLAIN_SIDES][CELL_DESCRIBE_SIZE];

	if (cell_agree(base, new, AXES_ALL & ~AXIS_BIT(POLICY)))
		return 0;
	cell_describe(base, name[EXPLAIN_BASE], sizeof(name[EXPLAIN_BASE]));
	cell_describe(new, name[EXPLAIN_NEW], sizeof(name[EXPLAIN_NEW]));
	snprintf(why, EXPLAIN_WHY_SIZE, "the profile is of %s in BASE, and of %s in NEW: measure both with one --filter",
		 name[EXPLAIN_BASE], name[EXPLAIN_NEW]);
	return -EINVAL;
}

int explain_make(struct explain *e, const struct archive *base, const struct archive *new,
		 char why[static EXPLAIN_WHY_SIZE])
{
	int err;

	*e = (struct explain){ .archive = { base, new } };
	err = find_profile(e, EXPLAIN_BASE, why);
	if (!err)
		err = find_profile(e, EXPLAIN_NEW, why);
	if (!err)
		err = check_cells(e, why);
	if (err)
		return err;
	e->row = calloc(e->profile[EXPLAIN_BASE]->count + e->profile[EXPLAIN_NEW]->count + 1, sizeof(*e->row));
	err = e->row ? add_side(e, EXPLAIN_BASE) : -ENOMEM;
	if (!err)
		err = add_side(e, EXPLAIN_NEW);
	if (err)
		explain_free(e);
	else
		merge(e);
	return err;
}

void explain_free(struct explain *e)
{
	for (size_t i = 0; i < e->count; i++)
		free(e->row[i].name);
	free(e->row);
	*e = (struct explain){ .row = NULL };
}

/* Writes the table to its place. */
static enum status write_table(const struct explain_options *o, const struct explain *e)
{
	enum status status;
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	int err = !out ? -ENOMEM : o->json ? explain_json(e, out) : explain_text(e, o->list, out);

	if (out && fclose(out) && !err)
		err = -ENOMEM;
	if (err)
		complain("compare: %s", strerror(-err));
	status = err ? STATUS_FAILED : deliver("compare", o->output, o->force, bytes, size);
	free(bytes);
	if (status)
		return status;
	return e->count && e->row[0].shift ? STATUS_DIFFERS : STATUS_OK;
}

static enum status explain_loaded(const struct explain_options *o, const struct archive *archive)
{
	char why[EXPLAIN_WHY_SIZE];
	struct explain e;
	enum status status;
	int err = explain_make(&e, &archive[EXPLAIN_BASE], &archive[EXPLAIN_NEW], why);

	if (err) {
		complain("compare: --explain: %s", err == -EINVAL ? why : strerror(-err));
		return err == -EINVAL ? STATUS_USAGE : STATUS_FAILED;
	}
	status = write_table(o, &e);
	explain_free(&e);
	return status;
}

enum status explain_archives(const struct explain_options *o)
{
	struct archive archive[EXPLAIN_SIDES] = { { .kept = NULL } };
	enum status status = STATUS_OK;
	char why[512];

	for (int side = 0; side < EXPLAIN_SIDES && !status; side++) {
		if (!archive_load(&archive[side], o->source[side], why, sizeof(why)))
			continue;
		complain("compare: %s: %s", o->source[side]->name, why);
		status = STATUS_FAILED;
	}
	if (!status)
		status = explain_loaded(o, archive);
	for (int side = 0; side < EXPLAIN_SIDES; side++)
		archive_free(&archive[side]);
	return status;
}
