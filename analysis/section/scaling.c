/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/table/effects.h"
#include "analysis/table/lines.h"
#include "analysis/table/doc_tables.h"
#include "analysis/table/scaling.h"

static const uint32_t contrasts = CONTRAST_BIT(IVAC_MINUS_CIVAC);

/* Says the least and the greatest ivac_minus_civac along an axis; the other axes have their base values. */
static void say_range(struct sentence *s, enum axis_id axis, const char *words)
{
	struct cell base = s->loaded->base;
	const struct contrast *low = NULL, *high = NULL;

	base.policy = subject_policy(s->loaded);
	base.slot = SLOT_RW_LOG;
	base.host_page = HOST_PAGE_WRITTEN;
	base.op = OP_dc_ivac;
	for (unsigned int value = 0; value < axis_table[axis].value_count; value++) {
		const struct contrast *c;

		axis_table[axis].set(&base, value);
		c = contrasts_find(&s->loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &base, AXES_ALL);
		if (!c || !c->same_outcome)
			continue;
		low = !low || c->value < low->value ? c : low;
		high = !high || c->value > high->value ? c : high;
	}
	if (!low || low == high)
		return;
	sentence_say(s, "%s by %s from ", s->used ? ";" : "ivac_minus_civac ranges", words);
	sentence_say_value(s, low);
	sentence_say(s, " (%s) to ", axis_table[axis].value_name(axis_table[axis].get(&low->term[0]->record->cell)));
	sentence_say_value(s, high);
	sentence_say(s, " (%s)", axis_table[axis].value_name(axis_table[axis].get(&high->term[0]->record->cell)));
}

/* Says what one more DC CIVAC costs without a fault, which is the same under every policy. */
static void say_native(struct sentence *s, enum line_id line)
{
	for (size_t i = 0; i < s->loaded->contrasts.count; i++) {
		const struct contrast *c = &s->loaded->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;

		if (c->id != CONTRAST_NATIVE_OP || cell->op != OP_dc_civac || cell->line != line)
			continue;
		sentence_say(s, "%s one more DC CIVAC on a %s line, without a fault, takes ", s->used ? ";" :
			     "With one vCPU and memslot,", line_table[line].name);
		sentence_say_value(s, c);
		return;
	}
}

static void answer(struct sentence *s)
{
	say_range(s, AXIS_VCPUS, "vCPUs");
	say_range(s, AXIS_MIX, "memslots");
	say_range(s, AXIS_BACKING, "backing");
	if (s->used)
		sentence_say(s, ", on rw_log/written under %s, where both ops execute", policy_name(subject_policy(s->loaded)));
	say_native(s, LINE_CLEAN);
	say_native(s, LINE_DIRTY);
	if (s->used)
		sentence_say(s, ".");
}

static void text(const struct loaded *loaded, FILE *out)
{
	report_scaling_tables(loaded, out);
	report_backing_table(loaded, out);
	report_line_table(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	report_doc_contrasts(doc, loaded, "One more op on a warm page", CONTRAST_BIT(NATIVE_OP), NULL);
	if (doc->style->all)
		report_doc_contrasts(doc, loaded, "Cold DC IVAC less cold DC CIVAC, all cells",
				     contrasts, NULL);
}

const struct section section_scaling = {
	.id = "scaling",
	.question = "How do costs vary with vCPUs, memslots, backing and line state?",
	.wanted = "op=dc_ivac,dc_civac, with --suite standard",
	.answer = answer,
	.text = text,
	.doc = put_doc,
};
