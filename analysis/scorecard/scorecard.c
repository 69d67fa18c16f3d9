/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/scorecard.h"

#include "analysis/cell/coincide.h"
#include "analysis/contrast/estimate.h"
#include "analysis/contrast/over_boots.h"
#include "analysis/stats/families.h"
#include "analysis/wording/cell.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const standing_name[STANDING_COUNT] = {
	[STANDING_UNKNOWN] = "unknown", [STANDING_ALIKE] = "alike", [STANDING_UNTOLD] = "not told apart",
	[STANDING_LESS] = "less", [STANDING_MORE] = "more", [STANDING_OTHER] = "another outcome",
};

const char *const scorecard_column_name[SCORECARD_COLUMNS] = {
	[SCORECARD_IVAC_LOGGED] = "DC IVAC, logged page", [SCORECARD_IVAC_UNTOUCHED] = "DC IVAC, untouched page",
	[SCORECARD_CIVAC_LOGGED] = "DC CIVAC, logged page", [SCORECARD_STORE] = "store after DC CIVAC",
	[SCORECARD_RO_IVAC] = "DC IVAC, read-only page", [SCORECARD_RO_CIVAC] = "DC CIVAC, read-only page",
};

static const struct column {
	enum op_id op;
	enum slot_id slot;
	enum host_page_id host_page;
	enum stage2_id stage2;
	enum lines_id lines;
} column_table[SCORECARD_COLUMNS] = {
	[SCORECARD_IVAC_LOGGED] = { OP_dc_ivac, SLOT_RW_LOG, HOST_PAGE_WRITTEN, STAGE2_COLD, LINES_1 },
	[SCORECARD_IVAC_UNTOUCHED] = { OP_dc_ivac, SLOT_RW, HOST_PAGE_UNTOUCHED, STAGE2_COLD, LINES_1 },
	[SCORECARD_CIVAC_LOGGED] = { OP_dc_civac, SLOT_RW_LOG, HOST_PAGE_WRITTEN, STAGE2_COLD, LINES_1 },
	[SCORECARD_STORE] = { OP_str, SLOT_RW_LOG, HOST_PAGE_WRITTEN, STAGE2_CMO, LINES_1 },
	[SCORECARD_RO_IVAC] = { OP_dc_ivac, SLOT_RO, HOST_PAGE_WRITTEN, STAGE2_COLD, LINES_PAGE },
	[SCORECARD_RO_CIVAC] = { OP_dc_civac, SLOT_RO, HOST_PAGE_WRITTEN, STAGE2_COLD, LINES_PAGE },
};

void scorecard_choose(struct cell *cell, enum scorecard_column column)
{
	cell->op = column_table[column].op;
	cell->slot = column_table[column].slot;
	cell->host_page = column_table[column].host_page;
	cell->stage2 = column_table[column].stage2;
	cell->lines = column_table[column].lines;
}

bool scorecard_is_writable(const struct cell *cell)
{
	return slot_table[cell->slot].exists && !slot_table[cell->slot].readonly;
}

enum standing scorecard_judge(const struct contrast *c, bool exact)
{
	double reference = c->reference ? c->reference->value : 0, margin = SCORECARD_MARGIN * reference;
	bool apart;

	if (!c->has_value || !c->ci95.known || reference <= 0)
		return STANDING_UNKNOWN;
	if (families_equivalent(c->ci95, margin))
		return STANDING_ALIKE;
	apart = (c->ci95.lo > 0 || c->ci95.hi < 0) && (exact || !c->has_p || c->p_holm < SCORECARD_ALPHA);
	if (!apart || fabs(c->value) < margin)
		return STANDING_UNTOLD;
	return c->value > 0 ? STANDING_MORE : STANDING_LESS;
}

static bool is_policy_pair(const struct contrast *c)
{
	return c->against_policy && c->term_count == 2 &&
	       cell_agree(&c->term[0]->record->cell, &c->term[1]->record->cell, AXES_ALL & ~AXIS_BIT(POLICY));
}

/* Returns the contrast of two cells, in this order, or NULL if they are not compared. */
static const struct contrast *find_pair(const struct contrasts *contrasts, const struct result *a,
					const struct result *b)
{
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		if (c->term[0] == a && c->term[1] == b && is_policy_pair(c))
			return c;
	}
	return NULL;
}

