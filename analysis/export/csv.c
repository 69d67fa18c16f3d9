/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format csv writes tidy data: one row per cell or contrast and one column per variable, in the form of RFC
 * 4180 (CRLF; fields with a comma, a quote or an end of line are quoted). A field is empty if its value is not known or
 * has no meaning for the row's kind. Every row has platform and unit, because it may be read without the others.
 *
 * kind: cell or contrast. status: done, failed or skipped of a cell. value: the cell's cost as estimator says (as timed,
 * op null included), or the contrast's value; ci95_lo, ci95_hi: its interval at 95 %. n, rounds: samples, and rounds of the
 * timing pass, of a contrast those of the term that has fewest; blocks: what the interval rests on, blocks of rounds or
 * rounds. mean ... max, median are a cell's, of its samples. relative: value by the cost of relative_to, a fraction.
 * translation, permission, faults, predicted_faults, dirtied, host_pages_allocated: per sample, of a contrast the sum
 * of its terms', signed. faults is empty where they were not counted. of_policy: the policy that a contrast's is
 * compared with. valid: the counts of all cells concerned are as predicted. note: why a cell has no result; who wins,
 * of break_even_lines. findings: what is not as predicted, separated by "; ". hook: what was subtracted from each sample
 * of a cell for the module's hooks; empty: nothing, though the costs include them. inflation: by how much correlation between
 * blocks widened the interval, as a factor of the variance; empty: not tested. boots ... round_deviation: of several boots of
 * one host their number, the rounds or blocks of the boot with the fewest, the degrees of freedom, and the standard deviations
 * between boots and of one round about its boot's value; archive then has the names of all, and n, rounds, median and mean ...
 * max are of all together. refused: "end" if a finding of the run's end refuses it, which is then to be measured again;
 * "allowed" if its user allowed all that do; empty: none does.
 */
#include "analysis/export/csv.h"

#include "analysis/contrast/ratio.h"
#include "bench/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct csv {
	FILE *out;
	bool begun; /* the row has a field */
};

static void put_text(struct csv *csv, const char *text)
{
	if (csv->begun)
		putc(',', csv->out);
	csv->begun = true;
	if (!text)
		return;
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, csv->out);
		return;
	}
	putc('"', csv->out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', csv->out);
		putc(*text, csv->out);
	}
	putc('"', csv->out);
}

static void put_none(struct csv *csv, size_t fields)
{
	while (fields--)
		put_text(csv, NULL);
}

static void put_real(struct csv *csv, double value)
{
	char number[32];

	snprintf(number, sizeof(number), "%.12g", value);
	put_text(csv, number);
}

static void put_count(struct csv *csv, uint64_t value)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)value);
	put_text(csv, number);
}

static void put_flag(struct csv *csv, bool value)
{
	put_text(csv, value ? "true" : "false");
}

static void end_row(struct csv *csv)
{
	fputs("\r\n", csv->out);
	csv->begun = false;
}

void export_csv_heading(FILE *out)
{
	struct csv csv = { .out = out };
	static const char *const before[] = { "archive", "platform", "cpu", "kernel", "kind", "name", "formula",
					      "status" };
	static const char *const after[] = {
		"of_policy", "unit", "n", "value", "ci95_lo", "ci95_hi", "mean", "p90", "p99", "min", "max",
		"relative", "relative_to", "translation", "permission", "faults", "predicted_faults", "outcome", "esr",
		"dirtied", "host_pages_allocated", "rounds", "estimator", "valid", "note", "findings",
		"cut", "trimmed", "trimmed_ci95_lo", "trimmed_ci95_hi", "p", "p_holm", "ratio", "ratio_ci95_lo",
		"ratio_ci95_hi", "hook", "median", "blocks", "inflation", "boots", "boot_rounds", "df", "boot_deviation",
		"round_deviation", "refused",
	};

	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		put_text(&csv, before[i]);
	for (int i = 0; i < AXIS_COUNT; i++)
		put_text(&csv, axis_table[i].name);
	for (size_t i = 0; i < ARRAY_SIZE(after); i++)
		put_text(&csv, after[i]);
	end_row(&csv);
}

