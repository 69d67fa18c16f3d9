/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format text, in the order of a reviewer's questions. */
#include "analysis/compare/text_compare.h"

#include "analysis/compare/parity.h"
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
#define NAME_SIZE     320

/* Returns the unit of all costs, and whether it is time. */
static const char *unit_of(const struct archive *a)
{
	if (archive_counts_insns(a))
		return "instructions, emulated: not time";
	if (a->platform == PLATFORM_EMULATED)
		return "ticks, emulated without -icount: they mean nothing";
	return a->platform == PLATFORM_VIRTUAL ? "ns, of a VIRTUAL host" : "ns";
}

#define UNIT_SIZE (64 + 2 * MACHINE_HOOK_SIZE)

/* Formats the unit, and of which side the module's hooks are subtracted. */
static const char *unit_mark(char buf[static UNIT_SIZE], const struct compare *c)
{
	char hook[SIDE_COUNT][MACHINE_HOOK_SIZE];

	for (int i = 0; i < SIDE_COUNT; i++)
		machine_hook(hook[i], &c->side[i]->results);
	if (!strcmp(hook[BASE], hook[NEW]))
		snprintf(buf, UNIT_SIZE, "%s%s%s", unit_of(&c->side[BASE]->archive), hook[BASE][0] ? "; " : "", hook[BASE]);
	else
		snprintf(buf, UNIT_SIZE, "%s%s%s%s%s", unit_of(&c->side[BASE]->archive), hook[BASE][0] ? "; BASE " : "",
			 hook[BASE], hook[NEW][0] ? "; NEW " : "", hook[NEW]);
	return buf;
}

static void write_side(const char *name, const struct loaded *side, FILE *out)
{
	const struct archive *a = &side->archive;
	size_t refused = archive_findings(a, SEVERITY_REFUSE), flagged = archive_findings(a, SEVERITY_FLAG);
	char policies[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < a->policy_count && used < sizeof(policies); i++)
		used += (size_t)snprintf(policies + used, sizeof(policies) - used, " %s",
					 policy_name(a->policy[i].policy));
	fputc('\n', out);
	text_wrap(out, 0, 8, "%s%s, created %s%s", name, archive_file_name(a), a->created,
		  a->complete ? "" : ", NOT COMPLETED: cells are missing");
	machine_write(a, out);
	machine_write_knob(&side->results, out);
	text_wrap(out, 8, 8, "cmobench %s%s%s, guest %.12s", a->version, a->commit ? " commit " : "",
		  a->commit ? a->commit : "", a->guest_sha256);
	text_wrap(out, 8, 8, "policies%s", policies);
	text_wrap(out, 8, 8, "%zu cell%s, %zu as predicted%s", side->results.count,
		  text_plural(side->results.count),
		  results_verdicts(&side->results, VERDICT_AS_PREDICTED),
		  results_disturbed(&side->results) ? ", some of them disturbed" : "");
	if (flagged || refused)
		text_wrap(out, 8, 8, "%zu finding%s: see its report%s", flagged + refused, text_plural(flagged + refused),
			  refused ? "; the run was REFUSED, but its user allowed it" : "");
	text_line(out, "sha256: %s", a->file_sha256);
}

