/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pairs the cells and contrasts of two arms, and compares each pair. */
#include "analysis/shift/make.h"

#include "analysis/shift/archives.h"
#include "analysis/shift/counts.h"
#include "analysis/shift/estimate.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static size_t archives(const struct compare *c)
{
	return c->arm[BASE].count + c->arm[NEW].count;
}

static bool is_done(const struct result *result)
{
	return result->record->status == CELL_STATUS_DONE;
}

static const struct record *find_skipped(const struct results *results, const struct cell *cell)
{
	for (size_t i = 0; i < results->skipped_count; i++)
		if (cell_equal(&results->skipped[i]->cell, cell))
			return results->skipped[i];
	return NULL;
}

/* Returns the policy's fingerprint. Behaviour that matches no policy can only be told apart by it. */
static const char *fingerprint(const struct archive *a, enum policy_id policy)
{
	for (size_t i = 0; i < a->policy_count; i++)
		if (a->policy[i].policy == policy)
			return a->policy[i].fingerprint;
	return "";
}

/* Says why NEW does not have the cell. */
static void explain_missing(struct compare *c, struct compared *compared, const struct cell *cell)
{
	const struct record *skipped = find_skipped(&c->side[NEW]->results, cell);

	if (skipped)
		compare_cannot(c, compared, "NEW skipped it: %.100s", skipped->reason);
	else if (!archive_visited(&c->side[NEW]->archive, cell->policy))
		compare_cannot(c, compared, "NEW did not visit policy %s", policy_name(cell->policy));
	else
		compare_cannot(c, compared, "NEW does not have it");
}

/* Is a sample of one boot of an arm of another shape than in the first? */
static bool of_another_shape(const struct compare *c, const struct compared *compared, int side)
{
	const struct result **results = compare_results(c, compared, side);
	const struct record *first = results[0]->record;

	for (size_t i = 1; i < c->arm[side].count; i++) {
		const struct record *r = results[i]->record;

		if (r->sample_lines != first->sample_lines || r->unit_bytes.value != first->unit_bytes.value)
			return true;
	}
	return false;
}

/* Returns true, and says why, if the costs of two measured cells cannot be compared. */
static bool are_apart(struct compare *c, struct compared *compared)
{
	const struct record *base = compare_results(c, compared, BASE)[0]->record;
	const struct record *new = compare_results(c, compared, NEW)[0]->record;
	enum policy_id policy = base->cell.policy;

	if (base->cell.policy != new->cell.policy && !c->patched)
		compare_cannot(c, compared, "policy %s in BASE, %s in NEW", policy_name(policy), policy_name(new->cell.policy));
	else if (c->reason_count)
		compare_cannot(c, compared, "the archives are not comparable");
	else if (policy == POLICY_UNKNOWN && !c->patched && strcmp(fingerprint(&c->side[BASE]->archive, policy),
						    fingerprint(&c->side[NEW]->archive, policy)))
		compare_cannot(c, compared, "policy unknown, and the fingerprints differ");
	else if (of_another_shape(c, compared, BASE) || of_another_shape(c, compared, NEW))
		compare_cannot(c, compared, "the archives of an arm map it by pages of different sizes, or take other samples");
	else if (base->sample_lines != new->sample_lines)
		compare_cannot(c, compared, "a sample has %llu lines in BASE, %llu in NEW",
			       (unsigned long long)base->sample_lines, (unsigned long long)new->sample_lines);
	else if (base->unit_bytes.value != new->unit_bytes.value)
		compare_cannot(c, compared, "memory is mapped by %llu bytes in BASE, by %llu in NEW",
			       (unsigned long long)base->unit_bytes.value, (unsigned long long)new->unit_bytes.value);
	else
		return false;
	return true;
}

/* Was the cell measured? Else says why not, if it is there. */
static bool is_measured(struct compare *c, struct compared *compared, int side, const struct result *result)
{
	if (result && !is_done(result))
		compare_cannot(c, compared, "%s failed: %.100s", side == BASE ? "BASE" : "NEW", result->record->reason);
	return result && is_done(result);
}

/* Finds the cell in all boots of both arms. Returns false, and says which do not have it, if some do not. */
static bool find_in_boots(struct compare *c, struct compared *compared, const struct cell *const cell[static SIDE_COUNT])
{
	for (int side = 0; side < SIDE_COUNT; side++) {
		const struct result **results = compare_results(c, compared, side);
		size_t without = 0;

		for (size_t i = 0; i < c->arm[side].count; i++) {
			results[i] = results_find(&c->arm[side].boot[i]->results, cell[side]);
			without += !results[i] || !is_done(results[i]);
		}
		if (without) {
			compare_cannot(c, compared, "%zu of %zu archives of %s do not have it", without, c->arm[side].count,
				       side == BASE ? "BASE" : "NEW");
			return false;
		}
	}
	return true;
}

