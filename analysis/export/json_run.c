/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/json_run.h"

#include "analysis/cell/counted.h"
#include "analysis/contrast/aa.h"
#include "analysis/wording/emit.h"

#include <math.h>

/* Writes null for 0, which stands for an unknown value. */
static void emit_positive(struct json *j, const char *key, double value)
{
	emit_real(j, key, value > 0 ? value : NAN);
}

static void emit_finding(struct json *j, const struct archive_finding *f, const char *when)
{
	emit_open(j, NULL, '{');
	emit_text(j, "id", f->id);
	emit_text(j, "severity", severity_name[f->severity]);
	emit_text(j, "what", f->what);
	emit_text(j, "remedy", f->remedy);
	emit_flag(j, "allowed", f->allowed.value);
	emit_text(j, "when", when);
	emit_close(j, '}');
}

void emit_findings(struct json *j, const struct archive *a)
{
	emit_flag(j, "refused", archive_findings(a, SEVERITY_REFUSE) > 0);
	emit_flag(j, "measure_again", archive_refused(a, false));
	emit_open(j, "findings", '[');
	for (size_t i = 0; i < a->findings.count; i++)
		emit_finding(j, &a->findings.finding[i], "start");
	for (size_t i = 0; i < a->resume_count; i++)
		for (size_t k = 0; k < a->resume[i].findings.count; k++)
			emit_finding(j, &a->resume[i].findings.finding[k], "resume");
	for (size_t i = 0; i < a->end_count; i++)
		for (size_t k = 0; k < a->end[i].findings.count; k++)
			emit_finding(j, &a->end[i].findings.finding[k], "end");
	emit_close(j, ']');
}

