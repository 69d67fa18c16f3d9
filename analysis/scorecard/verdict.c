/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/verdict.h"

#include "analysis/output/text.h"
#include "bench/array.h"

#include <math.h>
#include <string.h>

#define NAMES_SIZE 192

/* Rows of a card, by index. */
struct group {
	size_t row[SCORECARD_ROWS];
	size_t count;
};

static void put(struct group *group, size_t row)
{
	group->row[group->count++] = row;
}

static bool holds(const struct group *group, size_t row)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->row[i] == row)
			return true;
	return false;
}

/* Returns the row of a row's twin in the group; SIZE_MAX: it has none. */
static size_t twin_in(const struct scorecard *card, const struct group *group, size_t row)
{
	for (size_t i = 0; i < group->count; i++)
		if (scorecard_is_twin(card->row[row].policy, card->row[group->row[i]].policy))
			return group->row[i];
	return SIZE_MAX;
}

/* "read/_ro, inject/_ro and upgrade": policies, with the twins of those that are in the group with them. */
static const char *names(char buf[static NAMES_SIZE], const struct scorecard *card, const struct group *group)
{
	struct group shown = { .count = 0 }, twins = { .count = 0 };
	size_t used = 0;

	for (size_t i = 0; i < group->count; i++)
		if (twin_in(card, group, group->row[i]) != SIZE_MAX)
			put(&twins, twin_in(card, group, group->row[i]));
	for (size_t i = 0; i < group->count; i++)
		if (!holds(&twins, group->row[i]))
			put(&shown, group->row[i]);
	buf[0] = '\0';
	for (size_t i = 0; i < shown.count && used < NAMES_SIZE; i++)
		used += (size_t)snprintf(buf + used, NAMES_SIZE - used, "%s%s%s", !i ? "" : i + 1 < shown.count ? ", " :
					 " and ", policy_name(card->row[shown.row[i]].policy),
					 twin_in(card, group, shown.row[i]) == SIZE_MAX ? "" : "/_ro");
	return buf;
}

static size_t row_of(const struct scorecard *card, enum policy_id policy)
{
	return (size_t)(scorecard_find(card, policy) - card->row);
}

/* The row and those behind it, not taken yet, that cannot be told apart from each other on writable memory. */
static struct group alike(const struct scorecard *card, size_t row, const struct group *taken)
{
	struct group group = { .count = 0 };

	put(&group, row);
	for (size_t i = row + 1; i < card->rows; i++) {
		bool all = !holds(taken, i);

		for (size_t k = 0; k < group.count; k++)
			all = all && scorecard_is_inseparable(card, i, group.row[k]);
		if (all)
			put(&group, i);
	}
	return group;
}

static bool is_told(enum standing standing)
{
	return standing != STANDING_UNKNOWN && standing != STANDING_UNTOLD;
}

/* "+84.6% logged (2 faults, not 1)". */
static void say_change(struct sentences *s, const char *before, const struct contrast *c, const char *page)
{
	char percent[NUMBER_SIZE];
	double relative;

	if (!c || !contrast_relative(c, &relative))
		return;
	sentences_extend(s, "%s%s %s", before, text_percent(percent, relative), page);
	if (c->term[0]->record->attributed && c->term[1]->record->attributed &&
	    c->term[0]->faults != c->term[1]->faults)
		sentences_extend(s, " (%.3g fault%s, not %.3g)", c->term[0]->faults,
				 c->term[0]->faults > 1 ? "s" : "", c->term[1]->faults);
}

static void take(struct group *taken, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		put(taken, group->row[i]);
}

/*
 * Says what DC CIVAC saves, and what is left of that once the guest stores to the page: the sums have no interval. Nothing
 * is said where DC CIVAC dirties the page as it does under upstream, because then the store finds it as it does there.
 */
static void say_maintenance_and_store(struct sentences *s, const struct scorecard_row *row,
				      const struct scorecard_row *upstream, bool told)
{
	const struct result *civac = row->cell[SCORECARD_CIVAC_LOGGED], *store = row->cell[SCORECARD_STORE];
	const struct result *before = upstream->cell[SCORECARD_CIVAC_LOGGED], *late = upstream->cell[SCORECARD_STORE];
	char percent[2][NUMBER_SIZE];
	double base;

	if (!result_has_cost(civac) || !result_has_cost(store) || !result_has_cost(before) || !result_has_cost(late))
		return;
	if (row->dirties.known && upstream->dirties.known && row->dirties.value == upstream->dirties.value)
		return;
	base = before->value + late->value;
	if (before->value <= 0 || base <= 0)
		return;
	sentences_extend(s, " DC CIVAC on the logged page: %s, with the store after it %s.",
			 told ? text_percent(percent[0], civac->value / before->value - 1) : "not told apart",
			 text_percent(percent[1], (civac->value + store->value) / base - 1));
}

