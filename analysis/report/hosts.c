/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Full reports on several archives: the same cells side by side, one column per machine. Machines of different
 * platforms or units never share a table.
 */
#include "analysis/report/report.h"

#include "analysis/boots/alike.h"
#include "analysis/cell/base.h"
#include "analysis/cell/blocks.h"
#include "analysis/contrast/pairs.h"
#include "analysis/report/doc_report.h"
#include "analysis/report/text_report.h"
#include "analysis/table/doc_tables.h"
#include "analysis/table/table.h"
#include "analysis/scorecard/screen_doc.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/labels.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <string.h>

#define TEXT_HOSTS 5                      /* columns that a line of a mail has room for */
#define DOC_HOSTS (DOC_COLUMNS_MAX - 2)

/* A table of several machines: part of doc, or plain text if doc is NULL. */
struct lineup {
	const struct loaded *loaded[DOC_HOSTS];
	size_t count;
	bool mixed;                       /* some machines have another unit */
	struct doc *doc;
	struct doc_column column[DOC_COLUMNS_MAX];
	struct table table;
	const struct labels *labels;
	size_t archive[DOC_HOSTS];       /* index of each, for labels */
	char title[256], heading[LABELS_LINES][LINE_SIZE];
	bool open;
	int err;
};

static void name_archives(struct labels *labels, const struct loaded *const *loaded, size_t count)
{
	const struct archive *archive[SEVERAL_MAX] = { NULL };

	for (size_t i = 0; i < count; i++)
		archive[i] = &loaded[i]->archive;
	labels_make(labels, archive, count);
}

static void begin(struct lineup *l, const char *title, const char *label)
{
	const char *platform = platform_name[l->loaded[0]->archive.platform];

	snprintf(l->title, sizeof(l->title), "%s%s%s", title, l->mixed ? ", " : "", l->mixed ? platform : "");
	l->table = (struct table){ .loaded = l->loaded[0], .out = l->table.out, .title = l->title };
	for (size_t line = 0; line < l->labels->lines; line++) {
		bool last = line + 1 == l->labels->lines;
		size_t used = (size_t)snprintf(l->heading[line], LINE_SIZE, " %-16s %7s", last ? label : "",
					       last ? "faults" : "");

		for (size_t i = 0; i < l->count && used < LINE_SIZE; i++)
			used += (size_t)snprintf(l->heading[line] + used, LINE_SIZE - used, " %8s",
						 l->labels->line[line][l->archive[i]]);
		l->table.heading[line] = l->heading[line];
	}
	l->column[0] = (struct doc_column){ label, false };
	l->column[1] = (struct doc_column){ "faults", false };
	for (size_t i = 0; i < l->count; i++)
		l->column[i + 2] = (struct doc_column){ l->labels->name[l->archive[i]], true };
	l->open = false;
}

static void doc_row(struct lineup *l, const char *group, const char *label, const char *faults, const double *value,
		    bool sign)
{
	char text[128];

	if (!l->open)
		table_doc_table_begin(l->doc, l->loaded[0], l->title, false, false, l->column, l->count + 2);
	l->open = true;
	snprintf(text, sizeof(text), "%s: %s", group, label);
	doc_cell(l->doc, text);
	doc_cell(l->doc, faults);
	for (size_t i = 0; i < l->count; i++)
		doc_number(l->doc, value[i], sign);
}

/* Writes a row. value: one per machine, NAN if it has none. group is written above its first row. */
static void row(struct lineup *l, const char *group, const char *label, const char *faults, const double *value,
		bool sign)
{
	char line[LINE_SIZE] = "", number[NUMBER_SIZE];
	size_t used = 0;

	if (l->doc) {
		doc_row(l, group, label, faults, value, sign);
		return;
	}
	for (size_t i = 0; i < l->count && used < LINE_SIZE; i++)
		used += (size_t)snprintf(line + used, LINE_SIZE - used, " %8s",
					 isnan(value[i]) ? "-" : text_number(number, value[i], sign));
	l->table.group = l->table.group && !strcmp(l->table.group, group) ? NULL : group;
	table_row(&l->table, " %-16s %7s%s", label, faults, line);
	l->table.group = group;
}

