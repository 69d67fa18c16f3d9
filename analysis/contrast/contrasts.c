/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/contrasts.h"

#include "analysis/cell/blocks.h"
#include "analysis/contrast/break_even.h"
#include "analysis/contrast/estimate.h"
#include "analysis/contrast/over_boots.h"
#include "analysis/output/parallel.h"
#include "analysis/stats/families.h"
#include "bench/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STAGE2_WARM STAGE2_COUNT    /* the access takes no fault: ro if the archive has that cell, else rw */
#define PAGE_ANY    HOST_PAGE_COUNT /* the host page of term 0, which may be any */

struct term {
	int sign;
	enum op_id op;
	unsigned int stage2, host_page;
	bool upstream; /* the term is under upstream; else under the policy of term 0 */
};

/*
 * Which predictions may remain in the signed sum; with any other remainder the contrast is not made, as its value would
 * be of something else. FAULTS: only the named faults and page allocations. PART: the same, and the outcomes cancel.
 */
enum isolation { ISOLATES_NOTHING, ISOLATES_FAULTS, ISOLATES_PART };

/* Defines a contrast. Its terms agree on every axis that struct term does not have. */
struct definition {
	enum contrast_id id;
	const char *formula;
	size_t term_count;
	struct term term[CONTRAST_TERMS_MAX];
	enum isolation isolation;
	int translation, permission, allocates;
	bool pages;          /* made for all lines of a page too, not only for one line */
	enum timed_id timed;
	uint32_t named;      /* as in struct contrast */
	bool against_policy; /* as in struct contrast; the base is upstream */
};

#define PART(sign, op, stage2, page)  { sign, OP_##op, STAGE2_##stage2, page, false }
#define UPSTREAM(sign, op, stage2)    { sign, OP_##op, STAGE2_##stage2, PAGE_ANY, true }
#define TERMS(count, ...)             .term_count = (count), .term = { __VA_ARGS__ }
#define ISOLATES(what, t, p, pages)   .isolation = (what), .translation = (t), .permission = (p), .allocates = (pages)

