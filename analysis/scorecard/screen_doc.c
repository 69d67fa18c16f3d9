/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/screen_doc.h"

#include "analysis/cell/coincide.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/question.h"
#include "analysis/scorecard/verdict.h"
#include "analysis/section/section.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"

#include <math.h>
#include <string.h>

#define COLUMNS(array) (array), ARRAY_SIZE(array)

static void begin_table(struct doc *doc, const struct results *results, const char *title,
			const struct doc_column *column, size_t columns)
{
	char text[256 + MACHINE_UNIT_SIZE], unit[MACHINE_UNIT_SIZE];

	machine_unit(unit, results, false);
	snprintf(text, sizeof(text), "%s %s", title, unit);
	doc_table(doc, text, false, column, columns);
}

static void put_items(struct doc *doc, const struct sentences *s)
{
	for (size_t i = 0; i < s->count; i++)
		doc->style->item(doc, s->text[i]);
}

#define CELL_SIZE 160

const char *screen_change(char buf[static SCREEN_CHANGE_SIZE], const struct scorecard *card, const struct contrast *c)
{
	enum standing standing = c ? scorecard_judge(c, archive_counts_insns(card->results->archive)) : STANDING_UNKNOWN;
	char percent[NUMBER_SIZE];
	double relative;

	buf[0] = '\0';
	if (standing == STANDING_ALIKE)
		return "same";
	if (c && contrast_relative(c, &relative))
		snprintf(buf, SCREEN_CHANGE_SIZE, "%s%s", text_percent(percent, relative),
			 standing == STANDING_UNTOLD || standing == STANDING_UNKNOWN ? "?" : "");
	return buf;
}

/* "5963, 2 faults, +84.6%": what there is of cost, faults and more, with commas between. */
static void put_cost(struct doc *doc, const struct result *r, const char *more)
{
	bool good = r && (r->verdict == VERDICT_AS_PREDICTED || r->verdict == VERDICT_UNCHECKED);
	char text[CELL_SIZE], cost[NUMBER_SIZE], faults[NUMBER_SIZE + 16] = "";

	if (!r) {
		doc_cell(doc, "-");
		return;
	}
	if (r->record->attributed)
		snprintf(faults, sizeof(faults), ", %.3g fault%s", r->faults, r->faults == 1 ? "" : "s");
	snprintf(text, sizeof(text), "%s%s%s%s%s", wording_cost(cost, r), faults, more[0] ? ", " : "", more,
		 good ? "" : ", NOT AS PREDICTED");
	doc_cell(doc, text);
}

/* The policy of a row, and those that it stands for on writable memory. */
static void put_names(struct doc *doc, const struct scorecard *card, size_t row)
{
	char text[512];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", policy_name(card->row[row].policy));

	for (size_t i = row + 1; i < card->rows && used < sizeof(text); i++)
		if (scorecard_leader(card, i) == row)
			used += (size_t)snprintf(text + used, sizeof(text) - used, ", %s", policy_name(card->row[i].policy));
	doc_cell(doc, text);
}

static const char *leaves(const struct scorecard_row *row)
{
	if (!row->dirties.known && !row->allocates.known)
		return "-";
	if (row->dirties.value)
		return row->allocates.value ? "dirties, allocates" : "dirties";
	return row->allocates.value ? "allocates" : "nothing";
}

static void put_writable(struct doc *doc, const struct loaded *loaded, const struct scorecard *card)
{
	static const struct doc_column columns[] = {
		{ "policy", false }, { "IVAC, logged", false }, { "IVAC, untouched", false }, { "CIVAC, logged", false },
	};

	begin_table(doc, &loaded->results, "Writable memory: cost, faults, and change against upstream, of the first "
		    "access to one line of a page", COLUMNS(columns));
	for (size_t i = 0; i < card->rows; i++) {
		const struct scorecard_row *row = &card->row[i];
		char text[SCREEN_CHANGE_SIZE];

		if (scorecard_leader(card, i) != i)
			continue;
		put_names(doc, card, i);
		for (int column = 0; column <= SCORECARD_CIVAC_LOGGED; column++)
			put_cost(doc, row->cell[column],
				 row->policy == POLICY_UPSTREAM ? "" : screen_change(text, card, row->against[column]));
	}
	doc_table_end(doc);
}