static int write_notes(const void *data, FILE *out)
{
	struct table table = *(const struct table *)data;

	table.out = out;
	table.open = true;
	table_end(&table);
	return 0;
}

static void end(struct lineup *l)
{
	if (!l->doc) {
		table_end(&l->table);
	} else if (l->open) {
		doc_table_end(l->doc);
		l->err = l->err ? l->err : doc_written(l->doc, false, write_notes, &l->table);
	}
}

/* Formats the faults that all machines have. If they differ, formats "differ:" and returns false. */
static bool common_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *const *r, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		char faults[WORDING_FAULTS_SIZE];
		size_t length;

		if (!r[i])
			continue;
		wording_faults(faults, r[i]);
		length = strlen(faults);
		if (length < WORDING_FAULTS_SIZE - 1)
			snprintf(faults + length, WORDING_FAULTS_SIZE - length, "%c", wording_outcome_letter(r[i]));
		if (any && strcmp(faults, buf)) {
			snprintf(buf, WORDING_FAULTS_SIZE, "differ:");
			return false;
		}
		snprintf(buf, WORDING_FAULTS_SIZE, "%s", faults);
		any = true;
	}
	return any;
}

/* Writes the row of a cell, if a machine has it. */
static void cell_row(struct lineup *l, const char *group, const char *label, const struct cell *cell)
{
	const struct result *r[DOC_HOSTS] = { NULL };
	double value[DOC_HOSTS], faults[DOC_HOSTS];
	char text[WORDING_FAULTS_SIZE] = "-";
	bool any = false, common;

	for (size_t i = 0; i < l->count; i++) {
		r[i] = results_find(&l->loaded[i]->results, cell);
		any |= r[i] && r[i]->cost.n;
		value[i] = result_has_cost(r[i]) ? r[i]->value : NAN;
		faults[i] = r[i] && r[i]->record->attributed ? r[i]->faults : NAN;
		table_note(&l->table, r[i]);
	}
	if (!any)
		return;
	common = common_faults(text, r, l->count);
	row(l, group, label, text, value, false);
	if (!common)
		row(l, group, "  faults", "", faults, false);
}

/* Writes a row for each kind of page of a memslot, below the heading of the cell's policy and op. */
static void cell_rows(struct lineup *l, struct cell cell)
{
	struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE), NULL);
	char group[64], label[32];

	snprintf(group, sizeof(group), "%s, %s", policy_name(cell.policy), op_table[cell.op].name);
	l->table.group = NULL;
	while (cell_walk_next(&w)) {
		if (!slot_table[cell.slot].exists)
			continue;
		wording_page(label, sizeof(label), &cell);
		cell_row(l, group, label, &cell);
	}
	l->table.group = NULL;
}

static void cell_table(struct lineup *l, const char *title, enum lines_id lines, enum stage2_id stage2)
{
	static const enum op_id op[] = { OP_dc_ivac, OP_dc_civac };
	struct cell cell = l->loaded[0]->base;

	cell.lines = lines;
	cell.stage2 = stage2;
	begin(l, title, "slot/host page");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (size_t j = 0; j < 2; j++) {
			cell.policy = (enum policy_id)policy;
			cell.op = op[j];
			cell_rows(l, cell);
		}
	end(l);
}

/* Returns the same contrast of another archive, or NULL. */
static const struct contrast *same_contrast(const struct loaded *loaded, const struct contrast *like)
{
	const struct cell *cell = &like->term[0]->record->cell;

	if (like->id == CONTRAST_POLICIES)
		return contrasts_find_pair(&loaded->contrasts, like->base, cell, AXES_ALL);
	return contrasts_find(&loaded->contrasts, like->id, cell, AXES_ALL);
}

/* Formats the faults of the two cells, such as "2-1"; "differ" if machines differ, "-" if they are not counted. */
static void contrast_faults(char *buf, size_t size, const struct contrast *const *c, size_t count)
{
	char text[32];
	bool any = false;

	snprintf(buf, size, "-");
	for (size_t i = 0; i < count; i++) {
		if (!c[i] || c[i]->term_count != 2 || !c[i]->term[0]->record->attributed ||
		    !c[i]->term[1]->record->attributed)
			continue;
		snprintf(text, sizeof(text), "%.3g-%.3g", c[i]->term[0]->faults, c[i]->term[1]->faults);
		if (any && strcmp(text, buf))
			snprintf(text, sizeof(text), "differ");
		snprintf(buf, size, "%s", text);
		any = true;
	}
}