/* Takes over what is printed of the result of an arm that has the cell. */
static void take_result(struct compared *compared, int side, const struct result *result)
{
	if (result->record->attributed)
		compared->faults[side] = result->faults;
	compared->forked |= result->forked;
	if (side == BASE)
		compared->outcome = result->record->outcome;
	else
		compared->policy = result->record->cell.policy;
}

/* Fills everything but the shift. The verdict stays COMPARE_SAME where only the shift can decide. */
static void compare_one(struct compare *c, struct compared *compared, const struct result *base, const struct cell *wanted)
{
	const struct result *const result[SIDE_COUNT] = { base, results_find(&c->side[NEW]->results, wanted) };

	*compared = (struct compared){
		.axes = &base->record->cell, .why = "", .change = "", .faults = { NAN, NAN }, .outcome = OUTCOME_COUNT,
		.verdict = COMPARE_SAME, .crossing = COMPARE_VERDICT_COUNT,
	};
	if (!result[NEW])
		explain_missing(c, compared, wanted);
	compared->has[NEW] = is_measured(c, compared, NEW, result[NEW]);
	compared->has[BASE] = is_measured(c, compared, BASE, base);
	if (compared->has[BASE] && compared->has[NEW] &&
	    !find_in_boots(c, compared, (const struct cell *const[]){ compared->axes, &result[NEW]->record->cell }))
		compared->has[BASE] = compared->has[NEW] = false;
	for (int side = 0; side < SIDE_COUNT; side++)
		if (compared->has[side])
			take_result(compared, side, result[side]);
	if (!compared->has[BASE] || !compared->has[NEW])
		return;
	compare_counts(c, compared);
	if (!are_apart(c, compared) && compared->change[0])
		compared->verdict = COMPARE_COUNTS;
}

/* Returns the cell as an arm has it that has a policy of its own. */
static struct cell as_in(const struct compare *c, int side, const struct cell *cell)
{
	struct cell own = *cell;

	if (c->patched)
		own.policy = c->side[side]->archive.policy[0].policy;
	return own;
}

/* Compares a cell with NEW's; where no policy is in common, with the same cell under each of NEW's policies. */
static void compare_cell(struct compare *c, const struct result *base)
{
	const struct archive *new = &c->side[NEW]->archive;
	struct cell wanted = as_in(c, NEW, &base->record->cell);

	if (!c->crossed || !new->policy_count)
		compare_one(c, &c->cell[c->cell_count++], base, &wanted);
	for (size_t i = 0; c->crossed && i < new->policy_count; i++) {
		wanted.policy = new->policy[i].policy;
		compare_one(c, &c->cell[c->cell_count++], base, &wanted);
	}
}

static int pair_cells(struct compare *c)
{
	const struct results *base = &c->side[BASE]->results, *new = &c->side[NEW]->results;
	size_t times = c->crossed && c->side[NEW]->archive.policy_count ? c->side[NEW]->archive.policy_count : 1;

	c->cell = calloc(base->count * times + 1, sizeof(*c->cell));
	c->results = calloc((base->count * times + 1) * archives(c), sizeof(const struct result *));
	if (!c->cell || !c->results)
		return -ENOMEM;
	for (size_t i = 0; i < base->count; i++)
		compare_cell(c, &base->result[i]);
	for (size_t i = 0; !c->crossed && i < new->count; i++) {
		struct cell cell = as_in(c, BASE, &new->result[i].record->cell);

		c->only_new[0] += !results_find(base, &cell);
	}
	return 0;
}

/* A/A contrasts test the pipeline itself: they have no direction, so compare leaves them out. */
static bool is_answer(const struct contrast *contrast)
{
	return contrast->id != CONTRAST_AA_CIVAC;
}

static bool same_formula(const struct contrast *a, const struct contrast *b)
{
	return a->formula == b->formula || (a->formula && b->formula && !strcmp(a->formula, b->formula));
}

/* Are these contrasts the same but for a policy of its own that each arm has? */
static bool same_contrast(const struct compare *c, const struct contrast *a, const struct contrast *b)
{
	if (strcmp(a->name, b->name) || !same_formula(a, b) || a->term_count != b->term_count)
		return false;
	for (size_t i = 0; i < a->term_count; i++) {
		struct cell own = as_in(c, NEW, &a->term[i]->record->cell), other = as_in(c, NEW, &b->term[i]->record->cell);

		if (a->sign[i] != b->sign[i] || !cell_equal(&own, &other))
			return false;
	}
	return true;
}

/* Returns the same contrast of the other list. Both are in the same order, so the search begins after the last one. */
static const struct contrast *find_contrast(const struct compare *c, const struct contrasts *in, const struct contrast *wanted,
					    size_t *next)
{
	for (size_t i = 0; i < in->count; i++) {
		size_t at = (*next + i) % in->count;

		if (same_contrast(c, &in->contrast[at], wanted)) {
			*next = at + 1;
			return &in->contrast[at];
		}
	}
	return NULL;
}