static void put_effects(struct doc *doc, const struct loaded *loaded, const struct scorecard *card)
{
	static const struct doc_column columns[] = {
		{ "policy", false }, { "needlessly", false }, { "store after it", false },
	};

	begin_table(doc, &loaded->results, "Writable memory: what a DC CIVAC does needlessly, and what the guest's "
		    "store after it costs", COLUMNS(columns));
	for (size_t i = 0; i < card->rows; i++) {
		if (scorecard_leader(card, i) != i)
			continue;
		put_names(doc, card, i);
		doc_cell(doc, leaves(&card->row[i]));
		put_cost(doc, card->row[i].cell[SCORECARD_STORE], "");
	}
	doc_table_end(doc);
}

/* How all cells of a row stand to upstream; nothing without upstream. */
static void put_counts(struct doc *doc, const struct loaded *loaded, const struct scorecard *card)
{
	static const struct doc_column columns[] = {
		{ "policy", false }, { "more", true }, { "less", true }, { "the same", true }, { "not told", true },
	};

	if (!card->has_upstream)
		return;
	begin_table(doc, &loaded->results, "Writable memory: how many cells cost more or less than under upstream",
		    COLUMNS(columns));
	for (size_t i = 0; i < card->rows; i++) {
		const size_t *n = card->row[i].standing;

		if (card->row[i].policy == POLICY_UPSTREAM)
			continue;
		doc_cell(doc, policy_name(card->row[i].policy));
		doc_number(doc, (double)n[STANDING_MORE], false);
		doc_number(doc, (double)n[STANDING_LESS], false);
		doc_number(doc, (double)n[STANDING_ALIKE], false);
		doc_number(doc, (double)(n[STANDING_UNTOLD] + n[STANDING_UNKNOWN]), false);
	}
	doc_table_end(doc);
}

static void put_read_only(struct doc *doc, const struct loaded *loaded, const struct scorecard *card)
{
	static const struct doc_column columns[] = { { "policy", false }, { "DC IVAC", false }, { "DC CIVAC", false } };

	begin_table(doc, &loaded->results, "Read-only slot: a page maintained line by line", COLUMNS(columns));
	for (size_t i = 0; i < card->rows; i++) {
		doc_cell(doc, policy_name(card->row[i].policy));
		for (int column = SCORECARD_RO_IVAC; column < SCORECARD_COLUMNS; column++) {
			const struct result *r = card->row[i].cell[column];

			put_cost(doc, r, r ? scorecard_outcome(r) : "");
		}
	}
	doc_table_end(doc);
}

#define FIGURE_COLUMNS 3
#define BARS_MAX       (SCORECARD_ROWS * FIGURE_COLUMNS)

/* Does an earlier row show the same in the figure? Then its bars stand for this one's. */
static bool is_shown(const struct scorecard *card, size_t row)
{
	for (size_t i = 0; i < row; i++) {
		bool same = true;

		for (int column = 0; column < FIGURE_COLUMNS; column++)
			same = same && coincide_results(card->row[i].cell[column], card->row[row].cell[column], COINCIDE_SHARE);
		if (same)
			return true;
	}
	return false;
}

/* False: there is nothing to draw. */
static bool make_bar(struct doc_bar *bar, const struct scorecard_row *row, size_t column)
{
	const struct contrast *c = row->against[column];
	double relative;

	if (!c || !contrast_relative(c, &relative))
		return false;
	*bar = (struct doc_bar){ .parts = 1, .part = { 100 * relative }, .has_interval = c->ci95.known };
	bar->lo = 100 * c->ci95.lo / c->reference->value;
	bar->hi = 100 * c->ci95.hi / c->reference->value;
	snprintf(bar->label, sizeof(bar->label), "%s: %s", policy_name(row->policy), scorecard_column_name[column]);
	if (c->term[0]->faults != c->term[1]->faults)
		snprintf(bar->note, sizeof(bar->note), "%.3g fault%s, not %.3g", c->term[0]->faults,
			 c->term[0]->faults == 1 ? "" : "s", c->term[1]->faults);
	return true;
}

