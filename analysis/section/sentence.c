/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/sentence.h"

#include "analysis/contrast/ratio.h"
#include "analysis/table/table.h"
#include "analysis/wording/cell.h"
#include "bench/array.h"

#include <stdarg.h>

void sentence_say(struct sentence *s, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(s->answer->text + s->used, ANSWER_SIZE - s->used, format, args);
	va_end(args);
	if (n > 0)
		s->used += (size_t)n < ANSWER_SIZE - s->used ? (size_t)n : ANSWER_SIZE - s->used - 1;
}

void sentence_say_value(struct sentence *s, const struct contrast *c)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE];

	if (c->ci95.known)
		sentence_say(s, "%s %s %s", text_number(number, c->value, true), text_interval(interval, c->ci95, true, ""),
			     archive_unit(&s->loaded->archive));
	else
		sentence_say(s, "%s %s (too few rounds for an interval)", text_number(number, c->value, true),
			     archive_unit(&s->loaded->archive));
}

void sentence_say_ratio(struct sentence *s, const struct contrast *c)
{
	struct ratio ratio;
	char text[RATIO_SIZE];

	if (c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0) && !ratio_estimate(&ratio, c, &s->loaded->results) && ratio.known)
		sentence_say(s, ", %s times", text_ratio(text, ratio.value, ratio.ci95));
}

void sentence_say_faults(struct sentence *s, const struct contrast *c)
{
	const struct result *a = c->term[0], *b = c->term[1];

	if (a->record->attributed && b->record->attributed)
		sentence_say(s, " (%.3g fault%s against %.3g", a->faults, a->faults == 1 ? "" : "s", b->faults);
	else
		sentence_say(s, " (faults not counted");
	if (!c->same_outcome)
		sentence_say(s, ", %s against %s", wording_outcome(a), wording_outcome(b));
	else if (a->record->outcome != OUTCOME_EXECUTES)
		sentence_say(s, ", both %s", wording_outcome(a));
	sentence_say(s, ")");
}

const struct contrast *subject_on(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				  enum host_page_id page, enum op_id op)
{
	const uint32_t axes = CONTRAST_PAGE_AXES | (op == OP_COUNT ? 0 : AXIS_BIT(OP));
	struct cell like = loaded->base;

	like.policy = subject.policy;
	like.op = op;
	like.slot = slot;
	like.host_page = page;
	like.lines = LINES_1;
	if (subject.id == CONTRAST_POLICIES)
		return contrasts_find_pair(&loaded->contrasts, subject.base, &like, axes);
	return contrasts_find(&loaded->contrasts, subject.id, &like, axes);
}

const struct contrast *subject_find(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				    enum op_id op)
{
	static const enum host_page_id page[] = { HOST_PAGE_WRITTEN, HOST_PAGE_READ, HOST_PAGE_UNTOUCHED };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(page) && !c; i++)
		c = subject_on(loaded, subject, slot, page[i], op);
	return c;
}

const char *sentence_page(char buf[static 32], const struct contrast *c)
{
	wording_page(buf, 32, &c->term[0]->record->cell);
	return buf;
}

enum policy_id subject_policy(const struct loaded *loaded)
{
	size_t policies = table_policies(loaded);

	if (archive_visited(&loaded->archive, POLICY_INJECT))
		return POLICY_INJECT;
	return policies ? table_policy(loaded, policies - 1) : POLICY_UNKNOWN;
}
