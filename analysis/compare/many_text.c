/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare --format text of more than two arms: what each NEW comes to, counts that changed, then a table a question, with a
 * column for BASE's cost and one for each NEW's shift against it.
 */
#include "analysis/compare/many.h"

#include "analysis/compare/many_table.h"
#include "analysis/compare/text_compare.h"
#include "analysis/output/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CONTRASTS_SHOWN 8  /* rows of a kind of contrast */
#define OTHERS_SHOWN    24 /* rows of all other cells */

/* Returns the archives that were read of an arm, as "a.cmo.jsonl" or "3 boots, the first a.cmo.jsonl". */
static void name_files(char *buf, size_t size, const struct compare *c, int side)
{
	const struct compare_arm *arm = &c->arm[side];
	const char *first = archive_file_name(&c->side[side]->archive);

	if (arm->count == 1)
		snprintf(buf, size, "%s%.120s", c->exact ? "" : "one boot, ", first);
	else
		snprintf(buf, size, "%zu %s, the first %.120s", arm->count, c->exact ? "seeds" : "boots", first);
}

/* Writes a line on an arm. */
static void write_arm(const struct compare *c, int side, const char *name, FILE *out)
{
	const struct archive *a = &c->side[side]->archive;
	const struct results *r = &c->side[side]->results;
	const char *refused = machine_refused(a);
	char files[160];

	name_files(files, sizeof(files), c, side);
	text_wrap(out, 0, 8, "%s%s: %s, %zu of %zu cells as predicted%s%s%s", side == BASE ? "BASE    " : "NEW     ", name,
		  files, r->counts.verdict[VERDICT_AS_PREDICTED], r->counts.cells, a->complete ? "" : ", NOT COMPLETED",
		  refused ? "; the run was " : "", refused ? refused : "");
}

/* Writes the arms, and in what they differ from BASE or cannot be compared with it. */
static void write_arms(const struct many *m, FILE *out)
{
	write_arm(&m->c[0], BASE, m->labels.name[0], out);
	for (size_t i = 0; i < m->count; i++) {
		const struct compare *c = &m->c[i];

		write_arm(c, NEW, many_name(m, i), out);
		for (size_t k = 0; k < c->reason_count; k++)
			text_wrap(out, 2, 4, "NOT COMPARABLE: %s", c->reason[k]);
		if (c->crossed)
			text_wrap(out, 2, 4, "NO POLICY IN COMMON: its cells are compared with BASE's by their counts only");
		if (c->patched)
			text_wrap(out, 2, 4, "policy %s in place of %s, on another kernel: each cell is compared with the same cell",
				  policy_name(c->side[NEW]->archive.policy[0].policy),
				  policy_name(c->side[BASE]->archive.policy[0].policy));
		text_settings(c, out);
	}
}

/* Do verdicts of two comparisons rest on the same? */
static bool rest_alike(const struct compare *a, const struct compare *b)
{
	return a->basis == b->basis && a->arm[NEW].count == b->arm[NEW].count && (!a->exact || a->other_kernel == b->other_kernel);
}

static bool is_compared(const struct compare *c)
{
	return !c->reason_count && !c->crossed;
}

/* Writes how verdicts are made, once for all comparisons of which that is the same. */
static void write_methods(const struct many *m, FILE *out)
{
	bool told[MANY_MAX] = { false };

	for (size_t i = 0; i < m->count; i++) {
		char of[512] = "";
		size_t used = 0, alike = 0;

		if (told[i] || !is_compared(&m->c[i]))
			continue;
		for (size_t k = i; k < m->count; k++)
			if (is_compared(&m->c[k]) && rest_alike(&m->c[i], &m->c[k])) {
				used += used < sizeof(of) ? (size_t)snprintf(of + used, sizeof(of) - used, "%s%s", used ? ", " : "",
									     many_name(m, k)) : 0;
				told[k] = true;
				alike++;
			}
		fputc('\n', out);
		if (alike < m->count)
			text_wrap(out, 0, 2, "Of %s:", of);
		text_method(&m->c[i], out);
	}
}

