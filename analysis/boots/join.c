/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/join.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"
#include "analysis/cell/cost.h"
#include "analysis/cell/make.h"
#include "analysis/contrast/contrasts.h"
#include "analysis/contrast/over_boots.h"
#include "analysis/output/parallel.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The cell in a boot; all boots have its result. */
static const struct result *in_boot(const struct joined *j, size_t boot, const struct result *r)
{
	return results_find(j->results[boot], &r->record->cell);
}

static bool same_outcome(const struct record *a, const struct record *b)
{
	/* Only the low 32 bits count, as in judge_outcome() of bench/model/observed.c. */
	return a->status == b->status && a->outcome == b->outcome && a->esr.known == b->esr.known &&
	       (uint32_t)a->esr.value == (uint32_t)b->esr.value;
}

/* With several vCPUs a fault can be taken once more, so counts of at least the predicted number are not told apart. */
static bool same_faults(const struct result *a, const struct result *b)
{
	if (!a->record->attributed || !b->record->attributed)
		return a->record->attributed == b->record->attributed;
	return a->faults == b->faults || (a->record->predicted.at_least && b->record->predicted.at_least &&
					  a->verdict == VERDICT_AS_PREDICTED && b->verdict == VERDICT_AS_PREDICTED);
}

/* Do two boots agree on what a cell does? */
static bool agree(const struct result *a, const struct result *b)
{
	return a->verdict == b->verdict && same_outcome(a->record, b->record) && same_faults(a, b);
}

