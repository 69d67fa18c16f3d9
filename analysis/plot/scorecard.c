/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/plots.h"

#include "analysis/cell/coincide.h"
#include "analysis/scorecard/scorecard.h"

#include <string.h>

#define ROW_HEIGHT  58 /* pixels: the names of its policies, and three lines of small text */
#define HEAD_HEIGHT 34 /* pixels, of the columns' names */
#define ROW_LINES   5  /* the same where there are only characters */
#define HEAD_LINES  3
#define MARK_SIZE   96

/* A figure has the columns first to end - 1 of a scorecard, less those that it has no cells for. */
struct matrix {
	const struct scorecard *card;
	int first, end;
	const char *name, *title, *note;
	const char *less, *more; /* what such a cell is called */
};

/* How a row stands to upstream; upstream itself, of which all is the measure, is as upstream. */
static enum standing stands(const struct scorecard *card, const struct scorecard_row *row, int column)
{
	const struct scorecard_row *upstream = scorecard_find(card, POLICY_UPSTREAM);

	if (!upstream)
		return STANDING_UNKNOWN;
	return row == upstream ? STANDING_ALIKE : card->standing[row - card->row][upstream - card->row][column];
}

static bool same_flag(struct flag a, struct flag b)
{
	return a.known == b.known && a.value == b.value;
}

/* A coincide_same: the same is written in all columns. */
static bool rows_coincide(const void *data, unsigned int a, unsigned int b)
{
	const struct matrix *m = data;
	const struct scorecard_row *x = scorecard_find(m->card, (enum policy_id)a);
	const struct scorecard_row *y = scorecard_find(m->card, (enum policy_id)b);

	for (int column = m->first; column < m->end; column++) {
		if (!coincide_results(x->cell[column], y->cell[column], COINCIDE_SHARE) ||
		    stands(m->card, x, column) != stands(m->card, y, column))
			return false;
		if (column == SCORECARD_CIVAC_LOGGED && !(same_flag(x->dirties, y->dirties) &&
							  same_flag(x->allocates, y->allocates)))
			return false;
	}
	return true;
}

/* "+85 %", "565x", with a question mark where the interval leaves it open; empty: nothing to compare. */
static const char *change(char buf[static NUMBER_SIZE], const struct scorecard_row *row, int column,
			  enum standing standing)
{
	const struct contrast *c = row->against[column];
	const char *open = standing == STANDING_UNTOLD || standing == STANDING_UNKNOWN ? "?" : "";
	double relative;

	buf[0] = '\0';
	if (!c || !c->same_outcome || row->policy == POLICY_UPSTREAM || !contrast_relative(c, &relative))
		return buf;
	if (standing == STANDING_ALIKE)
		snprintf(buf, NUMBER_SIZE, "same");
	else if (relative >= 10)
		snprintf(buf, NUMBER_SIZE, "%.0fx%s", 1 + relative, open);
	else
		snprintf(buf, NUMBER_SIZE, relative < 0.1 && relative > -0.1 ? "%+.1f %%%s" : "%+.0f %%%s", 100 * relative, open);
	return buf;
}

/* "+85 %, 2 faults", "abort, 65 faults". */
static const char *mark_of(char buf[static MARK_SIZE], const struct scorecard_row *row, int column,
			   enum standing standing)
{
	const struct result *r = row->cell[column];
	char relative[NUMBER_SIZE], faults[WORDING_FAULTS_SIZE];
	bool told = column >= SCORECARD_RO_IVAC || r->record->outcome != OUTCOME_EXECUTES;

	change(relative, row, column, standing);
	figure_faults(faults, r);
	snprintf(buf, MARK_SIZE, "%.20s%s%s%s%s fault%s", told ? wording_outcome(r) : "", told ? ", " : "", relative,
		 relative[0] ? ", " : "", faults, strcmp(faults, "1") ? "s" : "");
	return buf;
}

/* What a DC CIVAC leaves behind that its guest has not asked for. */
static const char *leaves(const struct scorecard_row *row, int column)
{
	bool dirties = row->dirties.known && row->dirties.value, allocates = row->allocates.known && row->allocates.value;

	if (column != SCORECARD_CIVAC_LOGGED || (!dirties && !allocates))
		return "";
	return dirties && allocates ? "dirties, allocates" : dirties ? "dirties" : "allocates";
}

/* Where a cell is drawn: its column from the left, and its row, which is NaN of what another one's is drawn for. */
struct spot {
	unsigned int x;
	const char *y;
	bool head; /* the column's name is written above it */
};

static void put_cell(struct figure *f, const struct matrix *m, const struct scorecard_row *row, int column,
		     struct spot spot)
{
	const char *const words[STANDING_COUNT] = {
		[STANDING_UNKNOWN] = "not compared", [STANDING_ALIKE] = "as upstream", [STANDING_UNTOLD] = "not told apart",
		[STANDING_LESS] = m->less, [STANDING_MORE] = m->more, [STANDING_OTHER] = "ends in another way",
	};
	const struct result *r = row->cell[column];
	const enum standing standing = stands(m->card, row, column);
	char mark[MARK_SIZE], cost[NUMBER_SIZE];

