/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format json writes one object. Keys come in a fixed order and are always there; a value that is not known or
 * could not be computed is null. Costs are as timed, in the archive's clock.unit, with the timed region's own cost (op
 * null) included. ci95 of a cell is the interval of its cost's value, and estimator says what the two are. Costs and counts are per sample, also those called "per
 * op": a sample is one op or, where sample_lines is not 1, that many ops, each on a line of its own. With timed "after"
 * the cost is that of the sentinel loads, and the counts are the op's.
 *
 * The axes of a contrast are those on which all its cells agree, and those that tell it from others of its name, with
 * the value of its first cell; base_policy is the policy with which that "policy" is compared. break_even_lines may
 * have no value; its note then says why. rom_sweep compares whole sweeps of a read-only and of a writable slot, per
 * policy.
 *
 * coarse: the clock's tick is too long for single samples, so median, quantiles, least and greatest of the cost are
 * those of block means; mean and n are of samples. n samples were taken in "rounds" rounds, and "blocks" is what an interval
 * rests on: up to 64 blocks of one round or more, with 16 samples at least where there are enough, or rounds where the clock
 * counts every instruction. "cut" is the share of samples above a common cut, of a contrast in the cell that lost most; null:
 * nothing was cut, because it would have been too much to be outliers (uncut), or the clock is exact. inflation: by how much
 * correlation between neighbouring blocks widened the interval, as a factor of the variance; null: not tested. paths: the two
 * most common lengths of an exact clock, if the median may be on either of several. trimmed: the same contrast by the 20 %
 * trimmed mean of its blocks. p: the p of no difference; p_holm: corrected for the number of contrasts of that name (Holm).
 * ratio: the first cell's cost to the second's, null included, in a contrast of two. band: what such a cell cost on this core
 * elsewhere; holds: false is a flag, no more. aa: the A/A test, which compares each dc_civac with its copy: how often a 95 %
 * interval excludes 0; the rate is null with fewer than 20 pairs. mde is the smallest effect that a contrast within this boot
 * would show with the given power, in the worst of the pairs. refused: a finding of severity "refuse" was
 * raised; measure_again: at the end, and nobody had allowed it.
 *
 * Of several boots, n, rounds and the quantiles of a cost are of all of them together, blocks is the number of boots, and counts
 * are the first boot's; json_boots.c says what boots, over and advice are.
 *
 * knob: what put the policies in force. hook: what the module's hooks cost, per fault; null without them, or if that was not
 * measured. A cell's hook is what was subtracted from each of its samples for that, in unit; null: nothing, though the costs
 * include hooks.
 */
#include "analysis/export/json_report.h"

#include "analysis/cell/sweep.h"
#include "analysis/contrast/ratio.h"
#include "analysis/export/json_boots.h"
#include "analysis/export/json_run.h"
#include "analysis/section/section.h"
#include "analysis/wording/emit.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Writes the cost, or null if the cell failed or this CPU does not translate the op's address. */
static void write_cost(struct json *j, const struct result *result)
{
	const struct summary *cost = &result->cost;

	if (!result_has_cost(result)) {
		emit_null(j, "cost");
		return;
	}
	emit_open_flat(j, "cost", '{');
	emit_real(j, "value", result->value);
	emit_interval(j, "ci95", result->ci95);
	emit_real(j, "mean", cost->mean);
	emit_real(j, "median", cost->median);
	emit_real(j, "p90", cost->p90);
	emit_real(j, "p99", cost->p99);
	emit_real(j, "min", cost->min);
	emit_real(j, "max", cost->max);
	emit_text(j, "estimator", cost_estimator_name[result->estimator]);
	emit_close(j, '}');
}

