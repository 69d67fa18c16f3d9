/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report_table.h"

#include "analysis/text.h"

#include <math.h>
#include <string.h>

/* Every table says what its numbers are, for it may be quoted alone. */
static void caption(const struct report *report, FILE *out, const char *title)
{
	fputc('\n', out);
	text_wrap(out, 0, 0, "%s", title);
	if (report->archive->platform == PLATFORM_EMULATED)
		text_line(out, "[instructions, emulated: not time]");
	else if (report->archive->platform == PLATFORM_VIRTUAL)
		text_line(out, "[ns, on a VIRTUAL host: it is itself a guest]");
	else
		text_line(out, "[ns]");
}

static void page_label(char *buf, size_t size, const struct cell *cell)
{
	if (slot_table[cell->slot].exists)
		snprintf(buf, size, "%s/%s", slot_table[cell->slot].name, host_page_table[cell->host_page].name);
	else
		snprintf(buf, size, "%s", slot_table[cell->slot].name);
}

static const char *short_outcome(enum outcome outcome)
{
	if (outcome == OUTCOME_COUNT)
		return "failed";
	return outcome == OUTCOME_ABORT_INJECTED ? "abort" : outcome_name[outcome];
}

/* "2/2", "1.98/2!", "-/2": measured and predicted, and a mark on a cell that is not as predicted. At most 8. */
static void faults_text(char *buf, size_t size, const struct result *r)
{
	const char *mark = r->verdict == VERDICT_AS_PREDICTED || r->verdict == VERDICT_UNCHECKED ? "" : "!";
	char measured[NUMBER_SIZE] = "-", predicted[NUMBER_SIZE] = "-";

	if (r->record->attributed)
		snprintf(measured, sizeof(measured), "%.3g", r->faults_per_op);
	if (r->record->predicted_known)
		snprintf(predicted, sizeof(predicted), "%u", (unsigned int)strlen(r->record->predicted.faults));
	snprintf(buf, size, "%s/%s%s", measured, predicted, mark);
}

#define CELL_TEXT_SIZE 96

/* " cost faults outcome" of a cell, or blanks if there is none: 27 characters. */
static void cell_text(char *buf, size_t size, const struct result *r)
{
	char cost[NUMBER_SIZE] = "-", faults[48];

	if (!r) {
		snprintf(buf, size, "%27s", "");
		return;
	}
	if (r->cost.n && r->record->outcome != OUTCOME_NOP)
		text_number(cost, r->cost.median, false);
	faults_text(faults, sizeof(faults), r);
	snprintf(buf, size, " %9s %7s %-8s", cost, faults, short_outcome(r->record->outcome));
}

/* Leaves the guest for userspace: what the runner does there is part of the cost. */
static bool is_userspace_exit(const struct result *r)
{
	return r && (r->record->outcome == OUTCOME_NISV || r->record->outcome == OUTCOME_ENOSYS ||
		     r->record->outcome == OUTCOME_EFAULT || r->record->outcome == OUTCOME_MMIO);
}

static const struct result *pick(const struct report *report, struct cell cell, enum op_id op)
{
	cell.op = op;
	return results_find(report->results, &cell);
}

/* What the rows of a table had among them, for its footnotes. */
struct seen {
	bool userspace_exit, nop;
	uint64_t esr; /* of an injected abort */
};

static void note(struct seen *seen, const struct result *r)
{
	if (!r)
		return;
	seen->userspace_exit |= is_userspace_exit(r);
	seen->nop |= r->record->outcome == OUTCOME_NOP;
	if (r->record->outcome == OUTCOME_ABORT_INJECTED)
		seen->esr = r->record->esr.value;
}