static void contrast_row(struct lineup *l, const struct contrast *like)
{
	const struct cell *cell = &like->term[0]->record->cell;
	const struct contrast *c[DOC_HOSTS] = { NULL };
	double value[DOC_HOSTS];
	char label[40], faults[32];
	bool any = false;

	for (size_t i = 0; i < l->count; i++) {
		c[i] = same_contrast(l->loaded[i], like);
		value[i] = c[i] ? c[i]->value : NAN;
		any |= c[i] && !c[i]->alike;
	}
	if (!any)
		return;
	for (size_t i = 0; i < l->count; i++)
		if (c[i])
			table_note_contrast(&l->table, c[i]);
	contrast_faults(faults, sizeof(faults), c, l->count);
	if (like->fixed >> AXIS_HOST_PAGE & 1)
		wording_page(label, sizeof(label), cell);
	else
		snprintf(label, sizeof(label), "%s %s", slot_table[cell->slot].name, op_table[cell->op].name);
	row(l, like->formula ? policy_name(cell->policy) : op_table[cell->op].name, label, faults, value, true);
}

/* Does one of the first `before` machines have the contrast? Then its row is already written. */
static bool is_told(const struct lineup *l, size_t before, const struct contrast *c)
{
	for (size_t i = 0; i < before; i++)
		if (same_contrast(l->loaded[i], c))
			return true;
	return false;
}

/* Selects the contrasts of a table; of CONTRAST_POLICIES, those of a pair. */
struct chosen {
	enum contrast_id id;
	const struct policy_pair *pair;
};

static bool is_chosen(const struct chosen *chosen, const struct contrast *c)
{
	return c->id == chosen->id &&
	       (c->id != CONTRAST_POLICIES || (c->term[0]->record->cell.policy == chosen->pair->policy &&
					       c->base == chosen->pair->base));
}

/* Are contrasts of the cell in tables of this base? */
static bool is_in_tables(const struct cell *base, const struct cell *cell)
{
	return cell->lines == LINES_1 && base_agrees(base, cell);
}

static void contrast_table(struct lineup *l, const char *title, struct chosen chosen)
{
	begin(l, title, "slot/host page");
	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < l->loaded[i]->contrasts.count; k++) {
			const struct contrast *c = &l->loaded[i]->contrasts.contrast[k];
			const struct cell *cell = &c->term[0]->record->cell;

			if (is_chosen(&chosen, c) && is_in_tables(&l->loaded[0]->base, cell) && !is_told(l, i, c))
				contrast_row(l, c);
		}
	end(l);
}

/* Writes a table for each pair of policies of the first machine. */
static void pair_tables(struct lineup *l)
{
	const struct pairs pairs = pairs_of(&l->loaded[0]->archive, PAIR_DIFFERENCE);

	for (size_t i = 0; i < pairs.count; i++) {
		char title[CONTRAST_NAME_SIZE];

		snprintf(title, sizeof(title), "%s_minus_%s", policy_name(pairs.pair[i].policy),
			 policy_name(pairs.pair[i].base));
		contrast_table(l, title, (struct chosen){ CONTRAST_POLICIES, &pairs.pair[i] });
	}
}

static void put_tables(struct lineup *l)
{
	cell_table(l, "Cold: the first access to a page, one line of it", LINES_1, STAGE2_COLD);
	cell_table(l, "All lines of a cold page", LINES_PAGE, STAGE2_COLD);
	contrast_table(l, "ivac_minus_civac: a cold DC IVAC less a cold DC CIVAC",
		       (struct chosen){ CONTRAST_IVAC_MINUS_CIVAC, NULL });
	contrast_table(l, contrast_name[CONTRAST_PERMISSION_FAULT], (struct chosen){ CONTRAST_PERMISSION_FAULT, NULL });
	contrast_table(l, contrast_name[CONTRAST_TRANSLATION_FAULT],
		       (struct chosen){ CONTRAST_TRANSLATION_FAULT, NULL });
	pair_tables(l);
	contrast_table(l, contrast_name[CONTRAST_DEFERRED_STORE], (struct chosen){ CONTRAST_DEFERRED_STORE, NULL });
}