static const struct definition definition_table[] = {
	{ CONTRAST_IVAC_MINUS_CIVAC, "dc_ivac cold - dc_civac cold", .pages = true,
	  TERMS(2, PART(+1, dc_ivac, COLD, PAGE_ANY), PART(-1, dc_civac, COLD, PAGE_ANY)) },
	{ CONTRAST_PERMISSION_FAULT, "dc_ivac stage2=ro - dc_ivac stage2=rw", ISOLATES(ISOLATES_PART, 0, 1, 0),
	  TERMS(2, PART(+1, dc_ivac, RO, PAGE_ANY), PART(-1, dc_ivac, RW, PAGE_ANY)) },
	/* The same fault right after the translation fault, where a policy that reads first takes it. */
	{ CONTRAST_PERMISSION_FAULT_COLD, "dc_ivac cold - dc_civac cold", ISOLATES(ISOLATES_PART, 0, 1, 0),
	  TERMS(2, PART(+1, dc_ivac, COLD, PAGE_ANY), PART(-1, dc_civac, COLD, PAGE_ANY)) },
	{ CONTRAST_TRANSLATION_FAULT, "dc_civac cold - dc_civac warm", ISOLATES(ISOLATES_PART, 1, 0, 0),
	  TERMS(2, PART(+1, dc_civac, COLD, PAGE_ANY), PART(-1, dc_civac, WARM, PAGE_ANY)) },
	/*
	 * A write to a page that the host has only read causes copy-on-write; its MMU notifier removes the stage-2
	 * entry again, which costs one more translation fault. A store pays this under every policy and on every CPU,
	 * a cold DC IVAC on such a page pays it as part of its permission fault.
	 */
	{ CONTRAST_COW_RETRY, "str cold read - str cold written", ISOLATES(ISOLATES_PART, 1, 0, 1),
	  TERMS(2, PART(+1, str, COLD, HOST_PAGE_READ), PART(-1, str, COLD, HOST_PAGE_WRITTEN)) },
	{ CONTRAST_COW_RETRY, "dc_ivac stage2=ro read - dc_ivac stage2=ro written", ISOLATES(ISOLATES_PART, 1, 0, 1),
	  TERMS(2, PART(+1, dc_ivac, RO, HOST_PAGE_READ), PART(-1, dc_ivac, RO, HOST_PAGE_WRITTEN)) },
	/* Closure: the cold DC IVAC less its parts. On hardware the second of two faults may be cheaper: then below 0. */
	{ CONTRAST_CLOSURE, "dc_ivac cold - (dc_civac cold + dc_ivac stage2=ro - dc_civac warm)", ISOLATES(ISOLATES_PART, 0, 0, 0),
	  TERMS(4, PART(+1, dc_ivac, COLD, PAGE_ANY), PART(-1, dc_civac, COLD, PAGE_ANY),
		PART(-1, dc_ivac, RO, PAGE_ANY), PART(+1, dc_civac, WARM, PAGE_ANY)) },
	/* On a page that maintenance left read-only, a later store takes one more fault: both costs, against upstream. */
	{ CONTRAST_DEFERRED_STORE, "(dc_civac cold + str after it) - the same under upstream", .named = AXIS_BIT(POLICY),
	  .against_policy = true,
	  TERMS(4, PART(+1, dc_civac, COLD, PAGE_ANY), PART(+1, str, CMO, PAGE_ANY), UPSTREAM(-1, dc_civac, COLD),
		UPSTREAM(-1, str, CMO)) },
	/* That store alone, against a store without a fault, whose cost is the same on any page. */
	{ CONTRAST_DEFERRED_STORE_ALONE, "str after dc_civac cold - str stage2=rw written", .named = AXIS_BIT(HOST_PAGE),
	  TERMS(2, PART(+1, str, CMO, PAGE_ANY), PART(-1, str, RW, HOST_PAGE_WRITTEN)) },
	/*
	 * On a writable slot a permission fault ends in kvm_pgtable_stage2_relax_perms(), which drops all stage-1
	 * translations of the guest (6.12 __kvm_tlb_flush_vmid_ipa_nsh(), arch/arm64/kvm/hyp/vhe/tlb.c); on a read-only
	 * slot the function is not reached.
	 */
	{ CONTRAST_AFTERMATH, "after dc_ivac stage2=ro - after dc_civac stage2=ro", .timed = TIMED_AFTER, .named = AXIS_BIT(OP),
	  ISOLATES(ISOLATES_FAULTS, 0, 1, 0),
	  TERMS(2, PART(+1, dc_ivac, RO, PAGE_ANY), PART(-1, dc_civac, RO, PAGE_ANY)) },
	{ CONTRAST_AFTERMATH, "after dc_ivac cold - after dc_civac cold", .timed = TIMED_AFTER, .named = AXIS_BIT(OP),
	  ISOLATES(ISOLATES_FAULTS, 0, 1, 0),
	  TERMS(2, PART(+1, dc_ivac, COLD, PAGE_ANY), PART(-1, dc_civac, COLD, PAGE_ANY)) },
	{ CONTRAST_AFTERMATH, "after str stage2=ro - after dc_civac stage2=ro", .timed = TIMED_AFTER, .named = AXIS_BIT(OP),
	  ISOLATES(ISOLATES_FAULTS, 0, 1, 0),
	  TERMS(2, PART(+1, str, RO, PAGE_ANY), PART(-1, dc_civac, RO, PAGE_ANY)) },
};

static bool isolates(const struct definition *d, const struct contrast *c)
{
	struct remainder left = contrast_remainder(c);

	if (d->isolation == ISOLATES_NOTHING)
		return true;
	if (d->isolation == ISOLATES_PART && !contrast_outcomes_cancel(c))
		return false;
	return left.known && left.translation == d->translation && left.permission == d->permission &&
	       left.allocates == d->allocates;
}

static const struct result *find_term(const struct results *results, const struct cell *base, const struct term *term)
{
	struct cell cell = *base;
	const struct result *found;

	cell.op = term->op;
	cell.host_page = term->host_page == PAGE_ANY ? base->host_page : (enum host_page_id)term->host_page;
	cell.stage2 = term->stage2 == STAGE2_WARM ? STAGE2_RO : (enum stage2_id)term->stage2;
	if (term->upstream)
		cell.policy = POLICY_UPSTREAM;
	found = results_find(results, &cell);
	if (found || term->stage2 != STAGE2_WARM)
		return found;
	cell.stage2 = STAGE2_RW;
	return results_find(results, &cell);
}