static void footnotes(const struct seen *seen, FILE *out)
{
	if (seen->esr)
		text_line(out, "abort: the guest gets a synchronous external abort, ESR 0x%llx.",
			  (unsigned long long)seen->esr);
	if (seen->userspace_exit)
		text_wrap(out, 0, 0,
			  "enosys, nisv, efault, mmio: KVM leaves to userspace; the cost includes that exit and the "
			  "runner's stepping over the instruction.");
	if (seen->nop)
		text_wrap(out, 0, 0,
			  "nop: this CPU does not translate the op's address, so there is nothing to measure.");
}

/* The rows of one policy and stage-2 state: every slot and host page that the archive has. */
static void policy_rows(const struct report *report, enum policy_id policy, enum stage2_id stage2, struct seen *seen,
			FILE *out)
{
	bool headed = false;

	for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
		for (unsigned int page = 0; page < HOST_PAGE_COUNT; page++) {
			struct cell cell = { .policy = policy, .slot = slot, .host_page = page, .stage2 = stage2 };
			const struct result *ivac = pick(report, cell, OP_dc_ivac);
			const struct result *civac = pick(report, cell, OP_dc_civac);
			char label[24], left[CELL_TEXT_SIZE], right[CELL_TEXT_SIZE];

			if (!ivac && !civac)
				continue;
			if (!headed)
				text_line(out, "%s", policy_name(policy));
			headed = true;
			page_label(label, sizeof(label), &cell);
			cell_text(left, sizeof(left), ivac);
			cell_text(right, sizeof(right), civac);
			text_line(out, " %-16s%s%s", label, left, right);
			note(seen, ivac);
			note(seen, civac);
		}
	}
}

static void cell_table(const struct report *report, enum stage2_id stage2, const char *title, FILE *out)
{
	struct seen seen = { .esr = 0 };

	caption(report, out, title);
	text_line(out, " %-16s %-26s %s", "", "DC IVAC", "DC CIVAC");
	text_line(out, " %-16s %9s %7s %-8s %9s %7s %-8s", "slot/host page", "cost", "faults", "outcome", "cost",
		  "faults", "outcome");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		policy_rows(report, (enum policy_id)policy, stage2, &seen, out);
	footnotes(&seen, out);
}

/* Cost of a yardstick, or a dash. */
static const char *yardstick(char buf[static NUMBER_SIZE], const struct report *report, struct cell cell, enum op_id op)
{
	const struct result *r = pick(report, cell, op);

	if (!r || !r->cost.n)
		return strcpy(buf, "-");
	return text_number(buf, r->cost.median, false);
}

static void yardstick_table(const struct report *report, FILE *out)
{
	struct seen seen = { .esr = 0 };

	caption(report, out, "Yardsticks: an empty timed region, an exit to the kernel, one to userspace, and "
			     "a DC IVAC where no memslot is");
	text_line(out, " %-10s %9s %9s %9s  %9s %7s %-8s", "policy", "null", "hvc", "mmio_user", "hole", "faults",
		  "outcome");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		struct cell warm = { .policy = policy, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW };
		struct cell hole = { .policy = policy, .slot = SLOT_HOLE };
		char null[NUMBER_SIZE], hvc[NUMBER_SIZE], mmio[NUMBER_SIZE], skip[CELL_TEXT_SIZE];

		if (!pick(report, warm, OP_null) && !pick(report, warm, OP_hvc) && !pick(report, warm, OP_mmio_user) &&
		    !pick(report, hole, OP_dc_ivac))
			continue;
		cell_text(skip, sizeof(skip), pick(report, hole, OP_dc_ivac));
		text_line(out, " %-10s %9s %9s %9s %s", policy_name(policy), yardstick(null, report, warm, OP_null),
			  yardstick(hvc, report, warm, OP_hvc), yardstick(mmio, report, warm, OP_mmio_user), skip);
		note(&seen, pick(report, hole, OP_dc_ivac));
	}
	footnotes(&seen, out);
}

