/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/pairs.h"

#include "analysis/output/parallel.h"
#include "analysis/shift/estimate.h"

struct pairing {
	struct compare *c;
	struct arms *arms;
	const struct pairs_use *use;
	struct compare_arm arm[ARMS_MAX];
};

/* Compares BASE with the NEW of this index, whose cells have been loaded. Returns 0 or -ENOMEM; c[i] is for compare_free(). */
static int compare_loaded(const struct pairing *p, size_t i)
{
	int err = compare_pair(&p->c[i], &p->arm[0], &p->arm[i + 1], &p->use->given);

	return err || !p->use->keep ? err : p->use->keep(&p->c[i]);
}

/* The same of one of several: loads its cells, and drops them. */
static int compare_one(void *context, size_t i)
{
	const struct pairing *p = context;
	int err = arms_load(p->arms, i + 1, 1);

	if (!err)
		err = compare_loaded(p, i);
	compare_let_go(&p->c[i]);
	arms_drop(p->arms, i + 1);
	return err;
}

static int compare_each(struct pairing *p)
{
	size_t count = p->arms->count - 1;
	int err = arms_load(p->arms, 0, 1);

	if (err)
		return err;
	/* Archives of one arm are read in parallel; of arms of one archive each, arms are. */
	if (p->arms->first[p->arms->count] == p->arms->count)
		return parallel_for(count, compare_one, p);
	for (size_t i = 0; i < count && !err; i++)
		err = compare_one(p, i);
	return err;
}

enum status pairs_compare(struct compare *c, struct arms *arms, const struct pairs_use *use)
{
	struct pairing p = { .c = c, .arms = arms, .use = use };
	size_t count = arms->count - 1;
	int err;

	for (size_t i = 0; i < count; i++)
		c[i] = (struct compare){ .cell = NULL };
	arms_get(arms, p.arm);
	if (count > 1) {
		err = compare_each(&p);
	} else {
		err = arms_load(arms, 0, SIDE_COUNT);
		err = err ? err : compare_loaded(&p, 0);
	}
	if (!err)
		err = compare_settle(c, count);
	for (size_t i = 0; i < count && err; i++)
		compare_free(&c[i]);
	return err ? arms_complain(arms) : STATUS_OK;
}
