/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/question.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"
#include "analysis/contrast/over_boots.h"
#include "analysis/output/text.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <string.h>

/* Is a contrast one to ask for, and is it decided or not? */
static bool is_asked(const struct contrast *c, bool exact, bool decided)
{
	enum standing standing = c && c->term_count == 2 ? scorecard_judge(c, exact) : STANDING_UNKNOWN;

	return standing != STANDING_UNKNOWN && (standing != STANDING_UNTOLD) == decided;
}

static const struct contrast *of_policies(const struct scorecard *card, bool exact, bool decided)
{
	for (int column = 0; column < SCORECARD_COLUMNS; column++)
		for (size_t i = 0; i < card->rows; i++)
			if (is_asked(card->row[i].against[column], exact, decided))
				return card->row[i].against[column];
	return NULL;
}

static const struct contrast *of_ops(const struct loaded *loaded, bool exact)
{
	struct cell like = loaded->base;
	const struct contrast *c;

	like.op = OP_dc_ivac;
	like.slot = SLOT_RW_LOG;
	like.host_page = HOST_PAGE_WRITTEN;
	c = contrasts_find(&loaded->contrasts, CONTRAST_IVAC_MINUS_CIVAC, &like, CONTRAST_PAGE_AXES & ~AXIS_BIT(POLICY));
	if (c && (is_asked(c, exact, true) || is_asked(c, exact, false)))
		return c;
	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		c = &loaded->contrasts.contrast[i];
		if (c->id == CONTRAST_IVAC_MINUS_CIVAC && (is_asked(c, exact, true) || is_asked(c, exact, false)))
			return c;
	}
	return NULL;
}

/* "DC IVAC" for dc_ivac, as the Arm ARM spells it. */
static const char *op_name(enum op_id op)
{
	return op == OP_dc_ivac ? "DC IVAC" : op == OP_dc_civac ? "DC CIVAC" : op_table[op].name;
}

static void name(struct question *q)
{
	const struct cell *cell = &q->contrast->term[0]->record->cell;
	char page[64];

	wording_page(page, sizeof(page), cell);
	if (q->contrast->id == CONTRAST_POLICIES)
		snprintf(q->name, sizeof(q->name), "%s less %s: %s, %s%s", policy_name(cell->policy),
			 policy_name(q->contrast->base), op_name(cell->op), page, cell->lines == LINES_PAGE ? ", all lines" : "");
	else
		snprintf(q->name, sizeof(q->name), "DC IVAC less DC CIVAC, %s, under %s", page, policy_name(cell->policy));
}

bool question_is_small(const struct question *q)
{
	return fabs(q->contrast->value) < SCORECARD_MARGIN * q->reference;
}

size_t question_more(const struct question *q, const struct advice_boots *boots)
{
	double value = fabs(q->contrast->value);

	return question_is_small(q) ? advice_more_for_half(SCORECARD_MARGIN * q->reference - value, boots) :
				      advice_more_for_value(value, boots);
}

void question_assume(const struct question *q, struct question_need need[static QUESTION_SPREADS])
{
	static const double spread[QUESTION_SPREADS] = { 0.0025, 0.01, 0.05 };

	for (int i = 0; i < QUESTION_SPREADS; i++) {
		const struct advice_spread is = { spread[i] * q->scale, q->spread.round };
		struct advice_boots boots = { .have = 0, .alpha = ADVICE_ALPHA / (double)q->rivals };

		need[i] = (struct question_need){ .spread = spread[i], .rounds = advice_rounds(is, q->time) };
		need[i].deviation = boots.more_deviation = advice_deviation(is, need[i].rounds);
		need[i].boots = question_more(q, &boots);
	}
}

/* Set what several boots ask for more. */
static void ask_for_more(struct question *q)
{
	struct advice_boots boots = { .have = q->boots, .have_deviation = q->contrast->over.deviation,
				      .alpha = ADVICE_ALPHA / (double)q->rivals };
	struct interval ci = q->contrast->ci95;

	q->best_rounds = advice_rounds(q->spread, q->time);
	boots.more_deviation = advice_deviation(q->spread, q->best_rounds);
	q->more = q->decided ? advice_more_for_half((ci.hi - ci.lo) / 4, &boots) : question_more(q, &boots);
}

/* Take what the boots, or the rounds of one, say of the spread. Returns 0 or -ENOMEM. */
static int take_spread(struct question *q, const struct loaded *loaded)
{
	const struct over_boots *over = &q->contrast->over;
	size_t blocks = over->rounds, all = q->contrast->term[0]->record->round_count / q->boots;
	double variance;
	int err = 0;

	if (q->boots > 1) {
		q->known = over->has_parts;
		q->spread = (struct advice_spread){ over->boot_deviation, over->round_deviation };
	} else {
		err = over_boots_variance(q->contrast, &loaded->results, &variance, &blocks);
		q->known = !err && !isnan(variance);
		q->spread.round = q->known ? sqrt(variance * (double)blocks) : 0;
	}
	/* From here on per round, of which a block may have several. */
	if (blocks && all > blocks)
		q->spread.round *= sqrt((double)all / (double)blocks);
	q->rounds = all;
	return err;
}