/* Writes the first fields of a row. axes: a bit by axis_id for each axis that the row has. */
static void put_origin(struct csv *csv, const struct archive *a, const char *kind, const char *name,
		       const char *formula, const char *status, const struct cell *cell, uint32_t axes)
{
	put_text(csv, archive_file_name(a));
	put_text(csv, platform_name[a->platform]);
	put_text(csv, a->host.cpu);
	put_text(csv, a->host.kernel);
	put_text(csv, kind);
	put_text(csv, name);
	put_text(csv, formula);
	put_text(csv, status);
	for (int i = 0; i < AXIS_COUNT; i++)
		put_text(csv, axes >> i & 1 ? axis_table[i].value_name(axis_table[i].get(cell)) : NULL);
}

static void put_known(struct csv *csv, bool known, double value)
{
	if (known)
		put_real(csv, value);
	else
		put_none(csv, 1);
}

static void put_interval(struct csv *csv, struct interval interval)
{
	if (!interval.known) {
		put_none(csv, 2);
		return;
	}
	put_real(csv, interval.lo);
	put_real(csv, interval.hi);
}

/* Writes what a value over boots rests on; empty fields of one archive. */
static void put_over(struct csv *csv, const struct over_boots *over)
{
	if (!over->count) {
		put_none(csv, 5);
		return;
	}
	put_count(csv, over->count);
	put_count(csv, over->rounds);
	put_known(csv, !over->exact, over->df);
	put_known(csv, over->has_parts, over->boot_deviation);
	put_known(csv, over->has_parts, over->round_deviation);
}

/* Writes the last field of a row, which is the same in all rows of an archive. */
static void close_row(struct csv *csv, const struct archive *a)
{
	put_text(csv, archive_refused(a, false) ? "end" : archive_refused(a, true) ? "allowed" : NULL);
	end_row(csv);
}

/* Writes the cost, or empty fields if the cell failed or this CPU does not translate the op's address. */
static void put_cost(struct csv *csv, const struct result *r)
{
	if (!result_has_cost(r)) {
		put_none(csv, 8);
		return;
	}
	put_real(csv, r->value);
	put_interval(csv, r->ci95);
	put_real(csv, r->cost.mean);
	put_real(csv, r->cost.p90);
	put_real(csv, r->cost.p99);
	put_real(csv, r->cost.min);
	put_real(csv, r->cost.max);
}

static void put_per_sample(struct csv *csv, const struct record *record, struct count count)
{
	bool known = record->attributed && count.known;

	put_known(csv, known, known ? (double)count.value / (double)record->attribution.samples : 0);
}

static void put_faults(struct csv *csv, const struct result *r)
{
	const struct attribution *a = &r->record->attribution;

	put_per_sample(csv, r->record, (struct count){ true, a->translation });
	put_per_sample(csv, r->record, (struct count){ true, a->permission });
	put_known(csv, r->record->attributed, r->faults);
	if (r->record->predicted_known)
		put_count(csv, (uint64_t)r->record->predicted.translation + r->record->predicted.permission);
	else
		put_none(csv, 1);
}

static void put_findings(struct csv *csv, const struct result *r)
{
	char text[RESULT_PROBLEMS_MAX * (RESULT_PROBLEM_SIZE + 2)] = "";
	size_t used = 0;

	for (size_t i = 0; i < r->problem_count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "; " : "", r->problem[i]);
	put_text(csv, text);
}

static void write_cell(struct csv *csv, const struct results *results, const struct result *r)
{
	const struct archive *a = results->archive;
	const struct record *record = r->record;
	char esr[24];

	put_origin(csv, a, "cell", NULL, NULL, record->status == CELL_STATUS_DONE ? "done" : "failed", &record->cell,
		   UINT32_MAX);
	put_none(csv, 1);
	put_text(csv, a->clock.unit);
	put_count(csv, r->cost.n);
	put_cost(csv, r);
	put_none(csv, 2);
	put_faults(csv, r);
	put_text(csv, record->outcome < OUTCOME_COUNT ? outcome_name[record->outcome] : NULL);
	snprintf(esr, sizeof(esr), "0x%08llx", (unsigned long long)record->esr.value);
	put_text(csv, record->esr.known ? esr : NULL);
	put_per_sample(csv, record, record->attribution.dirtied);
	put_per_sample(csv, record, record->attribution.host_pages_allocated);
	put_count(csv, record->round_count);
	put_text(csv, result_has_cost(r) ? cost_estimator_name[r->estimator] : NULL);
	put_flag(csv, r->verdict == VERDICT_AS_PREDICTED);
	put_text(csv, record->reason);
	put_findings(csv, r);
	put_known(csv, result_has_cost(r) && r->estimator != COST_MEDIAN && !r->uncut, r->cut);
	put_none(csv, 8);
	put_known(csv, results->hook.known || !results->hook.present, r->hook);
	put_known(csv, result_has_cost(r), r->cost.median);
	put_count(csv, r->blocks);
	put_known(csv, r->correlation.tested, r->correlation.inflation);
	put_over(csv, &r->over);
	close_row(csv, a);
}

