/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format text, in the order of a reviewer's questions. */
#include "analysis/compare/text_compare.h"

#include "analysis/compare/parity.h"
#include "analysis/shift/shift.h"
#include "analysis/archive/archive.h"
#include "analysis/output/text.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_SHOWN    24 /* of a section */
#define GROUPS_SHOWN  64
#define MEMBERS_SHOWN 3  /* of a group */

const char *text_unit_of(const struct archive *a)
{
	if (archive_counts_insns(a))
		return "instructions, emulated: not time";
	if (a->platform == PLATFORM_EMULATED)
		return "ticks, emulated without -icount: they mean nothing";
	return a->platform == PLATFORM_VIRTUAL ? "ns, of a VIRTUAL host" : "ns";
}

const char *text_unit(char buf[static UNIT_SIZE], const struct compare *c)
{
	char hook[SIDE_COUNT][MACHINE_HOOK_SIZE];

	for (int i = 0; i < SIDE_COUNT; i++)
		machine_hook(hook[i], &c->side[i]->results);
	if (!strcmp(hook[BASE], hook[NEW]))
		snprintf(buf, UNIT_SIZE, "%s%s%s", text_unit_of(&c->side[BASE]->archive), hook[BASE][0] ? "; " : "", hook[BASE]);
	else
		snprintf(buf, UNIT_SIZE, "%s%s%s%s%s", text_unit_of(&c->side[BASE]->archive), hook[BASE][0] ? "; BASE " : "",
			 hook[BASE], hook[NEW][0] ? "; NEW " : "", hook[NEW]);
	return buf;
}

/* What several archives of an arm are. */
static const char *unit_word(const struct compare *c)
{
	return c->exact ? "seed" : "boot";
}

/* Writes a line on another archive of an arm. */
static void write_boot(const struct compare *c, const struct loaded *boot, size_t number, FILE *out)
{
	const struct archive *a = &boot->archive;
	size_t findings = archive_findings(a, SEVERITY_FLAG) + archive_findings(a, SEVERITY_REFUSE);
	const char *refused = machine_refused(a);
	char more[160] = "";
	size_t used = 0;

	if (!c->exact && a->host.boot_id)
		used += (size_t)snprintf(more + used, sizeof(more) - used, ", boot_id %.16s", a->host.boot_id);
	if (!c->exact && a->host.uptime_s.known)
		used += (size_t)snprintf(more + used, sizeof(more) - used, ", up %.0f s", a->host.uptime_s.value);
	if (findings)
		snprintf(more + used, sizeof(more) - used, ", %zu finding%s%s%s", findings, text_plural(findings),
			 refused ? "; the run was " : "", refused ? refused : "");
	text_wrap(out, 0, 8, "%s %zu: %s, created %s, %zu of %zu cells as predicted%s%s%s", unit_word(c), number,
		  archive_file_name(a), a->created, boot->results.counts.verdict[VERDICT_AS_PREDICTED], boot->results.counts.cells,
		  a->complete ? "" : ", NOT COMPLETED", boot->results.counts.disturbed ? ", some disturbed" : "", more);
	text_line(out, "sha256: %s", a->file_sha256);
}