/* Lists settings other than the kernel that differ, because they may have caused a change. */
static void write_settings(const struct compare *c, FILE *out)
{
	const struct archive *a = &c->side[BASE]->archive, *b = &c->side[NEW]->archive;
	const struct {
		const char *what, *base, *new;
	} settings[] = {
		{ "knob", a->knob.name, b->knob.name },
		{ "hook", a->knob.hook, b->knob.hook },
		{ "kernel command line", a->host.cmdline, b->host.cmdline },
		{ "hypervisor mode", a->host.hyp_mode, b->host.hyp_mode },
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
	char tick[NUMBER_SIZE];

	fputc('\n', out);
	if (c->reason_count)
		text_wrap(out, 0, 2, "NOT COMPARABLE: costs of these two archives cannot be compared:");
	for (size_t i = 0; i < c->reason_count; i++)
		text_wrap(out, 2, 4, "- %s", c->reason[i]);
	if (c->crossed)
		text_wrap(out, 0, 2,
			  "NO POLICY IN COMMON: each cell is compared with the same cell under another policy, by its "
			  "counts; costs are not compared.");
	if (!c->reason_count)
		text_wrap(out, 0, 2,
			  "%s: both %s, costs in %s, %s a tick, pages of %llu bytes with %llu lines, core %s.",
			  c->crossed ? "Otherwise comparable" : "Comparable", platform_name[a->platform],
			  archive_unit(a), text_number(tick, a->clock.units_per_tick, false), (unsigned long long)a->host.page_bytes.value,
			  (unsigned long long)a->page_lines, machine_known(a->host.midr));
	write_settings(c, out);
}

/* Says how verdicts are made. */
static void write_method(const struct compare *c, FILE *out)
{
	if (c->reason_count || c->crossed)
		return;
	if (c->exact)
		text_wrap(out, 0, 2,
			  "Shifts are NEW - BASE, of medians; below 0 is better. Their 95 %% intervals are the sums of the "
			  "two medians' intervals. Both clocks count every instruction, so no test is needed: a path that "
			  "is longer by more than %g is worse. An interval that includes 0 means that the path has "
			  "several lengths.",
			  c->threshold);
	else
		text_wrap(out, 0, 2,
			  "Shifts are NEW - BASE, of 20 %% trimmed means of block means, with 95 %% intervals (Yuen); "
			  "below 0 is better. A shift is worse or better if it is beyond %g %% and its corrected p is "
			  "below %g. The correction for cells is Benjamini and Hochberg's (about %g %% of those found "
			  "are chance), for contrasts Holm's. The test assumes independent blocks, and no interval "
			  "covers what changes from boot to boot: boot again before you rely on a change.",
			  c->threshold, COMPARE_ALPHA, 100 * COMPARE_ALPHA);
	text_wrap(out, 0, 2, "delta: Cliff's delta of NEW's %s over BASE's, -1 to +1. faults: per op, BASE/NEW. n: samples.",
		  c->exact ? "rounds" : "blocks");
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

static void describe(const struct compared *compared, char *buf, size_t size)
{
	if (compared->axes)
		cell_describe(compared->axes, buf, size);
	else
		describe_contrast(compared->contrast[BASE], buf, size);
}

/* Writes the name of a row. alike: how many more rows have the same figures. why: a reason to add, or NULL. */
static void write_name(const struct compared *compared, size_t alike, const char *why, FILE *out)
{
	char name[NAME_SIZE], more[48] = "";

	describe(compared, name, sizeof(name));
	if (alike)
		snprintf(more, sizeof(more), ", and %zu like it", alike);
	text_wrap(out, 1, 3, "%s%s%s%s%s", name, more, why ? " (" : "", why ? why : "", why ? ")" : "");
}

static const char *faults_text(char buf[static NUMBER_SIZE], const struct result *cell)
{
	if (cell->record->attributed)
		snprintf(buf, NUMBER_SIZE, "%.3g", cell->faults);
	else
		snprintf(buf, NUMBER_SIZE, "-");
	return buf;
}

/* Writes the second line of a row, the shift. */
static void write_shift(const struct compared *compared, FILE *out)
{
	const struct compare_shift *s = &compared->shift;
	const char *lines = !compared->axes && compared->contrast[BASE]->id == CONTRAST_BREAK_EVEN_LINES ? " lines" : "";
	char number[3][NUMBER_SIZE], interval[INTERVAL_SIZE], text[256];
	size_t used;

	if (!s->known)
		return;
	used = (size_t)snprintf(text, sizeof(text), "%s -> %s%s, %s", text_number(number[0], s->middle[BASE], false),
				text_number(number[1], s->middle[NEW], false), lines,
				text_number(number[2], s->value, true));
	if (s->ci95.known)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s",
					 text_interval(interval, s->ci95, true, ""));
	if (s->has_relative)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s",
					 text_percent(number[0], s->relative));
	if (s->has_effect)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", delta %+.2f", s->effect);
	if (s->has_p)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", p %.2g", s->corrected);
	if (compared->axes)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", faults %s/%s",
					 faults_text(number[0], compared->cell[BASE]),
					 faults_text(number[1], compared->cell[NEW]));
	used += (size_t)snprintf(text + used, sizeof(text) - used, ", n %s", text_count(number[0], s->n[BASE]));
	if (s->n[BASE] != s->n[NEW])
		snprintf(text + used, sizeof(text) - used, "/%s", text_count(number[0], s->n[NEW]));
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
			      strcmp(x->contrast[BASE]->name, y->contrast[BASE]->name);

	if (!order && x->axes)
		order = (int)x->cell[BASE]->record->outcome - (int)y->cell[BASE]->record->outcome;
	for (size_t i = 0; !order && i < ARRAY_SIZE(a); i++)
		order = (a[i] > b[i]) - (a[i] < b[i]);
	return order;
}

