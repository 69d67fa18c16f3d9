/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format html and markdown: what stands on the page, in the order of the text report. */
#include "analysis/report.h"

#include "analysis/answers.h"
#include "analysis/page.h"
#include "analysis/report_table.h"
#include "analysis/sweep.h"

#include <math.h>
#include <string.h>

struct said {
	const struct report *report;
	void (*write)(const struct report *report, FILE *out);
};

static int say(const void *data, FILE *out)
{
	const struct said *said = data;

	said->write(said->report, out);
	return 0;
}

int report_on_page(const struct report *report, void (*write)(const struct report *, FILE *), bool as_code,
		   struct page *page)
{
	return page_written(page, as_code, say, &(struct said){ report, write });
}

static int say_aa(const void *data, FILE *out)
{
	return report_aa(data, out);
}

/* "title [unit]" over a table. */
static void caption(char *buf, size_t size, const struct report *report, const char *title, bool counts)
{
	char unit[TABLE_UNIT_SIZE];

	table_unit(unit, report->archive, counts);
	snprintf(buf, size, "%s %s", title, unit);
}

static const struct page_column cell_columns[] = {
	{ "policy", false }, { "page", false },   { "op", false },     { "cost", true },     { "95 %", false },
	{ "p99", true },     { "faults", true },  { "predicted", true }, { "outcome", false }, { "n", true },
	{ "state", false },
};

/* What of a cell the columns before it do not say: "cold", "ro vcpus=2". */
static void state_text(char *buf, size_t size, const struct cell *cell)
{
	size_t used = (size_t)snprintf(buf, size, "%s", axis_table[AXIS_STAGE2].value_name(cell->stage2));

	if (cell->backing)
		used += (size_t)snprintf(buf + used, size - used, " %s", backing_table[cell->backing].name);
	for (int i = AXIS_LINE; i < AXIS_COUNT && used < size; i++)
		if (axis_table[i].get(cell))
			used += (size_t)snprintf(buf + used, size - used, " %s=%s", axis_table[i].name,
						 axis_table[i].value_name(axis_table[i].get(cell)));
}

static void put_cell(struct page *page, const struct result *r)
{
	const struct record *record = r->record;
	bool has_cost = result_has_cost(r);
	char text[160];

	page_cell(page, policy_name(record->cell.policy));
	table_page(text, sizeof(text), &record->cell);
	page_cell(page, text);
	page_cell(page, op_table[record->cell.op].name);
	page_number(page, has_cost ? r->cost.median : NAN, false);
	page_interval(page, has_cost ? r->cost.ci95 : (struct interval){ .known = false }, false);
	page_number(page, has_cost ? r->cost.p99 : NAN, false);
	page_number(page, record->attributed ? r->faults : NAN, false);
	page_number(page, record->predicted_known ?
		    (double)record->predicted.translation + record->predicted.permission : NAN, false);
	snprintf(text, sizeof(text), "%s%s", table_outcome(r),
		 r->verdict == VERDICT_DIFFERS || r->verdict == VERDICT_FAILED ? " (NOT AS PREDICTED)" : "");
	page_cell(page, text);
	page_number(page, (double)r->cost.n, false);
	state_text(text, sizeof(text), &record->cell);
	page_cell(page, text);
}

#define ROWS_OPEN 20 /* a table of more is folded */

static bool is_asked(const struct cell *cell, const struct cell *base, enum stage2_id stage2, enum lines_id lines)
{
	return (cell->op == OP_dc_ivac || cell->op == OP_dc_civac) && cell->stage2 == stage2 && cell->lines == lines &&
	       cell->timed == TIMED_OP && !cell->copy && !cell->line && slot_table[cell->slot].exists &&
	       report_is_base(base, cell);
}

/* The cells that a reader asks for first: maintenance of one line of a page, or of all, in a stage-2 state. */
static void put_cells(struct page *page, const struct report *report, const char *title, enum stage2_id stage2,
		      enum lines_id lines)
{
	const struct cell base = report_base(report);
	char text[256];
	size_t rows = 0;

