/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/section/brief.h"
#include "analysis/table/cells.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_figures.h"
#include "analysis/table/doc_tables.h"
#include "analysis/table/table.h"
#include "bench/array.h"

static const uint32_t contrasts = CONTRAST_BIT(IVAC_MINUS_CIVAC);

/* Says the contrast on a logged and on a read-only page, under the policies that a table has room for. */
static void say_policies(struct sentence *s, enum contrast_id id)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO, SLOT_RW };
	size_t policies = table_policies(s->loaded), slots = 0;

	for (size_t i = 0; i < 3 && slots < 2; i++) {
		bool any = false;

		for (size_t j = 0; j < policies; j++) {
			const struct subject subject = { id, table_policy(s->loaded, j), POLICY_UPSTREAM };
			const struct contrast *c = subject_find(s->loaded, subject, slot[i], OP_COUNT);
			char page[32];

			if (!c)
				continue;
			if (any)
				sentence_say(s, ", ");
			else
				sentence_say(s, "%s %s: ", s->used ? "; on" : "On", sentence_page(page, c));
			sentence_say(s, "%s ", policy_name(subject.policy));
			sentence_say_value(s, c);
			sentence_say_ratio(s, c);
			sentence_say_faults(s, c);
			any = true;
		}
		slots += any;
	}
	if (s->used)
		sentence_say(s, ".");
}

static void answer(struct sentence *s)
{
	say_policies(s, CONTRAST_IVAC_MINUS_CIVAC);
}

static const struct {
	enum slot_id slot;
	enum host_page_id page;
	const char *words;
} brief_place[] = {
	{ SLOT_RW_LOG, HOST_PAGE_WRITTEN, "logged" },
	{ SLOT_RW, HOST_PAGE_UNTOUCHED, "untouched" },
	{ SLOT_RW, HOST_PAGE_WRITTEN, "written, not logged" },
	{ SLOT_RO, HOST_PAGE_WRITTEN, "read-only" },
};

/* The difference on each of these pages on which both ops end alike. */
static void brief(const struct loaded *loaded, struct sentences *s)
{
	const struct subject subject = { CONTRAST_IVAC_MINUS_CIVAC, subject_policy(loaded), POLICY_UPSTREAM };
	char value[BRIEF_VALUE_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(brief_place); i++) {
		const struct contrast *c = subject_on(loaded, subject, brief_place[i].slot, brief_place[i].page, OP_COUNT);

		if (!c || !c->same_outcome)
			continue;
		sentences_add(s, "%s %s", brief_value(value, c), brief_place[i].words);
		if (s->count == 1)
			sentences_extend(s, ", under %s", policy_name(subject.policy));
		if (c->term[0]->record->attributed && c->term[1]->record->attributed &&
		    c->term[0]->faults != c->term[1]->faults)
			sentences_extend(s, " (%.3g faults, not %.3g)", c->term[0]->faults, c->term[1]->faults);
		sentences_extend(s, ".");
	}
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_cold(loaded, out);
	table_contrasts(loaded, "Differences: cold DC IVAC and DC CIVAC", contrasts, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_cost_figure(doc, loaded, "Cold: the first access to a page that the host wrote", LINES_1);
	table_doc_cells(doc, loaded, "Cold: the first access to a page, one line of it", STAGE2_COLD, LINES_1);
	table_doc_contrasts(doc, loaded, "Cold DC IVAC less cold DC CIVAC", contrasts, &loaded->base);
}

const struct section section_extra = {
	.id = "extra",
	.question = "How much more does a cold DC IVAC cost than a cold DC CIVAC?",
	.wanted = "op=dc_ivac,dc_civac stage2=cold",
	.label = "IVAC minus CIVAC",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