/* Writes the two most common paths of an exact clock where other samples might have their median on another one. */
static void write_paths(struct json *j, const struct result *result)
{
	if (!result_has_cost(result) || !result->forked) {
		emit_null(j, "paths");
		return;
	}
	emit_open_flat(j, "paths", '[');
	for (size_t i = 0; i < 2 && result->path[i].count; i++) {
		emit_open_flat(j, NULL, '{');
		emit_real(j, "cost", result->path[i].cost);
		emit_count(j, "n", result->path[i].count);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

/* Writes by how much correlation makes the variance of a mean larger, or null if that was not tested. */
static void write_inflation(struct json *j, const struct correlation *correlation)
{
	if (correlation->tested)
		emit_real(j, "inflation", correlation->inflation);
	else
		emit_null(j, "inflation");
}

/* Writes a count of the attribution pass, per sample. */
static void write_per_op(struct json *j, const char *key, const struct record *record, struct count count)
{
	if (record->attributed && count.known)
		emit_real(j, key, (double)count.value / (double)record->attribution.samples);
	else
		emit_null(j, key);
}

static void write_predicted(struct json *j, const struct record *record, uint64_t predicted)
{
	if (record->predicted_known)
		emit_count(j, "predicted", predicted);
	else
		emit_null(j, "predicted");
}

static void write_faults(struct json *j, const struct result *result)
{
	const struct attribution *a = &result->record->attribution;
	const struct prediction *p = &result->record->predicted;

	emit_open_flat(j, "faults_per_op", '{');
	write_per_op(j, "translation", result->record, (struct count){ true, a->translation });
	write_per_op(j, "permission", result->record, (struct count){ true, a->permission });
	if (result->record->attributed)
		emit_real(j, "total", result->faults);
	else
		emit_null(j, "total");
	write_predicted(j, result->record, (uint64_t)p->translation + p->permission);
	if (result->record->predicted_known)
		emit_flag(j, "at_least", p->at_least);
	else
		emit_null(j, "at_least");
	emit_close(j, '}');
}

static void write_minor_faults(struct json *j, const struct record *record)
{
	emit_open_flat(j, "minor_faults", '{');
	write_per_op(j, "per_op", record, record->attribution.minor_faults);
	write_predicted(j, record, record->predicted.minor_faults);
	emit_close(j, '}');
}

/* Writes whether the op set the page's bit in the dirty log; false for a slot without a log. */
static void write_dirtied(struct json *j, const struct record *record)
{
	if (!slot_table[record->cell.slot].logged)
		emit_flag(j, "dirtied", false);
	else if (record->attributed && record->attribution.dirtied.known)
		emit_flag(j, "dirtied", record->attribution.dirtied.value);
	else
		emit_null(j, "dirtied");
}

static void write_axes(struct json *j, const struct cell *cell, uint32_t axes)
{
	for (int i = 0; i < AXIS_COUNT; i++) {
		if (!(axes >> i & 1))
			continue;
		if (i == AXIS_VCPUS)
			emit_count(j, axis_table[i].name, vcpus_table[cell->vcpus].count);
		else
			emit_text(j, axis_table[i].name, axis_table[i].value_name(axis_table[i].get(cell)));
	}
}

static void write_known(struct json *j, const char *key, bool known, double value)
{
	if (known)
		emit_real(j, key, value);
	else
		emit_null(j, key);
}

static void write_cell(struct json *j, const struct results *results, const struct result *result)
{
	const struct archive *archive = results->archive;
	const struct record *record = result->record;
	char esr[24];

	emit_open(j, NULL, '{');
	write_axes(j, &record->cell, UINT32_MAX);
	emit_count(j, "sample_lines", record->sample_lines);
	emit_count_or_null(j, "unit_bytes", record->unit_bytes);
	emit_text(j, "unit", archive->clock.unit);
	emit_count(j, "n", result->cost.n);
	emit_count(j, "rounds", record->round_count);
	emit_count(j, "blocks", result->blocks);
	emit_flag(j, "coarse", result->coarse);
	write_cost(j, result);
	emit_over(j, &result->over);
	write_known(j, "cut", result_has_cost(result) && result->estimator != COST_MEDIAN && !result->uncut, result->cut);
	write_inflation(j, &result->correlation);
	write_paths(j, result);
	write_known(j, "hook", results->hook.known || !results->hook.present, result->hook);
	write_faults(j, result);
	write_minor_faults(j, record);
	emit_text(j, "outcome", record->outcome < OUTCOME_COUNT ? outcome_name[record->outcome] : NULL);
	snprintf(esr, sizeof(esr), "0x%08llx", (unsigned long long)record->esr.value);
	emit_text(j, "esr", record->esr.known ? esr : NULL);
	write_dirtied(j, record);
	write_per_op(j, "host_pages_allocated", record, record->attribution.host_pages_allocated);
	emit_flag(j, "valid", result->verdict == VERDICT_AS_PREDICTED);
	emit_text(j, "attribution_missing", record->attribution_missing);
	emit_count(j, "retaken", record->retaken);
	emit_trust(j, archive, result);
	emit_open(j, "findings", '[');
	for (size_t i = 0; i < result->problem_count; i++)
		emit_text(j, NULL, result->problem[i]);
	emit_close(j, ']');
	emit_close(j, '}');
}

static void write_skipped(struct json *j, const struct record *record)
{
	emit_open(j, NULL, '{');
	write_axes(j, &record->cell, UINT32_MAX);
	emit_text(j, "reason", record->reason);
	emit_close(j, '}');
}

static void write_estimates(struct json *j, const struct contrast *c, const struct ratio *ratio)
{
	write_known(j, "cut", c->blocks && !c->uncut, c->cut);
	emit_flag(j, "uncut", c->uncut);
	write_known(j, "trimmed", c->trimmed_ci95.known, c->trimmed);
	emit_interval(j, "trimmed_ci95", c->trimmed_ci95);
	write_known(j, "p", c->has_p, c->p);
	write_known(j, "p_holm", c->has_p, c->p_holm);
	write_known(j, "ratio", ratio->known, ratio->value);
	emit_interval(j, "ratio_ci95", ratio->ci95);
}

static void write_contrast(struct json *j, const struct contrast *c, const struct ratio *ratio)
{
	char reference[256];
	double relative;

	if (c->reference)
		cell_describe(&c->reference->record->cell, reference, sizeof(reference));
	emit_open(j, NULL, '{');
	emit_text(j, "name", c->name);
	emit_text(j, "formula", c->formula);
	write_axes(j, &c->term[0]->record->cell, c->fixed | c->named);
	emit_text(j, "base_policy", c->against_policy ? policy_name(c->base) : NULL);
	write_known(j, "value", c->has_value, c->value);
	emit_text(j, "note", c->note[0] ? c->note : NULL);
	emit_interval(j, "ci95", c->ci95);
	emit_over(j, &c->over);
	emit_text(j, "unit", c->unit);
	if (contrast_relative(c, &relative))
		emit_real(j, "relative", relative);
	else
		emit_null(j, "relative");
	emit_text(j, "relative_to", c->reference ? reference : NULL);
	emit_count(j, "n", c->n);
	emit_count(j, "rounds", contrast_rounds(c));
	emit_count(j, "blocks", c->parts);
	write_inflation(j, &c->correlation);
	write_estimates(j, c, ratio);
	emit_text(j, "estimator", estimator_name[c->estimator]);
	emit_flag(j, "valid", c->valid);
	emit_flag(j, "same_outcome", c->same_outcome);
	emit_open_flat(j, "outcomes", '[');
	for (size_t i = 0; i < c->term_count; i++)
		emit_text(j, NULL, outcome_name[c->term[i]->record->outcome]);
	emit_close(j, ']');
	emit_close(j, '}');
}

/* Writes null for 0, which stands for an unknown ratio. */
static void write_ratio(struct json *j, const char *key, double ratio)
{
	write_known(j, key, ratio > 0, ratio);
}

static void write_sweep_side(struct json *j, const char *key, const struct sweep_side *side)
{
	if (!side->result) {
		emit_null(j, key);
		return;
	}
	emit_open_flat(j, key, '{');
	emit_text(j, "outcome", outcome_name[side->result->record->outcome]);
	emit_real(j, "total", side->total);
	emit_real(j, "per_page", side->per_page);
	emit_real(j, "per_line", side->per_line);
	emit_real(j, "faults_per_page", side->has_faults ? side->faults_per_page : NAN);
	emit_real(j, "faults_per_line", side->has_faults ? side->faults_per_line : NAN);
	emit_close(j, '}');
}

static void write_sweep(struct json *j, const struct sweep *sweep, const char *unit)
{
	emit_open(j, NULL, '{');
	emit_text(j, "policy", policy_name(sweep->policy));
	emit_text(j, "unit", unit);
	emit_count_or_null(j, "bytes", sweep->bytes);
	emit_count(j, "pages", sweep->pages);
	emit_count(j, "page_lines", sweep->lines_per_page);
	write_sweep_side(j, "rw", &sweep->rw);
	write_sweep_side(j, "ro", &sweep->ro);
	write_ratio(j, "ratio", sweep->ratio);
	emit_interval(j, "ratio_ci95", sweep->ratio_ci95);
	write_ratio(j, "fault_ratio", sweep->fault_ratio);
	emit_real(j, "published_ratio", sweep_published_ratio());
	emit_text(j, "verdict", sweep_verdict_name[sweep->verdict]);
	emit_close(j, '}');
}

static void write_sweeps(struct json *j, const struct results *results)
{
	struct sweep sweep;

	emit_open(j, "rom_sweep", '[');
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		if (sweep_make(&sweep, results, (enum policy_id)policy))
			write_sweep(j, &sweep, results->archive->clock.unit);
	emit_close(j, ']');
}

/* The cores of vCPUs 0, 1, ... */
static void write_cores(struct json *j, const struct archive_host *host)
{
	emit_open(j, "cores", '[');
	for (size_t i = 0; i < host->core_count; i++) {
		const struct archive_core *core = &host->core[i];

		emit_open_flat(j, NULL, '{');
		emit_text(j, "midr", core->midr);
		emit_text(j, "revidr", core->revidr);
		emit_text(j, "name", core->name);
		emit_count_or_null(j, "capacity", core->capacity);
		emit_count_or_null(j, "max_khz", core->max_khz);
		emit_text(j, "caches", core->caches);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void write_host(struct json *j, const struct archive *a)
{
	emit_open(j, "host", '{');
	emit_text(j, "machine", a->host.machine);
	emit_text(j, "kernel", a->host.kernel);
	emit_text(j, "kernel_version", a->host.kernel_version);
	emit_text(j, "cmdline", a->host.cmdline);
	emit_text(j, "model", a->host.model);
	emit_text(j, "cpu", a->host.cpu);
	emit_text(j, "midr", a->host.midr);
	write_cores(j, &a->host);
	emit_count_or_null(j, "cpus", a->host.cpus);
	emit_count_or_null(j, "cpus_alike", a->host.cpus_alike);
	emit_count_or_null(j, "page_bytes", a->host.page_bytes);
	emit_count_or_null(j, "memory_bytes", a->host.memory_bytes);
	emit_count(j, "memslots_max", a->host.memslots_max);
	emit_count_or_null(j, "ipa_bits", a->host.ipa_bits);
	emit_text(j, "hyp_mode", a->host.hyp_mode);
	emit_text(j, "gic", a->host.gic);
	emit_text(j, "qemu", a->emulator_qemu);
	emit_text(j, "qemu_cpu", a->emulator_cpu);
	emit_close(j, '}');
}

static void write_evidence(struct json *j, const struct archive_policy *policy)
{
	emit_open(j, "evidence", '[');
	for (size_t i = 0; i < policy->evidence_count; i++) {
		const struct archive_evidence *e = &policy->evidence[i];

		emit_open_flat(j, NULL, '{');
		emit_text(j, "cell", e->cell);
		emit_text(j, "outcome", outcome_name[e->outcome]);
		emit_count_or_null(j, "faults", e->faults);
		emit_count_or_null(j, "repeat", e->repeat);
		emit_flag_or_null(j, "dirtied", e->dirtied);
		emit_flag_or_null(j, "grows", e->grows);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void write_dirty(struct json *j, const struct archive_policy *policy)
{
	emit_text(j, "dirty_data_missing", policy->dirty_missing);
	emit_open(j, "dirty_data", '[');
	for (size_t i = 0; i < policy->dirty_count; i++) {
		const struct archive_dirty *d = &policy->dirty[i];

		emit_open_flat(j, NULL, '{');
		emit_text(j, "op", d->op);
		emit_text(j, "slot", d->slot);
		emit_text(j, "stage2", d->stage2);
		emit_flag_or_null(j, "data_kept", d->data_kept);
		emit_flag_or_null(j, "data_lost", d->data_lost);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void write_policies(struct json *j, const struct archive *a)
{
	emit_open(j, "policies", '[');
	for (size_t i = 0; i < a->policy_count; i++) {
		emit_open(j, NULL, '{');
		emit_text(j, "policy", policy_name(a->policy[i].policy));
		emit_flag(j, "knob", a->policy[i].knob);
		emit_open_flat(j, "recognised", '[');
		for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
			if (a->policy[i].recognised >> policy & 1)
				emit_text(j, NULL, policy_name((enum policy_id)policy));
		emit_close(j, ']');
		emit_text(j, "fingerprint", a->policy[i].fingerprint);
		write_evidence(j, &a->policy[i]);
		write_dirty(j, &a->policy[i]);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void write_top(struct json *j, const struct loaded *loaded)
{
	const struct archive *a = &loaded->archive;

	emit_count(j, "schema", EXPORT_JSON_SCHEMA);
	emit_text(j, "platform", platform_name[a->platform]);
	emit_text(j, "unit", a->clock.unit);
	emit_real(j, "units_per_tick", a->clock.units_per_tick);
	emit_text(j, "archive", a->name);
	emit_text(j, "archive_sha256", loaded->boots ? NULL : a->file_sha256);
	emit_flag(j, "complete", a->complete);
	emit_text(j, "created", a->created);
	emit_text(j, "cmobench", a->version);
	emit_text(j, "commit", a->commit);
	write_host(j, a);
	emit_flag_or_null(j, "ivac_needs_write", a->ivac_needs_write);
	emit_count(j, "page_lines", a->page_lines);
	emit_flag_or_null(j, "file_writenotify", a->file_writenotify);
	emit_flag_or_null(j, "thp_zero_page", a->thp_zero_page);
	emit_flag_or_null(j, "change_pte", a->change_pte);
	emit_flag_or_null(j, "hugetlb_accounted", a->hugetlb_accounted);
	emit_topology(j, a);
	emit_clock(j, a);
	emit_record(j, a);
	write_policies(j, a);
	emit_findings(j, a);
	emit_resumes(j, a);
}

static void write_answers(struct json *j, const struct loaded *loaded)
{
	emit_open(j, "answers", '[');
	for (size_t i = 0; section_table[i]; i++) {
		const struct answer answer = section_answer(section_table[i], loaded);

		emit_open(j, NULL, '{');
		emit_text(j, "id", section_table[i]->id);
		emit_text(j, "question", section_table[i]->question);
		emit_flag(j, "known", answer.known);
		emit_text(j, "text", answer.text);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

/* Returns 0 or -ENOMEM. */
static int write_contrasts(struct json *j, const struct loaded *loaded)
{
	struct ratio *ratio = ratio_all(&loaded->contrasts, &loaded->results);

	if (!ratio)
		return -ENOMEM;
	emit_open(j, "contrasts", '[');
	for (size_t i = 0; i < loaded->contrasts.count; i++)
		write_contrast(j, &loaded->contrasts.contrast[i], &ratio[i]);
	emit_close(j, ']');
	free(ratio);
	return 0;
}

int export_json(const struct loaded *loaded, FILE *out)
{
	struct json j = { .out = out };
	int err;

	emit_open(&j, NULL, '{');
	write_top(&j, loaded);
	err = emit_boots(&j, loaded);
	emit_hook(&j, &loaded->results);
	err = err ? err : emit_counters(&j, loaded);
	if (err)
		return err;
	emit_aa(&j, loaded);
	emit_open(&j, "cells", '[');
	for (size_t i = 0; i < loaded->results.count; i++)
		write_cell(&j, &loaded->results, &loaded->results.result[i]);
	emit_close(&j, ']');
	emit_open(&j, "skipped", '[');
	for (size_t i = 0; i < loaded->results.skipped_count; i++)
		write_skipped(&j, loaded->results.skipped[i]);
	emit_close(&j, ']');
	err = write_contrasts(&j, loaded);
	write_sweeps(&j, &loaded->results);
	write_answers(&j, loaded);
	emit_close(&j, '}');
	return err;
}