/* Which verdicts have a row in the summary even if no cell has them. */
static bool is_always_told(enum compare_verdict verdict)
{
	return verdict == COMPARE_COUNTS || verdict == COMPARE_SAME || verdict == COMPARE_CANNOT;
}

static void write_verdict_row(struct many_table *t, enum compare_verdict verdict, bool contrasts)
{
	const struct many *m = t->m;
	size_t count[MANY_MAX], any = 0;
	bool sampled = false;

	for (size_t i = 0; i < m->count; i++) {
		const struct compare *c = &m->c[i];

		count[i] = contrasts ? compare_count(c->contrast, c->contrast_count, verdict) :
				       compare_count(c->cell, c->cell_count, verdict);
		any += count[i];
		sampled |= !c->exact;
	}
	if (any || (!contrasts && is_always_told(verdict)))
		many_table_counts(t, verdict == COMPARE_SAME && sampled ? "not told apart" : compare_verdict_name[verdict],
				  SIZE_MAX, count);
}

/* Writes how many cells and contrasts have which verdict, by NEW. */
static void write_summary(struct many_table *t)
{
	const struct many *m = t->m;
	size_t count[MANY_MAX];

	many_table_begin(t, "Cells by verdict [counts; samples and intervals: below]", false);
	for (size_t i = 0; i < m->count; i++)
		count[i] = m->c[i].side[NEW]->results.counts.cells;
	many_table_counts(t, "cells", m->c[0].side[BASE]->results.counts.cells, count);
	for (int i = 0; i < COMPARE_VERDICT_COUNT; i++)
		write_verdict_row(t, (enum compare_verdict)i, false);
	fputs(" contrasts\n", t->out);
	for (int i = 0; i < COMPARE_VERDICT_COUNT; i++)
		write_verdict_row(t, (enum compare_verdict)i, true);
	many_table_end(t);
}

/* Adds a policy to the names of a row. */
static void add_policy(char *names, size_t size, enum policy_id policy)
{
	size_t used = strlen(names);

	snprintf(names + used, size - used, "%s%s", used ? ", " : "", policy_name(policy));
}

/* Writes a table of a cell of the first screen: a row for all policies with the same figures. Marks what it shows. */
static void write_question(struct many_table *t, enum scorecard_column column, bool *shown)
{
	const struct loaded *base = t->m->c[0].side[BASE];
	struct many_row row[POLICY_UNKNOWN + 1];
	size_t rows = 0;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++) {
		struct cell cell = base->base;

		cell.policy = (enum policy_id)i;
		scorecard_choose(&cell, column);
		row[rows] = many_find(t->m, &cell);
		if (row[rows].index != SIZE_MAX)
			shown[row[rows++].index] = true;
	}
	if (!rows)
		return;
	many_table_begin(t, scorecard_column_name[column], true);
	for (size_t i = 0; i < rows; i++) {
		char names[256] = "";
		bool told = false;

		for (size_t k = 0; k < i; k++)
			told |= many_is_like(t->m, &row[k], &row[i]);
		for (size_t k = i; k < rows && !told; k++)
			if (many_is_like(t->m, &row[i], &row[k]))
				add_policy(names, sizeof(names), many_any(t->m, &row[k])->axes->policy);
		if (!told)
			many_table_row(t, names, &row[i]);
	}
	many_table_end(t);
}

/* Formats the name of a row: of a contrast without that of its kind, which the title has. */
static void describe(const struct many_row *row, const struct compared *compared, char *name, size_t size)
{
	size_t kind;

	text_describe(compared, name, size);
	if (!row->contrast || compared->contrast->id == CONTRAST_POLICIES)
		return;
	kind = strlen(compared->contrast->name);
	if (name[kind] == ' ')
		memmove(name, name + kind + 1, strlen(name + kind));
}

