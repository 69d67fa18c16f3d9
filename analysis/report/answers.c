/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/answers.h"

#include "analysis/cell/base.h"
#include "analysis/cell/cost.h"
#include "analysis/cell/sweep.h"
#include "analysis/contrast/pairs.h"
#include "analysis/report/table.h"
#include "analysis/stats/families.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const char *const answer_question[ANSWER_COUNT] = {
	[ANSWER_NEEDS_WRITE] = "Does DC IVAC ask stage 2 for write permission on this CPU?",
	[ANSWER_EXTRA] = "How much more does a cold DC IVAC cost than a cold DC CIVAC?",
	[ANSWER_PARTS] = "What is that made of, and do the parts add up?",
	[ANSWER_POLICIES] = "What does each policy cost against the others?",
	[ANSWER_LINES] = "From how many lines of a read-only page on does which policy win?",
	[ANSWER_STORE] = "What does a later store pay for maintenance taken as a read?",
	[ANSWER_AFTERMATH] = "What do accesses pay after a permission fault's TLB invalidation?",
	[ANSWER_SCALING] = "How does it grow with vCPUs, memslots, backing and line state?",
	[ANSWER_ROM] = "Is the published DC CIVAC sweep over a ROM reproduced?",
};

const uint32_t answer_contrasts[ANSWER_COUNT] = {
	[ANSWER_EXTRA] = CONTRAST_BIT(IVAC_MINUS_CIVAC),
	[ANSWER_PARTS] = CONTRAST_BIT(PERMISSION_FAULT) | CONTRAST_BIT(TRANSLATION_FAULT) | CONTRAST_BIT(COW_RETRY) |
			 CONTRAST_BIT(CLOSURE),
	[ANSWER_POLICIES] = CONTRAST_BIT(POLICIES),
	[ANSWER_LINES] = CONTRAST_BIT(BREAK_EVEN_LINES),
	[ANSWER_STORE] = CONTRAST_BIT(DEFERRED_STORE),
	[ANSWER_AFTERMATH] = CONTRAST_BIT(AFTERMATH),
	[ANSWER_SCALING] = CONTRAST_BIT(IVAC_MINUS_CIVAC),
};

/* Which cells to measure where there are none; NULL: any run has them. */
static const char *const wanted[ANSWER_COUNT] = {
	[ANSWER_EXTRA] = "op=dc_ivac,dc_civac stage2=cold",
	[ANSWER_PARTS] = "op=dc_ivac,dc_civac,str",
	[ANSWER_POLICIES] = "op=dc_ivac,dc_civac, with --policy all",
	[ANSWER_LINES] = "slot=ro lines=1,page, with --policy all",
	[ANSWER_STORE] = "op=dc_civac,str stage2=cold,cmo, with --policy all",
	[ANSWER_AFTERMATH] = "timed=after, with --suite standard",
	[ANSWER_SCALING] = "op=dc_ivac,dc_civac, with --suite standard",
	[ANSWER_ROM] = "lines=sweep, with --suite standard",
};

/* A sentence as it grows. What does not fit is cut. */
struct sentence {
	struct answer *answer;
	size_t used;
	const struct loaded *loaded;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *s, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(s->answer->text + s->used, ANSWER_SIZE - s->used, format, args);
	va_end(args);
	if (n > 0)
		s->used += (size_t)n < ANSWER_SIZE - s->used ? (size_t)n : ANSWER_SIZE - s->used - 1;
}

/* "+2825 [+2825,+2825] instructions". */
static void say_value(struct sentence *s, const struct contrast *c)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE];

	if (c->ci95.known)
		say(s, "%s %s %s", text_number(number, c->value, true), text_interval(interval, c->ci95, true, ""),
		    archive_unit(&s->loaded->archive));
	else
		say(s, "%s %s (too few rounds for an interval)", text_number(number, c->value, true),
		    archive_unit(&s->loaded->archive));
}