/* What a policy that makes DC IVAC on writable memory cost more makes it cost. */
static void say_extra_fault(const struct scorecard *card, struct sentences *s)
{
	bool exact = archive_counts_insns(card->results->archive);
	size_t upstream = row_of(card, POLICY_UPSTREAM);
	struct group taken = { .count = 0 };
	char text[NAMES_SIZE];

	for (size_t i = 0; i < card->rows; i++) {
		const struct scorecard_row *row = &card->row[i];
		const enum standing *standing = card->standing[i][upstream];
		bool logged = standing[SCORECARD_IVAC_LOGGED] == STANDING_MORE;
		bool untouched = standing[SCORECARD_IVAC_UNTOUCHED] == STANDING_MORE;
		enum standing plain = row->plain ? scorecard_judge(row->plain, exact) : STANDING_UNKNOWN;
		struct group group;

		if (holds(&taken, i) || (!logged && !untouched))
			continue;
		group = alike(card, i, &taken);
		take(&taken, &group);
		sentences_add(s, "%s: against upstream, a cold DC IVAC costs", names(text, card, &group));
		if (logged)
			say_change(s, " ", row->against[SCORECARD_IVAC_LOGGED], "logged");
		if (untouched)
			say_change(s, logged ? ", " : " ", row->against[SCORECARD_IVAC_UNTOUCHED], "untouched");
		if (is_told(plain))
			say_change(s, ", ", row->plain, "written but not logged");
		sentences_extend(s, ".");
		say_maintenance_and_store(s, row, &card->row[upstream], is_told(standing[SCORECARD_CIVAC_LOGGED]));
	}
}

/* Which policies make no cell of writable memory cost more. */
static void say_writable(const struct scorecard *card, struct sentences *s)
{
	struct group none = { .count = 0 }, open = { .count = 0 };
	char text[NAMES_SIZE];
	size_t told = 0;

	for (size_t i = 0; i < card->rows; i++) {
		const struct scorecard_row *row = &card->row[i];

		if (row->policy == POLICY_UPSTREAM || !row->writable)
			continue;
		told++;
		if (row->standing[STANDING_MORE])
			continue;
		put(row->standing[STANDING_UNTOLD] || row->standing[STANDING_UNKNOWN] ? &open : &none, i);
	}
	if (none.count)
		sentences_add(s, "No writable cell costs more under %s.", names(text, card, &none));
	if (open.count)
		sentences_add(s, "No writable cell is shown to cost more under %s.", names(text, card, &open));
	if (told && !none.count && !open.count)
		sentences_add(s, "Each policy makes some cells on writable memory cost more than upstream does.");
}

static const char leaves[] = "leaves for userspace";

/* Formats what an op does: a verb and its object. */
static const char *outcome_of(const struct result *r)
{
	switch (r->record->outcome) {
	case OUTCOME_EXECUTES:
		return "executes";
	case OUTCOME_ABORT_INJECTED:
		return "gets an abort";
	case OUTCOME_SKIPPED:
		return "is skipped";
	case OUTCOME_NOP:
		return "does nothing";
	case OUTCOME_COUNT:
		return "failed";
	default:
		return leaves;
	}
}

/* A row's op on one line of a cold page of a read-only slot; NULL: not in the archive, or it failed. */
static const struct result *find_on_ro(const struct scorecard *card, size_t row, enum op_id op)
{
	struct cell cell = card->base;
	const struct result *r;

	cell.policy = card->row[row].policy;
	cell.op = op;
	cell.slot = SLOT_RO;
	cell.host_page = HOST_PAGE_WRITTEN;
	cell.stage2 = STAGE2_COLD;
	r = results_find(card->results, &cell);
	return r && r->record->outcome != OUTCOME_COUNT ? r : NULL;
}

/* Does the op execute on a read-only slot where it is in the group, and nowhere else? */
static bool executes_for(const struct scorecard *card, const struct group *group, enum op_id op)
{
	for (size_t i = 0; i < card->rows; i++) {
		const struct result *r = find_on_ro(card, i, op);

		if (!r || (r->record->outcome == OUTCOME_EXECUTES) != holds(group, i))
			return false;
	}
	return true;
}

/* "DC CIVAC, CVAC and CVAU execute", of the ops that do so for the group only, or "DC CIVAC executes". */
static const char *ops_execute(char buf[static NAMES_SIZE], const struct scorecard *card, const struct group *group)
{
	bool cvac = executes_for(card, group, OP_dc_cvac), cvau = executes_for(card, group, OP_dc_cvau);

	snprintf(buf, NAMES_SIZE, "DC CIVAC%s%s execute%s", !cvac ? "" : cvau ? ", CVAC" : " and CVAC", cvau ? " and CVAU" : "",
		 cvac || cvau ? "" : "s");
	return buf;
}