/* Find the reference: the subtracted cell, or the cold dc_civac on the same page. */
static const struct result *find_reference(const struct results *results, const struct definition *d,
					   const struct contrast *c)
{
	const struct result *last = c->term[c->term_count - 1];
	struct cell cell = last->record->cell;

	if (d->timed == TIMED_AFTER)
		return last;
	if (d->named & AXIS_BIT(HOST_PAGE))
		cell.host_page = c->term[0]->record->cell.host_page;
	cell.op = OP_dc_civac;
	cell.stage2 = STAGE2_COLD;
	return results_find(results, &cell);
}

/* Can the cell be term 0 of the definition? */
static bool is_first_term(const struct definition *d, const struct cell *cell)
{
	const struct term *term = &d->term[0];

	return cell->op == term->op && (unsigned int)cell->stage2 == term->stage2 &&
	       (term->host_page == PAGE_ANY || (unsigned int)cell->host_page == term->host_page) &&
	       (cell->lines == LINES_1 || (d->pages && cell->lines == LINES_PAGE)) && cell->line == LINE_ANY &&
	       cell->timed == d->timed && !(d->against_policy && cell->policy == POLICY_UPSTREAM);
}

/* Append the contrasts of a definition: one for each cell that can be its term 0. */
static int make_defined(struct contrasts *contrasts, const struct results *results, const struct definition *d)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct cell *cell = &results->result[i].record->cell;
		struct contrast c = { .id = d->id, .formula = d->formula, .term_count = d->term_count, .named = d->named,
				      .against_policy = d->against_policy, .base = POLICY_UPSTREAM };

		if (!is_first_term(d, cell))
			continue;
		for (size_t j = 0; j < d->term_count; j++) {
			c.sign[j] = d->term[j].sign;
			c.term[j] = find_term(results, cell, &d->term[j]);
		}
		if (!contrast_may_stand(contrasts, &c) || !isolates(d, &c))
			continue;
		contrast_describe(&c, find_reference(results, d, &c));
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/* Is the cell a first access to a page, of one line or of all its lines? */
static bool is_cold_access(const struct cell *cell, enum op_id op)
{
	return cell->op == op && cell->stage2 == STAGE2_COLD && cell->timed == TIMED_OP && cell->lines != LINES_SWEEP &&
	       !cell->copy;
}

/* Append the contrasts of a cell against its copy. */
static int make_aa_copies(struct contrasts *contrasts, const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];
		struct cell copy = r->record->cell;
		struct contrast c = { .id = CONTRAST_AA_CIVAC, .formula = "dc_civac cold, copy 2 - copy 1", .term_count = 2,
				      .sign = { +1, -1 } };

		if (!is_cold_access(&copy, OP_dc_civac))
			continue;
		copy.copy = 1;
		c.term[0] = results_find(results, &copy);
		c.term[1] = r;
		if (!contrast_may_stand(contrasts, &c))
			continue;
		contrast_describe(&c, r);
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/* Append the contrasts of a cell without a copy against itself: its odd rounds or blocks less its even ones. */
static int make_aa_rounds(struct contrasts *contrasts, const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];
		struct cell copy = r->record->cell;
		struct contrast c = { .id = CONTRAST_AA_CIVAC, .formula = "dc_civac cold, odd rounds - even rounds",
				      .term_count = 2, .sign = { +1, -1 }, .term = { r, r } };

		copy.copy = 1;
		if (!is_cold_access(&r->record->cell, OP_dc_civac) || results_find(results, &copy) ||
		    !contrast_may_stand(contrasts, &c))
			continue;
		contrast_describe(&c, r);
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/*
 * Append native_op: on lines that take no fault, the cost of all lines of a page less that of half of them, so that
 * barriers and counter reads cancel.
 */
