/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/arms.h"

#include "analysis/archive/load.h"
#include "analysis/boots/alike.h"
#include "analysis/cell/blocks.h"
#include "analysis/output/parallel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status arms_open(struct arms *arms, const struct source *source, const size_t *count, size_t arm_count)
{
	size_t all;

	*arms = (struct arms){ .source = source, .count = arm_count };
	for (size_t i = 0; i < arm_count; i++)
		arms->first[i + 1] = arms->first[i] + count[i];
	all = arms->first[arm_count];
	arms->loaded = calloc(all, sizeof(*arms->loaded));
	arms->why = calloc(all, sizeof(*arms->why));
	if (!arms->loaded || !arms->why)
		return arms_complain(arms);
	return loaded_open("compare", source, all, arms->loaded);
}

/* Archives that are loaded in parallel. */
struct loading {
	struct arms *arms;
	size_t first;
};

static int load_one(void *context, size_t i)
{
	const struct loading *l = context;
	size_t index = l->first + i;
	struct loaded *loaded = l->arms->loaded[index];
	int err = archive_load_rest(&loaded->archive, l->arms->why[index], ARMS_WHY_SIZE);

	if (err)
		return err;
	/* Costs and contrasts of BASE's first archive are printed; of the others only what shifts rest on is needed. */
	return index ? loaded_make_boot(loaded, true) : loaded_make(loaded);
}

int arms_load(struct arms *arms, size_t first, size_t count)
{
	struct loading l = { arms, arms->first[first] };

	return parallel_for(arms->first[first + count] - l.first, load_one, &l);
}

void arms_drop(struct arms *arms, size_t arm)
{
	for (size_t i = arms->first[arm]; i < arms->first[arm + 1]; i++)
		loaded_drop(arms->loaded[i]);
}

enum status arms_complain(const struct arms *arms)
{
	size_t i = 0, all = arms->why ? arms->first[arms->count] : 0;

	while (i < all && !arms->why[i][0])
		i++;
	if (i < all)
		complain("compare: %s: %s", arms->source[i].name, arms->why[i]);
	else
		complain("compare: out of memory");
	return STATUS_FAILED;
}

void arms_free(struct arms *arms)
{
	for (size_t i = 0; arms->loaded && i < arms->first[arms->count]; i++)
		loaded_close(arms->loaded[i]);
	free(arms->loaded);
	free(arms->why);
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
static enum status check_two(struct archive *a, struct archive *b, bool same_arm, bool several)
{
	struct alike_difference d = { .what = NULL };

	if (archive_are_one(a, b)) {
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
static enum status check_pairs(const struct arms *arms, size_t a, size_t b, bool several)
{
	enum status status = STATUS_OK;

	for (size_t i = arms->first[b]; !status && i < arms->first[b + 1]; i++)
		for (size_t j = arms->first[a]; !status && j < (a == b ? i : arms->first[a + 1]); j++)
			status = check_two(&arms->loaded[j]->archive, &arms->loaded[i]->archive, a == b, several);
	return status;
}

enum status arms_check(const struct arms *arms)
{
	bool several = arms->first[arms->count] > arms->count;
	enum status status = STATUS_OK;

	for (size_t i = 0; !status && i < arms->count; i++)
		status = check_pairs(arms, i, i, several);
	for (size_t i = 0; !status && i < arms->count; i++)
		for (size_t k = 0; !status && k < i; k++)
			status = check_pairs(arms, k, i, several);
	return status;
}
