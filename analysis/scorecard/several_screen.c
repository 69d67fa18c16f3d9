/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/scorecard/several_screen.h"

#include "analysis/boots/alike.h"
#include "analysis/cell/blocks.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/verdict.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/labels.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <string.h>

#define COLUMNS       5  /* archives that a line has room for */
#define LABEL_COLUMNS 27 /* characters before the first archive's column */
#define NAMES_COLUMNS 26 /* characters at least before the first cost, where each archive has a row */
#define COST_COLUMNS  10 /* characters of a cost in such a row: as many as the longest name of a policy has */
#define ROW_PLACES    5  /* costs that such a row may have */
#define ROWS_MIN      4  /* of a table with a row for each archive; where there is no room for as many, there is no table */
#define HOST_LINES    4  /* on the archives, where each has a row */
#define VERDICT_LINES 12
#define VERDICT_LEAST 9  /* lines that rows of policies leave for the verdict */
#define LEGEND_LINES  7  /* with those that have no rows of their own */
#define FILES_LINES   3
#define ROW_SIZE      160
#define VALUE_SIZE    48

struct screen {
	const struct loaded *const *loaded; /* count of them */
	size_t count;
	size_t shown[LABELS_MAX], columns; /* archives that have a column, or a row, by index */
	bool rows;                   /* they are more than a line has room for: each has a row, and each policy a column */
	size_t width;                /* characters of such rows' names */
	size_t unseen;               /* archives for whose rows there is no room */
	const struct scorecard *card; /* count of them */
	struct labels labels;
	bool single;                 /* each has one policy, which need not be the same */
	uint32_t policies;           /* those that have a row or share one, bit by policy_id */
	uint32_t hidden;             /* those that there is no room for */
	struct spread spread;
	FILE *out;
	size_t left;
};

static void put_line(struct screen *s, const char *line)
{
	text_line(s->out, "%s", line);
	s->left--;
}

/* Writes a line on an archive: its machine, and the problems of its run. */
static void put_machine(struct screen *s, size_t i)
{
	const struct archive *a = &s->loaded[i]->archive;
	const struct results *r = &s->loaded[i]->results;
	size_t bad = r->counts.verdict[VERDICT_DIFFERS] + r->counts.verdict[VERDICT_FAILED];
	char state[96], hook[MACHINE_HOOK_SIZE], boots[32] = "";
	struct sentences line = { .count = 0 };
	const char *refused = machine_refused(a);
	int n;

	if (bad)
		snprintf(state, sizeof(state), "%zu of %zu cells NOT AS PREDICTED", bad, r->counts.cells);
	else if (r->counts.verdict[VERDICT_AS_PREDICTED] == r->counts.cells)
		snprintf(state, sizeof(state), "all %zu cells as predicted", r->counts.cells);
	else
		snprintf(state, sizeof(state), "%zu of %zu cells as predicted", r->counts.verdict[VERDICT_AS_PREDICTED],
			 r->counts.cells);
	if (s->loaded[i]->boots)
		snprintf(boots, sizeof(boots), "%zu %s, ", s->loaded[i]->boots->count, blocks_exact(a) ? "seeds" : "boots");
	machine_hook(hook, r);
	sentences_add(&line, "host:   %s: %s%s%s%s, %s, %s%s%s", s->labels.name[i],
		 refused ? refused : "", refused ? "; " : "", boots, state,
		 platform_name[a->platform], a->host.cpu ? a->host.cpu : "CPU not known", hook[0] ? "; " : "",
		      hook);
	n = sentences_write(&line, NULL, 8, 2, s->out);
	s->left -= n > 0 ? (size_t)n : 0;
}

static const char *build_id(const struct archive *a)
{
	const char *id = archive_build_id(a);

	return id ? id : "not known";
}

/* Writes each kernel once, the first of many. */
static void put_bases(struct screen *s)
{
	size_t kernels = 0;

	for (size_t k = 0; k < s->columns; k++) {
		const struct archive *a = &s->loaded[s->shown[k]]->archive;
		char line[256];
		bool told = false;

		for (size_t i = 0; i < k; i++) {
			const struct archive *b = &s->loaded[s->shown[i]]->archive;

			told |= !strcmp(build_id(a), build_id(b)) && !strcmp(a->host.kernel, b->host.kernel);
		}
		if (told || ++kernels > COLUMNS)
			continue;
		snprintf(line, sizeof(line), "base:   %s, build id %s", a->host.kernel, build_id(a));
		put_line(s, line);
	}
	if (kernels > COLUMNS) {
		char line[64];

		snprintf(line, sizeof(line), "        and %zu kernels more", kernels - COLUMNS);
		put_line(s, line);
	}
}