void report_cell_tables(const struct report *report, FILE *out)
{
	size_t low = SIZE_MAX, high = 0;

	for (size_t i = 0; i < report->results->count; i++) {
		size_t n = report->results->result[i].cost.n;

		if (n && n < low)
			low = n;
		if (n > high)
			high = n;
	}
	cell_table(report, STAGE2_COLD, "Cold: the first access to a page, one line of it", out);
	cell_table(report, STAGE2_RO, "Warm and read-only in stage 2: what each line costs", out);
	yardstick_table(report, out);
	fputc('\n', out);
	text_wrap(out, 0, 0,
		  "Cost: median of n = %zu%s%.0zu samples, barriers and counter reads (null) included. Faults: "
		  "stage-2 faults per op, measured in a pass of their own/predicted.",
		  high ? low : 0, low < high ? " ... " : "", low < high ? high : 0);
}

/* " [+1,+3]": at most 21 characters. */
static void interval_text(char *buf, size_t size, struct interval interval)
{
	char lo[NUMBER_SIZE], hi[NUMBER_SIZE];

	if (interval.known)
		snprintf(buf, size, "[%s,%s]", text_number(lo, interval.lo, true), text_number(hi, interval.hi, true));
	else
		snprintf(buf, size, "[too few samples]");
}

static void contrast_line(const char *label, double value, bool marked, struct interval ci95, const char *relative,
			  size_t n, FILE *out)
{
	char number[NUMBER_SIZE], interval[48], count[NUMBER_SIZE];

	interval_text(interval, sizeof(interval), ci95);
	text_line(out, "%-27s %9s%c%-21s %7s %4s", label, text_number(number, value, true), marked ? '*' : ' ',
		  interval, relative, text_count(count, n));
}

/* What stands first in a row: the policy, or the op if policies are compared. */
static const char *row_name(const struct contrast *c)
{
	const struct cell *cell = &c->part[0]->record->cell;

	return c->fixed >> AXIS_POLICY & 1 ? policy_name(cell->policy) : op_table[cell->op].name;
}

/* What a contrast holds fixed and its table's heading does not say. */
static void contrast_label(char *buf, size_t size, const struct contrast *c)
{
	const struct cell *cell = &c->part[0]->record->cell;
	char page[32];

	page_label(page, sizeof(page), cell);
	if (!(c->fixed >> AXIS_HOST_PAGE & 1))
		snprintf(page, sizeof(page), "%s %s", slot_table[cell->slot].name, op_table[cell->op].name);
	snprintf(buf, size, "%-10s %s", row_name(c), page);
}

/*
 * Contrasts of one policy, or of one op if policies are compared, whose cells take the same faults and end alike: they
 * should be nothing, so one line tells the largest of them and the range of all intervals.
 */
struct nothings {
	size_t count, n;
	const struct contrast *largest;
	struct interval range;
};

static void add_nothing(struct nothings *s, const struct contrast *c)
{
	if (!s->largest || fabs(c->value) > fabs(s->largest->value))
		s->largest = c;
	if (!s->count++) {
		s->range = c->ci95;
		s->n = c->n;
		return;
	}
	s->n = c->n < s->n ? c->n : s->n;
	s->range.known &= c->ci95.known;
	s->range.lo = fmin(s->range.lo, c->ci95.lo);
	s->range.hi = fmax(s->range.hi, c->ci95.hi);
}

static void write_nothings(struct nothings *s, FILE *out)
{
	char label[64];

	if (!s->count)
		return;
	snprintf(label, sizeof(label), "%-10s %zu alike", row_name(s->largest), s->count);
	contrast_line(label, s->largest->value, false, s->range, "", s->n, out);
	*s = (struct nothings){ .count = 0 };
}

/*
 * What a reader of mail needs; the rest is in the JSON report. Of the pairs of policies, those that the question is
 * about; of the parts, those on a page that the host wrote, where no copy-on-write comes in.
 */