/* What policies change in the first columns, in per cent of upstream's cost; once, of those that change the same. */
static void put_figure(struct doc *doc, const struct loaded *loaded, const struct scorecard *card)
{
	struct doc_bar bar[BARS_MAX];
	struct doc_figure figure = { .title = "First access to one line of writable memory, against upstream", .bar = bar };
	char unit[MACHINE_UNIT_SIZE], text[MACHINE_UNIT_SIZE + 16];

	for (size_t i = 0; i < card->rows; i++)
		for (size_t column = 0; column < FIGURE_COLUMNS; column++)
			if (!scorecard_is_as_upstream(card, i) && !is_shown(card, i))
				figure.bars += make_bar(&bar[figure.bars], &card->row[i], column);
	if (!figure.bars)
		return;
	machine_unit(unit, &loaded->results, false);
	unit[strlen(unit) - 1] = '\0'; /* less its brackets */
	snprintf(text, sizeof(text), "per cent of %s", unit + 1);
	figure.unit = text;
	doc->style->figure(doc, &figure);
}

static const char pages[] =
	"Pages are cold: stage 2 does not map them. logged: dirty-logged, and written by the host; "
	"untouched: the host has no page yet.";

static const char legend[] =
	"faults: stage-2 faults of a sample, as predicted unless it is said that they are not. needlessly: whether a DC "
	"CIVAC makes the logged page dirty, and the host allocate the untouched one. the same: less than 1 % apart, for "
	"sure; not told, or a question mark: the interval leaves it open, or a cell is missing.";

static void put_answers(struct doc *doc, const struct loaded *loaded)
{
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		struct sentences answer = { .count = 0 };
		char text[SENTENCE_SIZE * 4];
		size_t used = (size_t)snprintf(text, sizeof(text), "%zu %s:", i, section_table[i]->label);

		section_table[i]->brief(loaded, &answer);
		if (!answer.count)
			sentences_add(&answer, "no cells in this archive.");
		for (size_t k = 0; k < answer.count && used < sizeof(text); k++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", answer.text[k]);
		doc->style->item(doc, text);
	}
}

static int put_reproduction(const void *loaded, FILE *out)
{
	first_screen_reproduction(loaded, out);
	return 0;
}

/* Adds what the boots cover, and how many more would be wanted. Returns 0 or -ENOMEM. */
static int say_boots(const struct loaded *loaded, const struct scorecard *card, struct sentences *verdict)
{
	struct question question;
	int err = question_find(&question, loaded, card);

	if (!err)
		question_say(loaded, &question, verdict);
	return err;
}

int screen_doc(struct doc *doc, const struct loaded *loaded)
{
	const struct cell base = loaded->base;
	struct sentences belief = { .count = 0 }, verdict = { .count = 0 };
	struct scorecard card;
	int err = scorecard_make(&card, &loaded->results, &loaded->contrasts, &base);

	if (err)
		return err;
	first_screen_belief(loaded, &belief);
	put_items(doc, &belief);
	doc->style->heading(doc, 1, "Scorecard");
	put_writable(doc, loaded, &card);
	put_effects(doc, loaded, &card);
	put_read_only(doc, loaded, &card);
	put_counts(doc, loaded, &card);
	doc->style->paragraph(doc, pages, false);
	doc->style->paragraph(doc, legend, false);
	put_figure(doc, loaded, &card);
	doc->style->heading(doc, 1, "Verdict");
	verdict_say(&card, &verdict);
	err = say_boots(loaded, &card, &verdict);
	put_items(doc, &verdict);
	doc->style->heading(doc, 1, "Answers in short");
	put_answers(doc, loaded);
	doc->style->heading(doc, 1, "How to reproduce");
	err = err ? err : doc_written(doc, true, put_reproduction, loaded);
	scorecard_free(&card);
	return err;
}

