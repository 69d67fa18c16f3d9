/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "analysis/table/contrasts.h"

#include "analysis/table/table.h"
#include "analysis/cell/base.h"
#include "analysis/cell/blocks.h"
#include "analysis/cell/result.h"
#include "analysis/wording/cell.h"

#include <math.h>
#include <string.h>

static void contrast_line(struct table *t, const char *label, const struct contrast *c, const char *relative)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE], count[NUMBER_SIZE];

	table_row(t, "%-27s %9s%c%-21s %7s %4s", label, text_number(number, c->value, true), c->same_outcome ? ' ' : '*',
		  text_interval(interval, c->ci95, true, "[too few samples]"), relative, text_count(count, c->parts));
	amount_add(&t->seen.amount, c->n, contrast_rounds(c), c->blocks ? c->parts : 0, &c->over);
}

/* Returns the first word of a row: the policy, or the op if policies are compared. */
static const char *row_name(const struct contrast *c)
{
	const struct cell *cell = &c->term[0]->record->cell;

	return c->formula ? policy_name(cell->policy) : op_table[cell->op].name;
}

/* Formats the axes that the contrast holds fixed and that its table's heading does not name. */
static void contrast_label(char *buf, size_t size, const struct contrast *c)
{
	const struct cell *cell = &c->term[0]->record->cell;
	char page[32];

	wording_page(page, sizeof(page), cell);
	if (!((c->fixed | c->named) >> AXIS_HOST_PAGE & 1))
		snprintf(page, sizeof(page), "%s %s", slot_table[cell->slot].name, op_table[cell->op].name);
	snprintf(buf, size, "%-10s %s", row_name(c), page);
}

static void contrast_row(struct table *t, const struct contrast *c)
{
	char label[64], percent[NUMBER_SIZE] = "";
	double relative;

	contrast_label(label, sizeof(label), c);
	if (contrast_relative(c, &relative))
		text_percent(percent, relative);
	contrast_line(t, label, c, percent);
}

/*
 * Contrasts of one policy, or of one op if policies are compared, whose cells have the same faults and outcome. They
 * are expected to be 0, so one row has the largest of them, of those whose intervals leave 0 out if there are any.
 */
struct nothings {
	size_t count, off;
	const struct contrast *largest;
};

static bool leaves_out_0(const struct contrast *c)
{
	return c->ci95.known && (c->ci95.lo > 0 || c->ci95.hi < 0);
}

static void add_nothing(struct nothings *s, const struct contrast *c)
{
	bool off = leaves_out_0(c), was_off = s->largest && leaves_out_0(s->largest);

	if (!s->largest || (off == was_off ? fabs(c->value) > fabs(s->largest->value) : off))
		s->largest = c;
	s->count++;
	s->off += off;
}

static void write_nothings(struct table *t, struct nothings *s)
{
	char label[64];

	if (s->count == 1) {
		contrast_row(t, s->largest);
	} else if (s->count) {
		snprintf(label, sizeof(label), "%-10s %zu alike, %zu off", row_name(s->largest), s->count, s->off);
		contrast_line(t, label, s->largest, "");
	}
	*s = (struct nothings){ .count = 0 };
}

/* Selects the contrasts of a table. */
struct view {
	const struct cell *base;
	enum lines_id lines;
	uint32_t contrasts; /* bit by contrast_id */
};

/*
 * Does the text report show the contrast? The JSON report has all. Shown are the pairs of policies that are the subject
 * of a question, and parts on a page that the host wrote, where there is no copy-on-write; closure on every page.
 */
static bool is_shown(const struct view *view, const struct contrast *c)
{
	static const uint32_t whole = CONTRAST_BIT(IVAC_MINUS_CIVAC) | CONTRAST_BIT(DEFERRED_STORE) |
				      CONTRAST_BIT(AA_CIVAC) | CONTRAST_BIT(POLICIES);
	static const uint32_t elsewhere = CONTRAST_BIT(PERMISSION_FAULT_COLD) | CONTRAST_BIT(DEFERRED_STORE_ALONE) |
					  CONTRAST_BIT(BREAK_EVEN_LINES) | CONTRAST_BIT(NATIVE_OP);
	const struct cell *cell = &c->term[0]->record->cell;

	if (cell->lines != view->lines || !base_agrees(view->base, cell) || !table_has(view->contrasts, c))
		return false;
	if (whole >> c->id & 1)
		return true;
	return !(elsewhere >> c->id & 1) &&
	       (!(c->fixed >> AXIS_HOST_PAGE & 1) || cell->host_page == HOST_PAGE_WRITTEN || c->id == CONTRAST_CLOSURE);
}