/* Writes rows that are sorted, those with the same figures as one, `most` at most. */
static void write_rows(struct many_table *t, const struct many_row *row, size_t rows, size_t most)
{
	size_t shown = 0, first = 0, next;

	for (; first < rows && shown < most; first = next, shown++) {
		char name[TEXT_NAME_SIZE], more[TEXT_NAME_SIZE + 64];

		for (next = first + 1; next < rows && many_is_like(t->m, &row[first], &row[next]); next++)
			;
		describe(&row[first], many_any(t->m, &row[first]), name, sizeof(name));
		snprintf(more, sizeof(more), next - first > 1 ? "%s, and %zu like it" : "%s", name, next - first - 1);
		many_table_row(t, more, &row[first]);
	}
	if (first < rows)
		text_line(t->out, " ... and %zu more, which changed less: see --format json", rows - first);
}

/* Writes a table of the contrasts of a kind that changed in a NEW. row: room for all contrasts. */
static void write_contrasts(struct many_table *t, enum contrast_id id, struct many_row *row)
{
	const struct compare *c = &t->m->c[0];
	const struct contrast *first = NULL;
	size_t rows = 0, all = 0;
	char title[256];

	for (size_t i = 0; i < c->contrast_count; i++) {
		const struct many_row one = { .contrast = true, .index = i };

		if (c->contrast[i].contrast->id != id)
			continue;
		first = first ? first : c->contrast[i].contrast;
		all++;
		if (many_is_changed(t->m, &one))
			row[rows++] = one;
	}
	if (!rows)
		return;
	many_sort(t->m, row, rows);
	snprintf(title, sizeof(title), "%s%s%.120s%s: %zu of %zu changed%s", id == CONTRAST_POLICIES ? "Policy less policy" : first->name,
		 first->formula ? " (" : "", first->formula ? first->formula : "", first->formula ? ")" : "", rows, all,
		 strcmp(first->unit, "lines") ? "" : ", in lines of a page");
	many_table_begin(t, title, true);
	write_rows(t, row, rows, CONTRASTS_SHOWN);
	many_table_end(t);
}

/* Writes a table of all cells that are not shown, or only of those that changed. row: room for all cells. */
static void write_others(struct many_table *t, const bool *shown, struct many_row *row)
{
	const struct compare *c = &t->m->c[0];
	size_t rows = 0, count = 0;
	char title[96];

	/* Comparisons without a policy in common have more cells, and no rows. */
	for (size_t i = 0; i < t->m->count; i++)
		if (!t->m->c[i].crossed)
			count = t->m->c[i].cell_count;
	for (size_t i = 0; i < count; i++) {
		const struct many_row one = { .index = i };

		if (c->list || (!shown[i] && many_is_changed(t->m, &one)))
			row[rows++] = one;
	}
	if (!rows)
		return;
	if (!c->list)
		many_sort(t->m, row, rows);
	snprintf(title, sizeof(title), c->list ? "Every cell: %zu" : "Other cells that changed: %zu of %zu", rows, count);
	many_table_begin(t, title, true);
	if (c->list)
		for (size_t i = 0; i < rows; i++)
			write_rows(t, &row[i], 1, 1);
	else
		write_rows(t, row, rows, OTHERS_SHOWN);
	many_table_end(t);
}

/* Writes all tables of the columns of t. Returns 0 or -ENOMEM. */
static int write_tables(struct many_table *t)
{
	const struct compare *c = &t->m->c[0];
	size_t most = c->side[BASE]->results.count + c->contrast_count + 1;
	struct many_row *row = calloc(most, sizeof(*row));
	bool *shown = calloc(most, sizeof(*shown));

	for (int i = 0; row && shown && i < SCORECARD_COLUMNS; i++)
		write_question(t, (enum scorecard_column)i, shown);
	for (int i = 0; row && shown && i < CONTRAST_COUNT; i++)
		write_contrasts(t, (enum contrast_id)i, row);
	if (row && shown)
		write_others(t, shown, row);
	free(row);
	free(shown);
	return row && shown ? 0 : -ENOMEM;
}