void emit_resumes(struct json *j, const struct archive *a)
{
	emit_open(j, "resumed", '[');
	for (size_t i = 0; i < a->resume_count; i++) {
		emit_open_flat(j, NULL, '{');
		emit_count(j, "cells", a->resume[i].cells);
		emit_text(j, "why", a->resume[i].why);
		emit_text(j, "created", a->resume[i].created);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

void emit_clock(struct json *j, const struct archive *a)
{
	const struct archive_clock *c = &a->clock;

	emit_open(j, "clock", '{');
	emit_text(j, "name", c->name);
	emit_count(j, "hz", c->hz);
	emit_real_or_null(j, "rate_ratio", c->rate_ratio);
	emit_text(j, "clocksource", c->clocksource);
	emit_real_or_null(j, "ntp_ppm", c->ntp_ppm);
	emit_count_or_null(j, "resolution_ticks", c->resolution_ticks);
	emit_count_or_null(j, "backwards", c->backwards);
	emit_count_or_null(j, "dither_spins", c->dither_spins);
	emit_close(j, '}');
}

static void emit_hook_cost(struct json *j, const char *key, const struct hook_cost *cost)
{
	if (!cost->known) {
		emit_null(j, key);
		return;
	}
	emit_open_flat(j, key, '{');
	emit_real(j, "value", cost->value);
	emit_interval(j, "ci95", cost->ci95);
	emit_count(j, "rounds", cost->rounds);
	emit_close(j, '}');
}

static void emit_knob(struct json *j, const struct archive_knob *knob)
{
	if (!knob->name) {
		emit_null(j, "knob");
		return;
	}
	emit_open_flat(j, "knob", '{');
	emit_text(j, "name", knob->name);
	emit_text(j, "before", knob->before);
	emit_text(j, "hook", knob->hook);
	emit_flag_or_null(j, "shared", knob->shared);
	emit_flag(j, "loaded", knob->loaded);
	emit_close(j, '}');
}

void emit_hook(struct json *j, const struct results *results)
{
	const struct hook *hook = &results->hook;

	emit_knob(j, &results->archive->knob);
	if (!hook->known) {
		emit_null(j, "hook");
		return;
	}
	emit_open(j, "hook", '{');
	emit_text(j, "unit", results->archive->clock.unit);
	emit_hook_cost(j, "fault", &hook->fault);
	emit_hook_cost(j, "io_abort", &hook->abort);
	emit_hook_cost(j, "second", &hook->second);
	emit_hook_cost(j, "exit", &hook->exit);
	emit_real(j, "share", hook->cold > 0 ? hook->fault.value / hook->cold : NAN);
	emit_flag(j, "drifted", hook->drifted);
	emit_close(j, '}');
}

void emit_topology(struct json *j, const struct archive *a)
{
	const struct archive_topology *t = &a->topology;

	emit_open(j, "topology", '{');
	emit_count_or_null(j, "packages", t->packages);
	emit_count_or_null(j, "cores", t->cores);
	emit_count_or_null(j, "pus", t->pus);
	emit_count_or_null(j, "numa_nodes", t->numa_nodes);
	emit_count_or_null(j, "cpu", t->cpu);
	emit_open_flat(j, "cpus", '[');
	for (size_t i = 0; i < t->cpu_count; i++)
		emit_count(j, NULL, t->cpus[i]);
	emit_close(j, ']');
	emit_text(j, "helpers", t->helpers);
	emit_count_or_null(j, "memory_node", t->memory_node);
	emit_text(j, "chosen", t->chosen);
	emit_close(j, '}');
}

static void emit_facts(struct json *j, const char *key, const struct archive_facts *facts)
{
	emit_open(j, key, '{');
	for (size_t i = 0; i < facts->count; i++) {
		const struct archive_fact *f = &facts->fact[i];

		if (f->text || !f->number.known)
			emit_text(j, f->name, f->text);
		else
			emit_real(j, f->name, f->number.value);
	}
	emit_close(j, '}');
}

void emit_record(struct json *j, const struct archive *a)
{
	emit_facts(j, "record", &a->record_facts);
	emit_open(j, "record_end", '[');
	for (size_t i = 0; i < a->end_count; i++)
		emit_facts(j, NULL, &a->end[i].record);
	emit_close(j, ']');
}

void emit_band(struct json *j, const struct result *result)
{
	if (!result->band) {
		emit_null(j, "band");
		return;
	}
	emit_open_flat(j, "band", '{');
	emit_flag(j, "holds", !result->implausible);
	emit_real(j, "low", result->band->low);
	emit_real(j, "high", result->band->high);
	emit_text(j, "core", result->band->core);
	emit_text(j, "source", result->band->source);
	emit_close(j, '}');
}

static void emit_counts(struct json *j, const char *key, const struct tallies *counts)
{
	emit_open(j, key, '{');
	for (size_t i = 0; i < counts->count; i++)
		emit_count(j, counts->tally[i].name, counts->tally[i].count);
	emit_close(j, '}');
}

/* Writes one event per stage-2 fault, for host and guest. */
static void emit_per_fault(struct json *j, const char *key, struct counted counted)
{
	if (!counted.known) {
		emit_null(j, key);
		return;
	}
	emit_open(j, key, '{');
	emit_real(j, "host", counted.host);
	emit_real(j, "guest", counted.guest);
	emit_close(j, '}');
}

static void emit_pmu(struct json *j, const struct archive *a, const struct result *result)
{
	const struct record *r = result->record;

	emit_open(j, "pmu", '[');
	for (size_t i = 0; i < r->pmu_count; i++) {
		emit_open_flat(j, NULL, '{');
		emit_count(j, "samples", r->pmu[i].samples);
		emit_count(j, "sample_ticks", r->pmu[i].sample_ticks);
		emit_count(j, "entry_ticks", r->pmu[i].entry_ticks);
		emit_counts(j, "host", &r->pmu[i].host);
		emit_counts(j, "guest", &r->pmu[i].guest);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_text(j, "pmu_missing", r->pmu_missing);
	emit_open_flat(j, "pmu_per_fault", '{');
	emit_per_fault(j, "instructions", counted_per_fault(result, "inst_retired"));
	emit_per_fault(j, "cycles", counted_per_fault(result, "cpu_cycles"));
	emit_close(j, '}');
	emit_positive(j, "implied_hz", counted_frequency(a, r));
}

void emit_trust(struct json *j, const struct archive *a, const struct result *result)
{
	const struct record *r = result->record;

	emit_band(j, result);
	emit_open_flat(j, "disturbed", '{');
	emit_count_or_null(j, "preempted", r->disturbed.preempted);
	emit_count_or_null(j, "migrated", r->disturbed.migrated);
	emit_count_or_null(j, "major_faults", r->disturbed.major_faults);
	emit_close(j, '}');
	if (r->precision.known) {
		emit_open_flat(j, "precision", '{');
		emit_real(j, "asked_pct", r->precision.asked_pct);
		emit_real_or_null(j, "reached_pct", r->precision.reached_pct);
		emit_flag(j, "converged", r->precision.converged);
		emit_count(j, "looks", r->precision.looks);
		emit_close(j, '}');
	} else {
		emit_null(j, "precision");
	}
	emit_pmu(j, a, result);
}

int emit_counters(struct json *j, const struct loaded *loaded)
{
	const struct archive_pmu *pmu = &loaded->archive.pmu;
	struct frequency frequency;
	int err = counted_frequencies(&loaded->archive, &frequency);

	if (err)
		return err;
	emit_open(j, "pmu", '{');
	emit_text(j, "name", pmu->name);
	emit_text(j, "missing", pmu->missing);
	emit_open_flat(j, "events", '[');
	for (size_t i = 0; i < pmu->event_count; i++)
		emit_text(j, NULL, pmu->event[i].name);
	emit_close(j, ']');
	emit_positive(j, "instructions_by_clock", counted_instructions_ratio(&loaded->results));
	emit_positive(j, "implied_hz", frequency.median);
	emit_positive(j, "implied_hz_first_tenth", frequency.first);
	emit_positive(j, "implied_hz_last_tenth", frequency.last);
	emit_close(j, '}');
	return 0;
}

void emit_aa(struct json *j, const struct loaded *loaded)
{
	struct aa aa;

	aa_make(&aa, &loaded->contrasts);
	emit_open(j, "aa", '{');
	emit_text(j, "pairs_of", aa.copies ? "copies" : "odd and even rounds");
	emit_count(j, "pairs", aa.pairs);
	emit_count(j, "pairs_rejected", aa.rejected);
	emit_real(j, "false_positive_rate", aa.has_rate ? aa.rate : NAN);
	emit_real(j, "nominal", AA_ALPHA);
	emit_real(j, "power", AA_POWER);
	emit_real(j, "mde", aa.has_mde ? aa.mde : NAN);
	emit_real(j, "mde_relative", aa.has_mde ? aa.relative : NAN);
	emit_text(j, "mde_limit", aa.has_mde ? aa_limit_name[aa.limit] : NULL);
	emit_count(j, "parts", aa.parts);
	emit_positive(j, "df", aa.has_mde ? aa.df : 0);
	emit_real(j, "inflation", aa.inflation);
	emit_text(j, "unit", loaded->archive.clock.unit);
	emit_close(j, '}');
}