/* formula points into the table of definitions. */
static bool same_table(const struct contrast *a, const struct contrast *b)
{
	return !strcmp(a->name, b->name) && a->formula == b->formula;
}

/* Writes the rows of contrasts of one name, those from first to end - 1. */
static void contrast_rows(struct table *t, const struct view *view, size_t first, size_t end)
{
	const struct contrasts *all = &t->loaded->contrasts;
	struct nothings nothings = { .count = 0 };

	for (size_t i = first; i < end; i++) {
		const struct contrast *c = &all->contrast[i];
		if (!is_shown(view, c))
			continue;
		if (nothings.count && strcmp(row_name(c), row_name(nothings.largest)))
			write_nothings(t, &nothings);
		if (c->alike && c->id != CONTRAST_CLOSURE) {
			add_nothing(&nothings, c);
			continue;
		}
		contrast_row(t, c);
	}
	write_nothings(t, &nothings);
}

static bool is_aftermath(const struct contrast *c)
{
	return c->term[0]->record->cell.timed == TIMED_AFTER;
}

void table_aftermath_note(const struct loaded *loaded, FILE *out)
{
	size_t count = 0, nonzero = 0;
	double most = 0;
	char number[NUMBER_SIZE];

	if (!archive_counts_insns(&loaded->archive))
		return;
	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];

		if (!is_aftermath(c))
			continue;
		count++;
		nonzero += c->value != 0;
		most = fabs(c->value) > fabs(most) ? c->value : most;
	}
	if (count && !nonzero)
		text_wrap(out, 0, 2,
			  "aftermath: no TLB is modelled here, so all %zu contrasts must be exactly 0, and are.",
			  count);
	else if (count)
		text_wrap(out, 0, 2,
			  "aftermath: no TLB is modelled here, so all %zu contrasts must be exactly 0, BUT %zu "
			  "ARE NOT: up to %s.",
			  count, nonzero, text_number(number, most, true));
}

static void contrast_table(const struct loaded *loaded, const struct view *view, const char *title, FILE *out)
{
	const struct contrasts *all = &loaded->contrasts;
	char heading[LINE_SIZE], group[192];
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading } };
	bool exact = archive_counts_insns(&loaded->archive);
	char n[AMOUNT_SIZE];

	snprintf(heading, sizeof(heading), "%-27s %9s %-21s %7s %4s", "", "value", loaded->boots && blocks_exact(&loaded->archive) ? "range" :
		 "95 % interval", "", "of");
	for (size_t i = 0, end; i < all->count; i = end) {
		const struct contrast *c = &all->contrast[i];

		for (end = i; end < all->count && same_table(&all->contrast[end], c); end++)
			continue;
		if (exact && is_aftermath(c))
			continue;
		snprintf(group, sizeof(group), "%s%s%s", c->name, c->formula ? ": " : ", cold",
			 c->formula ? c->formula : "");
		t.group = group;
		contrast_rows(&t, view, i, end);
	}
	if (t.open)
		text_wrap(out, 0, 0, "%s.", amount_text(n, &t.seen.amount));
}

/* Counts over all contrasts, for the notes below the tables. */
struct sum {
	size_t of[ESTIMATOR_COUNT], with_interval, differing, uncounted, uncut, alike, alike_off, tested, not_0, not_0_of_all;
	size_t trimmed, elsewhere, correlation_tested, correlated;
	double cut, inflation;
};

