/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/short_answers.h"

#include "analysis/cell/base.h"
#include "analysis/cell/result.h"
#include "analysis/cell/sweep.h"
#include "analysis/contrast/pairs.h"
#include "analysis/stats/families.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <string.h>

#define CLOSURE_MARGIN 0.05 /* of the cold DC IVAC */

#define VALUE_SIZE 64

/* "+2825", or "+12 [+8,+16]" where the interval is no point. */
static const char *value(char buf[static VALUE_SIZE], const struct contrast *c)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE];
	bool point = c->ci95.known && c->ci95.lo == c->ci95.hi;

	snprintf(buf, VALUE_SIZE, "%s%s%s", text_number(number, c->value, true), point ? "" : " ",
		 point ? "" : text_interval(interval, c->ci95, true, "[no interval]"));
	return buf;
}

static const struct contrast *find(const struct loaded *loaded, enum contrast_id id, enum policy_id policy,
				   enum slot_id slot, enum host_page_id page, enum op_id op)
{
	struct cell like = loaded->base;

	like.policy = policy;
	like.slot = slot;
	like.host_page = page;
	like.op = op;
	like.lines = LINES_1;
	return contrasts_find(&loaded->contrasts, id, &like,
			      CONTRAST_PAGE_AXES | (op == OP_COUNT ? 0 : AXIS_BIT(OP)));
}

/* The policy whose numbers are told: inject, which reads first, or else the last one up to upgrade, or the first. */
static enum policy_id told_policy(const struct loaded *loaded)
{
	enum policy_id told = loaded->policies ? loaded->policy[0] : POLICY_UNKNOWN;

	for (size_t i = 0; i < loaded->policies; i++) {
		if (loaded->policy[i] == POLICY_INJECT)
			return POLICY_INJECT;
		told = loaded->policy[i] <= POLICY_UPGRADE ? loaded->policy[i] : told;
	}
	return told;
}

static void say_needs_write(const struct loaded *loaded, struct sentences *s)
{
	const struct archive *a = &loaded->archive;

	if (!(a->translates >> OP_dc_ivac & 1))
		sentences_add(s, "not known; this CPU does not translate its address.");
	else if (!a->ivac_needs_write.known)
		sentences_add(s, "not known.");
	else
		sentences_add(s, "%s (probed).", a->ivac_needs_write.value ? "yes" : "no");
}

static const struct {
	enum slot_id slot;
	enum host_page_id page;
	const char *words;
} place_table[] = {
	{ SLOT_RW_LOG, HOST_PAGE_WRITTEN, "logged page" },
	{ SLOT_RW, HOST_PAGE_UNTOUCHED, "untouched page" },
	{ SLOT_RW, HOST_PAGE_WRITTEN, "written page that is not logged" },
	{ SLOT_RO, HOST_PAGE_WRITTEN, "page of a read-only slot" },
};

#define PLACES (sizeof(place_table) / sizeof(place_table[0]))

static void say_extra(const struct loaded *loaded, struct sentences *s)
{
	enum policy_id policy = told_policy(loaded);
	char text[VALUE_SIZE];

	for (size_t i = 0; i < PLACES; i++) {
		const struct contrast *c = find(loaded, CONTRAST_IVAC_MINUS_CIVAC, policy, place_table[i].slot,
						place_table[i].page, OP_COUNT);

		if (!c || !c->same_outcome)
			continue;
		if (s->count)
			sentences_add(s, "%s, %s", value(text, c), place_table[i].words);
		else
			sentences_add(s, "%s, %s, %s", value(text, c), place_table[i].words, policy_name(policy));
		if (c->term[0]->record->attributed && c->term[1]->record->attributed &&
		    c->term[0]->faults != c->term[1]->faults)
			sentences_extend(s, " (%.3g faults, not %.3g)", c->term[0]->faults, c->term[1]->faults);
		sentences_extend(s, ".");
	}
}