static int make_native(struct contrasts *contrasts, const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *page = &results->result[i];
		struct cell half = page->record->cell;
		struct contrast c = { .id = CONTRAST_NATIVE_OP, .term_count = 2, .sign = { +1, -1 }, .term = { page },
				      .formula = "(all lines of a page - half of them) / (lines in the other half)" };

		if (half.lines != LINES_PAGE)
			continue;
		half.lines = LINES_HALF;
		c.term[1] = results_find(results, &half);
		if (!contrast_may_stand(contrasts, &c))
			continue;
		c.divisor = (double)(page->record->sample_lines - c.term[1]->record->sample_lines);
		contrast_describe(&c, NULL);
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

/* Append the contrasts of cold dc_ivac and dc_civac under policy less the same cell under base. */
static int make_policies(struct contrasts *contrasts, const struct results *results, enum policy_id policy,
			 enum policy_id base)
{
	for (size_t i = 0; i < results->count; i++) {
		struct cell cell = results->result[i].record->cell;
		struct contrast c = { .id = CONTRAST_POLICIES, .term_count = 2, .sign = { +1, -1 },
				      .term = { &results->result[i] },
				      .named = AXIS_BIT(POLICY), .against_policy = true, .base = base };

		if (cell.policy != policy ||
		    (!is_cold_access(&cell, OP_dc_ivac) && !is_cold_access(&cell, OP_dc_civac)))
			continue;
		cell.policy = base;
		c.term[1] = results_find(results, &cell);
		if (!contrast_may_stand(contrasts, &c))
			continue;
		contrast_describe(&c, c.term[1]);
		if (contrast_append(contrasts, &c))
			return -ENOMEM;
	}
	return 0;
}

struct estimation {
	struct contrasts *contrasts;
	const struct results *results;
};

/* Estimators of the contrasts that are not signed sums. */
static int (*const estimate[CONTRAST_COUNT])(struct contrast *c, const struct results *results) = {
	[CONTRAST_BREAK_EVEN_LINES] = break_even_estimate,
};

static int estimate_one(void *context, size_t i)
{
	const struct estimation *e = context;
	struct contrast *c = &e->contrasts->contrast[i];

	if (e->results->boots)
		return over_boots_estimate(c, e->results);
	if (e->results->use == RESULTS_BOOT && !blocks_exact(e->results->archive) && !estimate[c->id]) {
		contrast_prepare(c, e->results);
		return 0;
	}
	return estimate[c->id] ? estimate[c->id](c, e->results) : contrast_estimate(c, e->results);
}

/* Remove the contrasts of cells against themselves that have too few rounds for a value. */
static void drop_empty(struct contrasts *contrasts)
{
	size_t kept = 0;

	for (size_t i = 0; i < contrasts->count; i++)
		if (contrasts->contrast[i].has_value || contrasts->contrast[i].id == CONTRAST_BREAK_EVEN_LINES)
			contrasts->contrast[kept++] = contrasts->contrast[i];
	contrasts->count = kept;
}

/* Set p_holm of the contrasts of each name, which are adjacent. Returns 0 or -ENOMEM. */
static int correct_for_many(struct contrasts *contrasts)
{
	struct contrast *c = contrasts->contrast;
	double *p = calloc(contrasts->count + 1, sizeof(*p));
	int err = p ? 0 : -ENOMEM;

	for (size_t first = 0, end; !err && first < contrasts->count; first = end) {
		size_t n = 0;

		for (end = first; end < contrasts->count && !strcmp(c[end].name, c[first].name); end++)
			if (c[end].has_p)
				p[n++] = c[end].p;
		err = families_holm(p, n);
		n = 0;
		for (size_t i = first; !err && i < end; i++)
			c[i].p_holm = c[i].has_p ? p[n++] : 0;
	}
	free(p);
	return err;
}

int contrasts_make(struct contrasts *contrasts, const struct results *results)
{
	int err = 0;

	*contrasts = (struct contrasts){ .count = 0 };
	for (size_t i = 0; !err && i < ARRAY_SIZE(definition_table); i++)
		err = make_defined(contrasts, results, &definition_table[i]);
	if (!err)
		err = break_even_make(contrasts, results);
	if (!err)
		err = make_native(contrasts, results);
	if (!err)
		err = make_aa_copies(contrasts, results);
	if (!err)
		err = make_aa_rounds(contrasts, results);
	for (unsigned int policy = 0; !err && policy < POLICY_COUNT; policy++)
		for (unsigned int base = 0; !err && base < policy; base++)
			err = make_policies(contrasts, results, (enum policy_id)policy, (enum policy_id)base);
	if (!err)
		err = parallel_for(contrasts->count, estimate_one, &(struct estimation){ contrasts, results });
	drop_empty(contrasts);
	if (!err)
		err = correct_for_many(contrasts);
	if (err)
		contrasts_free(contrasts);
	return err;
}