/* What an op comes to for the guest. An op that KVM steps over after it has cleaned the slot is not merely skipped. */
enum effect { EFFECT_EXECUTES, EFFECT_ABORT, EFFECT_SKIPPED, EFFECT_FLUSHED, EFFECT_USERSPACE, EFFECT_NONE };

static enum effect effect_of(const struct result *r)
{
	enum policy_id policy = r->record->cell.policy;

	switch (r->record->outcome) {
	case OUTCOME_EXECUTES:
		return EFFECT_EXECUTES;
	case OUTCOME_ABORT_INJECTED:
		return EFFECT_ABORT;
	case OUTCOME_SKIPPED:
		return policy < POLICY_COUNT && policy_table[policy].ro == POLICY_RO_FLUSH ? EFFECT_FLUSHED :
											     EFFECT_SKIPPED;
	case OUTCOME_NISV:
	case OUTCOME_ENOSYS:
	case OUTCOME_EFAULT:
	case OUTCOME_MMIO:
		return EFFECT_USERSPACE;
	default:
		return EFFECT_NONE;
	}
}

static enum standing opposite(enum standing standing)
{
	return standing == STANDING_MORE ? STANDING_LESS : standing == STANDING_LESS ? STANDING_MORE : standing;
}

/* Executing is better than leaving for userspace; other different effects have no order that a cost could give. */
static enum standing compare_effects(enum effect a, enum effect b)
{
	if (a == EFFECT_EXECUTES && b == EFFECT_USERSPACE)
		return STANDING_LESS;
	return a == EFFECT_USERSPACE && b == EFFECT_EXECUTES ? STANDING_MORE : STANDING_OTHER;
}

static enum standing compare_cells(const struct scorecard *card, const struct contrasts *contrasts,
				   const struct result *a, const struct result *b)
{
	bool exact = archive_counts_insns(card->results->archive), turned = false;
	const struct contrast *c;

	if (!a || !b || !contrast_is_sound(a) || !contrast_is_sound(b) || effect_of(a) == EFFECT_NONE)
		return STANDING_UNKNOWN;
	if (effect_of(a) != effect_of(b))
		return compare_effects(effect_of(a), effect_of(b));
	c = find_pair(contrasts, a, b);
	if (!c) {
		c = find_pair(contrasts, b, a);
		turned = true;
	}
	if (!c)
		return STANDING_UNKNOWN;
	return turned ? opposite(scorecard_judge(c, exact)) : scorecard_judge(c, exact);
}

/* Adds the contrast of a store under policy a less one under b. Returns 0 or -ENOMEM. */
static int make_store(struct scorecard *card, const struct result *a, const struct result *b)
{
	struct contrast c = { .id = CONTRAST_POLICIES, .term_count = 2, .sign = { +1, -1 }, .term = { a, b },
			      .named = AXIS_BIT(POLICY), .against_policy = true, .base = b->record->cell.policy };
	int err;

	contrast_describe(&c, b);
	err = card->results->boots ? over_boots_estimate(&c, card->results) : contrast_estimate(&c, card->results);
	if (!err)
		err = contrast_append(&card->stores, &c);
	if (err)
		free(c.over.value);
	return err;
}

/* Corrects the p of all stores for their number. Returns 0 or -ENOMEM. */
static int correct_stores(struct contrasts *stores)
{
	double *p = calloc(stores->count + 1, sizeof(*p));
	size_t n = 0;
	int err;

	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < stores->count; i++)
		if (stores->contrast[i].has_p)
			p[n++] = stores->contrast[i].p;
	err = families_holm(p, n);
	n = 0;
	for (size_t i = 0; !err && i < stores->count; i++)
		if (stores->contrast[i].has_p)
			stores->contrast[i].p_holm = p[n++];
	free(p);
	return err;
}

static int make_stores(struct scorecard *card)
{
	int err = 0;

	for (size_t i = 0; i < card->rows; i++)
		for (size_t k = 0; !err && k < i; k++) {
			const struct result *a = card->row[i].cell[SCORECARD_STORE];
			const struct result *b = card->row[k].cell[SCORECARD_STORE];

			if (a && b && contrast_is_sound(a) && contrast_is_sound(b))
				err = make_store(card, a, b);
		}
	return err ? err : correct_stores(&card->stores);
}