static void add_to_sum(struct sum *s, const struct contrast *c)
{
	s->of[c->estimator]++;
	s->with_interval += c->ci95.known;
	s->differing += !c->same_outcome;
	s->uncounted += !c->valid;
	s->uncut += c->uncut;
	s->cut = fmax(s->cut, c->cut);
	s->alike += c->alike && c->ci95.known;
	s->alike_off += c->alike && leaves_out_0(c);
	s->tested += c->has_p && !c->alike;
	s->not_0 += c->has_p && !c->alike && c->p < 1 - STATS_CONFIDENCE;
	s->not_0_of_all += c->has_p && !c->alike && c->p_holm < 1 - STATS_CONFIDENCE;
	s->trimmed += c->trimmed_ci95.known;
	s->elsewhere += c->trimmed_ci95.known && (c->trimmed < c->ci95.lo || c->trimmed > c->ci95.hi);
	s->correlation_tested += c->correlation.tested;
	s->correlated += c->correlation.found;
	s->inflation = fmax(s->inflation, c->correlation.inflation);
}

/* Of several boots or seeds. */
static void say_over_boots(const struct sum *s, bool exact, FILE *out)
{
	if (exact)
		text_wrap(out, 0, 0, "Value: median over seeds of each one's difference of medians. Interval: what the seeds range "
			  "over.");
	else
		text_wrap(out, 0, 0,
			  "Value: mean over boots of each one's difference of block means, after a cut that is common to all cells and "
			  "boots and takes up to %.2g %% of a cell. A block is one round or more, with %d samples or more where there "
			  "are enough. Interval: Student's t over boots, widened by a clock tick where samples may be in step with it.",
			  100 * s->cut, BLOCKS_SAMPLES_MIN);
}

static void say_medians(const struct sum *s, FILE *out)
{
	text_wrap(out, 0, 0, "Value: difference of medians. Interval: %s.",
		  !s->with_interval ? "none, as that takes two rounds" :
		  s->of[ESTIMATOR_WELCH_ROUNDS] ?
		  "Student's t over the differences in each round, or Welch's where the cells do not share their rounds, "
		  "widened where the value is not the mean of the rounds; a point where all rounds are the same" :
		  "Student's t over the differences in each round, widened where the value is not their mean; a point where all "
		  "rounds are the same");
}

static void say_means(const struct sum *s, FILE *out)
{
	text_wrap(out, 0, 0,
		  "Value: difference of block means, without outliers. A block is one round or more, with %d samples or "
		  "more where there are enough, and there are at most %d; a common cut takes up to %.2g %% of a cell. "
		  "Interval: %s%s, widened by a clock tick where samples may be in step with it.",
		  BLOCKS_SAMPLES_MIN, BLOCKS_MAX, 100 * s->cut,
		  s->of[ESTIMATOR_BCA] && s->of[ESTIMATOR_BLOCKS] ?
		  "BCa bootstrap over the blocks or, where they are few or correlated, Student's t" :
		  s->of[ESTIMATOR_BCA] ? "BCa bootstrap over the blocks" : "Student's t over the blocks",
		  s->of[ESTIMATOR_WELCH] ? ", or Welch's t where rounds do not match" : "");
}

static void say_uncut(const struct sum *s, FILE *out)
{
	if (s->uncut)
		text_wrap(out, 0, 0,
			  "In %zu differences nothing was cut: the cut would have taken clearly more than 2 %% of a cell, "
			  "or more of one cell than of another, so those samples are no outliers.", s->uncut);
}

/* Says in how many of the differences with enough blocks these are correlated. */
static void say_correlation(const struct sum *s, FILE *out)
{
	if (s->correlation_tested)
		text_wrap(out, 0, 0,
			  "Blocks that follow each other are correlated in %zu of %zu differences (von Neumann's ratio, 5 %%; "
			  "of independent ones, 5 %% are taken for such)%s", s->correlated, s->correlation_tested,
			  s->correlated ? ", and their intervals are widened: they are of fewer independent values." : ".");
}

static void say_checks(const struct sum *s, FILE *out)
{
	if (s->alike)
		text_wrap(out, 0, 0,
			  "Of %zu differences between cells that are alike, the intervals of %zu leave 0 out%s.", s->alike,
			  s->alike_off,
			  s->tested ? "; by chance 5 % of them do" : ": such a path is longer, in the samples of this run");
	if (s->tested)
		text_wrap(out, 0, 0,
			  "Of the other differences, %zu of %zu are significant (t test over %s, 5 %%); corrected for the "
			  "number of differences of one name (Holm), %zu.",
			  s->not_0, s->tested, s->of[ESTIMATOR_BOOTS] ? "boots" : "blocks", s->not_0_of_all);
	if (s->trimmed)
		text_wrap(out, 0, 0, "By 20 %% trimmed means of blocks, %zu of %zu values are outside their intervals.",
			  s->elsewhere, s->trimmed);
	if (s->differing)
		text_wrap(out, 0, 0,
			  "*: the two cells have different outcomes (such as enosys and executes), and the value includes "
			  "that.");
	if (s->uncounted)
		text_wrap(out, 0, 0, "Some of these cells have no fault counts to confirm them.");
}