void text_side(const char *name, const struct compare *c, int of, FILE *out)
{
	const struct loaded *side = c->side[of];
	const struct archive *a = &side->archive;
	size_t count = c->arm[of].count;
	char several[48] = "";
	size_t findings = archive_findings(a, SEVERITY_FLAG) + archive_findings(a, SEVERITY_REFUSE);
	const char *refused = machine_refused(a);
	char policies[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < a->policy_count && used < sizeof(policies); i++)
		used += (size_t)snprintf(policies + used, sizeof(policies) - used, " %s",
					 policy_name(a->policy[i].policy));
	fputc('\n', out);
	if (count > 1)
		snprintf(several, sizeof(several), "%zu %ss; the first: ", count, unit_word(c));
	text_wrap(out, 0, 8, "%s%s%s, created %s%s", name, several, archive_file_name(a), a->created,
		  a->complete ? "" : ", NOT COMPLETED: cells are missing");
	machine_write(a, out);
	machine_write_knob(&side->results, out);
	text_wrap(out, 8, 8, "cmobench %s%s%s, guest %.12s", a->version, a->commit ? " commit " : "",
		  a->commit ? a->commit : "", a->guest_sha256);
	text_wrap(out, 8, 8, "policies%s", policies);
	text_wrap(out, 8, 8, "%zu cell%s, %zu as predicted%s", side->results.counts.cells,
		  text_plural(side->results.counts.cells),
		  side->results.counts.verdict[VERDICT_AS_PREDICTED],
		  side->results.counts.disturbed ? ", some of them disturbed" : "");
	if (findings)
		text_wrap(out, 8, 8, "%zu finding%s: see its report%s%s", findings, text_plural(findings),
			  refused ? "; the run was " : "", refused ? refused : "");
	text_line(out, "sha256: %s", a->file_sha256);
	for (size_t i = 1; i < count; i++)
		write_boot(c, c->arm[of].boot[i], i + 1, out);
}

void text_settings(const struct compare *c, FILE *out)
{
	const struct archive *a = &c->side[BASE]->archive, *b = &c->side[NEW]->archive;
	bool modes_known = a->host.hyp_mode && b->host.hyp_mode; /* else they may be the same */
	const struct {
		const char *what, *base, *new;
	} settings[] = {
		{ "knob", a->knob.name, b->knob.name },
		{ "hook", a->knob.hook, b->knob.hook },
		{ "kernel command line", a->host.cmdline, b->host.cmdline },
		{ "hypervisor mode", modes_known ? a->host.hyp_mode : NULL, modes_known ? b->host.hyp_mode : NULL },
		{ "GIC", a->host.gic, b->host.gic },
		{ "guest image", a->guest_sha256, b->guest_sha256 },
		{ "CPU model", a->emulator_cpu, b->emulator_cpu },
		{ "QEMU", a->emulator_qemu, b->emulator_qemu },
		{ "machine", a->emulator_machine, b->emulator_machine },
		{ "suite", a->options.suite, b->options.suite },
		{ "filter", a->options.filter, b->options.filter },
		{ "order", a->options.order, b->options.order },
		{ "seed", a->options.seed, b->options.seed },
	};
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		const char *base = machine_known(settings[i].base), *new = machine_known(settings[i].new);

		if (!strcmp(base, new))
			continue;
		if (!any)
			text_line(out, "Settings that differ, apart from the kernel:");
		any = true;
		text_wrap(out, 2, 4, "- %s: %.400s -> %.400s", settings[i].what, base, new);
	}
	if (a->options.samples != b->options.samples)
		text_wrap(out, any ? 2 : 0, 4, "- samples per cell: %llu -> %llu",
			  (unsigned long long)a->options.samples, (unsigned long long)b->options.samples);
}

/* Is a cell compared under more than one policy? */
static bool has_many_policies(const struct compare *c)
{
	return c->side[BASE]->archive.policy_count > 1 || c->side[NEW]->archive.policy_count > 1;
}

static void write_comparability(const struct compare *c, FILE *out)
{
	const struct archive *a = &c->side[BASE]->archive;
	char tick[NUMBER_SIZE], core[MACHINE_CORE_SIZE];

	fputc('\n', out);
	if (c->reason_count)
		text_wrap(out, 0, 2, "NOT COMPARABLE: costs of these archives cannot be compared:");
	for (size_t i = 0; i < c->reason_count; i++)
		text_wrap(out, 2, 4, "- %s", c->reason[i]);
	if (c->crossed)
		text_wrap(out, 0, 2,
			  "NO POLICY IN COMMON: each cell is compared with the same cell under another policy, by its "
			  "counts; costs are not compared.");
	if (c->patched)
		text_wrap(out, 0, 2,
			  "Policy %s in BASE, %s in NEW, on two kernels: each cell is compared with the same cell. "
			  "Where counts changed, costs are of different things.",
			  policy_name(a->policy[0].policy), policy_name(c->side[NEW]->archive.policy[0].policy));
	if (!c->reason_count)
		text_wrap(out, 0, 2,
			  "%s: both %s, costs in %s, %s a tick, pages of %llu bytes with %llu lines, core %s.",
			  c->crossed ? "Otherwise comparable" : "Comparable", platform_name[a->platform],
			  archive_unit(a), text_number(tick, a->clock.units_per_tick, false), (unsigned long long)a->host.page_bytes.value,
			  (unsigned long long)a->page_lines, machine_core(core, a->host.cpu, a->host.midr));
	text_settings(c, out);
}