/* Return how many contrasts of a name are no more significant than this one, at least 1. */
static size_t count_rivals(const struct contrast *contrast, const struct contrasts *family)
{
	size_t rivals = 0;

	for (size_t i = 0; i < family->count; i++) {
		const struct contrast *c = &family->contrast[i];

		rivals += c->has_p && c->p >= contrast->p && !strcmp(c->name, contrast->name);
	}
	return rivals ? rivals : 1;
}

int question_find(struct question *q, const struct loaded *loaded, const struct scorecard *card)
{
	bool exact = archive_counts_insns(&loaded->archive);
	int err;

	*q = (struct question){ .contrast = NULL };
	if (blocks_exact(&loaded->archive))
		return 0;
	q->contrast = of_policies(card, exact, false);
	if (!q->contrast)
		q->contrast = of_policies(card, exact, true);
	if (!q->contrast)
		q->contrast = of_ops(loaded, exact);
	if (!q->contrast)
		return 0;
	q->decided = is_asked(q->contrast, exact, true);
	q->reference = q->contrast->reference->value;
	for (size_t i = 0; i < q->contrast->term_count; i++)
		q->scale = hypot(q->scale, q->contrast->term[i]->value);
	q->boots = loaded->boots ? loaded->boots->count : 1;
	q->time = advice_time(loaded);
	q->rivals = count_rivals(q->contrast, &loaded->contrasts);
	name(q);
	err = take_spread(q, loaded);
	if (!err && q->known && q->boots > 1)
		ask_for_more(q);
	return err;
}

/* Have costs a meaning, so that more of them say more? */
static bool has_meaning(const struct archive *a)
{
	return a->platform != PLATFORM_EMULATED || archive_counts_insns(a);
}

bool question_is_of_boots(const struct loaded *loaded)
{
	return loaded->boots || (has_meaning(&loaded->archive) && !blocks_exact(&loaded->archive));
}

/* Rounds of a boot: of the question's cells or, without one, of the cell with the fewest; 0: no cell has a cost. */
static size_t rounds_of(const struct loaded *loaded, const struct question *q)
{
	size_t fewest = q->rounds;

	for (size_t i = 0; !q->contrast && i < loaded->results.count; i++) {
		const struct result *r = &loaded->results.result[i];
		size_t rounds = r->record->round_count / loaded->boots->count;

		if (r->cost.n && (!fewest || rounds < fewest))
			fewest = rounds;
	}
	return fewest;
}

/* "12 more", or "more than 1000 more". */
static const char *more_of(char buf[static NUMBER_SIZE + 16], const struct question *q)
{
	snprintf(buf, NUMBER_SIZE + 16, !q->more ? "over %u more" : q->more == 1 ? "%u more" : "about %u more", q->more ? (unsigned int)q->more :
		 ADVICE_BOOTS_MAX);
	return buf;
}

/* Is it known how many more are wanted? */
static bool wants_more(const struct loaded *loaded, const struct question *q)
{
	return q->contrast && q->known && has_meaning(&loaded->archive);
}

void question_line(char buf[static QUESTION_LINE_SIZE], const struct loaded *loaded, const struct question *q)
{
	char more[NUMBER_SIZE + 16], want[64] = "";

	buf[0] = '\0';
	if (!question_is_of_boots(loaded))
		return;
	if (!loaded->boots) {
		snprintf(buf, QUESTION_LINE_SIZE, "boots:  1; intervals leave out what changes between boots: see --full");
	} else if (blocks_exact(&loaded->archive)) {
		snprintf(buf, QUESTION_LINE_SIZE, "seeds:  %zu; values are medians over them, intervals their range",
			 loaded->boots->count);
	} else {
		if (wants_more(loaded, q) && q->decided)
			snprintf(want, sizeof(want), "; %s halve%s intervals: --full", more_of(more, q), q->more == 1 ? "s" : "");
		else if (wants_more(loaded, q))
			snprintf(want, sizeof(want), "; %s needs %s: --full", q->contrast->id == CONTRAST_POLICIES ?
				 policy_name(q->contrast->term[0]->record->cell.policy) : "IVAC-CIVAC", more_of(more, q));
		snprintf(buf, QUESTION_LINE_SIZE, "boots:  %zu x %zu rounds (df %zu)%s", loaded->boots->count,
			 rounds_of(loaded, q), loaded->boots->count - 1, want);
	}
}

void question_say(const struct loaded *loaded, const struct question *q, struct sentences *s)
{
	char more[NUMBER_SIZE + 16];

	if (!question_is_of_boots(loaded))
		return;
	if (!loaded->boots) {
		sentences_add(s, "Of one boot: no interval here covers what changes from boot to boot. Reboot, run again into "
			      "another file, and report all files together: cmobench report A B C. Below: how many boots show what.");
	} else if (blocks_exact(&loaded->archive)) {
		sentences_add(s, "Of %zu seeds: values are medians over them, and intervals their range.", loaded->boots->count);
	} else {
		sentences_add(s, "Of %zu boots, %zu rounds each: values are means over boots, intervals Student's t with %zu degrees "
			      "of freedom.", loaded->boots->count, rounds_of(loaded, q), loaded->boots->count - 1);
		if (wants_more(loaded, q))
			sentences_extend(s, " %s: %s; %s of %zu rounds would %s.", q->name, q->decided ? "decided" :
					 "not told apart", more_of(more, q), q->best_rounds,
					 q->decided ? "halve its interval" : "settle it if it is that large");
	}
}
