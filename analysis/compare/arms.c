/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/arms.h"

#include "analysis/boots/alike.h"
#include "analysis/boots/folder.h"
#include "analysis/cell/blocks.h"
#include "analysis/output/parallel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int make_one(void *context, size_t i)
{
	return loaded_make(((struct loaded **)context)[i]);
}

enum status arms_read(struct arms *arms, const struct source *source, size_t count)
{
	struct arm *arm = &arms->arm[arms->count];
	enum status status;

	arm->boot = calloc(count, sizeof(*arm->boot));
	if (!arm->boot) {
		complain("compare: out of memory");
		return STATUS_FAILED;
	}
	arms->count++;
	arm->count = count;
	status = loaded_open("compare", source, count, arm->boot);
	if (!status && parallel_for(count, make_one, arm->boot)) {
		complain("compare: out of memory");
		status = STATUS_FAILED;
	}
	return status;
}

enum status arms_read_folder(struct arms *arms, const char *folder)
{
	struct sources sources = { .count = 0 };
	glob_t found;
	enum status status = folder_list("compare", folder, &found);

	if (status)
		return status;
	status = sources_open_all(&sources, "compare", found.gl_pathv, found.gl_pathc);
	if (!status)
		status = arms_read(arms, sources.source, sources.count);
	sources_close(&sources);
	globfree(&found);
	return status;
}

void arms_free(struct arms *arms)
{
	for (size_t i = 0; i < arms->count; i++) {
		for (size_t k = 0; k < arms->arm[i].count; k++)
			loaded_close(arms->arm[i].boot[k]);
		free(arms->arm[i].boot);
	}
	*arms = (struct arms){ .count = 0 };
}

void arms_get(const struct arms *arms, struct compare_arm arm[static ARMS_MAX])
{
	for (size_t i = 0; i < arms->count; i++)
		arm[i] = (struct compare_arm){ (const struct loaded *const *)arms->arm[i].boot, arms->arm[i].count };
}

static enum status refuse(const char *what, const struct archive *a, const struct archive *b, const struct alike_difference *d)
{
	complain("compare: %s: %s and %s: %s \"%.100s\", \"%.100s\"", what, a->name, b->name, d->what, d->value[0], d->value[1]);
	return STATUS_USAGE;
}

/* Checks two archives; of the same arm, or not; several: an arm has several archives. */
static enum status check_two(const struct archive *a, const struct archive *b, bool same_arm, bool several)
{
	struct alike_difference d = { .what = NULL };

	if (!strcmp(a->file_sha256, b->file_sha256)) {
		complain("compare: %s and %s are one archive, given twice: give each run once", a->name, b->name);
		return STATUS_USAGE;
	}
	if (!several)
		return STATUS_OK;
	if ((same_arm || !blocks_exact(a) || !blocks_exact(b)) && alike_differ_in_host(&d, a, b))
		return refuse(same_arm ? "two hosts in one arm" : "the arms are of different hosts", a, b, &d);
	if (same_arm && alike_differ_in_kernel(&d, a, b))
		return refuse("two kernels or setups in one arm", a, b, &d);
	if (!blocks_exact(a) && a->host.boot_id && b->host.boot_id && !strcmp(a->host.boot_id, b->host.boot_id)) {
		complain("compare: %s and %s are of the same boot (boot.id %.64s): boot again before each run", a->name, b->name,
			 a->host.boot_id);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

/* Checks all pairs of one arm, or all of one arm with the other's. */
static enum status check_pairs(const struct compare_arm *a, const struct compare_arm *b, bool several)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; !status && i < b->count; i++)
		for (size_t j = 0; !status && j < (a == b ? i : a->count); j++)
			status = check_two(&a->boot[j]->archive, &b->boot[i]->archive, a == b, several);
	return status;
}

enum status arms_check(const struct compare_arm *arm, size_t count)
{
	enum status status = STATUS_OK;
	bool several = false;

	for (size_t i = 0; i < count; i++)
		several |= arm[i].count > 1;
	for (size_t i = 0; !status && i < count; i++)
		status = check_pairs(&arm[i], &arm[i], several);
	for (size_t i = 0; !status && i < count; i++)
		for (size_t k = 0; !status && k < i; k++)
			status = check_pairs(&arm[k], &arm[i], several);
	return status;
}
