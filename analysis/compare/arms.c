/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/arms.h"

#include "analysis/boots/alike.h"
#include "analysis/cell/blocks.h"
#include "analysis/output/parallel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Costs and contrasts of BASE's first archive are printed; of the others only what shifts rest on is needed. */
static int make_one(void *context, size_t i)
{
	struct loaded *const *loaded = context;

	return i ? loaded_make_boot(loaded[i], true) : loaded_make(loaded[i]);
}

enum status arms_read(struct arms *arms, const struct source *source, const size_t *count, size_t arm_count)
{
	enum status status;

	*arms = (struct arms){ .count = arm_count };
	for (size_t i = 0; i < arm_count; i++)
		arms->first[i + 1] = arms->first[i] + count[i];
	arms->loaded = calloc(arms->first[arm_count], sizeof(*arms->loaded));
	status = arms->loaded ? loaded_open("compare", source, arms->first[arm_count], arms->loaded) : STATUS_FAILED;
	if (!arms->loaded || (!status && parallel_for(arms->first[arm_count], make_one, arms->loaded))) {
		complain("compare: out of memory");
		status = STATUS_FAILED;
	}
	return status;
}

void arms_free(struct arms *arms)
{
	for (size_t i = 0; arms->loaded && i < arms->first[arms->count]; i++)
		loaded_close(arms->loaded[i]);
	free(arms->loaded);
	*arms = (struct arms){ .count = 0 };
}

void arms_get(const struct arms *arms, struct compare_arm arm[static ARMS_MAX])
{
	for (size_t i = 0; i < arms->count; i++)
		arm[i] = (struct compare_arm){ (const struct loaded *const *)arms->loaded + arms->first[i],
					       arms->first[i + 1] - arms->first[i] };
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
