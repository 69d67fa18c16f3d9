/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The problems of a run, notes on its precision, and its A/A test. */
#include "analysis/report/run.h"

#include "analysis/cell/blocks.h"
#include "analysis/contrast/aa.h"
#include "analysis/output/text.h"

#include <math.h>
#include <string.h>

#define CELLS_SHOWN 5 /* cells listed by name for each problem */

/* Was the same finding listed before? A resumed run finds many once more. */
static bool is_told(const struct archive *a, size_t i)
{
	const struct archive_finding *f = archive_finding(a, i);

	for (size_t k = 0; k < i; k++)
		if (!strcmp(archive_finding(a, k)->id, f->id) && !strcmp(archive_finding(a, k)->what, f->what))
			return true;
	return false;
}

/* Does the text end like a sentence? */
static bool is_sentence(const char *text)
{
	size_t length = strlen(text);

	return length && strchr(".!?", text[length - 1]);
}

static const char *refusal(const struct archive_finding *f)
{
	if (f->severity != SEVERITY_REFUSE)
		return "";
	return f->allowed.value ? " (REFUSED, but allowed)" : " (REFUSED at the end: measure again)";
}

static void write_findings(const struct archive *a, FILE *out)
{
	const struct archive_finding *f;

	for (size_t i = 0; (f = archive_finding(a, i)); i++)
		if (!is_told(a, i))
			text_wrap(out, 2, 4, "- %s%s: %s%s%s%s", f->id, refusal(f), f->what,
				  f->remedy && !is_sentence(f->what) ? "." : "", f->remedy ? " Remedy: " : "",
				  f->remedy ? f->remedy : "");
}

static void write_resumes(const struct archive *a, FILE *out)
{
	for (size_t i = 0; i < a->resume_count; i++)
		text_wrap(out, 2, 4,
			  "- The run was resumed after %llu cells (%s), %s: later cells were measured by another "
			  "process, or in another boot.",
			  (unsigned long long)a->resume[i].cells, a->resume[i].why, a->resume[i].created);
}

static void add_disturbed(struct disturbed *sum, const struct disturbed *d)
{
	sum->preempted.value += d->preempted.value;
	sum->migrated.value += d->migrated.value;
	sum->major_faults.value += d->major_faults.value;
}

static void write_disturbed_cells(const struct results *results, FILE *out)
{
	size_t cells = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];
		const struct disturbed *d = &r->record->disturbed;
		char cell[256];

		if (!result_disturbed(r) || cells++ >= CELLS_SHOWN)
			continue;
		cell_describe(&r->record->cell, cell, sizeof(cell));
		text_wrap(out, 2, 4, "- Disturbed cell: %s: preempted %llu, migrated %llu, major faults %llu.", cell,
			  (unsigned long long)d->preempted.value, (unsigned long long)d->migrated.value,
			  (unsigned long long)d->major_faults.value);
	}
	if (cells > CELLS_SHOWN)
		text_wrap(out, 2, 4, "- ... and %zu more disturbed cells: see --format json.", cells - CELLS_SHOWN);
}

/* Lists cells whose vCPU threads were disturbed even at the last try. */
static void write_disturbed(const struct results *results, FILE *out)
{
	struct disturbed sum = { 0 };
	size_t cells = results->counts.disturbed;

	for (size_t i = 0; i < results->count; i++)
		add_disturbed(&sum, &results->result[i].record->disturbed);
	if (!cells)
		return;
	text_wrap(out, 2, 4,
		  "- Disturbed: the vCPU threads of %zu cell%s: preempted %llu, migrated %llu, major faults %llu.",
		  cells, text_plural(cells), (unsigned long long)sum.preempted.value,
		  (unsigned long long)sum.migrated.value, (unsigned long long)sum.major_faults.value);
	write_disturbed_cells(results, out);
}

