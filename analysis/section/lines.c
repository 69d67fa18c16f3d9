/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/cell/base.h"
#include "analysis/table/cells.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/doc_figures.h"
#include "analysis/table/doc_tables.h"

#include <string.h>

#define PAIR_SIZE 160 /* characters that the sentence on one pair of policies takes at most */

static void answer(struct sentence *s)
{
	const struct cell base = s->loaded->base;

	for (size_t i = 0; i < s->loaded->contrasts.count; i++) {
		const struct contrast *c = &s->loaded->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;
		char number[NUMBER_SIZE], interval[INTERVAL_SIZE];

		if (c->id != CONTRAST_BREAK_EVEN_LINES || cell->host_page != HOST_PAGE_WRITTEN ||
		    !base_agrees(&base, cell) || s->used > ANSWER_SIZE - PAIR_SIZE)
			continue;
		sentence_say(s, "%s%s, %s against %s: ", s->used ? "; " : "By op and pair of policies: ",
			     op_table[cell->op].name, policy_name(cell->policy), policy_name(c->base));
		if (c->has_value && c->ci95.known)
			sentence_say(s, "they cost the same at line %s %s, ", text_number(number, c->value, false),
				     text_interval(interval, c->ci95, false, ""));
		sentence_say(s, "%s", c->note);
	}
	if (s->used)
		sentence_say(s, ".");
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	static const enum op_id op[] = { OP_dc_civac, OP_dc_ivac };
	const struct cell base = loaded->base;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < loaded->contrasts.count; i++) {
			const struct contrast *c = &loaded->contrasts.contrast[i];
			const struct cell *cell = &c->term[0]->record->cell;

			if (c->id != CONTRAST_BREAK_EVEN_LINES || cell->op != op[k] || c->alike ||
			    cell->host_page != HOST_PAGE_WRITTEN || !base_agrees(&base, cell))
				continue;
			sentences_add(s, "%s, %s or %s: %.*s.", op[k] == OP_dc_ivac ? "IVAC" : "CIVAC",
				      policy_name(cell->policy), policy_name(c->base), (int)strcspn(c->note, ","), c->note);
		}
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_page(loaded, out);
	table_break_even(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_cost_figure(doc, loaded, "All lines of a cold page", LINES_PAGE);
	table_doc_cells(doc, loaded, "All lines of a cold page", STAGE2_COLD, LINES_PAGE);
	table_doc_lines(doc, loaded);
}

const struct section section_lines = {
	.id = "lines",
	.question = "Which policy costs least on a read-only page, by number of lines?",
	.wanted = "slot=ro lines=1,page, with --policy all",
	.label = "Break-even",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
