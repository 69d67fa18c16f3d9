/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/contrast/resolved.h"
#include "analysis/section/brief.h"
#include "analysis/table/effects.h"
#include "analysis/table/lines.h"
#include "analysis/table/doc_tables.h"
#include "analysis/table/scaling.h"

static const uint32_t contrasts = CONTRAST_BIT(IVAC_MINUS_CIVAC);

/* The least and the greatest ivac_minus_civac along an axis; NULL: it has none. */
struct range {
	const struct contrast *low, *high;
};

/* Finds the range of ivac_minus_civac on a logged page; the other axes have their base values. */
static struct range find_range(const struct loaded *loaded, enum axis_id axis)
{
	struct cell cell = loaded->base;
	struct range range = { NULL, NULL };

	cell.policy = subject_policy(loaded);
	cell.slot = SLOT_RW_LOG;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.op = OP_dc_ivac;
	for (unsigned int value = 0; value < axis_table[axis].value_count; value++) {
		const struct contrast *c;

		axis_table[axis].set(&cell, value);
		c = contrasts_find(&loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &cell, AXES_ALL);
		if (!c || !c->same_outcome)
			continue;
		range.low = !range.low || c->value < range.low->value ? c : range.low;
		range.high = !range.high || c->value > range.high->value ? c : range.high;
	}
	return range;
}

/* The value of the axis that a contrast has, such as "4" of vCPUs. */
static const char *place(enum axis_id axis, const struct contrast *c)
{
	return axis_table[axis].value_name(axis_table[axis].get(&c->term[0]->record->cell));
}

static void say_range(struct sentence *s, enum axis_id axis, const char *words)
{
	const struct range r = find_range(s->loaded, axis);

	if (!r.low || r.low == r.high)
		return;
	if (!resolved_along(s->loaded, axis, r.low, r.high)) {
		sentence_say(s, "%s by %s is not resolved here", s->used ? ";" : "How ivac_minus_civac varies", words);
		return;
	}
	sentence_say(s, "%s by %s from ", s->used ? ";" : "ivac_minus_civac ranges", words);
	sentence_say_value(s, r.low);
	sentence_say(s, " (%s) to ", place(axis, r.low));
	sentence_say_value(s, r.high);
	sentence_say(s, " (%s)", place(axis, r.high));
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

static bool has_line_states(const struct loaded *loaded)
{
	for (size_t i = 0; i < loaded->results.count; i++)
		if (loaded->results.result[i].record->cell.line != LINE_ANY)
			return true;
	return false;
}

static void answer(struct sentence *s)
{
	say_range(s, AXIS_VCPUS, "vCPUs");
	say_range(s, AXIS_MIX, "memslots");
	say_range(s, AXIS_BACKING, "backing");
	if (s->used)
		sentence_say(s, ", on rw_log/written under %s, where both ops execute", policy_name(subject_policy(s->loaded)));
	if (resolved_lines(s->loaded)) {
		say_native(s, LINE_CLEAN);
		say_native(s, LINE_DIRTY);
	} else if (has_line_states(s->loaded)) {
		sentence_say(s, "%s not resolved here: cleaning a dirty line is not seen to cost more than cleaning a clean one",
			     s->used ? "; line states are" : "Line states are");
	}
	if (s->used)
		sentence_say(s, ".");
}

static void brief_range(const struct loaded *loaded, struct sentences *s, enum axis_id axis, const char *words)
{
	const struct range r = find_range(loaded, axis);
	char low[BRIEF_VALUE_SIZE], high[BRIEF_VALUE_SIZE];

	if (r.low && r.low != r.high && !resolved_along(loaded, axis, r.low, r.high))
		sentences_add(s, "by %s: not resolved here.", words);
	else if (r.low && r.low != r.high)
		sentences_add(s, "%s (%s) to %s (%s) by %s.", brief_value(low, r.low), place(axis, r.low),
			      brief_value(high, r.high), place(axis, r.high), words);
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	brief_range(loaded, s, AXIS_VCPUS, "vCPUs");
	brief_range(loaded, s, AXIS_MIX, "memslots");
	brief_range(loaded, s, AXIS_BACKING, "backing");
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_scaling(loaded, out);
	table_backing(loaded, out);
	table_line(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_contrasts(doc, loaded, "One more op on a warm page", CONTRAST_BIT(NATIVE_OP), NULL);
	if (doc->style->all)
		table_doc_contrasts(doc, loaded, "Cold DC IVAC less cold DC CIVAC, all cells",
				     contrasts, NULL);
}

const struct section section_scaling = {
	.id = "scaling",
	.question = "How do costs vary with vCPUs, memslots, backing and line state?",
	.wanted = "op=dc_ivac,dc_civac, with --suite standard",
	.label = "Scaling of 1",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