/* Does the policy as upstream does on writable memory, in all of the archives that have it? */
static bool is_as_upstream(const struct scorecard *card, const size_t *shown, size_t count, enum policy_id policy)
{
	for (size_t i = 0; i < count; i++) {
		const struct scorecard_row *row = scorecard_find(&card[shown[i]], policy);

		if (row && !scorecard_is_as_upstream(&card[shown[i]], (size_t)(row - card[shown[i]].row)))
			return false;
	}
	return true;
}

/* A row for each policy that one of the archives has, unless it repeats upstream's, in a column of the scorecard. */
static void put_several_rows(struct doc *doc, const struct scorecard *card, const size_t *shown, size_t count,
			     enum scorecard_column column)
{
	for (unsigned int policy = 0; policy < SCORECARD_ROWS; policy++) {
		const struct result *r[DOC_COLUMNS_MAX] = { NULL };
		bool any = false;

		for (size_t i = 0; i < count; i++) {
			const struct scorecard_row *row = scorecard_find(&card[shown[i]], (enum policy_id)policy);

			r[i] = row ? row->cell[column] : NULL;
			any |= r[i] != NULL;
		}
		if (!any || (column < SCORECARD_RO_IVAC && is_as_upstream(card, shown, count, (enum policy_id)policy)))
			continue;
		doc_cell(doc, scorecard_column_name[column]);
		doc_cell(doc, policy_name((enum policy_id)policy));
		for (size_t i = 0; i < count; i++)
			doc_number(doc, result_has_cost(r[i]) ? r[i]->value : NAN, false);
	}
}

/* Says beside the table what speaks against the numbers of an archive, and what was done about the module's hook. */
static void put_doubts(struct doc *doc, const struct loaded *loaded, const char *name)
{
	const struct results *r = &loaded->results;
	size_t bad = r->counts.verdict[VERDICT_DIFFERS] + r->counts.verdict[VERDICT_FAILED];
	char text[LABEL_SIZE + MACHINE_REFUSED_SIZE + 16], hook[MACHINE_HOOK_SIZE], refused[MACHINE_REFUSED_SIZE];

	if (machine_refused_sentence(refused, &loaded->archive)[0]) {
		snprintf(text, sizeof(text), "%s: THIS RUN WAS %s", name, refused);
		doc->style->paragraph(doc, text, true);
	}
	if (bad) {
		snprintf(text, sizeof(text), "%s: %zu of %zu cells are NOT AS PREDICTED.", name, bad, r->counts.cells);
		doc->style->paragraph(doc, text, true);
	}
	if (machine_hook(hook, r)[0]) {
		snprintf(text, sizeof(text), "%s: costs are given %s.", name, hook);
		doc->style->paragraph(doc, text, false);
	}
}

static void put_several(struct doc *doc, const struct several *several, const struct labels *labels)
{
	const struct loaded *const *loaded = several->loaded;
	struct doc_column columns[DOC_COLUMNS_MAX] = { { "cell", false }, { "policy", false } };
	size_t shown[DOC_COLUMNS_MAX], n = 0;

	for (size_t i = 0; i < several->count && n + 2 < DOC_COLUMNS_MAX; i++) {
		if (!labels_share_unit(&loaded[0]->archive, &loaded[i]->archive))
			continue;
		columns[n + 2] = (struct doc_column){ labels->name[i], true };
		shown[n++] = i;
	}
	begin_table(doc, &loaded[0]->results, "Scorecard: the first access to a page, by archive", columns, n + 2);
	for (int column = 0; column < SCORECARD_COLUMNS; column++)
		put_several_rows(doc, several->card, shown, n, (enum scorecard_column)column);
	doc_table_end(doc);
	for (size_t i = 0; i < n; i++)
		put_doubts(doc, loaded[shown[i]], labels->name[shown[i]]);
	doc->style->paragraph(doc, pages, false);
}

void screen_doc_several(struct doc *doc, const struct several *several, const struct labels *labels)
{
	struct sentences verdict = { .count = 0 };

	put_several(doc, several, labels);
	doc->style->heading(doc, 1, "Verdict, of all of them");
	verdict_say_common(several->card, several->count, &verdict);
	put_items(doc, &verdict);
}