/* "policy=inject slot=ro ...": what the cells agree on or are named by, in the words of --filter. */
static void describe_contrast(const struct contrast *c, char *buf, size_t size)
{
	const struct cell *cell = &c->term[0]->record->cell;
	size_t used = (size_t)snprintf(buf, size, "%s", c->name);

	for (int i = 0; i < AXIS_COUNT && used < size; i++) {
		unsigned int value = axis_table[i].get(cell);

		if (((c->fixed | c->named) >> i & 1) && (i <= AXIS_STAGE2 || value))
			used += (size_t)snprintf(buf + used, size - used, " %s=%s", axis_table[i].name,
						 axis_table[i].value_name(value));
	}
}

void text_describe(const struct compared *compared, char *buf, size_t size)
{
	if (compared->axes)
		cell_describe(compared->axes, buf, size);
	else
		describe_contrast(compared->contrast, buf, size);
}

/* Writes the name of a row. alike: how many more rows have the same figures. why: a reason to add, or NULL. */
static void write_name(const struct compared *compared, size_t alike, const char *why, FILE *out)
{
	char name[TEXT_NAME_SIZE], more[48] = "";

	text_describe(compared, name, sizeof(name));
	if (alike)
		snprintf(more, sizeof(more), ", and %zu like it", alike);
	text_wrap(out, 1, 3, "%s%s%s%s%s", name, more, why ? " (" : "", why ? why : "", why ? ")" : "");
}

static const char *faults_text(char buf[static NUMBER_SIZE], double faults)
{
	if (isnan(faults))
		snprintf(buf, NUMBER_SIZE, "-");
	else
		snprintf(buf, NUMBER_SIZE, "%.3g", faults);
	return buf;
}

/* Adds ", boots 3/4", or ", boots 3" of equal counts. Returns the characters written. */
static size_t write_pair(char *text, size_t size, const char *word, const char *plural, size_t base, size_t new)
{
	char number[2][NUMBER_SIZE];

	return (size_t)snprintf(text, size, ", %s%s %s%s%s", word, plural, text_count(number[0], base), base == new ? "" : "/",
				base == new ? "" : text_count(number[1], new));
}

/* Writes the second line of a row, the shift. */
static void write_shift(const struct compare *c, const struct compared *compared, FILE *out)
{
	const struct compare_shift *s = &compared->shift;
	const char *lines = !compared->axes && compared->contrast->id == CONTRAST_BREAK_EVEN_LINES ? " lines" : "";
	const struct interval ci = s->corrected_ci.known ? s->corrected_ci : s->ci95;
	char number[3][NUMBER_SIZE], interval[INTERVAL_SIZE], times[RATIO_SIZE], text[384];
	struct ratio ratio;
	size_t used;

	if (!s->known)
		return;
	used = (size_t)snprintf(text, sizeof(text), "%s -> %s%s, %s", text_number(number[0], s->middle[BASE], false),
				text_number(number[1], s->middle[NEW], false), lines,
				text_number(number[2], s->value, true));
	if (ci.known)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", text_interval(interval, ci, true, ""));
	if (s->has_relative)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s",
					 text_percent(number[0], s->relative));
	if (!shift_ratio(&ratio, c, compared) && ratio.known)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", ratio %s",
					 text_ratio(times, ratio.value, ratio.ci95));
	if (s->has_effect)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", delta %+.2f", s->effect);
	if (s->has_p)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", p %.2g", s->corrected);
	if (compared->axes)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", faults %s/%s",
					 faults_text(number[0], compared->faults[BASE]),
					 faults_text(number[1], compared->faults[NEW]));
	if (compare_boots(c) > 1)
		used += write_pair(text + used, sizeof(text) - used, unit_word(c), "s", c->arm[BASE].count, c->arm[NEW].count);
	if (!c->exact && s->rounds[BASE])
		used += write_pair(text + used, sizeof(text) - used, "round", "s", s->rounds[BASE], s->rounds[NEW]);
	if (isfinite(shift_df(s)))
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", df %.2g", shift_df(s));
	write_pair(text + used, sizeof(text) - used, "n", "", s->n[BASE], s->n[NEW]);
	text_wrap(out, 4, 6, "%s", text);
}

