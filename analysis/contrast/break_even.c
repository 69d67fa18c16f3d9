/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * break_even_lines: on a read-only slot some policies pay once for a page, others for each of its lines. The cost of n
 * lines of a cold page is modelled as first + (n - 1) * rest, from the cells of one line and of a whole page. Where the
 * costs of two policies are equal, the cheaper of the two changes.
 */
#include "analysis/contrast/break_even.h"

#include "analysis/cell/blocks.h"
#include "analysis/contrast/pairs.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char formula[] =
	"n where first + (n - 1) * rest of the two policies are equal; first: one line, rest: (page - one line) / "
	"(lines of a page - 1), null taken off each; an op that is skipped or ends in an abort does no maintenance";

/* Indices of the terms: the named policy with one line and a whole page, then its base with the same. */
enum which { CROSSING_LINE, CROSSING_PAGE, CROSSING_BASE_LINE, CROSSING_BASE_PAGE, CROSSING_COUNT };

struct crossing {
	const struct contrast *c;
	struct blocks blocks; /* of the terms */
	double null[CROSSING_COUNT]; /* costs of their null cells; all 0 if one is missing, for they hardly differ */
	double lines;         /* lines of a page; > 1 */
	double faults, aborts; /* by so much the module's hooks are taken to cost more: 0, or their uncertainty */
};

/*
 * Cost of term i less its null cell, in clock.unit: the middle of the cell or, if round >= 0, one round or block. The null
 * cells are of another group, so no round of theirs belongs to one of the terms'.
 */
static double net(const struct crossing *x, enum which i, long round)
{
	const struct blocks *b = &x->blocks;
	const struct hook_count *hooked = &x->c->term[i]->hooked;
	double more = x->faults * hooked->faults + x->aborts * hooked->aborts;

	return (round < 0 ? b->middle[i] : b->value[i][round]) - x->null[i] - more;
}

/* Cost of n lines of a page under the policy less that under its base. */
static double excess(const struct crossing *x, double n, long round)
{
	double first = net(x, CROSSING_LINE, round) - net(x, CROSSING_BASE_LINE, round);
	double page = net(x, CROSSING_PAGE, round) - net(x, CROSSING_BASE_PAGE, round);

	return first + (n - 1) * (page - first) / (x->lines - 1);
}

/* Find the number of lines at which the excess is 0. Returns false if there is none within a page, or if all are. */
static bool crossing(const struct crossing *x, long round, double *n)
{
	double first = excess(x, 1, round), page = excess(x, x->lines, round);

	if (page == 0 || (first < 0) == (page < 0))
		return false;
	*n = 1 + (x->lines - 1) * first / (first - page);
	return true;
}

/* Return how far the crossing moves if the hooks cost as much more as the uncertainty of their cost is; 0: nowhere. */
static double crossing_moves(const struct crossing *x, const struct hook *hook)
{
	struct crossing one = *x, other = *x;
	double n[2] = { x->c->value, x->c->value };

	if (!hook->known)
		return 0;
	one.faults = hook->fault.half;
	other.aborts = hook->abort.half;
	crossing(&one, -1, &n[0]);
	crossing(&other, -1, &n[1]);
	return hypot(n[0] - x->c->value, n[1] - x->c->value);
}

/* Set the t interval of the rounds' crossings, centred on the crossing of all samples. Returns 0 or -ENOMEM. */
static int crossing_interval(const struct crossing *x, const struct hook *hook, struct contrast *c)
{
	double *n, half;
	bool all;

	c->rounds = x->blocks.matched ? x->blocks.count[0] : 0;
	all = c->rounds >= 2;
	n = calloc(c->rounds + 1, sizeof(*n));
	if (!n)
		return -ENOMEM;
	for (size_t i = 0; all && i < c->rounds; i++)
		all = crossing(x, (long)i, &n[i]);
	if (all) {
		half = stats_t_half_width(n, c->rounds, STATS_CONFIDENCE);
		half = hypot(half, crossing_moves(x, hook));
		c->ci95 = (struct interval){ true, c->value - half, c->value + half };
		c->estimator = ESTIMATOR_CROSSING_ROUNDS;
		c->parts = c->rounds;
	} else {
		c->rounds = 0;
	}
	free(n);
	return 0;
}

/* Set the note that says which policy is cheaper where. n: the crossing; NULL: there is none. */
static void conclude(const struct crossing *x, struct contrast *c, const double *n)
{
	const char *policy = policy_name(c->term[CROSSING_LINE]->record->cell.policy), *base = policy_name(c->base);
	double page = excess(x, x->lines, -1), first = excess(x, 1, -1);
	const char *winner = page < 0 || (page == 0 && first < 0) ? policy : base;

	if (page == 0 && first == 0)
		snprintf(c->note, sizeof(c->note), "no difference");
	else if (n)
		snprintf(c->note, sizeof(c->note), "%s wins from line %.0f on", winner, floor(*n) + 1);
	else
		snprintf(c->note, sizeof(c->note), "%s wins from line 1 on, %s never", winner,
			 winner == policy ? base : policy);
}