	for (size_t i = 0; i < report->results->count; i++)
		rows += is_asked(&report->results->result[i].record->cell, &base, stage2, lines);
	if (!rows)
		return;
	caption(text, sizeof(text), report, title, false);
	page_table(page, text, rows > ROWS_OPEN, cell_columns, sizeof(cell_columns) / sizeof(cell_columns[0]));
	for (size_t i = 0; i < report->results->count; i++)
		if (is_asked(&report->results->result[i].record->cell, &base, stage2, lines))
			put_cell(page, &report->results->result[i]);
	page_table_end(page);
}

static void put_all_cells(struct page *page, const struct report *report)
{
	char title[64], text[256];

	if (!report->results->count)
		return;
	snprintf(title, sizeof(title), "All %zu cells", report->results->count);
	caption(text, sizeof(text), report, title, false);
	page_table(page, text, true, cell_columns, sizeof(cell_columns) / sizeof(cell_columns[0]));
	for (size_t i = 0; i < report->results->count; i++)
		put_cell(page, &report->results->result[i]);
	page_table_end(page);
}

static const struct page_column contrast_columns[] = {
	{ "difference", false }, { "policy", false }, { "page", false },   { "op", false }, { "value", true },
	{ "95 %", false },       { "of cost, %", true }, { "faults", true }, { "n", true }, { "state", false },
};

/* Signed sum of the parts' faults; NAN: they were not all counted. */
static double contrast_faults(const struct contrast *c)
{
	double faults = 0;

	for (size_t i = 0; i < c->part_count; i++) {
		if (!c->part[i]->record->attributed)
			return NAN;
		faults += c->sign[i] * c->part[i]->faults;
	}
	return faults;
}

static void put_contrast(struct page *page, const struct contrast *c)
{
	const struct cell *cell = &c->part[0]->record->cell;
	bool by_policy = !c->formula;
	char text[160];
	double relative;

	page_cell(page, c->name);
	page_cell(page, policy_name(cell->policy));
	table_page(text, sizeof(text), cell);
	page_cell(page, text);
	page_cell(page, by_policy || c->fixed >> AXIS_OP & 1 ? op_table[cell->op].name : "-");
	page_number(page, c->has_value ? c->value : NAN, true);
	page_interval(page, c->ci95, true);
	page_number(page, contrast_relative(c, &relative) ? 100 * relative : NAN, true);
	page_number(page, contrast_faults(c), true);
	page_number(page, (double)c->n, false);
	state_text(text, sizeof(text), cell);
	if (!c->same_outcome)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "; ends differ");
	page_cell(page, text);
}

/* Which contrasts a table is about. */
struct choice {
	const char *const *name; /* NULL after the last */
	const struct cell *base; /* of the usual backing, vCPUs and memslots; NULL: of all */
};

static bool is_chosen(const struct choice *choice, const struct contrast *c)
{
	if (choice->base && !report_is_base(choice->base, &c->part[0]->record->cell))
		return false;
	for (const char *const *name = choice->name; *name; name++)
		if (!strcmp(c->name, *name))
			return true;
	return false;
}

/* What should be nothing is told in a sentence, but for closure. */
static bool is_nothing(const struct contrast *c)
{
	return c->alike && strcmp(c->name, "closure") != 0;
}

static void put_nothings(struct page *page, const struct report *report, const struct choice *choice)
{
	size_t alike = 0;
	double most = 0;
	char number[NUMBER_SIZE];

	for (size_t i = 0; i < report->contrasts->count; i++) {
		const struct contrast *c = &report->contrasts->contrast[i];

		if (!is_chosen(choice, c) || !is_nothing(c))
			continue;
		alike++;
		most = fabs(c->value) > fabs(most) ? c->value : most;
	}
	if (alike)
		page_paragraph(page,
			       "Not listed: %zu differences between cells with the same faults and outcome. There "
			       "should be none; the largest is %s %s.", alike, text_number(number, most, true),
			       report_unit(report->archive));
}