static bool is_shown(const struct contrast *c)
{
	static const char *const whole[] = { "ivac_minus_civac", "aa_civac", "inject_minus_upstream",
					     "upgrade_minus_inject" };

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (!strcmp(c->name, whole[i]))
			return true;
	return c->formula && strcmp(c->name, "permission_fault_cold") &&
	       (!(c->fixed >> AXIS_HOST_PAGE & 1) || c->part[0]->record->cell.host_page == HOST_PAGE_WRITTEN);
}

static bool any_shown(const struct contrasts *all, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (is_shown(&all->contrast[i]))
			return true;
	return false;
}

/* The rows of contrasts of one name, first … end - 1. */
static void contrast_rows(const struct contrasts *all, size_t first, size_t end, FILE *out)
{
	struct nothings nothings = { .count = 0 };

	for (size_t i = first; i < end; i++) {
		const struct contrast *c = &all->contrast[i];
		char label[64], percent[NUMBER_SIZE] = "";
		double relative;

		if (!is_shown(c))
			continue;
		if (nothings.count && strcmp(row_name(c), row_name(nothings.largest)))
			write_nothings(&nothings, out);
		if (c->alike && strcmp(c->name, "closure")) {
			add_nothing(&nothings, c);
			continue;
		}
		contrast_label(label, sizeof(label), c);
		if (contrast_relative(c, &relative))
			text_percent(percent, relative);
		contrast_line(label, c->value, !c->same_outcome, c->ci95, percent, c->n, out);
	}
	write_nothings(&nothings, out);
}

static void contrast_notes(const struct report *report, FILE *out)
{
	bool differing = false, uncounted = false, ranks = false;
	size_t rounds = 0;

	for (size_t i = 0; i < report->contrasts->count; i++) {
		const struct contrast *c = &report->contrasts->contrast[i];

		differing |= !c->same_outcome;
		uncounted |= !c->valid;
		ranks |= c->estimator == ESTIMATOR_RANKS;
		rounds = c->rounds > rounds ? c->rounds : rounds;
	}
	fputc('\n', out);
	text_wrap(out, 0, 0,
		  "Value: difference of medians. Interval: %s%.0zu%s%s%s%s. Per cent: of a cold dc_civac on the same "
		  "page, or of the policy subtracted. n: samples of a cell. \"alike\": cells with the same faults "
		  "and outcome, so there should be no difference: the largest value, and the range of all their "
		  "intervals.",
		  rounds ? "Student's t over the same difference in each of " : "", rounds, rounds ? " rounds" : "",
		  rounds && ranks ? ", or " : "", ranks ? "order statistics" : rounds ? "" : "none",
		  report->archive->platform == PLATFORM_EMULATED ? "" : ", widened by a clock tick");
	if (differing)
		text_wrap(out, 0, 0,
			  "*: the two cells end differently (enosys, say, against executes), and the value contains "
			  "that too.");
	if (uncounted)
		text_wrap(out, 0, 0, "Some of these cells have no fault counts to confirm them.");
	text_wrap(out, 0, 0, "Parts on pages that the host did not write, and more pairs of policies: --format json.");
}

/* formula points into the table of definitions. */
static bool same_table(const struct contrast *a, const struct contrast *b)
{
	return !strcmp(a->name, b->name) && a->formula == b->formula;
}

void report_contrast_tables(const struct report *report, FILE *out)
{
	const struct contrasts *all = report->contrasts;
	char title[160];

	if (!all->count)
		return;
	caption(report, out, "Differences");
	text_line(out, "%-27s %9s %-21s %7s %4s", "", "value", "95 % interval", "", "n");
	for (size_t i = 0, end; i < all->count; i = end) {
		const struct contrast *c = &all->contrast[i];

		for (end = i; end < all->count && same_table(&all->contrast[end], c); end++)
			continue;
		if (!any_shown(all, i, end))
			continue;
		snprintf(title, sizeof(title), "%s%s%s", c->name, c->formula ? ": " : ", cold",
			 c->formula ? c->formula : "");
		text_wrap(out, 0, 2, "%s", title);
		contrast_rows(all, i, end, out);
	}
	contrast_notes(report, out);
}