/* A contrast is of the same thing only if all its cells are. */
static void judge_parts(struct compare *c, struct compared *compared)
{
	const struct contrast *contrast = compared->contrast;

	for (size_t i = 0; i < contrast->term_count && compared->verdict != COMPARE_CANNOT; i++) {
		const struct compared *term = compare_find(c, &contrast->term[i]->record->cell);

		if (term && term->verdict == COMPARE_CANNOT) {
			compared->verdict = COMPARE_CANNOT;
			compared->why = term->why;
		} else if (term && term->verdict == COMPARE_COUNTS) {
			compared->verdict = COMPARE_COUNTS;
		}
	}
}

/* Finds the contrast in all other boots of both arms. Says which do not have it, if some do not. */
static void find_contrasts(struct compare *c, struct compared *compared, const struct contrast *const first[static SIDE_COUNT],
			   size_t *next)
{
	for (int side = 0; side < SIDE_COUNT; side++) {
		const struct contrast **contrasts = compare_contrasts(c, compared, side);
		size_t without = 0;

		contrasts[0] = first[side];
		for (size_t i = 1; i < c->arm[side].count; i++) {
			contrasts[i] = find_contrast(c, &c->arm[side].boot[i]->contrasts, first[side],
						     &next[side * c->arm[BASE].count + i]);
			without += !contrasts[i];
		}
		if (without && compared->verdict != COMPARE_CANNOT)
			compare_cannot(c, compared, "in %zu of %zu archives of %s a cell of it is missing or not as predicted",
				       without, c->arm[side].count, side == BASE ? "BASE" : "NEW");
	}
}

static bool has_forked_term(const struct contrast *contrast)
{
	for (size_t i = 0; contrast && i < contrast->term_count; i++)
		if (contrast->term[i]->forked)
			return true;
	return false;
}

/* next: for each archive, where the search for its contrasts begins. */
static void compare_contrast(struct compare *c, const struct contrast *base, size_t *next)
{
	struct compared *compared = &c->contrast[c->contrast_count++];
	const struct contrast *new =
		c->crossed ? NULL : find_contrast(c, &c->side[NEW]->contrasts, base, &next[c->arm[BASE].count]);

	*compared = (struct compared){
		.contrast = base, .why = "", .change = "", .faults = { NAN, NAN }, .outcome = OUTCOME_COUNT,
		.verdict = COMPARE_SAME, .crossing = COMPARE_VERDICT_COUNT,
		.has = { true, new != NULL }, .forked = has_forked_term(base) || has_forked_term(new),
	};
	if (c->crossed)
		compare_cannot(c, compared, "the archives have no policy in common");
	else if (!new)
		compare_cannot(c, compared, "in NEW a cell of it is missing or not as predicted");
	else
		judge_parts(c, compared);
	if (new)
		find_contrasts(c, compared, (const struct contrast *const[]){ base, new }, next);
}

static int pair_contrasts(struct compare *c)
{
	const struct contrasts *base = &c->side[BASE]->contrasts, *new = &c->side[NEW]->contrasts;
	size_t *next = calloc(archives(c), sizeof(*next)), matched = 0;

	c->contrast = calloc(base->count + 1, sizeof(*c->contrast));
	c->contrasts = calloc((base->count + 1) * archives(c), sizeof(const struct contrast *));
	if (!next || !c->contrast || !c->contrasts) {
		free(next);
		return -ENOMEM;
	}
	for (size_t i = 0; i < base->count; i++)
		if (is_answer(&base->contrast[i]))
			compare_contrast(c, &base->contrast[i], next);
	free(next);
	for (size_t i = 0; i < c->contrast_count; i++)
		matched += c->contrast[i].has[NEW];
	for (size_t i = 0; !c->crossed && i < new->count; i++)
		c->only_new[1] += is_answer(&new->contrast[i]);
	c->only_new[1] -= matched;
	return 0;
}

/* Pairs, and estimates. Returns 0, or -ENOMEM with what compare_free() frees. */
static int make(struct compare *c)
{
	int err;

	compare_archives(c);
	err = pair_cells(c);
	if (!err)
		err = pair_contrasts(c);
	if (!err)
		err = compare_estimate(c);
	return err || !c->no_memory ? err : -ENOMEM;
}

int compare_pair(struct compare *c, const struct compare_arm *base, const struct compare_arm *new,
		 const struct compare_given *given)
{
	int err;

	*c = (struct compare){ .arm = { *base, *new }, .side = { base->boot[0], new->boot[0] }, .threshold = given->threshold,
			       .boot_spread = given->boot_spread };
	err = make(c);
	if (err)
		compare_free(c);
	return err;
}

int compare_make(struct compare *c, const struct compare_arm *arm, size_t arms, double threshold, double boot_spread)
{
	size_t made = 0;
	int err = 0;

	for (; !err && made + 1 < arms; made += !err)
		err = compare_pair(&c[made], &arm[0], &arm[made + 1], &(struct compare_given){ threshold, boot_spread });
	if (!err)
		err = compare_settle(c, made);
	while (err && made)
		compare_free(&c[--made]);
	return err;
}