static void put_contrasts(struct page *page, const struct report *report, const char *title, struct choice choice)
{
	const struct contrasts *all = report->contrasts;
	size_t rows = 0;
	char text[256];

	for (size_t i = 0; i < all->count; i++)
		rows += is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]);
	if (rows) {
		caption(text, sizeof(text), report, title, false);
		page_table(page, text, rows > ROWS_OPEN, contrast_columns,
			   sizeof(contrast_columns) / sizeof(contrast_columns[0]));
		for (size_t i = 0; i < all->count; i++)
			if (is_chosen(&choice, &all->contrast[i]) && !is_nothing(&all->contrast[i]))
				put_contrast(page, &all->contrast[i]);
		page_table_end(page);
	}
	put_nothings(page, report, &choice);
}

/* The cost of a cell as a bar of one part, in the colour of that number. */
static void put_bar(struct page_bar *bar, const struct result *r, const char *label, size_t part)
{
	*bar = (struct page_bar){ .parts = part + 1, .has_interval = r->cost.ci95.known,
				  .lo = r->cost.ci95.lo, .hi = r->cost.ci95.hi };
	bar->part[part] = r->cost.median;
	snprintf(bar->label, sizeof(bar->label), "%s", label);
	if (r->record->attributed)
		snprintf(bar->note, sizeof(bar->note), "%.3g fault%s, %s", r->faults, r->faults == 1 ? "" : "s",
			 table_outcome(r));
	else
		snprintf(bar->note, sizeof(bar->note), "faults not counted, %s", table_outcome(r));
}

#define BARS_MAX ((size_t)(2 * REPORT_POLICIES * 2))

static void put_figure(struct page *page, const struct report *report, const char *title, const struct page_bar *bar,
		       size_t bars)
{
	char unit[TABLE_UNIT_SIZE];
	struct page_figure f = { .title = title, .legend = { "DC IVAC", "DC CIVAC" }, .bar = bar, .bars = bars };

	if (!bars)
		return;
	table_unit(unit, report->archive, false);
	unit[strlen(unit) - 1] = '\0';
	f.unit = unit + 1;
	page->style->figure(page, &f);
}

/* Cold DC IVAC beside DC CIVAC, where the question is put: a logged page and one of a read-only slot. */
static void put_cost_figure(struct page *page, const struct report *report, enum lines_id lines, const char *title)
{
	static const enum slot_id slot[] = { SLOT_RW_LOG, SLOT_RO };
	static const enum op_id op[] = { OP_dc_ivac, OP_dc_civac };
	enum policy_id policy[REPORT_POLICIES];
	struct page_bar bar[BARS_MAX];
	size_t policies = report_policies(report, policy), bars = 0;

	for (size_t i = 0; i < policies; i++)
		for (size_t j = 0; j < 2; j++)
			for (size_t k = 0; k < 2; k++) {
				struct cell cell = report_base(report);
				const struct result *r;
				char label[PAGE_BAR_TEXT];

				cell.policy = policy[i];
				cell.slot = slot[j];
				cell.host_page = HOST_PAGE_WRITTEN;
				cell.lines = lines;
				r = report_pick(report, cell, op[k]);
				if (!result_has_cost(r))
					continue;
				snprintf(label, sizeof(label), "%s, %s", policy_name(policy[i]),
					 slot_table[slot[j]].name);
				put_bar(&bar[bars++], r, label, k);
			}
	put_figure(page, report, title, bar, bars);
}

