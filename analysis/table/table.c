/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/table/table.h"

#include "analysis/contrast/pairs.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Writes the title and the unit. Every table has both, because it may be quoted alone. */
static void caption(const struct table *t)
{
	char unit[MACHINE_UNIT_SIZE];

	fputc('\n', t->out);
	text_wrap(t->out, 0, 0, "%s", t->title);
	machine_unit(unit, &t->loaded->results, t->counts);
	text_wrap(t->out, 0, 1, "%s", unit);
}

void table_row(struct table *t, const char *format, ...)
{
	char line[256];
	va_list args;

	if (!t->open) {
		caption(t);
		for (size_t i = 0; i < TABLE_HEADINGS; i++)
			if (t->heading[i])
				text_line(t->out, "%s", t->heading[i]);
	}
	t->open = true;
	if (t->group)
		text_wrap(t->out, 0, 2, "%s", t->group);
	t->group = NULL;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_line(t->out, "%s", line);
}

/* Notes an interval; half of it is divided by reference. */
static void note_interval(struct seen *seen, const struct cell *cell, double value, struct interval i, double reference)
{
	double half = fmax(value - i.lo, i.hi - value) / reference;

	seen->cells++;
	seen->without += !i.known;
	seen->wide += i.known && half > TABLE_WIDE;
	if (i.known && half > seen->spread) {
		seen->spread = half;
		seen->widest = cell;
	}
}

void table_note(struct table *t, const struct result *r)
{
	if (!result_has_cost(r))
		return;
	amount_add_cell(&t->seen.amount, r);
	note_interval(&t->seen, &r->record->cell, r->value, r->ci95, r->value > 0 ? r->value : 1);
}

void table_note_contrast(struct table *t, const struct contrast *c)
{
	t->seen.differences = true;
	amount_add(&t->seen.amount, c->n, contrast_rounds(c), c->blocks ? c->parts : 0, &c->over);
	note_interval(&t->seen, &c->term[0]->record->cell, c->value, c->ci95, 1);
}

void table_note_count(struct table *t, size_t n)
{
	struct seen *seen = &t->seen;

	seen->counted_low = !seen->counted_high || n < seen->counted_low ? n : seen->counted_low;
	seen->counted_high = n > seen->counted_high ? n : seen->counted_high;
}

static void counted_line(const struct table *t)
{
	size_t low = t->seen.counted_low, high = t->seen.counted_high;

	text_wrap(t->out, 0, 0, "n = %zu%s%.0zu samples; each is counted once, in a separate pass: no spread.", low,
		  low < high ? " to " : "", low < high ? high : 0);
}

/* Writes n and spread, for a table without columns for them. */
static void spread_line(const struct table *t)
{
	const struct seen *seen = &t->seen;
	char n[AMOUNT_SIZE], without[64] = "", number[NUMBER_SIZE], cell[256];

	if (!seen->amount.samples.high)
		return;
	amount_text(n, &seen->amount);
	if (seen->without)
		snprintf(without, sizeof(without), "; %zu have too few for an interval", seen->without);
	if (seen->without == seen->cells)
		text_wrap(t->out, 0, 0, "%s: too few for intervals.", n);
	else if (seen->differences)
		text_wrap(t->out, 0, 0, "%s; %s are within +-%s %s%s.", n, amount_intervals(&seen->amount),
			  text_number(number, seen->spread, false), archive_unit(&t->loaded->archive), without);
	else if (!seen->wide) {
		text_wrap(t->out, 0, 0, "%s; %s are within +-%s %% of the costs%s.", n, amount_intervals(&seen->amount),
			  text_number(number, 100 * seen->spread, false), without);
	} else if (2 * seen->wide > seen->cells) {
		cell_describe(seen->widest, cell, sizeof(cell));
		text_wrap(t->out, 0, 0,
			  "%s. Only %zu of %zu costs are known to within +-%g %% (%s); the least known, to within +-%s %%, is that of "
			  "%s%s.", n, seen->cells - seen->wide, seen->cells, 100 * TABLE_WIDE, amount_intervals(&seen->amount),
			  text_number(number, 100 * seen->spread, false), cell, without);
	} else {
		cell_describe(seen->widest, cell, sizeof(cell));
		text_wrap(t->out, 0, 0,
			  "%s; %s are within +-%g %% of the costs except in %zu of %zu cells; the widest "
			  "is +-%s %%, of %s%s.", n, amount_intervals(&seen->amount), 100 * TABLE_WIDE, seen->wide, seen->cells,
			  text_number(number, 100 * seen->spread, false), cell, without);
	}
}

void table_end(const struct table *t)
{
	if (t->open && t->seen.counted_high)
		counted_line(t);
	else if (t->open)
		spread_line(t);
	if (t->seen.esr)
		text_line(t->out, "abort: the guest gets a synchronous external abort, ESR 0x%llx.",
			  (unsigned long long)t->seen.esr);
	if (t->seen.userspace_exit)
		text_wrap(t->out, 0, 0,
			  "enosys, nisv, efault, mmio: KVM exits to userspace; the cost includes the exit, and the runner's "
			  "step over the instruction.");
	if (t->seen.nop)
		text_wrap(t->out, 0, 0,
			  "nop: this CPU does not translate the op's address, so there is nothing to measure.");
	if (t->seen.at_least)
		text_wrap(t->out, 0, 0, "+: at least this many; with several vCPUs a fault can be taken once more.");
}

/* Is it an exit to userspace? Then the cost includes what the runner does there. */
static bool is_userspace_exit(enum outcome outcome)
{
	return outcome == OUTCOME_NISV || outcome == OUTCOME_ENOSYS || outcome == OUTCOME_EFAULT ||
	       outcome == OUTCOME_MMIO;
}

static void note(struct seen *seen, const struct result *r)
{
	seen->userspace_exit |= is_userspace_exit(r->record->outcome);
	seen->nop |= r->record->outcome == OUTCOME_NOP;
	seen->at_least |= r->record->predicted.at_least;
	if (r->record->outcome == OUTCOME_ABORT_INJECTED)
		seen->esr = r->record->esr.value;
}

void table_cell(char buf[static CELL_TEXT_SIZE], struct table *t, const struct result *r)
{
	char cost[NUMBER_SIZE], faults[WORDING_FAULTS_SIZE];

	if (!r) {
		snprintf(buf, CELL_TEXT_SIZE, "%27s", "");
		return;
	}
	note(&t->seen, r);
	table_note(t, r);
	wording_faults(faults, r);
	snprintf(buf, CELL_TEXT_SIZE, " %9s %7s %-8s", wording_cost(cost, r), faults, wording_outcome(r));
}

size_t table_policies(const struct loaded *loaded)
{
	return loaded->policies < TABLE_POLICIES ? loaded->policies : TABLE_POLICIES;
}

static bool is_first(enum policy_id policy)
{
	return policy == POLICY_UPSTREAM || policy == POLICY_INJECT || policy == POLICY_UPGRADE;
}

enum policy_id table_policy(const struct loaded *loaded, size_t i)
{
	for (int first = 1; first >= 0; first--)
		for (size_t j = 0; j < loaded->policies; j++)
			if (is_first(loaded->policy[j]) == first && !i--)
				return loaded->policy[j];
	return POLICY_UNKNOWN;
}

bool table_has(uint32_t contrasts, const struct contrast *c)
{
	return contrasts >> c->id & 1 &&
	       (c->id != CONTRAST_POLICIES ||
		pairs_have(c->term[0]->record->cell.policy, c->base, PAIR_DIFFERENCE));
}
