/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/contrast/pairs.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_tables.h"

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

		for (size_t j = 0; j < sizeof(slot) / sizeof(slot[0]); j++)
			first &= !say_pair(s, &pairs.pair[i], slot[j], first);
	}
	if (s->used)
		sentence_say(s, ".");
}

static void text(const struct loaded *loaded, FILE *out)
{
	report_contrast_tables(loaded, "Differences: policy against policy", contrasts, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	report_doc_contrasts(doc, loaded, "Policy against policy", contrasts, &loaded->base);
}

const struct section section_policies = {
	.id = "policies",
	.question = "What does each policy cost compared with the others?",
	.wanted = "op=dc_ivac,dc_civac, with --policy all",
	.answer = answer,
	.text = text,
	.doc = put_doc,
};