/* What a cold DC IVAC is made of: the warm DC CIVAC, the translation fault, and the rest, the permission fault. */
static void put_parts_figure(struct page *page, const struct report *report)
{
	struct page_bar bar[BARS_MAX];
	enum policy_id policy[REPORT_POLICIES];
	size_t policies = report_policies(report, policy), bars = 0;
	struct page_figure f = { .title = "A cold DC IVAC by its parts", .bar = bar,
				 .legend = { "op, barriers and counter reads", "translation fault",
					     "permission fault" } };
	char unit[TABLE_UNIT_SIZE];

	for (size_t i = 0; i < policies; i++)
		for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
			struct cell cell = report_base(report);
			const struct contrast *fault, *extra;
			const struct result *r;
			double rest;

			cell.policy = policy[i];
			cell.slot = (enum slot_id)slot;
			cell.host_page = HOST_PAGE_WRITTEN;
			fault = contrasts_find(report->contrasts, "translation_fault", &cell, CONTRAST_PAGE_AXES);
			extra = contrasts_find(report->contrasts, "ivac_minus_civac", &cell, CONTRAST_PAGE_AXES);
			r = report_pick(report, cell, OP_dc_ivac);
			if (!fault || !extra || !r || bars == BARS_MAX)
				continue;
			rest = r->cost.median - extra->value - fault->value;
			put_bar(&bar[bars], r, "", 0);
			snprintf(bar[bars].label, PAGE_BAR_TEXT, "%s, %s", policy_name(policy[i]),
				 slot_table[slot].name);
			bar[bars].parts = 3;
			bar[bars].part[0] = fmax(rest, 0);
			bar[bars].part[1] = fmax(fault->value, 0);
			bar[bars].part[2] = fmax(extra->value, 0);
			bars++;
		}
	if (!bars)
		return;
	table_unit(unit, report->archive, false);
	unit[strlen(unit) - 1] = '\0';
	f.unit = unit + 1;
	f.bars = bars;
	page->style->figure(page, &f);
}

static const struct page_column line_columns[] = {
	{ "op", false }, { "policy", false }, { "against", false }, { "they meet at line", true }, { "95 %", false },
	{ "page", false }, { "n", true }, { "who wins", false },
};

static void put_lines(struct page *page, const struct report *report)
{
	char text[256], title[160];
	bool open = false;

	for (size_t i = 0; i < report->contrasts->count; i++) {
		const struct contrast *c = &report->contrasts->contrast[i];
		const struct cell *cell = &c->part[0]->record->cell;

		if (strcmp(c->name, "break_even_lines"))
			continue;
		snprintf(title, sizeof(title),
			 "From which line of a cold read-only page on (of %llu) costs are less, by",
			 (unsigned long long)c->part[1]->record->sample_lines);
		caption(text, sizeof(text), report, title, false);
		if (!open)
			page_table(page, text, false, line_columns, sizeof(line_columns) / sizeof(line_columns[0]));
		open = true;
		page_cell(page, op_table[cell->op].name);
		page_cell(page, policy_name(cell->policy));
		page_cell(page, policy_name(c->base));
		page_number(page, c->has_value ? c->value : NAN, false);
		page_interval(page, c->ci95, false);
		table_page(text, sizeof(text), cell);
		page_cell(page, text);
		page_number(page, (double)c->n, false);
		page_cell(page, c->note);
	}
	if (open)
		page_table_end(page);
}

static const struct page_column sweep_columns[] = {
	{ "policy", false }, { "slot", false }, { "a sweep", true }, { "a page", true }, { "a line", true },
	{ "95 % of a sweep", false }, { "faults a page", true }, { "outcome", false }, { "n", true },
};

static void put_side(struct page *page, const struct sweep *sweep, const struct sweep_side *side, const char *slot)
{
	if (!side->result)
		return;
	page_cell(page, policy_name(sweep->policy));
	page_cell(page, slot);
	page_number(page, side->total, false);
	page_number(page, side->per_page, false);
	page_number(page, side->per_line, false);
	page_interval(page, side->result->cost.ci95, false);
	page_number(page, side->has_faults ? side->faults_per_page : NAN, false);
	page_cell(page, table_outcome(side->result));
	page_number(page, (double)side->result->cost.n, false);
}