static void write_skipped(struct csv *csv, const struct archive *a, const struct record *record)
{
	put_origin(csv, a, "cell", NULL, NULL, "skipped", &record->cell, UINT32_MAX);
	put_none(csv, 24);
	put_text(csv, record->reason);
	put_none(csv, 19);
	close_row(csv, a);
}

/* Writes the signed sum of the terms' faults. For a break-even line it has no meaning and is left empty. */
static void put_contrast_faults(struct csv *csv, const struct contrast *c)
{
	double faults = 0, predicted = 0;
	bool counted = c->id != CONTRAST_BREAK_EVEN_LINES, known = counted;

	for (size_t i = 0; i < c->term_count; i++) {
		const struct record *record = c->term[i]->record;

		counted &= record->attributed;
		known &= record->predicted_known;
		faults += c->sign[i] * c->term[i]->faults;
		predicted += c->sign[i] * ((double)record->predicted.translation + record->predicted.permission);
	}
	put_known(csv, counted, faults);
	put_known(csv, known, predicted);
}

static void put_estimates(struct csv *csv, const struct contrast *c, const struct ratio *ratio)
{
	put_known(csv, c->blocks && !c->uncut, c->cut);
	put_known(csv, c->trimmed_ci95.known, c->trimmed);
	put_interval(csv, c->trimmed_ci95);
	put_known(csv, c->has_p, c->p);
	put_known(csv, c->has_p, c->p_holm);
	put_known(csv, ratio->known, ratio->value);
	put_interval(csv, ratio->ci95);
	put_none(csv, 2);
	put_count(csv, c->parts);
	put_known(csv, c->correlation.tested, c->correlation.inflation);
	put_over(csv, &c->over);
}

static void write_contrast(struct csv *csv, const struct archive *a, const struct contrast *c, const struct ratio *ratio)
{
	char reference[256];
	double relative;
	bool has_relative = contrast_relative(c, &relative);

	put_origin(csv, a, "contrast", c->name, c->formula, NULL, &c->term[0]->record->cell, c->fixed | c->named);
	put_text(csv, c->against_policy ? policy_name(c->base) : NULL);
	put_text(csv, c->unit);
	put_count(csv, c->n);
	put_known(csv, c->has_value, c->value);
	put_interval(csv, c->ci95);
	put_none(csv, 5);
	put_known(csv, has_relative, has_relative ? relative : 0);
	if (c->reference)
		cell_describe(&c->reference->record->cell, reference, sizeof(reference));
	put_text(csv, c->reference ? reference : NULL);
	put_none(csv, 2);
	put_contrast_faults(csv, c);
	put_none(csv, 4);
	put_count(csv, contrast_rounds(c));
	put_text(csv, estimator_name[c->estimator]);
	put_flag(csv, c->valid);
	put_text(csv, c->note[0] ? c->note : NULL);
	put_none(csv, 1);
	put_estimates(csv, c, ratio);
	close_row(csv, a);
}

int export_csv_rows(const struct loaded *l, FILE *out)
{
	struct csv csv = { .out = out };
	struct ratio *ratio = ratio_all(&l->contrasts, &l->results);

	if (!ratio)
		return -ENOMEM;
	for (size_t i = 0; i < l->results.count; i++)
		write_cell(&csv, &l->results, &l->results.result[i]);
	for (size_t i = 0; i < l->results.skipped_count; i++)
		write_skipped(&csv, &l->archive, l->results.skipped[i]);
	for (size_t i = 0; i < l->contrasts.count; i++)
		write_contrast(&csv, &l->archive, &l->contrasts.contrast[i], &ratio[i]);
	free(ratio);
	return 0;
}

int export_csv(const struct loaded *loaded, FILE *out)
{
	export_csv_heading(out);
	return export_csv_rows(loaded, out);
}