/* Writes a row: the label, then each archive's text. */
static void put_row(struct screen *s, const char *label, char text[static COLUMNS][VALUE_SIZE])
{
	char line[ROW_SIZE];
	size_t used = (size_t)snprintf(line, ROW_SIZE, "%-*.*s", LABEL_COLUMNS, LABEL_COLUMNS, label);

	for (size_t i = 0; i < s->columns && used < ROW_SIZE; i++)
		used += (size_t)snprintf(line + used, ROW_SIZE - used, " %8s", text[i]);
	put_line(s, line);
}

static void put_headings(struct screen *s)
{
	for (size_t line = 0; line < s->labels.lines; line++) {
		char text[COLUMNS][VALUE_SIZE] = { "" };

		for (size_t i = 0; i < s->columns; i++)
			snprintf(text[i], VALUE_SIZE, "%s", s->labels.line[line][s->shown[i]]);
		put_row(s, "", text);
	}
}

/* A policy's row in an archive: of archives with one policy, that one. */
static const struct scorecard_row *row_of(const struct screen *s, size_t archive, enum policy_id policy)
{
	if (s->single)
		return s->card[archive].rows ? &s->card[archive].row[0] : NULL;
	return scorecard_find(&s->card[archive], policy);
}

/* "(2)", stage-2 faults where all archives have the same; else "(*)". */
static const char *common_faults(char buf[static NUMBER_SIZE], const struct result *const *r, size_t count)
{
	buf[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char text[NUMBER_SIZE];

		if (!r[i])
			continue;
		snprintf(text, sizeof(text), r[i]->record->attributed ? "(%.3g)" : "(?)", r[i]->faults);
		if (!buf[0])
			snprintf(buf, NUMBER_SIZE, "%s", text);
		else if (strcmp(buf, text))
			snprintf(buf, NUMBER_SIZE, "(*)");
	}
	return buf;
}

/* "5963", or "98689a" with the letter of an outcome other than executes, or a dash. */
static void cost_text(char buf[static VALUE_SIZE], const struct result *r)
{
	char cost[NUMBER_SIZE];

	if (!r)
		snprintf(buf, VALUE_SIZE, "-");
	else
		snprintf(buf, VALUE_SIZE, "%.10s%c", wording_cost(cost, r), wording_outcome_letter(r));
}

/* Writes the stage-2 faults of each archive. */
static void put_fault_row(struct screen *s, const struct result *const *r)
{
	char text[COLUMNS][VALUE_SIZE];

	for (size_t i = 0; i < s->columns; i++)
		snprintf(text[i], VALUE_SIZE, r[i] && r[i]->record->attributed ? "%.3g" : "-", r[i] ? r[i]->faults : 0);
	put_row(s, "  its stage-2 faults", text);
}

/* Does a policy stand for another one on writable memory, in each archive that has the latter? */
static bool leads(const struct screen *s, enum policy_id policy, enum policy_id other)
{
	for (size_t i = 0; i < s->columns; i++) {
		const struct scorecard *card = &s->card[s->shown[i]];
		const struct scorecard_row *a = scorecard_find(card, policy), *b = scorecard_find(card, other);

		if (b && (!a || scorecard_leader(card, (size_t)(b - card->row)) !=
			  scorecard_leader(card, (size_t)(a - card->row))))
			return false;
	}
	return true;
}

/* Returns the first of the policies that stands for one on writable memory; itself, if there is none before it. */
static enum policy_id leader(const struct screen *s, uint32_t policies, enum policy_id policy)
{
	for (unsigned int i = 0; i < (unsigned int)policy; i++)
		if (policies >> i & 1 && leads(s, (enum policy_id)i, policy))
			return (enum policy_id)i;
	return policy;
}

/* Is b the twin of a, and alike on read-only slots in each archive that has one of them? */
static bool is_twin(const struct screen *s, enum policy_id a, enum policy_id b)
{
	for (size_t i = 0; i < s->columns; i++) {
		const struct scorecard *card = &s->card[s->shown[i]];
		const struct scorecard_row *x = scorecard_find(card, a), *y = scorecard_find(card, b);

		if ((x || y) && (!x || !y || scorecard_twin(card, (size_t)(x - card->row)) != (size_t)(y - card->row)))
			return false;
	}
	return scorecard_is_twin(a, b);
}