/* Writes what is the same, what is only in a NEW, and what would show more. Returns 0 or -ENOMEM. */
static int write_rest(const struct many *m, FILE *out)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct compare *c = &m->c[i];
		int err = 0;

		if (c->only_new[0] || c->only_new[1])
			text_wrap(out, 0, 2, "Only in %s: %zu cell%s, %zu contrast%s.", many_name(m, i), c->only_new[0],
				  text_plural(c->only_new[0]), c->only_new[1], text_plural(c->only_new[1]));
		if (!is_compared(c) || c->exact)
			continue;
		text_line(out, "%s:", many_name(m, i));
		err = text_same(c, out);
		if (err)
			return err;
		text_advice(c, out);
	}
	return 0;
}

/* Writes the last lines: which NEW changed. */
static void write_words(const struct many *m, FILE *out)
{
	static const char *const word[] = { "Changed", "Cannot say", "Differ", "No change found", "Same" };

	for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++) {
		char names[MANY_MAX * (LABEL_SIZE + 2)] = "";
		size_t used = 0;

		for (size_t k = 0; k < m->count; k++)
			if (!strcmp(text_word(&m->c[k]), word[i]))
				used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "", many_name(m, k));
		if (used)
			text_wrap(out, 0, 2, "%s: %s", word[i], names);
	}
}

/* Writes the tables of all columns, as many at a time as there is room for. Returns 0 or -ENOMEM. */
static int write_all_tables(const struct many *m, const char *unit, FILE *out)
{
	int err = 0;

	for (size_t first = 0; first < m->count && !err; first += MANY_COLUMNS) {
		size_t count = m->count - first < MANY_COLUMNS ? m->count - first : MANY_COLUMNS;
		struct many_table t = { .m = m, .first = first, .count = count, .unit = unit, .out = out };

		if (m->count > MANY_COLUMNS)
			fputc('\n', out);
		if (m->count > MANY_COLUMNS)
			text_wrap(out, 0, 2, "Columns %zu to %zu of %zu: a line has room for %d; the others follow, or stand above.",
				  first + 1, first + count, m->count, MANY_COLUMNS);
		err = write_tables(&t);
	}
	return err;
}

static const char legend[] =
	"In tables: BASE's cost, and NEW - BASE, below it in per cent. (+1): called the same; +1?: differs, by kernel or boot; "
	"+1*: counts changed, so that these are costs of different things; =: no shift; -: not compared. In brackets behind a "
	"name: BASE's stage-2 faults.";

/* Writes the archives in full. */
static void write_archives(const struct many *m, FILE *out)
{
	text_side("BASE    ", &m->c[0], BASE, out);
	for (size_t i = 0; i < m->count; i++)
		text_side("NEW     ", &m->c[i], NEW, out);
	fputc('\n', out);
}

int many_text(const struct many *m, FILE *out)
{
	char unit[UNIT_SIZE], of[LABEL_SIZE + 8];
	int err = 0;

	text_line(out, "cmobench: what changed from BASE to each of %zu others", m->count);
	text_wrap(out, 0, 0, "All costs are %s.", many_unit(unit, m));
	write_arms(m, out);
	for (size_t first = 0; first < m->count; first += MANY_COLUMNS)
		write_summary(&(struct many_table){
			.m = m, .first = first, .out = out, .unit = unit,
			.count = m->count - first < MANY_COLUMNS ? m->count - first : MANY_COLUMNS,
		});
	write_methods(m, out);
	text_wrap(out, 0, 2, "%s", legend);
	for (size_t i = 0; i < m->count && !err; i++) {
		snprintf(of, sizeof(of), " in %s", many_name(m, i));
		err = text_changed(&m->c[i], of, out);
	}
	if (!err)
		err = write_all_tables(m, unit, out);
	for (size_t i = 0; i < m->count && !err; i++) {
		snprintf(of, sizeof(of), " in %s", many_name(m, i));
		if (!m->c[i].reason_count)
			err = text_not_comparable(&m->c[i], of, out);
	}
	if (err)
		return err;
	write_archives(m, out);
	err = write_rest(m, out);
	write_words(m, out);
	return err;
}