/* ", 1.9 times", of costs that differ for sure. */
static void say_ratio(struct sentence *s, const struct contrast *c)
{
	char ratio[RATIO_SIZE];

	if (c->has_ratio && c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0))
		say(s, ", %s times", text_ratio(ratio, c->ratio, c->ratio_ci95));
}

/* " (2 faults against 1)", measured; and how the two end, unless both are executed. */
static void say_faults(struct sentence *s, const struct contrast *c)
{
	const struct result *a = c->part[0], *b = c->part[1];

	if (a->record->attributed && b->record->attributed)
		say(s, " (%.3g fault%s against %.3g", a->faults, a->faults == 1 ? "" : "s", b->faults);
	else
		say(s, " (faults not counted");
	if (!c->same_outcome)
		say(s, ", %s against %s", wording_outcome(a), wording_outcome(b));
	else if (a->record->outcome != OUTCOME_EXECUTES)
		say(s, ", both %s", wording_outcome(a));
	say(s, ")");
}

/* A contrast under a policy; of CONTRAST_POLICIES, of that policy against base. */
struct subject {
	enum contrast_id id;
	enum policy_id policy, base;
};

/* Of one line of such a page; op OP_COUNT: any. */
static const struct contrast *find_on(const struct loaded *loaded, struct subject subject, enum slot_id slot,
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

/* Of a page that the host wrote, or else of one that it read, or has not touched. */
static const struct contrast *find_page(const struct loaded *loaded, struct subject subject, enum slot_id slot,
					enum op_id op)
{
	static const enum host_page_id page[] = { HOST_PAGE_WRITTEN, HOST_PAGE_READ, HOST_PAGE_UNTOUCHED };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < sizeof(page) / sizeof(page[0]) && !c; i++)
		c = find_on(loaded, subject, slot, page[i], op);
	return c;
}

static const char *page_of(char buf[static 32], const struct contrast *c)
{
	wording_page(buf, 32, &c->part[0]->record->cell);
	return buf;
}

static void answer_needs_write(struct sentence *s)
{
	const struct archive *a = &s->loaded->archive;

	s->answer->known = a->ivac_needs_write.known;
	if (!(a->translates >> OP_dc_ivac & 1))
		say(s, "It does not even translate the address of a DC IVAC, so nothing is measured of it here.");
	else if (!a->ivac_needs_write.known)
		say(s, "Not known: the probe could not say.");
	else if (a->ivac_needs_write.value)
		say(s, "Yes (probed): on a page that stage 2 maps read-only a DC IVAC takes a permission fault.");
	else
		say(s, "No (probed): on a page that stage 2 maps read-only a DC IVAC executes, as a DC CIVAC does.");
}

/* The named contrast on a logged and on a read-only page, under the policies that a table has room for. */
static void say_policies(struct sentence *s, enum contrast_id id)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO, SLOT_RW };
	size_t policies = table_policies(s->loaded), slots = 0;

	for (size_t i = 0; i < 3 && slots < 2; i++) {
		bool any = false;

		for (size_t j = 0; j < policies; j++) {
			const struct subject subject = { id, s->loaded->policy[j], POLICY_UPSTREAM };
			const struct contrast *c = find_page(s->loaded, subject, slot[i], OP_COUNT);
			char page[32];

			if (!c)
				continue;
			if (any)
				say(s, ", ");
			else
				say(s, "%s %s: ", s->used ? "; on" : "On", page_of(page, c));
			say(s, "%s ", policy_name(subject.policy));
			say_value(s, c);
			say_ratio(s, c);
			say_faults(s, c);
			any = true;
		}
		slots += any;
	}
	if (s->used)
		say(s, ".");
}

static void answer_extra(struct sentence *s)
{
	say_policies(s, CONTRAST_IVAC_MINUS_CIVAC);
}