/* Orders rows by their figures; 0: they differ in name only. */
static int compare_figures(const struct compared *x, const struct compared *y)
{
	const double a[] = { x->shift.middle[BASE], x->shift.middle[NEW], x->shift.ci95.lo, x->shift.ci95.hi,
			     x->shift.effect, x->shift.corrected, (double)x->shift.n[BASE], (double)x->shift.n[NEW] };
	const double b[] = { y->shift.middle[BASE], y->shift.middle[NEW], y->shift.ci95.lo, y->shift.ci95.hi,
			     y->shift.effect, y->shift.corrected, (double)y->shift.n[BASE], (double)y->shift.n[NEW] };
	int order = x->axes ? (int)x->axes->op - (int)y->axes->op :
			      strcmp(x->contrast->name, y->contrast->name);

	if (!order && x->axes)
		order = (int)x->outcome - (int)y->outcome;
	for (size_t i = 0; !order && i < ARRAY_SIZE(a); i++)
		order = (a[i] > b[i]) - (a[i] < b[i]);
	return order;
}

/* A line for each cell that both sides have: its costs, and by how much NEW's is beyond BASE's. */
static void write_list(const struct compare *c, FILE *out)
{
	char unit[UNIT_SIZE];

	fputc('\n', out);
	text_wrap(out, 0, 2, "Every cell: BASE, NEW, per cent, faults; * where counts changed; < what a shift is shown to be within, in per "
		  "cent [%s]", text_unit(unit, c));
	for (size_t i = 0; i < c->cell_count; i++) {
		const struct compared *cell = &c->cell[i];
		char name[256], number[5][NUMBER_SIZE], within[32] = "";

		if (!cell->shift.known)
			continue;
		if (!c->exact && cell->verdict == COMPARE_SAME && cell->shift.bound >= 0 && cell->shift.middle[BASE] > 0)
			snprintf(within, sizeof(within), " < %s%%",
				 text_share(number[0], cell->shift.bound / cell->shift.middle[BASE]));
		cell_describe(cell->axes, name, sizeof(name));
		text_wrap(out, 0, 2, "%s", name);
		text_line(out, "%12s %12s %9s %9s/%s%s%s", text_number(number[0], cell->shift.middle[BASE], false),
			  text_number(number[1], cell->shift.middle[NEW], false),
			  cell->shift.has_relative ? text_percent(number[2], cell->shift.relative) : "-",
			  faults_text(number[3], cell->faults[BASE]), faults_text(number[4], cell->faults[NEW]),
			  cell->change[0] ? " *" : "", within);
	}
}

/* Orders rows by their relative shift, the largest first; rows without one come last. */
static int compare_size(const void *a, const void *b)
{
	const struct compared *x = *(const struct compared *const *)a, *y = *(const struct compared *const *)b;
	double sx = x->shift.has_relative ? fabs(x->shift.relative) : -1;
	double sy = y->shift.has_relative ? fabs(y->shift.relative) : -1;
	int order;

	if (sx != sy)
		return sx < sy ? 1 : -1;
	order = compare_figures(x, y);
	return order ? order : (x > y) - (x < y);
}

/* Writes rows, those with the same figures as one. Returns how many rows are left. */
static size_t write_sorted(const struct compare *c, const struct compared *const *row, size_t rows, FILE *out)
{
	size_t shown = 0, first = 0, next;

	for (; first < rows && shown < ROWS_SHOWN; first = next, shown++) {
		for (next = first + 1; next < rows && !compare_figures(row[first], row[next]); next++)
			;
		write_name(row[first], next - first - 1, NULL, out);
		write_shift(c, row[first], out);
	}
	return rows - first;
}