static bool has_cell(const struct cell *base, const struct cell *cell)
{
	struct cell like = *base;

	like.policy = cell->policy;
	like.op = cell->op;
	like.slot = cell->slot;
	like.host_page = cell->host_page;
	like.lines = cell->lines;
	like.stage2 = STAGE2_COLD;
	return (cell->op == OP_dc_ivac || cell->op == OP_dc_civac) && (cell->lines == LINES_1 || cell->lines == LINES_PAGE) &&
	       cell_equal(&like, cell);
}

static bool has_contrast(const struct cell *base, const struct contrast *c)
{
	const struct cell *cell = &c->term[0]->record->cell;
	const uint32_t kinds = CONTRAST_BIT(IVAC_MINUS_CIVAC) | CONTRAST_BIT(PERMISSION_FAULT) | CONTRAST_BIT(TRANSLATION_FAULT) |
			       CONTRAST_BIT(DEFERRED_STORE);

	return is_in_tables(base, cell) &&
	       (kinds >> c->id & 1 || (c->id == CONTRAST_POLICIES && pairs_have(cell->policy, c->base, PAIR_DIFFERENCE)));
}

const struct keep_tables report_tables = { has_cell, has_contrast };

/*
 * Writes the tables of the machines that share the unit of the i-th, as many at a time as there is room for. Does
 * nothing if an earlier machine shares it, too. Returns 0 or -ENOMEM.
 */
static int put_group(const struct labels *labels, const struct loaded *const *loaded, size_t count, size_t i, bool mixed,
		      struct doc *doc, FILE *out)
{
	const size_t room = doc ? DOC_HOSTS : TEXT_HOSTS;
	struct lineup l = { .labels = labels, .mixed = mixed, .doc = doc, .table.out = out };

	for (size_t k = 0; k < i; k++)
		if (labels_share_unit(&loaded[k]->archive, &loaded[i]->archive))
			return 0;
	for (size_t k = i; k < count; k++) {
		if (labels_share_unit(&loaded[k]->archive, &loaded[i]->archive)) {
			l.archive[l.count] = k;
			l.loaded[l.count++] = loaded[k];
		}
		if (l.count == room || (k + 1 == count && l.count)) {
			put_tables(&l);
			l.count = 0;
		}
	}
	return l.err;
}

static bool is_mixed(const struct loaded *const *loaded, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!labels_share_unit(&loaded[i]->archive, &loaded[0]->archive))
			return true;
	return false;
}

/* Writes an item for each archive: what speaks for and against its numbers. */
static void write_verdicts(const struct labels *labels, const struct loaded *const *loaded, size_t count, FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct archive *a = &loaded[i]->archive;
		const struct results *r = &loaded[i]->results;
		const char *refused = machine_refused(a);

		text_wrap(out, 0, 2,
			  "- %s: DC IVAC %s; %zu cells as predicted, %zu unchecked, %zu NOT as predicted, %zu failed, "
			  "%zu skipped; %zu findings%s%s%s.", labels->name[i],
			  !a->ivac_needs_write.known ? "is not known to need write permission" :
			  a->ivac_needs_write.value ? "needs write permission" : "needs no write permission",
			  r->counts.verdict[VERDICT_AS_PREDICTED], r->counts.verdict[VERDICT_UNCHECKED],
			  r->counts.verdict[VERDICT_DIFFERS], r->counts.verdict[VERDICT_FAILED], r->counts.skipped,
			  archive_findings(a, SEVERITY_FLAG) + archive_findings(a, SEVERITY_REFUSE),
			  refused ? " (" : "", refused ? refused : "", refused ? ")" : "");
	}
}

static const char note[] =
	"Cost: median where a clock counts every instruction, else mean of blocks of rounds after a cut; as timed. Faults: "
	"stage-2 faults per sample, measured/predicted, the same on all machines; where they differ, they have a row of their own. The letter behind them: " WORDING_LETTERS ". Differences: of the same; "
	"those between cells with the same faults and outcome, which should "
	"be 0, are left out. All cells and intervals: see --format csv.";