/* Returns the part on the first page that has it. */
static const struct contrast *find_part(const struct loaded *loaded, enum contrast_id id)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO, SLOT_RW };
	static const enum host_page_id page[] = { HOST_PAGE_WRITTEN, HOST_PAGE_READ, HOST_PAGE_UNTOUCHED };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < 9 && !c; i++)
		c = find(loaded, id, told_policy(loaded), slot[i / 3], page[i % 3], OP_COUNT);
	return c;
}

static void say_parts(const struct loaded *loaded, struct sentences *s)
{
	const struct contrast *permission = find_part(loaded, CONTRAST_PERMISSION_FAULT);
	const struct contrast *translation = find_part(loaded, CONTRAST_TRANSLATION_FAULT);
	const struct contrast *copy = find_part(loaded, CONTRAST_COW_RETRY), *closure = find_part(loaded, CONTRAST_CLOSURE);
	char text[VALUE_SIZE];

	if (permission)
		sentences_add(s, "permission fault %s", value(text, permission));
	if (translation && s->count)
		sentences_extend(s, ", translation fault %s", value(text, translation));
	else if (translation)
		sentences_add(s, "translation fault %s", value(text, translation));
	if (s->count)
		sentences_extend(s, ".");
	if (closure && closure->ci95.known)
		sentences_add(s, families_equivalent(closure->ci95, fmax(CLOSURE_MARGIN * closure->term[0]->cost.median,
								      results_tick(&loaded->results))) ?
			      "They add up, within 5 %%." : "That they add up within 5 %% is not shown.");
	if (copy)
		sentences_add(s, "Copy-on-write and its retry: %s.", value(text, copy));
}

/* Each pair that tables hold against each other, for a DC IVAC, first on a logged page, then on a read-only slot. */
static void say_policies(const struct loaded *loaded, struct sentences *s)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	const struct pairs pairs = pairs_of(&loaded->archive, PAIR_DIFFERENCE);
	char text[VALUE_SIZE];

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < pairs.count; i++) {
			const struct policy_pair *pair = &pairs.pair[i];
			struct cell like = loaded->base;
			const struct contrast *c;

			like.policy = pair->policy;
			like.op = OP_dc_ivac;
			like.slot = slot[k];
			like.host_page = HOST_PAGE_WRITTEN;
			c = contrasts_find_pair(&loaded->contrasts, pair->base, &like, CONTRAST_PAGE_AXES | AXIS_BIT(OP));
			if (!c || c->alike)
				continue;
			sentences_add(s, "%s less %s: %s for IVAC on %s", policy_name(pair->policy), policy_name(pair->base),
				      value(text, c), slot_table[slot[k]].name);
			if (!c->same_outcome)
				sentences_extend(s, " (%s against %s)", wording_outcome(c->term[0]),
						 wording_outcome(c->term[1]));
			sentences_extend(s, ".");
		}
}

static void say_lines(const struct loaded *loaded, struct sentences *s)
{
	const struct cell base = loaded->base;
	static const enum op_id op[] = { OP_dc_civac, OP_dc_ivac };

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < loaded->contrasts.count; i++) {
			const struct contrast *c = &loaded->contrasts.contrast[i];
			const struct cell *cell = &c->term[0]->record->cell;

			if (c->id != CONTRAST_BREAK_EVEN_LINES || cell->op != op[k] || c->alike ||
			    cell->host_page != HOST_PAGE_WRITTEN || !base_agrees(&base, cell))
				continue;
			sentences_add(s, "%s, %s or %s: %s.", op[k] == OP_dc_ivac ? "IVAC" : "CIVAC",
				      policy_name(cell->policy), policy_name(c->base), c->note);
		}
}

static void say_store(const struct loaded *loaded, struct sentences *s)
{
	enum policy_id policy = told_policy(loaded);
	const struct contrast *alone = find(loaded, CONTRAST_DEFERRED_STORE_ALONE, policy, SLOT_RW_LOG, HOST_PAGE_WRITTEN,
					    OP_COUNT);
	const struct contrast *pair = find(loaded, CONTRAST_DEFERRED_STORE, policy, SLOT_RW_LOG, HOST_PAGE_WRITTEN, OP_COUNT);
	char text[VALUE_SIZE], percent[NUMBER_SIZE] = "";
	double relative;

	if (alone)
		sentences_add(s, "%s on a logged page under %s.", value(text, alone), policy_name(policy));
	if (pair && contrast_relative(pair, &relative))
		sentences_add(s, "Both against upstream: %s (%s).", value(text, pair), text_percent(percent, relative));
}