/* A heading, and the rows of one verdict. 0 or -ENOMEM. */
static int write_rows(const struct compare *c, const char *title, const struct compared *compared, size_t count,
		      enum compare_verdict verdict, FILE *out)
{
	const struct compared **row = calloc(count + 1, sizeof(const struct compared *));
	size_t rows = 0, left;
	char unit[UNIT_SIZE];

	if (!row)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (compared[i].verdict == verdict)
			row[rows++] = &compared[i];
	qsort(row, rows, sizeof(*row), compare_size);
	fputc('\n', out);
	if (!rows)
		text_wrap(out, 0, 2, "%s: none of %zu", title, count);
	else
		text_wrap(out, 0, 2, "%s: %zu of %zu [%s]", title, rows, count, text_unit(unit, c));
	left = write_sorted(c, row, rows, out);
	if (left)
		text_line(out, " ... and %zu more, which changed less: see --format json", left);
	free(row);
	return 0;
}

/* Cells or contrasts that share a text. */
struct group {
	const struct compared *const *member;
	size_t count;
	const char *text;
};

struct grouping {
	const struct compared **member;
	size_t member_count;
	struct group *group;
	size_t count;
};

static const char *change_of(const struct compared *compared)
{
	return compared->change;
}

static const char *why_of(const struct compared *compared)
{
	return compared->why;
}

static int compare_change(const void *a, const void *b)
{
	const struct compared *x = *(const struct compared *const *)a, *y = *(const struct compared *const *)b;
	int order = strcmp(x->change, y->change);

	return order ? order : (x > y) - (x < y);
}

static int compare_why(const void *a, const void *b)
{
	const struct compared *x = *(const struct compared *const *)a, *y = *(const struct compared *const *)b;
	int order = strcmp(x->why, y->why);

	return order ? order : (x > y) - (x < y);
}

/* The largest first. */
static int compare_group(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x->member[0] > y->member[0]) - (x->member[0] < y->member[0]);
}

static void grouping_free(struct grouping *g)
{
	free(g->member);
	free(g->group);
}

/* Groups those with the same text, without those that have none. Returns 0, or -ENOMEM with nothing to free. */
static int grouping_make(struct grouping *g, const struct compared *compared, size_t count,
			 const char *(*text)(const struct compared *), int (*order)(const void *, const void *))
{
	*g = (struct grouping){ .member = calloc(count + 1, sizeof(const struct compared *)),
				.group = calloc(count + 1, sizeof(*g->group)) };
	if (!g->member || !g->group) {
		grouping_free(g);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++)
		if (text(&compared[i])[0])
			g->member[g->member_count++] = &compared[i];
	qsort(g->member, g->member_count, sizeof(const struct compared *), order);
	for (size_t i = 0; i < g->member_count; i++) {
		const char *own = text(g->member[i]);

		if (!g->count || strcmp(g->group[g->count - 1].text, own))
			g->group[g->count++] = (struct group){ &g->member[i], 0, own };
		g->group[g->count - 1].count++;
	}
	qsort(g->group, g->count, sizeof(*g->group), compare_group);
	return 0;
}

static void write_changed_group(const struct compare *c, const struct group *group, FILE *out)
{
	text_wrap(out, 0, 2, "%zu cell%s: %s", group->count, text_plural(group->count), group->text);
	for (size_t i = 0; i < group->count && i < MEMBERS_SHOWN; i++) {
		write_name(group->member[i], 0, c->crossed && has_many_policies(c) ? group->member[i]->why : NULL, out);
		write_shift(c, group->member[i], out);
	}
	if (group->count > MEMBERS_SHOWN)
		text_line(out, " ... and %zu more", group->count - MEMBERS_SHOWN);
}