static bool has_policy(const struct archive *a, enum policy_id policy)
{
	for (size_t i = 0; i < a->policy_count; i++)
		if (a->policy[i].policy == policy)
			return true;
	return false;
}

static struct flag flag_of(const struct result *r, struct count count)
{
	if (!r || !r->record->attributed || !count.known)
		return (struct flag){ .known = false };
	return (struct flag){ true, count.value > 0 };
}

/* A first access to one page, line by line or not, on memory that the guest may write. */
static bool is_counted(const struct cell *cell)
{
	return (cell->op == OP_dc_ivac || cell->op == OP_dc_civac) && cell->stage2 == STAGE2_COLD &&
	       cell->timed == TIMED_OP && cell->lines != LINES_SWEEP && !cell->copy && scorecard_is_writable(cell);
}

static void count_cells(const struct scorecard *card, const struct contrasts *contrasts, struct scorecard_row *row)
{
	bool exact = archive_counts_insns(card->results->archive);

	for (size_t i = 0; i < card->results->count; i++) {
		const struct cell *cell = &card->results->result[i].record->cell;

		row->writable += cell->policy == row->policy && is_counted(cell);
	}
	row->standing[STANDING_UNKNOWN] = row->writable;
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;

		if (cell->policy != row->policy || c->base != POLICY_UPSTREAM || !is_policy_pair(c) || !is_counted(cell))
			continue;
		row->standing[scorecard_judge(c, exact)]++;
		row->standing[STANDING_UNKNOWN]--;
	}
}

/* Returns a row's cold cell on a plain writable slot. */
static const struct result *find_plain(const struct scorecard *card, enum policy_id policy, enum op_id op,
				       enum host_page_id host_page)
{
	struct cell cell = card->base;

	cell.policy = policy;
	cell.op = op;
	cell.slot = SLOT_RW;
	cell.host_page = host_page;
	cell.stage2 = STAGE2_COLD;
	return results_find(card->results, &cell);
}

static void fill_row(const struct scorecard *card, struct scorecard_row *row)
{
	const struct result *r;

	for (int i = 0; i < SCORECARD_COLUMNS; i++) {
		struct cell cell = card->base;

		cell.policy = row->policy;
		scorecard_choose(&cell, (enum scorecard_column)i);
		row->cell[i] = results_find(card->results, &cell);
	}
	r = row->cell[SCORECARD_CIVAC_LOGGED];
	row->dirties = flag_of(r, r ? r->record->attribution.dirtied : (struct count){ 0 });
	r = find_plain(card, row->policy, OP_dc_civac, HOST_PAGE_UNTOUCHED);
	row->allocates = flag_of(r, r ? r->record->attribution.host_pages_allocated : (struct count){ 0 });
}

static void compare_rows(struct scorecard *card, const struct contrasts *contrasts)
{
	const struct scorecard_row *upstream = scorecard_find(card, POLICY_UPSTREAM);

	for (size_t i = 0; upstream && i < card->rows; i++) {
		const struct result *plain = find_plain(card, card->row[i].policy, OP_dc_ivac, HOST_PAGE_WRITTEN);

		if (plain)
			card->row[i].plain = find_pair(contrasts, plain, find_plain(card, POLICY_UPSTREAM, OP_dc_ivac,
									       HOST_PAGE_WRITTEN));
	}
	for (size_t i = 0; i < card->rows; i++)
		for (int column = 0; column < SCORECARD_COLUMNS; column++) {
			const struct contrasts *in = column == SCORECARD_STORE ? &card->stores : contrasts;
			const struct result *cell = card->row[i].cell[column];

			for (size_t k = 0; k < card->rows; k++)
				card->standing[i][k][column] = compare_cells(card, in, cell, card->row[k].cell[column]);
			if (upstream && cell)
				card->row[i].against[column] = find_pair(in, cell, upstream->cell[column]);
		}
}

int scorecard_make(struct scorecard *card, const struct results *results, const struct contrasts *contrasts,
		   const struct cell *base)
{
	int err;

	*card = (struct scorecard){ .results = results, .base = *base };
	for (unsigned int policy = 0; policy < SCORECARD_ROWS; policy++)
		if (has_policy(results->archive, (enum policy_id)policy))
			card->row[card->rows++].policy = (enum policy_id)policy;
	card->has_upstream = card->rows > 1 && scorecard_find(card, POLICY_UPSTREAM);
	for (size_t i = 0; i < card->rows; i++) {
		fill_row(card, &card->row[i]);
		count_cells(card, contrasts, &card->row[i]);
	}
	err = make_stores(card);
	if (err)
		scorecard_free(card);
	else
		compare_rows(card, contrasts);
	return err;
}