/* Returns the precision reached; infinite if it is not known, because the cell's mean is 0. */
static double reached_pct(const struct precision *p)
{
	return p->reached_pct.known ? p->reached_pct.value : INFINITY;
}

/* Returns the least precise of the cells that did, or did not, converge; NULL if there is none. */
static const struct precision *worst_precision(const struct results *results, bool converged)
{
	const struct precision *worst = NULL;

	for (size_t i = 0; i < results->count; i++) {
		const struct precision *p = &results->result[i].record->precision;

		if (p->known && p->converged == converged && (!worst || reached_pct(p) > reached_pct(worst)))
			worst = p;
	}
	return worst;
}

static void write_precision(const struct results *results, FILE *out)
{
	const struct precision *worst = worst_precision(results, false);
	size_t cells = results->counts.unconverged;
	char reached[48] = "has a mean of 0";

	if (!worst)
		return;
	if (worst->reached_pct.known)
		snprintf(reached, sizeof(reached), "reached %.3g %%", worst->reached_pct.value);
	text_wrap(out, 2, 4,
		  "- Not converged: %zu cell%s did not reach the precision asked for, %.3g %%; the worst %s after %llu "
		  "checks.",
		  cells, text_plural(cells), worst->asked_pct, reached, (unsigned long long)worst->looks);
}

static void write_implausible(const struct loaded *loaded, FILE *out)
{
	const char *unit = archive_unit(&loaded->archive);
	size_t shown = 0;

	for (size_t i = 0; i < loaded->results.count; i++) {
		const struct result *r = &loaded->results.result[i];
		char cell[256], number[3][NUMBER_SIZE];

		if (!r->implausible || shown++ >= CELLS_SHOWN)
			continue;
		cell_describe(&r->record->cell, cell, sizeof(cell));
		text_wrap(out, 2, 4, "- Not plausible: %s takes %s %s; on %s it took %s to %s elsewhere (%s).", cell,
			  text_number(number[0], r->value, false), unit, r->band->core,
			  text_number(number[1], r->band->low, false), text_number(number[2], r->band->high, false),
			  r->band->source);
	}
	if (shown > CELLS_SHOWN)
		text_wrap(out, 2, 4, "- ... and %zu more that are not plausible: see --format json.", shown - CELLS_SHOWN);
}

void report_warnings(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;
	const struct results *results = &loaded->results;

	if (a->complete && !archive_finding(a, 0) && !a->resume_count && !results->counts.disturbed &&
	    !results->counts.unconverged && !results->counts.implausible)
		return;
	fputc('\n', out);
	text_line(out, loaded->boots ? "Problems of these runs:" : "Problems of this run:");
	if (!a->complete)
		text_wrap(out, 2, 4, loaded->boots ? "- A run was not completed: cells are missing." :
			  "- The run was not completed: cells are missing.");
	write_findings(a, out);
	write_resumes(a, out);
	write_disturbed(results, out);
	write_precision(results, out);
	write_implausible(loaded, out);
}

void report_coarse_note(const struct loaded *loaded, FILE *out)
{
	size_t coarse = 0, all = 0;
	char tick[NUMBER_SIZE];

	for (size_t i = 0; i < loaded->results.count; i++) {
		coarse += loaded->results.result[i].coarse;
		all += loaded->results.result[i].cost.n > 0;
	}
	if (coarse)
		text_wrap(out, 0, 0,
			  "The clock advances by %s %s, too much for single samples: in %zu of %zu cells the quantiles that "
			  "--format csv and json have are of block means (a block is one round or more, with %d samples or "
			  "more where there are enough)%s.",
			  text_number(tick, results_tick(&loaded->results), false), loaded->archive.clock.unit, coarse,
			  all,
			  BLOCKS_SAMPLES_MIN,
			  loaded->archive.clock.dither_spins.value ? "; the guest dithers the phase" : "");
}