__attribute__((format(printf, 2, 3))) static int add_problem(struct result *r, const char *format, ...)
{
	char text[RESULT_PROBLEM_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return result_add_problem(r, text);
}

/* "executes, faults 2, as predicted". */
static void describe(char *buf, size_t size, const struct result *r)
{
	static const char *const verdict[] = {
		[VERDICT_AS_PREDICTED] = "as predicted", [VERDICT_UNCHECKED] = "unchecked",
		[VERDICT_DIFFERS] = "not as predicted", [VERDICT_FAILED] = "failed",
	};
	char faults[32] = "not counted", esr[32] = "";

	if (r->record->status != CELL_STATUS_DONE) {
		snprintf(buf, size, "not measured: %.40s", r->record->reason);
		return;
	}
	if (r->record->attributed)
		snprintf(faults, sizeof(faults), "%.4g", r->faults);
	if (r->record->esr.known)
		snprintf(esr, sizeof(esr), " (ESR 0x%llx)", (unsigned long long)r->record->esr.value);
	snprintf(buf, size, "%s%s, faults %s, %s", outcome_name[r->record->outcome], esr, faults, verdict[r->verdict]);
}

/* The boot whose verdict is the gravest, the first of them. */
static size_t worst_boot(const struct joined *j, const struct result *r)
{
	size_t worst = 0;

	for (size_t i = 1; i < j->boots.count; i++)
		if (in_boot(j, i, r)->verdict > in_boot(j, worst, r)->verdict)
			worst = i;
	return worst;
}

/* Say of each boot that differs from the first what it has, and take no cost. Returns 0 or -ENOMEM. */
static int tell_apart(struct joined *j, struct result *r)
{
	const struct result *first = in_boot(j, 0, r);
	enum verdict worst = in_boot(j, worst_boot(j, r), r)->verdict;
	char text[2][RESULT_PROBLEM_SIZE / 3 + 8];
	int err = 0;

	describe(text[0], sizeof(text[0]), first);
	r->problem_count = 0;
	for (size_t i = 1; !err && i < j->boots.count; i++) {
		const struct result *other = in_boot(j, i, r);

		if (agree(first, other))
			continue;
		describe(text[1], sizeof(text[1]), other);
		err = add_problem(r, "boots differ: %.30s: %s; %.30s: %s", archive_file_name(j->results[0]->archive), text[0],
				  archive_file_name(j->results[i]->archive), text[1]);
	}
	/* What the samples of all would have rested on is said all the same, without a cost. */
	if (!err && r->cost.n && !blocks_exact(&j->loaded.archive))
		err = result_estimate_mean(&j->loaded.results, r);
	j->boots.differing++;
	r->verdict = worst == VERDICT_FAILED ? VERDICT_FAILED : VERDICT_DIFFERS;
	r->cost = (struct summary){ .n = 0 };
	r->band = NULL;
	r->implausible = false;
	return err;
}

static bool has_problem(const struct result *r, const char *problem)
{
	for (size_t i = 0; i < r->problem_count; i++)
		if (!strcmp(r->problem[i], problem))
			return true;
	return false;
}

/* Add what the other boots' own judgement found, with the boot's name. Returns 0 or -ENOMEM. */
static int add_problems(const struct joined *j, struct result *r)
{
	int err = 0;

	for (size_t i = 1; i < j->boots.count; i++) {
		const struct result *boot = in_boot(j, i, r);

		for (size_t k = 0; !err && k < boot->problem_count; k++)
			if (!has_problem(r, boot->problem[k]) && !has_problem(in_boot(j, 0, r), boot->problem[k]))
				err = add_problem(r, "%.40s: %.140s", archive_file_name(j->results[i]->archive), boot->problem[k]);
	}
	return err;
}

/* Judge a cell by all boots. Returns 0 or -ENOMEM. */
static int judge(struct joined *j, struct result *r)
{
	bool all = true;

	for (size_t i = 1; i < j->boots.count; i++)
		all = all && agree(in_boot(j, 0, r), in_boot(j, i, r));
	if (!all)
		return tell_apart(j, r);
	r->verdict = in_boot(j, 0, r)->verdict;
	return add_problems(j, r);
}

/* Estimate the cost of a cell over boots. */
static int estimate(void *context, size_t i)
{
	struct joined *j = context;
	struct result *r = &j->loaded.results.result[i];
	int err;

	if (!r->cost.n)
		return 0;
	err = over_boots_cost(r, &j->loaded.results);
	r->implausible = r->band && !band_holds(r->band, r->value);
	return err;
}

/* A hook that changes from boot to boot has not changed during a run. */
static void look_at_hook(struct joined *j)
{
	struct hook *hook = &j->loaded.results.hook;

	hook->drifted = false;
	for (size_t i = 0; i < j->boots.count; i++) {
		const struct hook *of = &j->results[i]->hook;

		if (!of->drifted || hook->drifted)
			continue;
		hook->drifted = true;
		memcpy(hook->first, of->first, sizeof(hook->first));
		memcpy(hook->last, of->last, sizeof(hook->last));
	}
}

/* Fill in results and contrasts from the pool. Returns 0 or -ENOMEM. */
static int analyse(struct joined *j)
{
	struct loaded *l = &j->loaded;
	int err;

	l->archive = j->pool.archive;
	l->boots = &j->boots;
	err = results_make_for(&l->results, &l->archive, RESULTS_POOL);
	if (err)
		return err;
	l->results.boot = j->results;
	l->results.boots = j->boots.count;
	for (size_t i = 0; !err && i < l->results.count; i++)
		err = judge(j, &l->results.result[i]);
	look_at_hook(j);
	if (!err)
		err = parallel_for(l->results.count, estimate, j);
	results_count(&l->results);
	if (!err)
		err = contrasts_make(&l->contrasts, &l->results);
	if (!err)
		loaded_describe(l);
	return err;
}

struct joined *join_make(const struct loaded *const *boot, size_t count)
{
	struct joined *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->boots = (struct boots){ .boot = boot, .count = count };
	j->results = calloc(count, sizeof(*j->results));
	for (size_t i = 0; j->results && i < count; i++)
		j->results[i] = &boot[i]->results;
	if (j->results && !pool_make(&j->pool, &j->boots) && !analyse(j))
		return j;
	join_free(j);
	return NULL;
}

void join_drop(struct joined *j)
{
	j->boots.partial_cell = NULL;
	pool_drop(&j->pool);
}

void join_free(struct joined *j)
{
	if (!j)
		return;
	contrasts_free(&j->loaded.contrasts);
	results_free(&j->loaded.results);
	pool_free(&j->pool);
	free(j->results);
	free(j);
}