/* The policy whose parts are told: inject has all of them. */
static enum policy_id told_policy(const struct loaded *loaded)
{
	size_t policies = table_policies(loaded);

	if (archive_visited(&loaded->archive, POLICY_INJECT))
		return POLICY_INJECT;
	return policies ? loaded->policy[policies - 1] : POLICY_UNKNOWN;
}

#define CLOSURE_MARGIN 0.05 /* of the cold DC IVAC; but a tick at least */

/* Two one-sided tests; the interval at 95 % makes each of them one at 2.5 %. */
static bool is_closed(const struct loaded *loaded, const struct contrast *c)
{
	return families_equivalent(c->ci95, fmax(CLOSURE_MARGIN * c->part[0]->cost.median, results_tick(&loaded->results)));
}

/* One of the parts, with the page that it is of; nothing, if there is none. */
static void say_part(struct sentence *s, const char *words, const struct contrast *c)
{
	char page[32];

	if (!c)
		return;
	if (s->used)
		say(s, ", ");
	else
		say(s, "Under %s ", policy_name(c->part[0]->record->cell.policy));
	say(s, "%s ", words);
	say_value(s, c);
	say(s, " (%s)", page_of(page, c));
}

static const struct contrast *find_part(const struct loaded *loaded, enum contrast_id id)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO, SLOT_RW };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < 3 && !c; i++)
		c = find_page(loaded, (struct subject){ id, told_policy(loaded), POLICY_UPSTREAM }, slot[i], OP_COUNT);
	return c;
}

/* Of a page that the host only read, on which a DC IVAC has a copy-on-write besides. */
static const struct contrast *find_closure_of_cow(const struct loaded *loaded)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RW };
	const struct subject closure = { CONTRAST_CLOSURE, told_policy(loaded), POLICY_UPSTREAM };
	const struct contrast *c = NULL;

	for (size_t i = 0; i < 2 && !c; i++)
		c = find_on(loaded, closure, slot[i], HOST_PAGE_READ, OP_COUNT);
	return c;
}

static void answer_parts(struct sentence *s)
{
	const struct contrast *closure = find_part(s->loaded, CONTRAST_CLOSURE), *cow = find_closure_of_cow(s->loaded);

	say_part(s, "a permission fault costs", find_part(s->loaded, CONTRAST_PERMISSION_FAULT));
	say_part(s, "a translation fault", find_part(s->loaded, CONTRAST_TRANSLATION_FAULT));
	say_part(s, "a copy-on-write and the retry behind it", find_part(s->loaded, CONTRAST_COW_RETRY));
	say_part(s, "and of a cold DC IVAC the first two leave", closure);
	if (closure && cow && cow != closure)
		say_part(s, "all three", cow);
	if (s->used)
		say(s, ".");
	if (!closure || !closure->ci95.known)
		return;
	if (is_closed(s->loaded, closure) && (!cow || is_closed(s->loaded, cow)))
		say(s, " They add up: what they leave is less than 5 %% of it (two one-sided tests at 2.5 %%).");
	else
		say(s, " That they add up, to less than 5 %% of it, is not shown (two one-sided tests at 2.5 %%).");
}

/* One pair of policies on one slot; first: nothing has been said of the pair. */
static bool say_pair(struct sentence *s, const struct policy_pair *pair, enum slot_id slot, bool first)
{
	const struct subject subject = { CONTRAST_POLICIES, pair->policy, pair->base };
	const struct contrast *c = find_page(s->loaded, subject, slot, OP_dc_ivac);
	char page[32];

	if (!c)
		return false;
	say(s, "%s", !s->used ? "For a cold DC IVAC, " : first ? "; " : ", ");
	if (first)
		say(s, "%s less %s is ", policy_name(pair->policy), policy_name(pair->base));
	say_value(s, c);
	say(s, " on %s", page_of(page, c));
	say_faults(s, c);
	return true;
}