/* Returns the twin that shares the policy's rows on read-only slots, or POLICY_COUNT. */
static enum policy_id twin(const struct screen *s, uint32_t policies, enum policy_id policy)
{
	for (unsigned int i = 0; i < POLICY_COUNT; i++)
		if (policies >> i & 1 && is_twin(s, policy, (enum policy_id)i))
			return (enum policy_id)i;
	return POLICY_COUNT;
}

/* Has a policy a row of its own in a column? */
static bool has_row(const struct screen *s, uint32_t policies, enum scorecard_column column, enum policy_id policy)
{
	if (!(policies >> policy & 1))
		return false;
	if (column < SCORECARD_RO_IVAC)
		return leader(s, policies, policy) == policy;
	for (unsigned int i = 0; i < POLICY_COUNT; i++)
		if (policies >> i & 1 && is_twin(s, (enum policy_id)i, policy))
			return false;
	return true;
}

/* title: of archives with one policy, which have no row for each policy below it. */
static void put_cost_row(struct screen *s, const char *title, enum scorecard_column column, enum policy_id policy)
{
	const struct result *r[COLUMNS] = { NULL };
	char text[COLUMNS][VALUE_SIZE], faults[NUMBER_SIZE], name[32], label[64];
	bool any = false;

	for (size_t i = 0; i < s->columns; i++) {
		const struct scorecard_row *row = row_of(s, s->shown[i], policy);

		r[i] = row ? row->cell[column] : NULL;
		cost_text(text[i], r[i]);
		spread_note(&s->spread, r[i]);
		any |= r[i] != NULL;
	}
	if (!any)
		return;
	if (s->single) {
		put_row(s, title, text);
		put_fault_row(s, r);
		return;
	}
	snprintf(name, sizeof(name), "%s%s", policy_name(policy), column >= SCORECARD_RO_IVAC &&
		 twin(s, s->policies, policy) != POLICY_COUNT ? "/_ro" : "");
	snprintf(label, sizeof(label), "  %-12s %s", name, common_faults(faults, r, s->columns));
	put_row(s, label, text);
}

/* How many cells on writable memory cost more than under upstream, of how many. */
static void put_count_row(struct screen *s, enum policy_id policy)
{
	char text[COLUMNS][VALUE_SIZE], label[64];
	bool any = false;

	for (size_t i = 0; i < s->columns; i++) {
		const struct scorecard *card = &s->card[s->shown[i]];
		const struct scorecard_row *row = card->has_upstream ? scorecard_find(card, policy) : NULL;

		snprintf(text[i], VALUE_SIZE, "-");
		if (row && row->writable)
			snprintf(text[i], VALUE_SIZE, "%zu/%zu", row->standing[STANDING_MORE], row->writable);
		any |= row != NULL;
	}
	snprintf(label, sizeof(label), "  %s", policy_name(policy));
	if (any)
		put_row(s, label, text);
}

static bool has_column(const struct screen *s, enum scorecard_column column)
{
	for (size_t i = 0; i < s->columns; i++)
		for (size_t k = 0; k < s->card[s->shown[i]].rows; k++)
			if (s->card[s->shown[i]].row[k].cell[column])
				return true;
	return false;
}

/* The archive that speaks for the unit of all: one of the module's, if there is one. */
static size_t unit_of(const struct screen *s)
{
	for (size_t i = 0; i < s->columns; i++)
		if (s->loaded[s->shown[i]]->results.hook.present)
			return s->shown[i];
	return s->shown[0];
}

static void put_unit(struct screen *s)
{
	char unit[MACHINE_UNIT_SIZE], line[MACHINE_UNIT_SIZE + 16];

	machine_unit(unit, &s->loaded[unit_of(s)]->results, false);
	snprintf(line, sizeof(line), "Scorecard %s", unit);
	put_line(s, line);
}

