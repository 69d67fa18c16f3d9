/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/answer.h"

#include "analysis/output/text.h"

#include <math.h>
#include <string.h>

/* A change of a row between two kernels, and that of an hvc meanwhile. */
struct step {
	size_t from, to;
	double value, relative; /* relative: to the cost in from */
	bool has_hvc;
	double hvc;
};

static bool both_have(const struct history_row *row, size_t from, size_t to)
{
	return row->value[from].has && row->value[to].has;
}

static struct step step_of(const struct history *h, const struct history_row *row, size_t from, size_t to)
{
	const struct history_row *hvc = history_find(h, HISTORY_HVC);
	struct step s = { .from = from, .to = to, .value = row->value[to].value - row->value[from].value };

	s.relative = row->value[from].value != 0 ? s.value / row->value[from].value : 0;
	s.has_hvc = hvc && both_have(hvc, from, to);
	s.hvc = s.has_hvc ? hvc->value[to].value - hvc->value[from].value : 0;
	return s;
}

/* Appends how much of a step is the world switch. */
static void say_switch(struct sentences *s, const struct step *step, const char *of)
{
	char number[NUMBER_SIZE];

	if (!step->has_hvc)
		return;
	text_number(number, step->hvc, true);
	if (step->hvc == 0)
		sentences_extend(s, "; nothing of %s is the world switch, as an hvc costs the same", of);
	else if (step->value * step->hvc < 0)
		sentences_extend(s, "; the world switch is not why: an hvc changed by %s", number);
	else if (fabs(step->hvc) > fabs(step->value))
		sentences_extend(s, "; all of %s and more is the world switch: an hvc changed by %s", of, number);
	else
		sentences_extend(s, "; %s of %s, %.0f %%, is the world switch (hvc)", number, of, 100 * step->hvc / step->value);
}

/* Is one of the steps between two kernels told apart from noise? */
static bool has_told_step(const struct history_row *row, size_t from, size_t to)
{
	for (size_t i = from + 1; i <= to; i++)
		if (row->value[i].has && !row->value[i].untold)
			return true;
	return false;
}

static void say_whole(struct sentences *s, const struct history *h, const struct history_row *row, const char *name,
		      size_t from, size_t to)
{
	const struct step step = step_of(h, row, from, to);
	const struct result *first = row->value[from].cell, *last = row->value[to].cell;
	const char *unit = archive_unit(&h->kernel[0].loaded->archive);
	char number[3][NUMBER_SIZE], percent[NUMBER_SIZE], faults[2][HISTORY_FAULTS_SIZE];

	text_number(number[0], row->value[from].value, false);
	text_number(number[1], row->value[to].value, false);
	text_number(number[2], step.value, true);
	if (strcmp(history_faults(faults[0], first), history_faults(faults[1], last)))
		sentences_add(s, "%s is another thing in %s than in %s: faults %s, before %s; cost %s, before %s %s", name,
			      h->kernel[to].name, h->kernel[from].name, faults[1], faults[0], number[1], number[0], unit);
	else if (step.value == 0)
		sentences_add(s, "%s costs %s %s in %s as in %s", name, number[0], unit, h->kernel[from].name, h->kernel[to].name);
	else
		sentences_add(s, "%s costs %s %s in %s, %s in %s: %s, %s", name, number[0], unit, h->kernel[from].name, number[1],
			      h->kernel[to].name, number[2], text_percent(percent, step.relative));
	if (step.value != 0 && !has_told_step(row, from, to))
		sentences_extend(s, to == from + 1 ? "; not told apart" : "; no step of it is told apart");
	else if (step.value != 0)
		say_switch(s, &step, "that");
	sentences_extend(s, ".");
}

/* Is a step told apart from noise, and of the same faults? */
static bool is_told(const struct history_row *row, size_t to)
{
	return both_have(row, to - 1, to) && !row->value[to].untold && !row->value[to].counts_changed;
}

/* The longest step up between kernels that follow each other, but for the one to kernel `but`; returns false if there is none. */
static bool find_longest(const struct history *h, const struct history_row *row, size_t but, struct step *longest)
{
	bool found = false;

	for (size_t i = 1; i < h->kernels; i++) {
		struct step step;

		if (!is_told(row, i) || i == but)
			continue;
		step = step_of(h, row, i - 1, i);
		if (step.value > 0 && (!found || step.value > longest->value)) {
			*longest = step;
			found = true;
		}
	}
	return found;
}

static void say_step(struct sentences *s, const struct history *h, const char *lead, const struct step *step)
{
	char number[NUMBER_SIZE], percent[NUMBER_SIZE];

	sentences_add(s, "%s is %s: %s, %s on %s", lead, h->kernel[step->to].name, text_number(number, step->value, true),
		      text_percent(percent, step->relative), h->kernel[step->from].name);
	say_switch(s, step, "that");
	sentences_extend(s, ".");
}

#define NEXT_SHARE 0.5 /* of the longest step: a step at least as long is named, too */

static void say_longest(struct sentences *s, const struct history *h, const struct history_row *row)
{
	struct step step, next;

	if (h->single)
		return;
	if (!find_longest(h, row, 0, &step)) {
		sentences_add(s, h->exact ? "No release made it longer than the one before." :
					    "No release is shown to have made it longer than the one before.");
		return;
	}
	say_step(s, h, "The release that added most", &step);
	if (find_longest(h, row, step.to, &next) && next.value >= NEXT_SHARE * step.value)
		say_step(s, h, "Next", &next);
}

static void say_row(struct sentences *s, const struct history *h, enum history_role role, const char *name)
{
	const struct history_row *row = history_find(h, role);
	size_t from = 0, to = h->kernels;

	while (row && from < h->kernels && !row->value[from].has)
		from++;
	while (row && to && !row->value[to - 1].has)
		to--;
	if (!row || from + 1 >= to)
		return;
	say_whole(s, h, row, name, from, to - 1);
	say_longest(s, h, row);
}

static void say_counts(struct sentences *s, const struct history *h)
{
	size_t changed = 0;

	for (size_t i = 1; i < h->kernels; i++) {
		const struct history_counts counts = history_counts(h, i);

		if (!counts.changed)
			continue;
		if (!changed)
			sentences_add(s, "Counts changed in ");
		sentences_extend(s, "%s%zu of %zu cells with %s", changed ? ", " : "", counts.changed, counts.common,
				 h->kernel[i].name);
		changed++;
	}
	if (changed)
		sentences_extend(s, "%s.", changed + 1 < h->kernels ? ", and with no other" : "");
	else
		sentences_add(s, "No count changed: faults, outcomes, dirty log and host pages are the same in all kernels.");
}

void history_answer(struct sentences *s, const struct history *h)
{
	*s = (struct sentences){ .count = 0 };
	if (h->single)
		sentences_add(s, "One boot of a kernel on a clock that is not exact: whether the kernel or the boot made a cost differ "
			      "cannot be told. Counts can.");
	say_row(s, h, HISTORY_TRANSLATION, "A translation fault (DC IVAC, rw/written)");
	say_row(s, h, HISTORY_PERMISSION, "A permission fault (DC IVAC, rw_log/written)");
	say_counts(s, h);
}