static void answer_policies(struct sentence *s)
{
	static const enum slot_id slot[] = { SLOT_RO, SLOT_RW_LOG };
	const struct pairs pairs = pairs_of(&s->loaded->archive, PAIR_DIFFERENCE);

	for (size_t i = 0; i < pairs.count; i++) {
		bool first = true;

		for (size_t j = 0; j < sizeof(slot) / sizeof(slot[0]); j++)
			first &= !say_pair(s, &pairs.pair[i], slot[j], first);
	}
	if (s->used)
		say(s, ".");
}

static void answer_lines(struct sentence *s)
{
	const struct cell base = s->loaded->base;

	for (size_t i = 0; i < s->loaded->contrasts.count; i++) {
		const struct contrast *c = &s->loaded->contrasts.contrast[i];
		const struct cell *cell = &c->part[0]->record->cell;
		char number[NUMBER_SIZE], interval[INTERVAL_SIZE];

		if (c->id != CONTRAST_BREAK_EVEN_LINES || cell->host_page != HOST_PAGE_WRITTEN ||
		    !base_agrees(&base, cell) || s->used > ANSWER_SIZE - 160)
			continue;
		say(s, "%s%s, %s against %s: ", s->used ? "; " : "By instruction and pair of policies, ",
		    op_table[cell->op].name, policy_name(cell->policy), policy_name(c->base));
		if (c->has_value && c->ci95.known)
			say(s, "they meet at line %s %s, ", text_number(number, c->value, false),
			    text_interval(interval, c->ci95, false, ""));
		say(s, "%s", c->note);
	}
	if (s->used)
		say(s, ".");
}

static void answer_store(struct sentence *s)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RW };
	const enum policy_id policy = told_policy(s->loaded);
	const struct subject both = { CONTRAST_DEFERRED_STORE, policy, POLICY_UPSTREAM };
	const struct subject alone = { CONTRAST_DEFERRED_STORE_ALONE, policy, POLICY_UPSTREAM };

	for (size_t i = 0; i < 2; i++) {
		const struct contrast *c = find_page(s->loaded, both, slot[i], OP_COUNT);
		char page[32], percent[NUMBER_SIZE];
		double relative;

		if (!c)
			continue;
		if (s->used)
			say(s, ", on %s ", page_of(page, c));
		else
			say(s, "Under %s a cold DC CIVAC and the store after it cost, against the same under upstream, "
			    "on %s ", policy_name(policy), page_of(page, c));
		say_value(s, c);
		if (contrast_relative(c, &relative))
			say(s, " (%s)", text_percent(percent, relative));
		c = find_page(s->loaded, alone, slot[i], OP_COUNT);
		if (!c)
			continue;
		say(s, ", the store by itself ");
		say_value(s, c);
		say(s, " against one that takes no fault");
	}
	if (s->used)
		say(s, ".");
}

static void answer_aftermath(struct sentence *s)
{
	const struct contrasts *all = &s->loaded->contrasts;
	const struct contrast *most = NULL;
	size_t count = 0;
	char page[32];

	for (size_t i = 0; i < all->count; i++) {
		const struct contrast *c = &all->contrast[i];

		if (c->id != CONTRAST_AFTERMATH)
			continue;
		count++;
		if (!most || fabs(c->value) > fabs(most->value))
			most = c;
	}
	if (!most)
		return;
	if (archive_counts_insns(&s->loaded->archive)) {
		say(s,
		    "That cannot be said here, for no TLB is modelled: all %zu differences ought to be 0 instructions, "
		    "and the largest is ", count);
		say_value(s, most);
		say(s, ".");
		return;
	}
	say(s, "32 loads of warm pages right after the op take at most ");
	say_value(s, most);
	say(s, " longer if it took a permission fault (%s, %s, of %zu differences).",
	    policy_name(most->part[0]->record->cell.policy), page_of(page, most), count);
}