void report_precision_note(const struct loaded *loaded, FILE *out)
{
	const struct precision *worst = worst_precision(&loaded->results, true);
	size_t cells = 0;

	for (size_t i = 0; i < loaded->results.count; i++)
		cells += loaded->results.result[i].record->precision.known;
	if (loaded->archive.options.seconds.known)
		text_wrap(out, 0, 0, "%llu samples a cell were chosen, as many as this host times in %llu s of rounds.",
			  (unsigned long long)loaded->archive.options.samples,
			  (unsigned long long)loaded->archive.options.seconds.value);
	if (worst && !loaded->results.counts.unconverged)
		text_wrap(out, 0, 0,
			  "Precision asked for: half an interval of %.3g %% of the cost. All %zu cell%s with that demand "
			  "reached it, the worst with %.3g %%.",
			  worst->asked_pct, cells, text_plural(cells), worst->reached_pct.value);
}

/* Writes the smallest effect that a contrast can show, and what limits it. */
static void write_effect(const struct loaded *loaded, const struct aa *aa, FILE *out)
{
	const char *what = loaded->boots ? blocks_exact(&loaded->archive) ?
					   "Smallest effect that a contrast over these seeds can show" :
					   "Smallest effect that a contrast over these boots can show" :
					   "Smallest effect that a contrast within this boot can show";
	char number[NUMBER_SIZE], share[NUMBER_SIZE], inflated[64] = "";

	if (!aa->has_mde && blocks_exact(&loaded->archive))
		text_wrap(out, 0, 2,
			  "%s: not told. The %s of a cell differ by the paths that they took, and the clock counts every "
			  "instruction: there is nothing to test.", what, loaded->boots ? "seeds" : "rounds");
	else if (!aa->has_mde)
		text_wrap(out, 0, 2, "%s: not told, as that takes %d %s. There are %zu.", what, AA_PARTS_MIN,
			  loaded->boots ? "boots" : "blocks of rounds", aa->parts);
	else if (aa->limit == AA_NOTHING)
		text_wrap(out, 0, 2,
			  "%s: any, because all %s of these pairs have the same median and the clock counts every "
			  "instruction.", what, loaded->boots ? "seeds" : "rounds");
	else if (aa->limit == AA_TICK)
		text_wrap(out, 0, 2, "%s: %s %s, %s %% of the cell, a tick of the clock.", what,
			  text_number(number, aa->mde, false), archive_unit(&loaded->archive), text_share(share, aa->relative));
	else {
		if (aa->inflation > 1)
			snprintf(inflated, sizeof(inflated), ", whose correlation makes the variance %.2g times as large",
				 aa->inflation);
		text_wrap(out, 0, 2,
			  "%s (t test at 5 %%, power 80 %%): %s %s, %s %% of the cell, by the spread of %zu %s%s.%s", what,
			  text_number(number, aa->mde, false), archive_unit(&loaded->archive), text_share(share, aa->relative),
			  aa->parts, loaded->boots ? "boots" : "blocks", inflated,
			  loaded->boots ? "" : " What changes from boot to boot is not in it.");
	}
}

void report_aa(const struct loaded *loaded, FILE *out)
{
	struct aa aa;
	char rate[96];

	aa_make(&aa, &loaded->contrasts);
	if (!aa.pairs)
		return;
	fputc('\n', out);
	if (aa.has_rate)
		snprintf(rate, sizeof(rate), ": %.1f %%, which should be 5 %% at most", 100 * aa.rate);
	else
		snprintf(rate, sizeof(rate), ". How often that happens takes %d pairs to say", AA_PAIRS_MIN);
	text_wrap(out, 0, 2,
		  "A/A: %s, by the same analysis. There is no difference to find; %zu of %zu %s leave 0 out%s.",
		  aa.copies ? "each policy's dc_civac against its copy" : "odd rounds of each dc_civac against even ones",
		  aa.rejected, aa.pairs, loaded->boots && blocks_exact(&loaded->archive) ? "ranges over seeds" : "intervals at 95 %", rate);
	write_effect(loaded, &aa, out);
}