static void say_aftermath(const struct loaded *loaded, struct sentences *s)
{
	const struct contrast *most = NULL;
	char text[VALUE_SIZE];

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (c->id == CONTRAST_AFTERMATH && (!most || fabs(c->value) > fabs(most->value)))
			most = c;
	}
	if (!most)
		return;
	if (archive_counts_insns(&loaded->archive))
		sentences_add(s, "cannot be said here: no TLB is modelled.");
	else
		sentences_add(s, "%s at most for 32 loads of warm pages.", value(text, most));
}

/* The least and the most of ivac_minus_civac along an axis, all else as usual. */
static void say_range(const struct loaded *loaded, struct sentences *s, enum axis_id axis, const char *words)
{
	struct cell base = loaded->base;
	const struct contrast *low = NULL, *high = NULL;
	char text[2][VALUE_SIZE];

	base.policy = told_policy(loaded);
	base.slot = SLOT_RW_LOG;
	base.host_page = HOST_PAGE_WRITTEN;
	base.op = OP_dc_ivac;
	for (unsigned int i = 0; i < axis_table[axis].value_count; i++) {
		const struct contrast *c;

		axis_table[axis].set(&base, i);
		c = contrasts_find(&loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &base, AXES_ALL);
		if (!c || !c->same_outcome)
			continue;
		low = !low || c->value < low->value ? c : low;
		high = !high || c->value > high->value ? c : high;
	}
	if (low && low != high)
		sentences_add(s, "%s (%s) to %s (%s) by %s.", value(text[0], low),
			      axis_table[axis].value_name(axis_table[axis].get(&low->term[0]->record->cell)),
			      value(text[1], high),
			      axis_table[axis].value_name(axis_table[axis].get(&high->term[0]->record->cell)), words);
}

static void say_scaling(const struct loaded *loaded, struct sentences *s)
{
	say_range(loaded, s, AXIS_VCPUS, "vCPUs");
	say_range(loaded, s, AXIS_MIX, "memslots");
	say_range(loaded, s, AXIS_BACKING, "backing");
}

static void say_rom(const struct loaded *loaded, struct sentences *s)
{
	struct sweep sweep;
	char ratio[RATIO_SIZE];

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy) || sweep.ratio <= 0)
			continue;
		if (s->count)
			sentences_add(s, "%s %s.", policy_name(sweep.policy), text_ratio(ratio, sweep.ratio, sweep.ratio_ci95));
		else
			sentences_add(s, "ro to rw %.1f published, %.3g under %s%s.", sweep_published_ratio(), sweep.ratio,
				      policy_name(sweep.policy), sweep.verdict == SWEEP_NO_TIME ? ", not in time" :
				      sweep.verdict == SWEEP_OTHER_SIZE ? ", of another size" :
				      sweep.verdict == SWEEP_REPRODUCED ? ", reproduced" : ", not reproduced");
	}
}

static const struct {
	const char *label;
	void (*say)(const struct loaded *loaded, struct sentences *s);
} answer_table[SHORT_ANSWERS] = {
	{ "0 IVAC asks for write permission", say_needs_write },
	{ "1 IVAC less CIVAC", say_extra },
	{ "2 Its parts", say_parts },
	{ "3 Policies", say_policies },
	{ "4 Break-even", say_lines },
	{ "5 Later store", say_store },
	{ "6 Aftermath", say_aftermath },
	{ "7 Scaling of 1", say_scaling },
	{ "8 ROM sweep", say_rom },
};

const char *short_answer_label(size_t i)
{
	return answer_table[i].label;
}

bool short_answer(const struct loaded *loaded, size_t i, struct sentences *s)
{
	answer_table[i].say(loaded, s);
	return s->count;
}