/* A line for each cell that both sides have: its costs, and by how much NEW's is beyond BASE's. */
static void write_list(const struct compare *c, FILE *out)
{
	char unit[UNIT_SIZE];

	fputc('\n', out);
	text_wrap(out, 0, 2, "Every cell: BASE, NEW, per cent, faults; * where counts changed [%s]", unit_mark(unit, c));
	for (size_t i = 0; i < c->cell_count; i++) {
		const struct compared *cell = &c->cell[i];
		char name[256], number[5][NUMBER_SIZE];

		if (!cell->shift.known)
			continue;
		cell_describe(cell->axes, name, sizeof(name));
		text_wrap(out, 0, 2, "%s", name);
		text_line(out, "%12s %12s %9s %9s/%s%s", text_number(number[0], cell->shift.middle[BASE], false),
			  text_number(number[1], cell->shift.middle[NEW], false),
			  cell->shift.has_relative ? text_percent(number[2], cell->shift.relative) : "-",
			  faults_text(number[3], cell->cell[BASE]), faults_text(number[4], cell->cell[NEW]),
			  cell->change[0] ? " *" : "");
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
static size_t write_sorted(const struct compared *const *row, size_t rows, FILE *out)
{
	size_t shown = 0, first = 0, next;

	for (; first < rows && shown < ROWS_SHOWN; first = next, shown++) {
		for (next = first + 1; next < rows && !compare_figures(row[first], row[next]); next++)
			;
		write_name(row[first], next - first - 1, NULL, out);
		write_shift(row[first], out);
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
		text_line(out, "%s: none of %zu", title, count);
	else
		text_wrap(out, 0, 2, "%s: %zu of %zu [%s]", title, rows, count, unit_mark(unit, c));
	left = write_sorted(row, rows, out);
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
		write_shift(group->member[i], out);
	}
	if (group->count > MEMBERS_SHOWN)
		text_line(out, " ... and %zu more", group->count - MEMBERS_SHOWN);
}

static int write_changed(const struct compare *c, FILE *out)
{
	struct grouping g;
	int err = grouping_make(&g, c->cell, c->cell_count, change_of, compare_change);
	char unit[UNIT_SIZE];

	if (err)
		return err;
	fputc('\n', out);
	if (!g.count)
		text_line(out, "Counts changed: in none of %zu cells", c->cell_count);
	else
		text_wrap(out, 0, 2, "COUNTS CHANGED: in %zu of %zu cells, per op [costs: %s]", g.member_count, c->cell_count,
			  unit_mark(unit, c));
	for (size_t i = 0; i < g.count && i < GROUPS_SHOWN; i++)
		write_changed_group(c, &g.group[i], out);
	if (g.count > GROUPS_SHOWN)
		text_line(out, "... and %zu more kinds of change: see --format json", g.count - GROUPS_SHOWN);
	grouping_free(&g);
	return 0;
}

/* Lists what could not be compared, by reason. Returns 0 or -ENOMEM. */
static int write_not_comparable(const char *what, const struct compared *compared, size_t count, FILE *out)
{
	struct grouping g;
	int err = grouping_make(&g, compared, count, why_of, compare_why);
	char name[NAME_SIZE];

	if (err)
		return err;
	if (g.count) {
		fputc('\n', out);
		text_line(out, "%s not comparable: %zu of %zu", what, g.member_count, count);
	}
	for (size_t i = 0; i < g.count && i < GROUPS_SHOWN; i++) {
		describe(g.group[i].member[0], name, sizeof(name));
		text_wrap(out, 1, 3, "%zu: %s (%s%s)", g.group[i].count, g.group[i].text,
			  g.group[i].count > 1 ? "such as " : "", name);
	}
	if (g.count > GROUPS_SHOWN)
		text_line(out, " ... and %zu more reasons: see --format json", g.count - GROUPS_SHOWN);
	grouping_free(&g);
	return 0;
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
	};
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(sections); i++)
		if (i == 1 || i == 2 || compare_count(c->contrast, c->contrast_count, sections[i].verdict))
			err = write_rows(c, sections[i].title, c->contrast, c->contrast_count, sections[i].verdict,
					 out);
	return err;
}

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Says which shifts the intervals of unchanged cells rule out. Returns 0 or -ENOMEM. */
static int write_ruled_out(const struct compare *c, FILE *out)
{
	double *reach = calloc(c->cell_count + 1, sizeof(*reach));
	size_t n = 0;

	if (!reach)
		return -ENOMEM;
	for (size_t i = 0; !c->exact && i < c->cell_count; i++) {
		const struct compare_shift *s = &c->cell[i].shift;

		if (c->cell[i].verdict == COMPARE_SAME && s->ci95.known && s->middle[BASE] > 0)
			reach[n++] = fmax(fabs(s->ci95.lo), fabs(s->ci95.hi)) / s->middle[BASE];
	}
	qsort(reach, n, sizeof(*reach), compare_double);
	if (n)
		text_wrap(out, 0, 2,
			  "\"Same\" rules out only shifts outside the intervals: beyond %.2g %% in half of these %zu "
			  "cells, beyond %.2g %% in all of them.",
			  100 * stats_quantile(reach, n, 0.5), n, 100 * reach[n - 1]);
	free(reach);
	return 0;
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

/* Writes how many cells have each verdict, and the verdicts that contrasts have. */
static void write_summary(const struct compare *c, FILE *out)
{
	size_t cells[COMPARE_VERDICT_COUNT], n;
	const char *word = "Changed";
	char text[256] = "";
	size_t used = 0;

	for (int i = 0; i < COMPARE_VERDICT_COUNT; i++) {
		cells[i] = compare_count(c->cell, c->cell_count, (enum compare_verdict)i);
		n = compare_count(c->contrast, c->contrast_count, (enum compare_verdict)i);
		if (n)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s %zu %s", used ? "," : "", n,
						 compare_verdict_name[i]);
	}
	if (used)
		text_wrap(out, 0, 2, "Contrasts:%s", text);
	if (compare_is_same(c))
		word = "Same";
	else if (cells[COMPARE_CANNOT] == c->cell_count)
		word = "Cannot say";
	if (!c->cell_count)
		text_line(out, "Not comparable: BASE has no measured cell");
	else
		text_wrap(out, 0, 2, "%s: %zu in counts, %zu worse, %zu better, %zu same, %zu not comparable",
			  word, cells[COMPARE_COUNTS], cells[COMPARE_WORSE],
			  cells[COMPARE_BETTER], cells[COMPARE_SAME], cells[COMPARE_CANNOT]);
}

