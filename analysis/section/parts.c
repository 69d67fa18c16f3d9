/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/cell/result.h"
#include "analysis/section/brief.h"
#include "analysis/stats/families.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_figures.h"
#include "analysis/table/doc_tables.h"

#include <math.h>

static const uint32_t contrasts = CONTRAST_BIT(PERMISSION_FAULT) | CONTRAST_BIT(TRANSLATION_FAULT) |
				  CONTRAST_BIT(COW_RETRY) | CONTRAST_BIT(CLOSURE);

#define CLOSURE_MARGIN 0.05 /* as a fraction of the cold DC IVAC; a clock tick at least */

/* Is the rest within the margin, by two one-sided tests? The interval at 95 % makes each a test at 2.5 %. */
static bool is_closed(const struct loaded *loaded, const struct contrast *c)
{
	return families_equivalent(c->ci95, fmax(CLOSURE_MARGIN * c->term[0]->value, results_tick(&loaded->results)));
}

/* Says one of the parts with its page; nothing if c is NULL. */
static void say_part(struct sentence *s, const char *words, const struct contrast *c)
{
	char page[32];

	if (!c)
		return;
	if (s->used)
		sentence_say(s, ", ");
	else
		sentence_say(s, "Under %s ", policy_name(c->term[0]->record->cell.policy));
	sentence_say(s, "%s ", words);
	sentence_say_value(s, c);
	sentence_say(s, " (%s)", sentence_page(page, c));
}

static const struct contrast *find_part(const struct loaded *loaded, enum contrast_id id)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO, SLOT_RW };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < 3 && !c; i++)
		c = subject_find(loaded, (struct subject){ id, subject_policy(loaded), POLICY_UPSTREAM }, slot[i], OP_COUNT);
	return c;
}

/* Finds closure on a page that the host only read, where a DC IVAC also takes a copy-on-write. */
static const struct contrast *find_closure_of_cow(const struct loaded *loaded)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RW };
	const struct subject closure = { CONTRAST_CLOSURE, subject_policy(loaded), POLICY_UPSTREAM };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < 2 && !c; i++)
		c = subject_on(loaded, closure, slot[i], HOST_PAGE_READ, OP_COUNT);
	return c;
}

static void answer(struct sentence *s)
{
	const struct contrast *closure = find_part(s->loaded, CONTRAST_CLOSURE), *cow = find_closure_of_cow(s->loaded);

	say_part(s, "a permission fault costs", find_part(s->loaded, CONTRAST_PERMISSION_FAULT));
	say_part(s, "a translation fault", find_part(s->loaded, CONTRAST_TRANSLATION_FAULT));
	say_part(s, "a copy-on-write and its retry", find_part(s->loaded, CONTRAST_COW_RETRY));
	say_part(s, "and the rest of a cold DC IVAC beyond the first two", closure);
	if (closure && cow && cow != closure)
		say_part(s, "beyond all three", cow);
	if (s->used)
		sentence_say(s, ".");
	if (!closure || !closure->ci95.known)
		return;
	if (is_closed(s->loaded, closure) && (!cow || is_closed(s->loaded, cow)))
		sentence_say(s, " They add up: the rest is less than 5 %% of the DC IVAC (two one-sided tests at 2.5 %%).");
	else
		sentence_say(s, " That the rest is less than 5 %% of the DC IVAC is not shown (two one-sided tests at 2.5 %%).");
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	const struct contrast *permission = find_part(loaded, CONTRAST_PERMISSION_FAULT);
	const struct contrast *translation = find_part(loaded, CONTRAST_TRANSLATION_FAULT);
	const struct contrast *cow = find_part(loaded, CONTRAST_COW_RETRY), *closure = find_part(loaded, CONTRAST_CLOSURE);
	char value[BRIEF_VALUE_SIZE];

	if (permission)
		sentences_add(s, "permission fault %s", brief_value(value, permission));
	if (translation && s->count)
		sentences_extend(s, ", translation fault %s", brief_value(value, translation));
	else if (translation)
		sentences_add(s, "translation fault %s", brief_value(value, translation));
	if (s->count)
		sentences_extend(s, ".");
	if (closure && closure->ci95.known)
		sentences_add(s, is_closed(loaded, closure) ? "They add up, within 5 %%." :
			      "That they add up within 5 %% is not shown.");
	if (cow)
		sentences_add(s, "Copy-on-write and its retry: %s.", brief_value(value, cow));
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_contrasts(loaded, "Differences: the parts", contrasts, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_parts_figure(doc, loaded);
	table_doc_contrasts(doc, loaded, "Parts of a cold DC IVAC", contrasts, &loaded->base);
}

const struct section section_parts = {
	.id = "parts",
	.question = "Which parts make up a cold DC IVAC, and do they add up?",
	.wanted = "op=dc_ivac,dc_civac,str",
	.label = "Its parts",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
