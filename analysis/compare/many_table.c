/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/many_table.h"

#include "analysis/output/text.h"

#include <math.h>
#include <string.h>

#define NAME_COLUMNS 16  /* of a row */
#define LINE_SIZE    160
#define VALUE_SIZE   32

const char *many_unit(char buf[static UNIT_SIZE], const struct many *m)
{
	char hook[2][MACHINE_HOOK_SIZE];
	bool alike = true;

	machine_hook(hook[0], &m->c[0].side[BASE]->results);
	for (size_t i = 0; i < m->count; i++)
		alike &= !strcmp(hook[0], machine_hook(hook[1], &m->c[i].side[NEW]->results));
	if (alike)
		return text_unit(buf, &m->c[0]);
	snprintf(buf, UNIT_SIZE, "%s; less cmo_policy's hooks where below it says so", text_unit_of(&m->c[0].side[BASE]->archive));
	return buf;
}

/* Writes a line of the table: a name, then BASE's text and those of the columns. */
static void put(const struct many_table *t, const char *name, const char *base, char text[static MANY_COLUMNS][VALUE_SIZE])
{
	char line[LINE_SIZE];
	size_t used = (size_t)snprintf(line, sizeof(line), " %-*s %8s", NAME_COLUMNS, name, base);

	for (size_t i = 0; i < t->count && used < sizeof(line); i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %8s", text[i]);
	text_line(t->out, "%s", line);
}

void many_table_begin(struct many_table *t, const char *title, bool costs)
{
	const struct labels *l = &t->m->labels;
	char text[MANY_COLUMNS][VALUE_SIZE];

	fputc('\n', t->out);
	text_wrap(t->out, 0, 2, costs ? "%s [%s]" : "%s", title, t->unit);
	for (size_t line = 0; line < l->lines; line++) {
		for (size_t i = 0; i < t->count; i++)
			snprintf(text[i], VALUE_SIZE, "%s", l->line[line][t->first + i + 1]);
		put(t, "", l->line[line][0], text);
	}
	t->n = SIZE_MAX;
	t->widest = -1;
}

void many_table_counts(struct many_table *t, const char *label, size_t base, const size_t *count)
{
	char text[MANY_COLUMNS][VALUE_SIZE], number[24] = "";

	for (size_t i = 0; i < t->count; i++)
		snprintf(text[i], VALUE_SIZE, "%zu", count[t->first + i]);
	if (base != SIZE_MAX)
		snprintf(number, sizeof(number), "%zu", base);
	put(t, label, number, text);
}

/* Formats the shift of a row in one comparison, with a mark that says what it is. */
static void shift_text(char buf[static VALUE_SIZE], const struct compared *compared)
{
	static const char mark[COMPARE_VERDICT_COUNT] = { [COMPARE_COUNTS] = '*', [COMPARE_DIFFERS] = '?' };
	const struct compare_shift *s = &compared->shift;
	bool same = compared->verdict == COMPARE_SAME;
	size_t room = LABELS_COLUMN - (same ? 2 : mark[compared->verdict] ? 1 : 0);
	char number[NUMBER_SIZE];

	text_number(number, s->value, true);
	if (strlen(number) > room)
		snprintf(number, sizeof(number), fabs(s->value) < 99999.5 ? "%+.0f" : "%+.0e", s->value);
	if (!s->known)
		snprintf(buf, VALUE_SIZE, compared->verdict == COMPARE_COUNTS ? "*" : same ? "=" : "moved");
	else if (same)
		snprintf(buf, VALUE_SIZE, s->value != 0 ? "(%s)" : "=", number);
	else
		snprintf(buf, VALUE_SIZE, mark[compared->verdict] ? "%s%c" : "%s", number, mark[compared->verdict]);
}

/* Notes the samples and the interval of a shift. */
static void note(struct many_table *t, const struct compare_shift *s)
{
	const struct interval ci = s->corrected_ci.known ? s->corrected_ci : s->ci95;
	size_t n = s->n[BASE] < s->n[NEW] ? s->n[BASE] : s->n[NEW];

	if (!s->known)
		return;
	t->n = n < t->n ? n : t->n;
	if (ci.known)
		t->widest = fmax(t->widest, (ci.hi - ci.lo) / 2);
}

/* Adds BASE's stage-2 faults to the name of a cell. */
static void add_faults(char *name, size_t size, const struct many_table *t, const struct many_row *row)
{
	const struct compared *any = many_any(t->m, row);
	const struct result *cell = any && any->axes ? results_find(&t->m->c[0].side[BASE]->results, any->axes) : NULL;
	size_t used = strlen(name);

	if (cell && cell->record->attributed)
		snprintf(name + used, size - used, " (%.3g)", cell->faults);
}

void many_table_row(struct many_table *t, const char *name, const struct many_row *row)
{
	char text[MANY_COLUMNS][VALUE_SIZE], percent[MANY_COLUMNS][VALUE_SIZE], number[NUMBER_SIZE];
	char label[TEXT_NAME_SIZE + 64];
	double base = many_base(t->m, row);
	bool relative = false, is_long;

	for (size_t i = 0; i < t->count; i++) {
		const struct compared *compared = many_at(t->m, row, t->first + i);

		snprintf(text[i], VALUE_SIZE, "-");
		percent[i][0] = '\0';
		if (!compared || compared->verdict == COMPARE_CANNOT)
			continue;
		shift_text(text[i], compared);
		note(t, &compared->shift);
		if (compared->verdict == COMPARE_SAME || !compared->shift.has_relative)
			continue;
		text_percent(number, compared->shift.relative);
		snprintf(percent[i], VALUE_SIZE, "%s", number);
		relative = true;
	}
	snprintf(label, sizeof(label), "%s", name);
	add_faults(label, sizeof(label), t, row);
	is_long = strlen(label) > NAME_COLUMNS;
	if (is_long)
		text_wrap(t->out, 1, 3, "%s", label);
	put(t, is_long ? "" : label, isnan(base) ? "-" : text_number(number, base, false), text);
	if (relative)
		put(t, "", "", percent);
}

void many_table_end(struct many_table *t)
{
	char number[NUMBER_SIZE], count[NUMBER_SIZE];

	if (t->n == SIZE_MAX)
		return;
	if (t->widest < 0)
		text_wrap(t->out, 1, 3, "n %s or more; too few rounds for intervals", text_count(count, t->n));
	else
		text_wrap(t->out, 1, 3, "n %s or more; intervals of the shifts within +-%s", text_count(count, t->n),
			  text_number(number, t->widest, false));
}