/* Under which policies DC CIVAC executes on read-only slots, and what executes with it. */
static void say_read_only(const struct scorecard *card, struct sentences *s)
{
	struct group executes = { .count = 0 };
	char text[NAMES_SIZE], ops[NAMES_SIZE];
	size_t told = 0;

	for (size_t i = 0; i < card->rows; i++) {
		const struct result *r = card->row[i].cell[SCORECARD_RO_CIVAC];

		if (!r || r->record->outcome == OUTCOME_COUNT)
			continue;
		told++;
		if (r->record->outcome == OUTCOME_EXECUTES)
			put(&executes, i);
	}
	if (executes.count)
		sentences_add(s, "%s on a read-only slot %s%s.", ops_execute(ops, card, &executes),
			      executes.count < told ? "only under " : "under ", names(text, card, &executes));
	else if (told)
		sentences_add(s, "DC CIVAC executes on a read-only slot under none of these policies.");
}

/* The policy's row, or that of its twin if the archive does not have it; NULL: none has a cost for DC IVAC there. */
static const struct scorecard_row *find_answer(const struct scorecard *card, enum policy_id policy)
{
	for (size_t i = 0; i < card->rows; i++) {
		const struct scorecard_row *row = &card->row[i];

		if ((row->policy == policy || (!scorecard_find(card, policy) && scorecard_is_twin(policy, row->policy))) &&
		    result_has_cost(row->cell[SCORECARD_RO_IVAC]))
			return row;
	}
	return NULL;
}

/*
 * The question of the patch thread: the answers to a DC IVAC on a read-only slot. read leaves it as it is upstream, which
 * nobody disputes; inject and upgrade are what is proposed.
 */
static void say_answers(const struct scorecard *card, struct sentences *s)
{
	static const enum policy_id answer[] = { POLICY_READ, POLICY_INJECT, POLICY_UPGRADE };
	const struct scorecard_row *row[ARRAY_SIZE(answer)];
	bool differ = false;
	size_t rows = 0;

	for (size_t i = 0; i < ARRAY_SIZE(answer); i++) {
		row[rows] = find_answer(card, answer[i]);
		rows += row[rows] != NULL;
	}
	if (rows == 1 && !strcmp(outcome_of(row[0]->cell[SCORECARD_RO_IVAC]), leaves))
		sentences_add(s, "%s: DC IVAC on a read-only slot still %s.", policy_name(row[0]->policy), leaves);
	if (rows < 2)
		return;
	for (size_t i = 0; i < rows; i++) {
		const char *between = !i ? "" : i + 1 < rows ? ", " : " or ";

		if (i)
			sentences_extend(s, "%s%s", between, policy_name(row[i]->policy));
		else
			sentences_add(s, "%s", policy_name(row[i]->policy));
	}
	sentences_extend(s, ": DC IVAC on all lines of a read-only page");
	for (size_t i = 0; i < rows; i++) {
		const struct result *r = row[i]->cell[SCORECARD_RO_IVAC];
		char cost[NUMBER_SIZE];

		sentences_extend(s, "%s %s (%s)", !i ? "" : i + 1 < rows ? "," : " or", outcome_of(r),
				 text_number(cost, r->value, false));
		differ |= r->record->outcome != row[0]->cell[SCORECARD_RO_IVAC]->record->outcome;
	}
	sentences_extend(s, ".%s", differ ? " Costs do not say which is right." : "");
}

/* Has a column cells of two policies that stand to each other? */
static bool is_compared(const struct scorecard *card)
{
	for (size_t i = 0; i < card->rows; i++)
		for (size_t k = 0; k < i; k++)
			for (int column = 0; column < SCORECARD_COLUMNS; column++)
				if (card->standing[i][k][column] != STANDING_UNKNOWN)
					return true;
	return false;
}

/* Which policies are worse than another and better nowhere. */
static void say_dominated(const struct scorecard *card, struct sentences *s)
{
	size_t said = 0;
	char text[NAMES_SIZE];

	for (size_t i = 0; i < card->rows; i++) {
		struct group by = { .count = 0 };

		for (size_t k = 0; k < card->rows; k++)
			if (k != i && scorecard_is_dominated(card, i, k))
				put(&by, k);
		if (!by.count)
			continue;
		if (!said++)
			sentences_add(s, "Dominated (a column worse, none better): %s, by %s",
				      policy_name(card->row[i].policy), names(text, card, &by));
		else
			sentences_extend(s, "; %s, by %s", policy_name(card->row[i].policy), names(text, card, &by));
	}
	if (said)
		sentences_extend(s, ".");
	else if (is_compared(card))
		sentences_add(s, "No policy is shown to be worse than another without being better somewhere.");
}

