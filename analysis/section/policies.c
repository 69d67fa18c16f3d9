/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/contrast/pairs.h"
#include "analysis/section/brief.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_tables.h"
#include "analysis/wording/cell.h"
#include "bench/array.h"

static const uint32_t contrasts = CONTRAST_BIT(POLICIES);

/* Says one pair of policies on one slot. first: name the pair. Returns false if there is nothing to say. */
static bool say_pair(struct sentence *s, const struct policy_pair *pair, enum slot_id slot, bool first)
{
	const struct subject subject = { CONTRAST_POLICIES, pair->policy, pair->base };
	const struct contrast *c = subject_find(s->loaded, subject, slot, OP_dc_ivac);
	char page[32];

	if (!c)
		return false;
	sentence_say(s, "%s", !s->used ? "For a cold DC IVAC, " : first ? "; " : ", ");
	if (first)
		sentence_say(s, "%s less %s is ", policy_name(pair->policy), policy_name(pair->base));
	sentence_say_value(s, c);
	sentence_say(s, " on %s", sentence_page(page, c));
	sentence_say_faults(s, c);
	return true;
}

static void answer(struct sentence *s)
{
	static const enum slot_id slot[] = { SLOT_RO, SLOT_RW_LOG };
	const struct pairs pairs = pairs_of(&s->loaded->archive, PAIR_DIFFERENCE);

	for (size_t i = 0; i < pairs.count; i++) {
		bool first = true;

		for (size_t j = 0; j < ARRAY_SIZE(slot); j++)
			first &= !say_pair(s, &pairs.pair[i], slot[j], first);
	}
	if (s->used)
		sentence_say(s, ".");
}

/* A pair of policies for a cold DC IVAC on such a page, unless the two are predicted to do the same there. */
static void brief_pair(const struct loaded *loaded, struct sentences *s, const struct policy_pair *pair,
		       enum slot_id slot)
{
	const struct subject subject = { CONTRAST_POLICIES, pair->policy, pair->base };
	const struct contrast *c = subject_on(loaded, subject, slot, HOST_PAGE_WRITTEN, OP_dc_ivac);
	char value[BRIEF_VALUE_SIZE];

	if (!c || c->alike)
		return;
	sentences_add(s, "%s minus %s, IVAC: %s %s", policy_name(pair->policy), policy_name(pair->base),
		      brief_value(value, c), slot_table[slot].readonly ? "read-only" : "logged");
	if (!c->same_outcome)
		sentences_extend(s, " (%s against %s)", wording_outcome(c->term[0]), wording_outcome(c->term[1]));
	sentences_extend(s, ".");
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	const struct pairs pairs = pairs_of(&loaded->archive, PAIR_DIFFERENCE);

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < pairs.count; i++)
			brief_pair(loaded, s, &pairs.pair[i], slot[k]);
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_contrasts(loaded, "Differences: policy against policy", contrasts, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_contrasts(doc, loaded, "Policy against policy", contrasts, &loaded->base);
}

const struct section section_policies = {
	.id = "policies",
	.question = "What does each policy cost compared with the others?",
	.wanted = "op=dc_ivac,dc_civac, with --policy all",
	.label = "Policies",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