int text_keep(struct compare *c)
{
	struct grouping g;
	int err = grouping_make(&g, c->cell, c->cell_count, change_of, compare_change);
	const struct compared *shown[GROUPS_SHOWN * MEMBERS_SHOWN];
	size_t count = 0;

	if (err)
		return err;
	for (size_t i = 0; i < g.count && i < GROUPS_SHOWN; i++)
		for (size_t k = 0; k < g.group[i].count && k < MEMBERS_SHOWN; k++)
			shown[count++] = g.group[i].member[k];
	err = shift_keep_ratios(c, shown, count);
	grouping_free(&g);
	return err;
}

int text_changed(const struct compare *c, const char *of, FILE *out)
{
	struct grouping g;
	int err = grouping_make(&g, c->cell, c->cell_count, change_of, compare_change);
	char unit[UNIT_SIZE];

	if (err)
		return err;
	fputc('\n', out);
	if (!g.count)
		text_wrap(out, 0, 2, "Counts changed%s: in none of %zu cells", of, c->cell_count);
	else
		text_wrap(out, 0, 2, "COUNTS CHANGED%s: in %zu of %zu cells, per op [costs: %s]", of, g.member_count, c->cell_count,
			  text_unit(unit, c));
	for (size_t i = 0; i < g.count && i < GROUPS_SHOWN; i++)
		write_changed_group(c, &g.group[i], out);
	if (g.count > GROUPS_SHOWN)
		text_line(out, "... and %zu more kinds of change: see --format json", g.count - GROUPS_SHOWN);
	grouping_free(&g);
	return 0;
}

/* Lists what could not be compared, by reason. Returns 0 or -ENOMEM. */
static int write_not_comparable(const char *what, const char *of, const struct compared *compared, size_t count, FILE *out)
{
	struct grouping g;
	int err = grouping_make(&g, compared, count, why_of, compare_why);
	char name[TEXT_NAME_SIZE];

	if (err)
		return err;
	if (g.count) {
		fputc('\n', out);
		text_wrap(out, 0, 2, "%s not comparable%s: %zu of %zu", what, of, g.member_count, count);
	}
	for (size_t i = 0; i < g.count && i < GROUPS_SHOWN; i++) {
		text_describe(g.group[i].member[0], name, sizeof(name));
		text_wrap(out, 1, 3, "%zu: %s (%s%s)", g.group[i].count, g.group[i].text,
			  g.group[i].count > 1 ? "such as " : "", name);
	}
	if (g.count > GROUPS_SHOWN)
		text_line(out, " ... and %zu more reasons: see --format json", g.count - GROUPS_SHOWN);
	grouping_free(&g);
	return 0;
}

int text_not_comparable(const struct compare *c, const char *of, FILE *out)
{
	int err = write_not_comparable("Cells", of, c->cell, c->cell_count, out);

	return err ? err : write_not_comparable("Contrasts", of, c->contrast, c->contrast_count, out);
}

static int write_cells(const struct compare *c, FILE *out)
{
	int err;

	if (c->basis == COMPARE_BLOCKS)
		return write_rows(c, "Cells that differ (boot or kernel: two archives cannot tell)", c->cell, c->cell_count,
				  COMPARE_DIFFERS, out);
	err = write_rows(c, "Cells worse", c->cell, c->cell_count, COMPARE_WORSE, out);
	return err ? err : write_rows(c, "Cells better", c->cell, c->cell_count, COMPARE_BETTER, out);
}

static int write_contrasts(const struct compare *c, FILE *out)
{
	static const struct {
		enum compare_verdict verdict;
		const char *title;
	} sections[] = {
		{ COMPARE_COUNTS, "Contrasts of cells with changed counts" },
		{ COMPARE_WORSE, "Contrasts worse" },
		{ COMPARE_BETTER, "Contrasts better" },
		{ COMPARE_MOVED, "Contrasts moved (neither worse nor better)" },
		{ COMPARE_DIFFERS, "Contrasts that differ (boot or kernel: two archives cannot tell)" },
	};
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(sections); i++)
		if (((i == 1 || i == 2) && c->basis != COMPARE_BLOCKS) || compare_count(c->contrast, c->contrast_count, sections[i].verdict))
			err = write_rows(c, sections[i].title, c->contrast, c->contrast_count, sections[i].verdict,
					 out);
	return err;
}