static void put_card(struct screen *s)
{
	put_unit(s);
	put_headings(s);
	for (int column = 0; column < SCORECARD_COLUMNS; column++) {
		if (!has_column(s, (enum scorecard_column)column))
			continue;
		if (!s->single)
			put_line(s, scorecard_column_name[column]);
		if (s->single)
			put_cost_row(s, scorecard_column_name[column], (enum scorecard_column)column, POLICY_UNKNOWN);
		for (unsigned int i = 0; i <= POLICY_UNKNOWN && !s->single; i++)
			if (has_row(s, s->policies, (enum scorecard_column)column, (enum policy_id)i))
				put_cost_row(s, NULL, (enum scorecard_column)column, (enum policy_id)i);
	}
	if (s->single)
		return;
	put_line(s, "writable cells that cost more than under upstream, of all");
	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++)
		if (i != POLICY_UPSTREAM && has_row(s, s->policies, SCORECARD_IVAC_LOGGED, (enum policy_id)i))
			put_count_row(s, (enum policy_id)i);
}

/* Writes how many archives are as predicted, and which are not, or should not have been measured. */
static void put_hosts(struct screen *s)
{
	struct sentences line = { .count = 0 };
	size_t good = 0;
	int n;

	for (size_t i = 0; i < s->columns; i++)
		good += s->loaded[s->shown[i]]->results.counts.verdict[VERDICT_AS_PREDICTED] ==
			s->loaded[s->shown[i]]->results.counts.cells;
	sentences_add(&line, "host:   %zu %s, all cells as predicted on %zu.", s->columns,
		      platform_name[s->loaded[s->shown[0]]->archive.platform], good);
	for (size_t i = 0; i < s->columns; i++) {
		const struct loaded *l = s->loaded[s->shown[i]];
		const char *refused = machine_refused(&l->archive);
		size_t bad = l->results.counts.verdict[VERDICT_DIFFERS] + l->results.counts.verdict[VERDICT_FAILED];

		if (bad)
			sentences_add(&line, "%s: %zu of %zu cells NOT AS PREDICTED.", s->labels.name[s->shown[i]], bad, l->results.counts.cells);
		if (refused)
			sentences_add(&line, "%s: %s.", s->labels.name[s->shown[i]], refused);
	}
	n = sentences_write(&line, NULL, 8, HOST_LINES, s->out);
	s->left -= n > 0 ? (size_t)n : 0;
}

/* Formats an archive's name: its heading, line by line, which tells it from all others. */
static void name_row(const struct screen *s, size_t archive, char name[static ROW_SIZE])
{
	size_t used = 0;

	for (size_t line = 0; line < s->labels.lines; line++)
		used += (size_t)snprintf(name + used, ROW_SIZE - used, "%s%s", used ? " " : "", s->labels.line[line][archive]);
}

/* Sets the width of the names before the first cost. */
static void set_width(struct screen *s)
{
	char name[ROW_SIZE];

	s->width = NAMES_COLUMNS;
	for (size_t i = 0; i < s->columns; i++) {
		name_row(s, s->shown[i], name);
		s->width = strlen(name) > s->width ? strlen(name) : s->width;
	}
}

/* How many costs a row has room for; 2 at least, as names are made of a heading's lines. */
static size_t row_places(const struct screen *s)
{
	size_t places = (TEXT_COLUMNS - 1 - s->width) / (COST_COLUMNS + 1);

	return places < ROW_PLACES ? places : ROW_PLACES;
}

/* A column of a table with a row for each archive. */
struct place {
	enum scorecard_column column;
	enum policy_id policy; /* of archives with one policy each, POLICY_UNKNOWN */
	const char *head[2];   /* the second: NULL, if the headings have one line */
};

static const struct result *cost_at(const struct screen *s, size_t archive, const struct place *place)
{
	const struct scorecard_row *row = row_of(s, archive, place->policy);

	return row ? row->cell[place->column] : NULL;
}