static int estimate(struct crossing *x, const struct hook *hook, struct contrast *c)
{
	bool crosses = !c->alike && crossing(x, -1, &c->value);

	c->unit = "lines";
	c->estimator = ESTIMATOR_CROSSING;
	c->has_value = crosses;
	c->blocks = !x->blocks.exact;
	c->cut = x->blocks.cut;
	c->uncut = x->blocks.uncut;
	if (c->alike)
		snprintf(c->note, sizeof(c->note), "no difference: the same faults, the same outcome");
	else
		conclude(x, c, crosses ? &c->value : NULL);
	return crosses ? crossing_interval(x, hook, c) : 0;
}

/* Find the null cell: the cost of the timed region and its loop over the lines. NULL: missing, or not sound. */
static const struct result *find_null(const struct results *results, const struct result *term)
{
	struct cell cell = { .policy = term->record->cell.policy, .op = OP_null, .slot = SLOT_RW,
			     .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW,
			     .lines = term->record->cell.lines };
	const struct result *null = results_find(results, &cell);

	return null && contrast_is_sound(null) ? null : NULL;
}

/* Set the costs of the null cells, unless one is missing. Returns 0 or -ENOMEM. */
static int measure_nulls(struct crossing *x, const struct results *results)
{
	const struct result *null[CROSSING_COUNT];
	struct blocks blocks;

	for (int i = 0; i < CROSSING_COUNT; i++) {
		null[i] = find_null(results, x->c->term[i]);
		if (!null[i])
			return 0;
	}
	if (blocks_make(&blocks, results, null, CROSSING_COUNT))
		return -ENOMEM;
	memcpy(x->null, blocks.middle, sizeof(x->null));
	blocks_free(&blocks);
	return 0;
}

int break_even_estimate(struct contrast *c, const struct results *results)
{
	struct crossing x = { .c = c, .lines = (double)c->term[CROSSING_PAGE]->record->sample_lines };
	int err = measure_nulls(&x, results);

	if (!err)
		err = blocks_make(&x.blocks, results, c->term, CROSSING_COUNT);
	if (err)
		return err;
	err = estimate(&x, &results->hook, c);
	blocks_free(&x.blocks);
	return err;
}

/* Does the guest continue after the op without help from userspace? */
static bool stays_in_kernel(const struct result *term)
{
	enum outcome outcome = term->record->outcome;

	return outcome == OUTCOME_EXECUTES || outcome == OUTCOME_SKIPPED || outcome == OUTCOME_ABORT_INJECTED;
}

/* Find the four cells of the pair; `line` becomes term 0. Returns false if they cannot be compared. */
static bool find_terms(struct contrast *c, const struct results *results, const struct result *line)
{
	struct cell cell = line->record->cell;

	c->term[CROSSING_LINE] = line;
	cell.lines = LINES_PAGE;
	c->term[CROSSING_PAGE] = results_find(results, &cell);
	cell.policy = c->base;
	c->term[CROSSING_BASE_PAGE] = results_find(results, &cell);
	cell.lines = LINES_1;
	c->term[CROSSING_BASE_LINE] = results_find(results, &cell);
	for (int i = 0; i < CROSSING_COUNT; i++)
		if (!c->term[i] || (c->term[i]->record->status == CELL_STATUS_DONE && !stays_in_kernel(c->term[i])))
			return false;
	return c->term[CROSSING_PAGE]->record->sample_lines > 1 &&
	       c->term[CROSSING_PAGE]->record->sample_lines == c->term[CROSSING_BASE_PAGE]->record->sample_lines;
}

static int make_pair(struct contrasts *contrasts, const struct results *results, enum policy_id policy,
		     enum policy_id base)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct cell *cell = &results->result[i].record->cell;
		struct contrast c = { .id = CONTRAST_BREAK_EVEN_LINES, .formula = formula, .term_count = CROSSING_COUNT,
				      .sign = { +1, +1, -1, -1 }, .named = UINT32_C(1) << AXIS_POLICY,
				      .against_policy = true, .base = base };

		if (cell->policy != policy || !slot_table[cell->slot].readonly || cell->stage2 != STAGE2_COLD ||
		    cell->lines != LINES_1 || cell->timed != TIMED_OP ||
		    (cell->op != OP_dc_ivac && cell->op != OP_dc_civac) ||
		    !find_terms(&c, results, &results->result[i]) || !contrast_may_stand(contrasts, &c))
			continue;
		contrast_describe(&c, NULL);
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

int break_even_make(struct contrasts *contrasts, const struct results *results)
{
	struct pairs pairs = pairs_of(results->archive, PAIR_BREAK_EVEN);
	int err = 0;

	for (size_t i = 0; !err && i < pairs.count; i++)
		err = make_pair(contrasts, results, pairs.pair[i].policy, pairs.pair[i].base);
	return err;
}