static void write_rest(const struct compare *c, FILE *out)
{
	size_t uncounted = 0;

	for (size_t i = 0; i < c->cell_count; i++)
		uncounted += c->cell[i].uncounted;
	fputc('\n', out);
	if (uncounted)
		text_wrap(out, 0, 2,
			  "%zu cells have no fault counts on one side or both: whether these changed is not known, and "
			  "no count confirms their costs.",
			  uncounted);
	if (c->only_new[0] || c->only_new[1])
		text_wrap(out, 0, 2, "Only in NEW: %zu cell%s, %zu contrast%s.", c->only_new[0], text_plural(c->only_new[0]),
			  c->only_new[1], text_plural(c->only_new[1]));
}

const char *text_word(const struct compare *c)
{
	if (compare_is_same(c))
		return c->exact ? "Same" : "No change found";
	if (compare_passes(c))
		return "Differ";
	return compare_count(c->cell, c->cell_count, COMPARE_CANNOT) == c->cell_count ? "Cannot say" : "Changed";
}

/* Writes how many cells have each verdict, and the verdicts that contrasts have. */
static void write_summary(const struct compare *c, FILE *out)
{
	size_t cells[COMPARE_VERDICT_COUNT], n;
	/* What is the same to the instruction is the same; elsewhere a smaller change may be there. */
	const char *word = text_word(c), *same = c->exact ? "same" : "not told apart";
	char text[256] = "", within[48] = "";
	size_t used = 0;

	for (int i = 0; i < COMPARE_VERDICT_COUNT; i++) {
		cells[i] = compare_count(c->cell, c->cell_count, (enum compare_verdict)i);
		n = compare_count(c->contrast, c->contrast_count, (enum compare_verdict)i);
		if (n)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s %zu %s", used ? "," : "", n,
						 i == COMPARE_SAME ? same : compare_verdict_name[i]);
	}
	if (used)
		text_wrap(out, 0, 2, "Contrasts:%s", text);
	if (!c->exact && cells[COMPARE_SAME] && !isnan(text_same_within(c)))
		snprintf(within, sizeof(within), " (within %.0f %%)", ceil(100 * text_same_within(c)));
	if (!c->cell_count)
		text_line(out, "Not comparable: BASE has no measured cell");
	else if (c->basis == COMPARE_BLOCKS)
		text_wrap(out, 0, 2, "%s: %zu in counts, %zu differ%s, %zu %s%s, %zu not comparable", word, cells[COMPARE_COUNTS],
			  cells[COMPARE_DIFFERS], cells[COMPARE_DIFFERS] ? " by boot or kernel" : "", cells[COMPARE_SAME], same,
			  within, cells[COMPARE_CANNOT]);
	else
		text_wrap(out, 0, 2, "%s: %zu in counts, %zu worse, %zu better, %zu %s%s, %zu not comparable",
			  word, cells[COMPARE_COUNTS], cells[COMPARE_WORSE],
			  cells[COMPARE_BETTER], cells[COMPARE_SAME], same, within, cells[COMPARE_CANNOT]);
}

int compare_text(const struct compare *c, FILE *out)
{
	char unit[UNIT_SIZE];
	int err;

	text_line(out, "cmobench: what changed from BASE to NEW");
	text_wrap(out, 0, 0, "All costs are %s.", text_unit(unit, c));
	text_side("BASE    ", c, BASE, out);
	text_side("NEW     ", c, NEW, out);
	write_comparability(c, out);
	text_method(c, out);
	text_legend(c, out);
	parity_write(c, out);
	if (c->list)
		write_list(c, out);
	err = text_changed(c, "", out);
	if (!err && !c->reason_count && !c->crossed)
		err = write_cells(c, out);
	if (!err && !c->reason_count && !c->crossed)
		err = write_contrasts(c, out);
	if (!err)
		err = text_not_comparable(c, "", out);
	if (err)
		return err;
	write_rest(c, out);
	err = text_same(c, out);
	text_advice(c, out);
	write_summary(c, out);
	return err;
}