int compare_text(const struct compare *c, FILE *out)
{
	char unit[UNIT_SIZE];
	int err;

	text_line(out, "cmobench: what changed from BASE to NEW");
	text_wrap(out, 0, 0, "All costs are %s.", unit_mark(unit, c));
	write_side("BASE    ", c->side[BASE], out);
	write_side("NEW     ", c->side[NEW], out);
	write_comparability(c, out);
	write_method(c, out);
	parity_write(c, out);
	if (c->list)
		write_list(c, out);
	err = write_changed(c, out);
	if (!err && !c->reason_count && !c->crossed)
		err = write_rows(c, "Cells worse", c->cell, c->cell_count, COMPARE_WORSE, out);
	if (!err && !c->reason_count && !c->crossed)
		err = write_rows(c, "Cells better", c->cell, c->cell_count, COMPARE_BETTER, out);
	if (!err && !c->reason_count && !c->crossed)
		err = write_contrasts(c, out);
	if (!err)
		err = write_not_comparable("Cells", c->cell, c->cell_count, out);
	if (!err)
		err = write_not_comparable("Contrasts", c->contrast, c->contrast_count, out);
	if (err)
		return err;
	write_rest(c, out);
	err = write_ruled_out(c, out);
	write_summary(c, out);
	return err;
}
