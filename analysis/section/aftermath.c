/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/contrast/resolved.h"
#include "analysis/section/brief.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_tables.h"

#include <math.h>

static const uint32_t contrasts = CONTRAST_BIT(AFTERMATH);

/* The one farthest from 0, if there are any that are told from 0 of these, of *count of them; NULL of none. */
static const struct contrast *find_most(const struct loaded *loaded, size_t *count)
{
	const struct contrast *most = NULL;
	bool told = false;

	*count = 0;
	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (c->id != CONTRAST_AFTERMATH)
			continue;
		++*count;
		if (told && !resolved_contrast(loaded, c))
			continue;
		if (!most || (!told && resolved_contrast(loaded, c)) || fabs(c->value) > fabs(most->value))
			most = c;
		told = resolved_contrast(loaded, most);
	}
	return most;
}

static void answer(struct sentence *s)
{
	size_t count;
	const struct contrast *most = find_most(s->loaded, &count);
	char page[32];

	if (!most)
		return;
	if (archive_counts_insns(&s->loaded->archive)) {
		sentence_say(s,
			     "Not answered here, because no TLB is modelled: all %zu differences should be 0 instructions, and "
			     "the largest is ", count);
		sentence_say_value(s, most);
		sentence_say(s, ".");
		return;
	}
	if (!resolved_contrast(s->loaded, most)) {
		sentence_say(s, "Not resolved here: none of %zu differences of 32 loads of warm pages, after an op with a permission "
			     "fault and without, is told from 0.", count);
		return;
	}
	sentence_say(s, "32 loads of warm pages right after the op take at most ");
	sentence_say_value(s, most);
	sentence_say(s, " longer if it took a permission fault (%s, %s, of %zu differences).",
		     policy_name(most->term[0]->record->cell.policy), sentence_page(page, most), count);
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	size_t count;
	const struct contrast *most = find_most(loaded, &count);
	char value[BRIEF_VALUE_SIZE];

	if (!most)
		return;
	if (archive_counts_insns(&loaded->archive))
		sentences_add(s, "cannot be said here: no TLB is modelled.");
	else if (!resolved_contrast(loaded, most))
		sentences_add(s, "not resolved here: no difference is told from 0.");
	else
		sentences_add(s, "%s at most for 32 loads of warm pages.", brief_value(value, most));
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_contrasts(loaded, "Differences: loads right after the op", contrasts, out);
	table_aftermath_note(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_contrasts(doc, loaded, "Loads right after the op", contrasts, &loaded->base);
}

const struct section section_aftermath = {
	.id = "aftermath",
	.question = "What does a permission fault's TLB invalidation cost later loads?",
	.wanted = "timed=after, with --suite standard",
	.label = "Aftermath",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