void scorecard_free(struct scorecard *card)
{
	contrasts_free(&card->stores);
}

/* Is it one of those beside the columns: DC IVAC or DC CIVAC on a plain writable page, any op on a line of a read-only one? */
static bool is_beside(const struct cell *base, const struct cell *cell)
{
	bool plain = cell->slot == SLOT_RW && (cell->op == OP_dc_ivac || cell->op == OP_dc_civac);
	bool readonly = cell->slot == SLOT_RO && cell->host_page == HOST_PAGE_WRITTEN;
	struct cell like = *base;

	like.policy = cell->policy;
	like.op = cell->op;
	like.slot = cell->slot;
	like.host_page = cell->host_page;
	like.stage2 = STAGE2_COLD;
	return (plain || readonly) && cell_equal(&like, cell);
}

bool scorecard_has(const struct cell *base, const struct cell *cell)
{
	for (int i = 0; i < SCORECARD_COLUMNS; i++) {
		struct cell like = *base;

		like.policy = cell->policy;
		scorecard_choose(&like, (enum scorecard_column)i);
		if (cell_equal(&like, cell))
			return true;
	}
	return is_beside(base, cell);
}

/* The same cell of other results. NULL of NULL. */
static const struct result *same_cell(const struct results *results, const struct result *result)
{
	return result ? results_find(results, &result->record->cell) : NULL;
}

/* The contrast of the same two cells. NULL of NULL. */
static const struct contrast *same_pair(const struct results *results, const struct contrasts *contrasts,
					const struct contrast *c)
{
	return c ? find_pair(contrasts, same_cell(results, c->term[0]), same_cell(results, c->term[1])) : NULL;
}

void scorecard_move(struct scorecard *card, const struct results *results, const struct contrasts *contrasts)
{
	for (size_t i = 0; i < card->stores.count; i++) {
		struct contrast *c = &card->stores.contrast[i];

		for (size_t k = 0; k < c->term_count; k++)
			c->term[k] = same_cell(results, c->term[k]);
		c->reference = same_cell(results, c->reference);
	}
	for (size_t i = 0; i < card->rows; i++) {
		struct scorecard_row *row = &card->row[i];

		row->plain = same_pair(results, contrasts, row->plain);
		for (int column = 0; column < SCORECARD_COLUMNS; column++) {
			row->cell[column] = same_cell(results, row->cell[column]);
			if (column != SCORECARD_STORE)
				row->against[column] = same_pair(results, contrasts, row->against[column]);
		}
	}
	card->results = results;
}

size_t scorecard_disturbed(const struct scorecard *card)
{
	size_t count = 0;

	for (size_t i = 0; i < card->rows; i++)
		for (int column = 0; column < SCORECARD_COLUMNS; column++)
			count += card->row[i].cell[column] && result_is_spoilt(card->row[i].cell[column]);
	return count;
}

const char *scorecard_outcome(const struct result *r)
{
	bool flushed = policy_table[r->record->cell.policy].ro == POLICY_RO_FLUSH && r->record->outcome == OUTCOME_SKIPPED;

	return flushed ? "flushed" : wording_outcome(r);
}

const struct scorecard_row *scorecard_find(const struct scorecard *card, enum policy_id policy)
{
	for (size_t i = 0; i < card->rows; i++)
		if (card->row[i].policy == policy)
			return &card->row[i];
	return NULL;
}

/* Does neither row have the cell? Then the column says nothing about the two. */
static bool is_absent(const struct scorecard *card, size_t a, size_t b, int column)
{
	return !card->row[a].cell[column] && !card->row[b].cell[column];
}

/* Compares two flags like costs: an effect is worse than none. */
static enum standing compare_flags(struct flag a, struct flag b)
{
	if (!a.known && !b.known)
		return STANDING_ALIKE;
	if (!a.known || !b.known)
		return STANDING_UNKNOWN;
	return a.value == b.value ? STANDING_ALIKE : a.value ? STANDING_MORE : STANDING_LESS;
}