static void put_sweeps(struct page *page, const struct report *report)
{
	struct page_bar bar[POLICY_UNKNOWN + 1];
	struct sweep sweep;
	char text[256], title[160];
	size_t bars = 0;
	bool open = false;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, report->results, (enum policy_id)policy))
			continue;
		snprintf(title, sizeof(title), "DC CIVAC over every line of a memslot of %llu pages of %llu lines",
			 (unsigned long long)sweep.pages, (unsigned long long)sweep.lines_per_page);
		caption(text, sizeof(text), report, title, false);
		if (!open)
			page_table(page, text, false, sweep_columns, sizeof(sweep_columns) / sizeof(sweep_columns[0]));
		open = true;
		put_side(page, &sweep, &sweep.rw, "rw");
		put_side(page, &sweep, &sweep.ro, "ro");
		if (!sweep.ro.result || !sweep.rw.result)
			continue;
		bar[bars] = (struct page_bar){ .parts = 1, .part = { sweep.ratio } };
		snprintf(bar[bars].label, PAGE_BAR_TEXT, "%s", policy_name(sweep.policy));
		snprintf(bar[bars++].note, PAGE_BAR_TEXT, "%.3g in faults", sweep.fault_ratio);
	}
	if (!open)
		return;
	page_table_end(page);
	snprintf(text, sizeof(text), "The sweep, read-only to writable (published, in time: %.1f)",
		 sweep_published_ratio());
	if (bars)
		page->style->figure(page, &(struct page_figure){
			.title = text, .unit = archive_counts_insns(report->archive) ?
			"ratio of instructions, emulated: not time" : report->archive->platform == PLATFORM_EMULATED ?
			"ratio of ticks, emulated: not time" : "ratio of times", .bar = bar, .bars = bars });
}

static void put_policies(struct page *page, const struct report *report)
{
	static const struct page_column columns[] = {
		{ "policy", false }, { "set by", false }, { "what it does", false }, { "fingerprint", false },
	};
	static const struct page_column evidence[] = {
		{ "policy", false }, { "cell", false }, { "outcome", false }, { "faults", true }, { "once more", true },
	};
	const struct archive *a = report->archive;
	char text[256];

	caption(text, sizeof(text), report, "What the kernel does with cache maintenance, by its behaviour", true);
	page_table(page, text, false, columns, 4);
	for (size_t i = 0; i < a->policy_count; i++) {
		const struct archive_policy *p = &a->policy[i];

		page_cell(page, policy_name(p->policy));
		page_cell(page, p->knob ? "kvm.cmo_policy" : "-");
		page_cell(page, p->policy == POLICY_UNKNOWN ? "matches none" :
			  p->recognised >> p->policy & 1 ? "as it is called" : "NOT AS IT IS CALLED");
		page_cell(page, p->fingerprint);
	}
	page_table_end(page);
	if (!page->style->all)
		return;
	caption(text, sizeof(text), report, "The cells that policies were recognised by", true);
	page_table(page, text, true, evidence, 5);
	for (size_t i = 0; i < a->policy_count; i++)
		for (size_t k = 0; k < a->policy[i].evidence_count; k++) {
			const struct archive_evidence *e = &a->policy[i].evidence[k];

			page_cell(page, policy_name(a->policy[i].policy));
			page_cell(page, e->cell);
			page_cell(page, e->outcome < OUTCOME_COUNT ? outcome_name[e->outcome] : "-");
			page_number(page, e->faults.known ? (double)e->faults.value : NAN, false);
			page_number(page, e->repeat.known ? (double)e->repeat.value : NAN, false);
		}
	page_table_end(page);
}