/* Says of how many boots a host's column is. */
static void say_boots(const struct loaded *loaded, FILE *out)
{
	if (loaded->boots)
		text_line(out, "boots:  %zu, %s", loaded->boots->count, blocks_exact(&loaded->archive) ?
			  "which are seeds: medians over them" : "whose mean each value is");
}

/* Writes the first line: how many machines there are, of how many kernels or setups. */
static void write_heading(const struct loaded *const *loaded, size_t count, FILE *out)
{
	struct alike_difference d;
	size_t machines = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < i && alike_differ_in_host(&d, &loaded[k]->archive, &loaded[i]->archive))
			k++;
		machines += k == i;
	}
	text_line(out, "cmobench: what DC IVAC and DC CIVAC cost a guest, on %zu machine%s", machines, text_plural(machines));
	if (machines < count)
		text_wrap(out, 0, 0, "(as far as archives tell), with %zu kernels, setups or filters", count);
}

int report_text_all(const struct several *several, FILE *out)
{
	const struct loaded *const *loaded = several->loaded;
	size_t count = several->count;
	struct labels labels;
	int err = 0;

	name_archives(&labels, loaded, count);
	write_heading(loaded, count, out);
	for (size_t i = 0; i < count; i++) {
		fputc('\n', out);
		text_line(out, "%s (%s)", labels.name[i], platform_name[loaded[i]->archive.platform]);
		report_title(loaded[i], out);
		report_machine(loaded[i], out);
		say_boots(loaded[i], out);
	}
	fputc('\n', out);
	write_verdicts(&labels, loaded, count, out);
	for (size_t i = 0; i < count && !err; i++)
		err = put_group(&labels, loaded, count, i, is_mixed(loaded, count), NULL, out);
	fputc('\n', out);
	text_wrap(out, 0, 0, "%s", note);
	for (size_t i = 0; i < count; i++) {
		fputc('\n', out);
		text_line(out, "How to reproduce %s", labels.name[i]);
		report_reproduction(loaded[i], out);
	}
	for (size_t i = 0; i < count; i++) {
		fputc('\n', out);
		text_line(out, "What the data of %s cannot say", labels.name[i]);
		report_limits(loaded[i], out);
	}
	return err;
}

struct verdicts {
	const struct labels *labels;
	const struct loaded *const *loaded;
	size_t count;
};

static int say_verdicts(const void *data, FILE *out)
{
	const struct verdicts *v = data;

	write_verdicts(v->labels, v->loaded, v->count, out);
	return 0;
}

static int put_doc(struct doc *doc, const struct several *several)
{
	const struct loaded *const *loaded = several->loaded;
	size_t count = several->count;
	struct labels labels;
	int err = 0;

	name_archives(&labels, loaded, count);
	doc->style->begin(doc, "cmobench: what DC IVAC and DC CIVAC cost a guest, machine by machine");
	screen_doc_several(doc, several, &labels);
	doc->style->fold(doc, "Machines, all tables, how to reproduce");
	for (size_t i = 0; i < count && !err; i++) {
		doc->style->heading(doc, 2, labels.name[i]);
		err = report_in_doc(loaded[i], report_title, false, doc);
		err = err ? err : report_in_doc(loaded[i], report_machine, true, doc);
	}
	err = err ? err : doc_written(doc, false, say_verdicts,
				      &(struct verdicts){ &labels, loaded, count });
	doc->style->heading(doc, 1, "The same cells");
	for (size_t i = 0; i < count && !err; i++)
		err = put_group(&labels, loaded, count, i, is_mixed(loaded, count), doc, NULL);
	doc->style->paragraph(doc, note, false);
	for (size_t i = 0; i < count && !err; i++) {
		doc_paragraph(doc, "How to reproduce %s, and what its data cannot say:", labels.name[i]);
		err = report_in_doc(loaded[i], report_reproduction, true, doc);
		err = err ? err : report_in_doc(loaded[i], report_limits, false, doc);
	}
	doc->style->unfold(doc);
	doc->style->end(doc);
	return err;
}

int report_markdown_all(const struct several *several, FILE *out)
{
	return put_doc(&(struct doc){ .style = &doc_markdown, .out = out }, several);
}

int report_html_all(const struct several *several, FILE *out)
{
	return put_doc(&(struct doc){ .style = &doc_html, .out = out }, several);
}