bool scorecard_is_dominated(const struct scorecard *card, size_t a, size_t b)
{
	enum standing all[SCORECARD_COLUMNS + 2];
	bool worse = false;

	for (int i = 0; i < SCORECARD_COLUMNS; i++)
		all[i] = is_absent(card, a, b, i) ? STANDING_ALIKE : card->standing[a][b][i];
	all[SCORECARD_COLUMNS] = compare_flags(card->row[a].dirties, card->row[b].dirties);
	all[SCORECARD_COLUMNS + 1] = compare_flags(card->row[a].allocates, card->row[b].allocates);
	for (int i = 0; i < SCORECARD_COLUMNS + 2; i++) {
		if (all[i] != STANDING_ALIKE && all[i] != STANDING_MORE)
			return false;
		worse |= all[i] == STANDING_MORE;
	}
	return worse;
}

static bool same_faults(const struct result *a, const struct result *b)
{
	return a->record->attributed == b->record->attributed && a->faults == b->faults;
}

bool scorecard_is_inseparable(const struct scorecard *card, size_t a, size_t b)
{
	const struct scorecard_row *x = &card->row[a], *y = &card->row[b];

	size_t columns = 0;

	for (int i = 0; i < SCORECARD_RO_IVAC; i++) {
		enum standing standing = card->standing[a][b][i];

		if (is_absent(card, a, b, i))
			continue;
		columns++;
		if ((standing != STANDING_ALIKE && standing != STANDING_UNTOLD) || !same_faults(x->cell[i], y->cell[i]))
			return false;
	}
	return columns && x->dirties.value == y->dirties.value && x->allocates.value == y->allocates.value;
}

/* Does neither op take a fault, so that a tick may be more than SCORECARD_MARGIN of what is left? */
static bool are_free(const struct scorecard *card, size_t a, size_t b, int column)
{
	const struct result *x = card->row[a].cell[column], *y = card->row[b].cell[column];

	return card->standing[a][b][column] == STANDING_UNTOLD && x->record->attributed && y->record->attributed &&
	       !x->faults && !y->faults;
}

/* Are the columns of writable memory ALIKE? */
static bool is_as(const struct scorecard *card, size_t row, size_t base)
{
	for (int i = 0; i < SCORECARD_RO_IVAC; i++)
		if (!is_absent(card, row, base, i) && card->standing[row][base][i] != STANDING_ALIKE &&
		    !are_free(card, row, base, i))
			return false;
	return scorecard_is_inseparable(card, row, base);
}

bool scorecard_is_as_upstream(const struct scorecard *card, size_t row)
{
	const struct scorecard_row *upstream = scorecard_find(card, POLICY_UPSTREAM);

	return upstream && card->row[row].policy != POLICY_UPSTREAM && is_as(card, row, (size_t)(upstream - card->row));
}

size_t scorecard_leader(const struct scorecard *card, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (scorecard_leader(card, i) == i && is_as(card, row, i))
			return i;
	return row;
}

bool scorecard_is_twin(enum policy_id a, enum policy_id b)
{
	return a < POLICY_COUNT && b < POLICY_COUNT && policy_table[a].read_triage == POLICY_READS_ALL &&
	       policy_table[b].read_triage == POLICY_READS_RO && policy_table[a].ro == policy_table[b].ro;
}

size_t scorecard_twin(const struct scorecard *card, size_t row)
{
	for (size_t i = 0; i < card->rows; i++) {
		size_t columns = 0, alike = 0;

		if (!scorecard_is_twin(card->row[row].policy, card->row[i].policy))
			continue;
		for (int k = SCORECARD_RO_IVAC; k < SCORECARD_COLUMNS; k++) {
			bool absent = is_absent(card, row, i, k);

			columns += !absent;
			alike += !absent && card->row[row].cell[k] && card->row[i].cell[k] &&
				 coincide_results(card->row[row].cell[k], card->row[i].cell[k], SCORECARD_TWINS);
		}
		if (columns && alike == columns)
			return i;
	}
	return SIZE_MAX;
}

void spread_note(struct spread *s, const struct result *r)
{
	double half;

	if (!result_has_cost(r))
		return;
	amount_add_cell(&s->amount, r);
	s->cells++;
	s->without += !r->ci95.known;
	if (!r->ci95.known || r->value <= 0)
		return;
	half = fmax(r->value - r->ci95.lo, r->ci95.hi - r->value) / r->value;
	s->widest = fmax(s->widest, half);
}