/* Does the scorecard's table say of all of a group that they cost the same? */
static bool is_shown_alike(const struct scorecard *card, const struct group *group)
{
	for (size_t i = 1; i < group->count; i++)
		if (scorecard_leader(card, group->row[i]) != group->row[0])
			return false;
	return true;
}

/* Names the groups of two or more policies, unless the table says more of them: that they cost the same. */
static void say_inseparable(const struct scorecard *card, struct sentences *s)
{
	struct group taken = { .count = 0 };
	size_t said = 0;
	char text[NAMES_SIZE];

	for (size_t i = 0; i < card->rows; i++) {
		struct group group;

		if (holds(&taken, i))
			continue;
		group = alike(card, i, &taken);
		take(&taken, &group);
		if (group.count < 2 || is_shown_alike(card, &group))
			continue;
		if (!said++)
			sentences_add(s, "Cannot be told apart here on writable memory: ");
		else
			sentences_extend(s, "; ");
		sentences_extend(s, "%s", names(text, card, &group));
	}
	if (said)
		sentences_extend(s, ".");
}

/* "executes, with 1 fault, at a cost of 3230". */
static void say_cost(struct sentences *s, const struct result *r)
{
	char cost[NUMBER_SIZE];

	sentences_extend(s, " %s", outcome_of(r));
	if (r->record->attributed)
		sentences_extend(s, " with %.3g fault%s", r->faults, r->faults == 1 ? "" : "s");
	sentences_extend(s, " at a cost of %s", text_number(cost, r->value, false));
}

/* What the only policy does with the two ops in a column of each. */
static void say_only(const struct scorecard *card, struct sentences *s, enum scorecard_column ivac,
		     enum scorecard_column civac, const char *page)
{
	const struct result *a = card->row[0].cell[ivac], *b = card->row[0].cell[civac];

	if (!result_has_cost(a) || !result_has_cost(b))
		return;
	sentences_add(s, "%s, DC IVAC", page);
	say_cost(s, a);
	sentences_extend(s, "; DC CIVAC");
	say_cost(s, b);
	sentences_extend(s, ". Whether they differ: answer 1.");
}

static void say_one_policy(const struct scorecard *card, struct sentences *s)
{
	enum policy_id policy = card->row[0].policy;

	if (policy == POLICY_UNKNOWN)
		sentences_add(s, "What this kernel does with cache maintenance matches no policy that is known here.");
	else
		sentences_add(s, "This kernel was measured under one policy, %s (%s).", policy_name(policy),
			      policy_table[policy].summary);
	say_only(card, s, SCORECARD_IVAC_LOGGED, SCORECARD_CIVAC_LOGGED, "On a dirty-logged page");
	say_only(card, s, SCORECARD_RO_IVAC, SCORECARD_RO_CIVAC, "On a read-only slot, line by line through a page");
	sentences_add(s, "To see the other policies: cmobench run --policy all, as root (by a module, or a kernel with kvm.cmo_policy).");
}

void verdict_say(const struct scorecard *card, struct sentences *s)
{
	if (!card->rows)
		return;
	if (card->rows == 1) {
		say_one_policy(card, s);
		return;
	}
	if (card->has_upstream) {
		say_extra_fault(card, s);
		say_writable(card, s);
	}
	say_read_only(card, s);
	say_answers(card, s);
	say_dominated(card, s);
	say_inseparable(card, s);
	if (!card->has_upstream)
		sentences_add(s, "Policy upstream is not in this archive, so nothing is said against it.");
}

static bool has_sentence(const struct sentences *s, const char *text)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->text[i], text))
			return true;
	return false;
}

/* Keeps those sentences of s that the other also has. */
static void intersect(struct sentences *s, const struct sentences *with)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++)
		if (has_sentence(with, s->text[i]))
			memmove(s->text[kept++], s->text[i], SENTENCE_SIZE);
	s->count = kept;
}

void verdict_say_common(const struct scorecard *card, size_t count, struct sentences *s)
{
	struct sentences common = { .count = 0 };
	bool single = true;

	verdict_say(&card[0], &common);
	for (size_t i = 0; i < count; i++) {
		struct sentences other = { .count = 0 };

		single = single && card[i].rows < 2;
		verdict_say(&card[i], &other);
		intersect(&common, &other);
	}
	if (single)
		sentences_add(s, "Each was measured under one policy; cmobench compare says, of two, which cells changed.");
	for (size_t i = 0; i < common.count && !single; i++)
		sentences_add(s, "%s", common.text[i]);
	if (!s->count)
		sentences_add(s, "No sentence holds of all of them: report them one by one.");
}