/* Writes a line of a table: a name of s->width characters, then a text for each place. */
static void put_host_line(struct screen *s, const char *name, char text[static ROW_PLACES][VALUE_SIZE], size_t places)
{
	char line[2 * ROW_SIZE];
	size_t used = (size_t)snprintf(line, sizeof(line), "%-*s", (int)s->width + 1, name);

	for (size_t i = 0; i < places && used < sizeof(line); i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %*s", COST_COLUMNS, text[i]);
	put_line(s, line);
}

static void put_host_row(struct screen *s, size_t archive, const struct place *place, size_t places)
{
	char name[ROW_SIZE + 1] = " ", text[ROW_PLACES][VALUE_SIZE];

	name_row(s, archive, name + 1);
	for (size_t i = 0; i < places; i++) {
		const struct result *r = cost_at(s, archive, &place[i]);

		cost_text(text[i], r);
		spread_note(&s->spread, r);
	}
	put_host_line(s, name, text, places);
}

/* Writes the stage-2 faults of each place, which are those of all archives with a row, or differ. */
static void put_host_faults(struct screen *s, const struct place *place, size_t places, size_t rows)
{
	char text[ROW_PLACES][VALUE_SIZE], faults[NUMBER_SIZE];
	const struct result *r[LABELS_MAX];

	for (size_t i = 0; i < places; i++) {
		for (size_t k = 0; k < rows; k++)
			r[k] = cost_at(s, s->shown[k], &place[i]);
		snprintf(text[i], VALUE_SIZE, "%s", common_faults(faults, r, rows));
	}
	put_host_line(s, "  (stage-2 faults)", text, places);
}

/* Writes a table with a row for each archive, the first `rows` of them. */
static void put_host_table(struct screen *s, const char *title, const struct place *place, size_t places, size_t rows)
{
	for (size_t line = 0; line < 2 && place[0].head[line]; line++) {
		char text[ROW_PLACES][VALUE_SIZE];

		for (size_t i = 0; i < places; i++)
			snprintf(text[i], VALUE_SIZE, "%s", place[i].head[line]);
		put_host_line(s, line ? "" : title, text, places);
	}
	for (size_t i = 0; i < rows; i++)
		put_host_row(s, s->shown[i], place, places);
	put_host_faults(s, place, places, rows);
}

/* Returns how many archives there is room for below a table's headings; 0: there is no table. */
static size_t host_rows(const struct screen *s, size_t headings, bool first)
{
	size_t kept = LEGEND_LINES + VERDICT_LEAST + FILES_LINES + 3 + headings + 1;
	size_t room = s->left > kept ? s->left - kept : 0, rows = room < s->columns ? room : s->columns;

	/* After the first table, one that has not all rows is none. */
	return rows < ROWS_MIN || (rows < s->columns && !first) ? 0 : rows;
}

/* Writes a table, if there is room. Returns whether there was. */
static bool put_places(struct screen *s, const char *title, const struct place *place, size_t places, bool first)
{
	size_t rows = places ? host_rows(s, place[0].head[1] ? 2 : 1, first) : 0;

	if (!rows)
		return false;
	put_host_table(s, title, place, places, rows);
	s->unseen = s->columns - rows;
	return true;
}

/* Chooses the policies that have columns of their own. Returns how many; those that there is no room for are hidden. */
static size_t pick_columns(struct screen *s, enum scorecard_column column, struct place place[static ROW_PLACES])
{
	size_t n = 0;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++) {
		if (!has_row(s, s->policies, column, (enum policy_id)i))
			continue;
		if (n < row_places(s))
			place[n++] = (struct place){ column, (enum policy_id)i, { policy_name((enum policy_id)i), NULL } };
		else
			s->hidden |= UINT32_C(1) << i;
	}
	return n;
}

/* Writes tables of archives with several policies: one for each column of the scorecard, as many as there is room for. */
static void put_policy_tables(struct screen *s)
{
	bool first = true;

	for (int column = 0; column < SCORECARD_COLUMNS; column++) {
		struct place place[ROW_PLACES];
		size_t places = has_column(s, (enum scorecard_column)column) ?
					pick_columns(s, (enum scorecard_column)column, place) : 0;

		first = !put_places(s, scorecard_column_name[column], place, places, first) && first;
	}
}

/* Writes tables of archives with one policy each, whose columns are those of the scorecard, as many as there is room for. */
static void put_single_tables(struct screen *s)
{
	static const char *const head[SCORECARD_COLUMNS][2] = {
		[SCORECARD_IVAC_LOGGED] = { "DC IVAC", "logged" }, [SCORECARD_IVAC_UNTOUCHED] = { "DC IVAC", "untouched" },
		[SCORECARD_CIVAC_LOGGED] = { "DC CIVAC", "logged" }, [SCORECARD_STORE] = { "then", "store" },
		[SCORECARD_RO_IVAC] = { "DC IVAC", "read-only" }, [SCORECARD_RO_CIVAC] = { "DC CIVAC", "read-only" },
	};
	struct place place[ROW_PLACES];
	size_t places = 0;
	bool first = true;

	for (int column = 0; column < SCORECARD_COLUMNS; column++) {
		if (has_column(s, (enum scorecard_column)column))
			place[places++] = (struct place){ (enum scorecard_column)column, POLICY_UNKNOWN,
							  { head[column][0], head[column][1] } };
		if (places == row_places(s) || column + 1 == SCORECARD_COLUMNS) {
			first = !put_places(s, "", place, places, first) && first;
			places = 0;
		}
	}
}

