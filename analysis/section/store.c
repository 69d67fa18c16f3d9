/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/section/brief.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_tables.h"

static const uint32_t contrasts = CONTRAST_BIT(DEFERRED_STORE);

/* What the store costs after a DC CIVAC, where there is no upstream, or nothing else, to compare both with. */
static void answer_alone(struct sentence *s, struct subject alone, enum slot_id slot)
{
	const struct contrast *c = subject_find(s->loaded, alone, slot, OP_COUNT);
	char page[32];

	if (!c)
		return;
	sentence_say(s, "Under %s a store after a cold DC CIVAC costs ", policy_name(alone.policy));
	sentence_say_value(s, c);
	sentence_say(s, " compared with one that takes no fault, on %s.", sentence_page(page, c));
}

static void answer(struct sentence *s)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RW };
	const enum policy_id policy = subject_policy(s->loaded);
	const struct subject both = { CONTRAST_DEFERRED_STORE, policy, POLICY_UPSTREAM };
	const struct subject alone = { CONTRAST_DEFERRED_STORE_ALONE, policy, POLICY_UPSTREAM };

	for (size_t i = 0; i < 2; i++) {
		const struct contrast *c = subject_find(s->loaded, both, slot[i], OP_COUNT);
		char page[32], percent[NUMBER_SIZE];
		double relative;

		if (!c)
			continue;
		if (s->used)
			sentence_say(s, "; on %s ", sentence_page(page, c));
		else
			sentence_say(s, "Under %s a cold DC CIVAC and the store after it cost, compared with upstream, on %s ",
				     policy_name(policy), sentence_page(page, c));
		sentence_say_value(s, c);
		if (contrast_relative(c, &relative))
			sentence_say(s, " (%s)", text_percent(percent, relative));
		c = subject_find(s->loaded, alone, slot[i], OP_COUNT);
		if (!c)
			continue;
		sentence_say(s, "; the store alone costs ");
		sentence_say_value(s, c);
		sentence_say(s, " compared with one that takes no fault");
	}
	if (s->used)
		sentence_say(s, ".");
	else
		answer_alone(s, alone, SLOT_RW_LOG);
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	const enum policy_id policy = subject_policy(loaded);
	const struct subject both = { CONTRAST_DEFERRED_STORE, policy, POLICY_UPSTREAM };
	const struct subject alone = { CONTRAST_DEFERRED_STORE_ALONE, policy, POLICY_UPSTREAM };
	const struct contrast *store = subject_on(loaded, alone, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
	const struct contrast *pair = subject_on(loaded, both, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
	char value[BRIEF_VALUE_SIZE], percent[NUMBER_SIZE];
	double relative;

	if (store)
		sentences_add(s, "%s on a logged page under %s.", brief_value(value, store), policy_name(policy));
	if (pair && contrast_relative(pair, &relative))
		sentences_add(s, "Both against upstream: %s (%s).", brief_value(value, pair), text_percent(percent, relative));
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_contrasts(loaded, "Differences: the store after the op", contrasts, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_contrasts(doc, loaded, "A cold DC CIVAC and the store after it, less the same under upstream", contrasts,
			     &loaded->base);
}

const struct section section_store = {
	.id = "store",
	.question = "What does a later store cost if KVM takes maintenance as a read?",
	.wanted = "op=dc_civac,str stage2=cold,cmo, with --policy all",
	.label = "Later store",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