void table_contrast_notes(const struct loaded *loaded, FILE *out)
{
	bool exact = blocks_exact(&loaded->archive);
	struct sum sum = { .cut = 0 };

	if (!loaded->contrasts.count)
		return;
	for (size_t i = 0; i < loaded->contrasts.count; i++)
		add_to_sum(&sum, &loaded->contrasts.contrast[i]);
	fputc('\n', out);
	if (loaded->boots)
		say_over_boots(&sum, exact, out);
	else if (exact)
		say_medians(&sum, out);
	else
		say_means(&sum, out);
	say_uncut(&sum, out);
	text_wrap(out, 0, 0,
		  "Per cent: of the cost of a cold dc_civac on the same page; of the subtracted cell where policies, or "
		  "loads and stores after an op, are compared. of: how many %s the interval rests on. n: of a cell. "
		  "\"alike\": differences between cells with the same faults and outcome, which are expected to be 0; the "
		  "row has the largest of them. off: so many of their intervals leave 0 out; then the row has the largest of these.",
		  loaded->boots ? exact ? "seeds" : "boots" : exact ? "rounds" : "blocks of rounds");
	say_correlation(&sum, out);
	say_checks(&sum, out);
	text_wrap(out, 0, 0,
		  "Parts on pages that the host did not write, other backings, vCPUs and memslots, and more pairs of "
		  "policies: see --format json.");
}

/* "dc_civac: upgrade (executes) and skip_ro (skipped) meet at line 3.3 [...]: upgrade wins from line 4 on." */
static void break_even_line(const struct contrast *c, FILE *out)
{
	const struct cell *cell = &c->term[0]->record->cell;
	char value[NUMBER_SIZE], interval[INTERVAL_SIZE], meet[96] = "";

	if (c->has_value)
		snprintf(meet, sizeof(meet), "they cost the same at line %s%s%s; ", text_number(value, c->value, false),
			 c->ci95.known ? " " : "", text_interval(interval, c->ci95, false, ""));
	/* Part 2 is the base's cell of one line. */
	text_wrap(out, 1, 3, "%s, %s (%s) against %s (%s): %s%s.", op_table[cell->op].name, policy_name(cell->policy),
		  wording_outcome(c->term[0]), policy_name(c->base), wording_outcome(c->term[2]), meet, c->note);
}

void table_break_even(const struct loaded *loaded, FILE *out)
{
	const struct cell base = loaded->base;
	bool headed = false;

	for (size_t i = 0; i < loaded->contrasts.count; i++) {
		const struct contrast *c = &loaded->contrasts.contrast[i];
		const struct cell *cell = &c->term[0]->record->cell;

		if (c->id != CONTRAST_BREAK_EVEN_LINES || cell->host_page != HOST_PAGE_WRITTEN ||
		    !base_agrees(&base, cell))
			continue;
		if (!headed) {
			fputc('\n', out);
			text_wrap(out, 0, 0,
				  "break_even_lines: which policy costs less on a cold page of a read-only memslot, and "
				  "from which of its %llu lines on? In %s:",
				  (unsigned long long)c->term[1]->record->sample_lines, archive_unit(&loaded->archive));
		}
		headed = true;
		break_even_line(c, out);
	}
	if (headed)
		text_wrap(out, 0, 0, "An op that is skipped or ends in an abort does no maintenance.");
}

void table_contrasts(const struct loaded *loaded, const char *title, uint32_t contrasts, FILE *out)
{
	const struct cell base = loaded->base;
	const struct view line = { &base, LINES_1, contrasts }, page = { &base, LINES_PAGE, contrasts };
	char whole[160];

	snprintf(whole, sizeof(whole), "%s, all lines of a page", title);
	contrast_table(loaded, &line, title, out);
	contrast_table(loaded, &page, whole, out);
}