static void put_host_card(struct screen *s)
{
	put_unit(s);
	set_width(s);
	if (s->single)
		put_single_tables(s);
	else
		put_policy_tables(s);
}

/* Adds which policies share a row on writable memory, and which have none. */
static void say_rows(const struct screen *s, struct sentences *legend)
{
	bool any = false;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++) {
		const char *before = NULL;

		for (unsigned int k = i + 1; k <= POLICY_UNKNOWN; k++) {
			if (!(s->policies >> k & 1) || leader(s, s->policies, (enum policy_id)k) != (enum policy_id)i)
				continue;
			if (before)
				sentences_extend(legend, ", %s", policy_name((enum policy_id)k));
			else if (any)
				sentences_extend(legend, "; as %s: %s", policy_name((enum policy_id)i),
						 policy_name((enum policy_id)k));
			else
				sentences_add(legend, "On writable memory as %s: %s", policy_name((enum policy_id)i),
					      policy_name((enum policy_id)k));
			before = "";
			any = true;
		}
	}
	if (any)
		sentences_extend(legend, ".");
	any = false;
	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++) {
		if (!(s->hidden >> i & 1))
			continue;
		if (any)
			sentences_extend(legend, ", %s", policy_name((enum policy_id)i));
		else
			sentences_add(legend, "Without a %s, for want of room (see --full): %s", s->rows ? "column" : "row",
				      policy_name((enum policy_id)i));
		any = true;
	}
	if (any)
		sentences_extend(legend, ".");
}

/* 0 or -ENOMEM. */
static int put_legend(struct screen *s)
{
	const struct spread *spread = &s->spread;
	struct sentences legend = { .count = 0 };
	char number[NUMBER_SIZE], amount[AMOUNT_SIZE];
	int n;

	amount_text(amount, &spread->amount);
	if (spread->without < spread->cells)
		sentences_add(&legend, "%s; %s within +-%s %% of the costs.", amount, amount_intervals(&spread->amount),
			      text_number(number, 100 * spread->widest, false));
	else
		sentences_add(&legend, "%s: too few for intervals.", amount);
	sentences_add(&legend, "Pages are cold; one line of each, but all of a read-only page. In brackets stage-2 faults (*: they "
		      "differ).");
	sentences_add(&legend, "Behind a cost: a abort, e ENOSYS, n NISV, f EFAULT, m MMIO, o skipped, ! failed. "
		      "/_ro: that policy on ro slots only does the same there.");
	if (!s->single)
		say_rows(s, &legend);
	n = sentences_write(&legend, NULL, 0, LEGEND_LINES, s->out);
	s->left -= n > 0 ? (size_t)n : 0;
	return n < 0 ? n : 0;
}

/* Counts the lines of the scorecard with these policies, its title and headings included. */
static size_t card_lines(const struct screen *s, uint32_t policies)
{
	size_t lines = 1 + s->labels.lines;

	for (int column = 0; column < SCORECARD_COLUMNS; column++) {
		if (!has_column(s, (enum scorecard_column)column))
			continue;
		lines++;
		for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++)
			lines += has_row(s, policies, (enum scorecard_column)column, (enum policy_id)i);
	}
	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++)
		lines += has_row(s, policies, SCORECARD_IVAC_LOGGED, (enum policy_id)i);
	return lines;
}

/* Choose the policies of the archives with a column; if there is no room for all, the last ones are left out. */
static void pick_policies(struct screen *s)
{
	size_t room = s->left - LEGEND_LINES - VERDICT_LEAST - FILES_LINES - 3;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++)
		for (size_t k = 0; k < s->columns; k++)
			if (scorecard_find(&s->card[s->shown[k]], (enum policy_id)i))
				s->policies |= UINT32_C(1) << i;
	for (unsigned int i = POLICY_UNKNOWN; i && !s->rows && card_lines(s, s->policies) > room; i--) {
		s->hidden |= s->policies & UINT32_C(1) << i;
		s->policies &= ~(UINT32_C(1) << i);
	}
}