/* The least and the most of ivac_minus_civac along an axis, all else as usual. */
static void say_range(struct sentence *s, enum axis_id axis, const char *words)
{
	struct cell base = s->loaded->base;
	const struct contrast *low = NULL, *high = NULL;

	base.policy = told_policy(s->loaded);
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
	say(s, "%s by %s between ", s->used ? ";" : "ivac_minus_civac is", words);
	say_value(s, low);
	say(s, " (%s) and ", axis_table[axis].value_name(axis_table[axis].get(&low->part[0]->record->cell)));
	say_value(s, high);
	say(s, " (%s)", axis_table[axis].value_name(axis_table[axis].get(&high->part[0]->record->cell)));
}

/* What one DC CIVAC more costs where no fault is due; it is the same under every policy. */
static void say_native(struct sentence *s, enum line_id line)
{
	for (size_t i = 0; i < s->loaded->contrasts.count; i++) {
		const struct contrast *c = &s->loaded->contrasts.contrast[i];
		const struct cell *cell = &c->part[0]->record->cell;

		if (c->id != CONTRAST_NATIVE_OP || cell->op != OP_dc_civac || cell->line != line)
			continue;
		say(s, "%s one DC CIVAC more on a %s line, without a fault, takes ", s->used ? ";" :
		    "With one vCPU and memslot,", line_table[line].name);
		say_value(s, c);
		return;
	}
}

static void answer_scaling(struct sentence *s)
{
	say_range(s, AXIS_VCPUS, "vCPUs");
	say_range(s, AXIS_MIX, "memslots");
	say_range(s, AXIS_BACKING, "backing");
	if (s->used)
		say(s, ", on rw_log/written under %s, where both ops are executed", policy_name(told_policy(s->loaded)));
	say_native(s, LINE_CLEAN);
	say_native(s, LINE_DIRTY);
	if (s->used)
		say(s, ".");
}

static void answer_rom(struct sentence *s)
{
	struct sweep sweep;
	enum sweep_verdict verdict;
	char ratio[RATIO_SIZE];
	size_t said = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &s->loaded->results, (enum policy_id)policy) || sweep.ratio <= 0)
			continue;
		if (!said)
			say(s, "%s: a read-only memslot takes ", sweep.verdict == SWEEP_NO_TIME ?
			    "That cannot be said without time" : sweep.verdict == SWEEP_OTHER_SIZE ?
			    "That cannot be said, the slot being of another size" : "By policy");
		verdict = sweep.verdict;
		if (said++)
			say(s, ", ");
		say(s, "%s times (%s%s)", text_ratio(ratio, sweep.ratio, sweep.ratio_ci95), policy_name(sweep.policy),
		    verdict == SWEEP_REPRODUCED ? ", reproduced" : verdict == SWEEP_NOT_REPRODUCED ?
		    ", not reproduced" : "");
	}
	if (s->used)
		say(s, " what a writable one takes in %s, and %.1f times were published.",
		    archive_unit(&s->loaded->archive), sweep_published_ratio());
}

struct answer answer_make(const struct loaded *loaded, enum answer_id id)
{
	static void (*const make[ANSWER_COUNT])(struct sentence *s) = {
		[ANSWER_NEEDS_WRITE] = answer_needs_write, [ANSWER_EXTRA] = answer_extra,
		[ANSWER_PARTS] = answer_parts, [ANSWER_POLICIES] = answer_policies, [ANSWER_LINES] = answer_lines,
		[ANSWER_STORE] = answer_store, [ANSWER_AFTERMATH] = answer_aftermath,
		[ANSWER_SCALING] = answer_scaling, [ANSWER_ROM] = answer_rom,
	};
	struct answer answer = { .question = answer_question[id], .known = true };
	struct sentence s = { .answer = &answer, .loaded = loaded };

	make[id](&s);
	if (!s.used) {
		answer.known = false;
		say(&s, "This archive has no cells that say it; measure %s.", wanted[id]);
	}
	return answer;
}