	figure_series(f, standing, words[standing]);
	figure_note(f, r);
	figure_data(f, "%u\t%s\t%s\t%s\t%.10g\t%s\t%zu\t%s\t%s\t%d\t%s\t%s", spot.x, spot.y, policy_name(row->policy),
		    scorecard_column_name[column], r->value, text_number(cost, r->value, false), r->cost.n,
		    mark_of(mark, row, column, standing), leaves(row, column), standing + 1, standing_name[standing],
		    spot.head ? "yes" : "no");
}

/* The columns, bit by column, that some row has a cost in. */
static uint32_t columns_of(const struct matrix *m)
{
	uint32_t columns = 0;

	for (size_t i = 0; i < m->card->rows; i++)
		for (int column = m->first; column < m->end; column++)
			columns |= (uint32_t)result_has_cost(m->card->row[i].cell[column]) << column;
	return columns;
}

/* headed: bit by column, of those whose names are written. */
static void put_row(struct figure *f, const struct matrix *m, const struct scorecard_row *row, const char *y,
		    uint32_t columns, uint32_t *headed)
{
	struct spot spot = { .y = y };

	for (int column = m->first; column < m->end; column++) {
		if (!(columns >> column & 1))
			continue;
		if (result_has_cost(row->cell[column])) {
			spot.head = !(*headed >> column & 1);
			put_cell(f, m, row, column, spot);
			*headed |= UINT32_C(1) << column;
		}
		spot.x++;
	}
}

/* One row is drawn for all policies of a group; the data have each. */
static void put_group(struct figure *f, const struct matrix *m, uint32_t group, uint32_t columns, uint32_t *headed)
{
	const unsigned int first = coincide_first(group);
	char y[24];

	snprintf(y, sizeof(y), "%zu", f->row_count);
	for (unsigned int policy = first; policy < SCORECARD_ROWS; policy++)
		if (group >> policy & 1)
			put_row(f, m, scorecard_find(m->card, (enum policy_id)policy), policy == first ? y : "NaN", columns,
				headed);
}

static void put_matrix(struct plotter *plotter, const struct matrix *m)
{
	const uint32_t columns = columns_of(m);
	uint32_t policies = 0, headed = 0;
	struct coincide groups;
	struct figure f;

	figure_begin(&f, plotter, plot_scorecard_matrix,
		     "x\ty\tpolicy\tcolumn\tcost\ttext\tn\tmark\tleaves\ttint\tstanding\thead", "%s", m->name);
	snprintf(f.title, sizeof(f.title), "%s", m->title);
	snprintf(f.note, sizeof(f.note), "%s", m->note);
	snprintf(f.axis, sizeof(f.axis), "cost");
	for (size_t i = 0; i < m->card->rows; i++)
		policies |= UINT32_C(1) << m->card->row[i].policy;
	groups = coincide_find(policies, rows_coincide, m);
	for (size_t i = 0; i < groups.count; i++) {
		char names[COINCIDE_NAME_SIZE];

		put_group(&f, m, groups.group[i], columns, &headed);
		figure_place(&f);
		figure_row(&f, "%s", coincide_name(names, groups.group[i], policies, coincide_policy_name));
	}
	f.height = ROW_HEIGHT * (unsigned int)f.row_count + HEAD_HEIGHT;
	f.lines = ROW_LINES * (unsigned int)f.row_count + HEAD_LINES;
	figure_end(&f);
}

void plot_scorecard(struct plotter *plotter)
{
	const struct loaded *loaded = plotter->loaded;
	struct scorecard card;
	const struct matrix writable = {
		&card, 0, SCORECARD_RO_IVAC, "scorecard-writable",
		"Scorecard: the first access to one line of a page\nof writable memory",
		"below the cost: change against upstream, stage-2 faults\n"
		"logged: dirty-logged, written by the host; untouched: no host page",
		"less than upstream", "more than upstream",
	};
	const struct matrix read_only = {
		&card, SCORECARD_RO_IVAC, SCORECARD_COLUMNS, "scorecard-read-only",
		"Scorecard: a page of a read-only slot, line by line",
		"below the cost: how each op ends, stage-2 faults of the page\n"
		"better: it executes, where upstream leaves for userspace",
		"better than upstream", "worse than upstream",
	};

	if (scorecard_make(&card, &loaded->results, &loaded->contrasts, &loaded->base)) {
		complain("plot: out of memory");
		plotter->status = STATUS_FAILED;
		return;
	}
	put_matrix(plotter, &writable);
	put_matrix(plotter, &read_only);
	scorecard_free(&card);
}