/* The least and the most that a policy costs DC IVAC on a logged page more than upstream, by archive. */
static void say_range(const struct screen *s, struct sentences *said, enum policy_id policy)
{
	double low = INFINITY, high = -INFINITY;
	size_t more = 0;
	char text[2][NUMBER_SIZE];

	for (size_t i = 0; i < s->columns; i++) {
		const struct scorecard *card = &s->card[s->shown[i]];
		const struct scorecard_row *row = scorecard_find(card, policy);
		const struct contrast *c = row ? row->against[SCORECARD_IVAC_LOGGED] : NULL;
		double relative;

		if (!c || !contrast_relative(c, &relative) ||
		    scorecard_judge(c, archive_counts_insns(card->results->archive)) != STANDING_MORE)
			continue;
		more++;
		low = fmin(low, relative);
		high = fmax(high, relative);
	}
	if (!more || low == high)
		return; /* then the verdict of each has the number */
	sentences_add(said, "A cold DC IVAC on a logged page costs more with %s than with upstream on %zu of %zu: by %s",
		      policy_name(policy), more, s->columns, text_percent(text[0], low));
	sentences_extend(said, " to %s.", text_percent(text[1], high));
}

/* 0 or -ENOMEM. */
static int put_verdict(struct screen *s)
{
	struct sentences said = { .count = 0 };
	size_t room = s->left > FILES_LINES + 3 ? s->left - FILES_LINES - 2 : 1;
	int n;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN && !s->single; i++)
		if (i != POLICY_UPSTREAM && has_row(s, s->policies, SCORECARD_IVAC_LOGGED, (enum policy_id)i))
			say_range(s, &said, (enum policy_id)i);
	verdict_say_common(s->card, s->count, &said);
	put_line(s, "Verdict, of all of them");
	n = sentences_list(&said, room < VERDICT_LINES ? room : VERDICT_LINES, s->out);
	s->left -= n > 0 ? (size_t)n : 0;
	return n < 0 ? n : 0;
}

/* Says why two archives of one host are not joined as its boots; of the first such two. */
static void say_apart(const struct screen *s, struct sentences *files)
{
	for (size_t i = 1; i < s->count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct archive *a = &s->loaded[k]->archive, *b = &s->loaded[i]->archive;
			struct alike_difference d = { .what = NULL };

			if (alike_differ_in_host(&d, a, b) ||
			    (!alike_differ_in_kernel(&d, a, b) && !alike_differ_in_options(&d, a, b)))
				continue;
			sentences_add(files, "%s and %s are no boots of one setup: %s.", s->labels.name[k], s->labels.name[i], d.what);
			return;
		}
}

static void put_files(struct screen *s)
{
	struct sentences files = { .count = 0 };
	size_t hidden = s->count - s->columns + s->unseen;

	if (hidden)
		sentences_add(&files, "Without a %s, for want of room or for another unit: %zu.", s->rows ? "row" : "column", hidden);
	sentences_add(&files, "Tables and commands of all %zu: cmobench report --full; one of them: cmobench report ARCHIVE.",
		      s->count);
	say_apart(s, &files);
	sentences_write(&files, NULL, 0, FILES_LINES, s->out);
}

static int put_screen(struct screen *s)
{
	int err;
	char line[96];

	snprintf(line, sizeof(line), "cmobench: what DC IVAC and DC CIVAC cost a guest, %zu archives", s->count);
	put_line(s, line);
	for (size_t i = 0; i < s->columns && !s->rows; i++)
		put_machine(s, s->shown[i]);
	if (s->rows)
		put_hosts(s);
	put_bases(s);
	put_line(s, "");
	pick_policies(s);
	if (s->rows)
		put_host_card(s);
	else
		put_card(s);
	err = put_legend(s);
	if (err)
		return err;
	put_line(s, "");
	err = put_verdict(s);
	put_line(s, "");
	put_files(s);
	return err;
}

int several_screen(const struct several *several, FILE *out)
{
	struct screen s = { .loaded = several->loaded, .card = several->card, .count = several->count, .single = true, .out = out,
			    .left = FIRST_SCREEN_LINES };
	const struct archive *archive[LABELS_MAX] = { NULL };

	for (size_t i = 0; i < s.count; i++) {
		archive[i] = &s.loaded[i]->archive;
		if (labels_share_unit(archive[0], archive[i]))
			s.shown[s.columns++] = i;
		s.single = s.single && archive[i]->policy_count <= 1;
	}
	labels_make(&s.labels, archive, s.count);
	s.rows = s.columns > COLUMNS;
	return put_screen(&s);
}