/* The table and the figure behind an answer. */
static void put_behind(struct page *page, const struct report *report, enum answer_id id)
{
	static const char *const extra[] = { "ivac_minus_civac", NULL };
	static const char *const parts[] = { "permission_fault", "translation_fault", "cow_retry", "closure", NULL };
	static const char *const policies[] = { "inject_minus_upstream", "upgrade_minus_inject", NULL };
	static const char *const store[] = { "deferred_store", NULL };
	static const char *const aftermath[] = { "aftermath", NULL };
	static const char *const native[] = { "native_op", NULL };
	const struct cell base = report_base(report);

	switch (id) {
	case ANSWER_NEEDS_WRITE:
		put_cells(page, report, "Warm and read-only in stage 2: one line of a page", STAGE2_RO, LINES_1);
		break;
	case ANSWER_EXTRA:
		put_cost_figure(page, report, LINES_1, "Cold: the first access to a page that the host wrote");
		put_cells(page, report, "Cold: the first access to a page, one line of it", STAGE2_COLD, LINES_1);
		put_contrasts(page, report, "Cold DC IVAC less cold DC CIVAC", (struct choice){ extra, &base });
		break;
	case ANSWER_PARTS:
		put_parts_figure(page, report);
		put_contrasts(page, report, "Parts of a cold DC IVAC", (struct choice){ parts, &base });
		break;
	case ANSWER_POLICIES:
		put_contrasts(page, report, "Policy against policy", (struct choice){ policies, &base });
		break;
	case ANSWER_LINES:
		put_cost_figure(page, report, LINES_PAGE, "All lines of a cold page");
		put_cells(page, report, "All lines of a cold page", STAGE2_COLD, LINES_PAGE);
		put_lines(page, report);
		break;
	case ANSWER_STORE:
		put_contrasts(page, report, "A cold DC CIVAC and the store after it, less the same under upstream",
			      (struct choice){ store, &base });
		break;
	case ANSWER_AFTERMATH:
		put_contrasts(page, report, "Loads right after the op", (struct choice){ aftermath, &base });
		break;
	case ANSWER_SCALING:
		put_contrasts(page, report, "One op more on a warm page", (struct choice){ native, NULL });
		if (page->style->all)
			put_contrasts(page, report, "Cold DC IVAC less cold DC CIVAC, on all that was measured",
				      (struct choice){ extra, NULL });
		break;
	case ANSWER_ROM:
		put_sweeps(page, report);
		break;
	case ANSWER_COUNT:
		break;
	}
}

static void put_answers(struct page *page, const struct report *report)
{
	page->style->heading(page, 1, "Questions and answers");
	page_paragraph(page,
		       "Intervals are at 95 %%. Costs stand with the stage-2 faults that were counted for them: a "
		       "number is believed only with its faults.");
	for (int id = 0; id < ANSWER_COUNT; id++) {
		const struct answer answer = answer_make(report, (enum answer_id)id);

		page->style->heading(page, 2, answer.question);
		page->style->paragraph(page, answer.text, false);
		put_behind(page, report, (enum answer_id)id);
	}
}

static int put_page(struct page *page, const struct report *report)
{
	int err = 0;

	page->style->begin(page, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	if (report->archive->platform == PLATFORM_EMULATED)
		page->style->paragraph(page, archive_counts_insns(report->archive) ?
				       "Emulated host: every cost here is a count of instructions, never time." :
				       "Emulated host without -icount: no cost here means anything; counts hold.",
				       true);
	else if (report->archive->platform == PLATFORM_VIRTUAL)
		page->style->paragraph(page, "VIRTUAL host: it is itself a guest.", true);
	if (archive_findings(report->archive, FINDING_REFUSE))
		page->style->paragraph(page, "THIS RUN WAS REFUSED, and made because its user allowed it.", true);
	err = report_on_page(report, report_machine, true, page);
	if (!err)
		err = report_on_page(report, report_mismatches, false, page);
	if (!err)
		err = report_on_page(report, report_warnings, false, page);
	if (!err)
		err = report_on_page(report, report_terms, false, page);
	put_answers(page, report);
	page->style->heading(page, 1, "Policies");
	put_policies(page, report);
	page->style->heading(page, 1, "What the pipeline makes of nothing");
	err = err ? err : page_written(page, false, say_aa, report);
	if (page->style->all) {
		page->style->heading(page, 1, "Every cell");
		put_all_cells(page, report);
	}
	page->style->heading(page, 1, "Asked of such numbers");
	err = err ? err : report_on_page(report, report_asked, false, page);
	page->style->heading(page, 1, "How to reproduce");
	err = err ? err : report_on_page(report, report_reproduction, true, page);
	page->style->heading(page, 1, "What these data cannot say");
	err = err ? err : report_on_page(report, report_limits, false, page);
	page->style->end(page);
	return err;
}

int report_html(const struct report *report, FILE *out)
{
	return put_page(&(struct page){ .style = &page_html, .out = out }, report);
}

int report_markdown(const struct report *report, FILE *out)
{
	return put_page(&(struct page){ .style = &page_markdown, .out = out }, report);
}
