/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/result.h"

#include "bench/abi.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void add_problem(struct result *result, const char *format, ...)
{
	va_list args;

	if (result->problem_count == RESULT_PROBLEMS_MAX)
		return;
	va_start(args, format);
	vsnprintf(result->problem[result->problem_count++], RESULT_PROBLEM_SIZE, format, args);
	va_end(args);
}

/* A sample of many lines starts with the first one's faults; of one line, it must have no others. */
static bool is_sequence(const struct record *record, const char *seen, const char *predicted)
{
	return record->sample_lines > 1 ? !strncmp(seen, predicted, strlen(predicted)) : !strcmp(seen, predicted);
}

/* Every page that was counted must have seen the predicted sequence. */
static void judge_sequences(struct result *result, const struct sequences *seen, const char *predicted,
			    const char *what)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct sequence *s = &seen->sequence[i];

		if (s->pages && !is_sequence(result->record, s->faults, predicted))
			add_problem(result, "%s \"%.16s\" on %llu pages, predicted \"%s\"", what, s->faults,
				    (unsigned long long)s->pages, predicted);
	}
}

/* "op", or what a sample is made of. */
static const char *sample_word(const struct record *record)
{
	return record->sample_lines > 1 ? "page of ops" : "op";
}

static void judge_count(struct result *result, uint64_t measured, uint64_t predicted, const char *what)
{
	const struct record *r = result->record;

	if (measured != predicted * r->attribution.samples)
		add_problem(result, "%.4g %s per %s, predicted %llu",
			    (double)measured / (double)r->attribution.samples, what, sample_word(r),
			    (unsigned long long)predicted);
}

/* The same of what other vCPUs can make happen once more. */
static void judge_faults(struct result *result, uint64_t measured, uint64_t predicted, const char *what)
{
	const struct record *r = result->record;

	if (!r->predicted.at_least)
		judge_count(result, measured, predicted, what);
	else if (measured < predicted * r->attribution.samples)
		add_problem(result, "%.4g %s per %s, predicted at least %llu",
			    (double)measured / (double)r->attribution.samples, what, sample_word(r),
			    (unsigned long long)predicted);
}

static uint64_t all_faults(const struct attribution *a)
{
	return a->translation + a->permission + a->access_flag + a->other;
}

static void judge_cm(struct result *result)
{
	const struct attribution *a = &result->record->attribution;

	if (a->cm != (op_is_cmo(result->record->cell.op) ? all_faults(a) : 0))
		add_problem(result, "CM = 1 in %llu of %llu faults", (unsigned long long)a->cm,
			    (unsigned long long)all_faults(a));
}

static void judge_attribution(struct result *result)
{
	const struct record *r = result->record;
	const struct attribution *a = &r->attribution;
	const struct prediction *p = &r->predicted;

	if (a->lost)
		add_problem(result, "%llu trace records lost: the counts are too low", (unsigned long long)a->lost);
	judge_faults(result, a->translation, p->translation, "translation faults");
	judge_faults(result, a->permission, p->permission, "permission faults");
	judge_count(result, a->access_flag, 0, "access flag faults");
	judge_count(result, a->other, 0, "faults of another kind");
	judge_count(result, a->elsewhere, 0, "faults at addresses not under test");
	judge_cm(result);
	if (!p->at_least)
		judge_sequences(result, &a->sequences, p->faults, "faults");
	if (!p->at_least && r->sample_lines == 1)
		judge_sequences(result, &a->repeat, p->repeat, "faults of the repeated op");
	if (a->dirtied.known)
		judge_count(result, a->dirtied.value, p->dirtied, "pages dirtied");
	if (a->host_pages_allocated.known)
		judge_count(result, a->host_pages_allocated.value, p->allocates, "host pages allocated");
	if (a->minor_faults.known)
		judge_count(result, a->minor_faults.value, p->minor_faults, "minor faults of the host");
}

static void judge_outcome(struct result *result)
{
	const struct record *r = result->record;

	if (r->outcome != r->predicted.outcome)
		add_problem(result, "outcome %s, predicted %s", outcome_name[r->outcome],
			    outcome_name[r->predicted.outcome]);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (r->outcomes[i] && i != (int)r->outcome)
			add_problem(result, "outcome %s in %llu samples", outcome_name[i],
				    (unsigned long long)r->outcomes[i]);
	if (r->esr.value != r->predicted.esr)
		add_problem(result, "ESR 0x%llx, predicted 0x%x", (unsigned long long)r->esr.value, r->predicted.esr);
}

static void count_faults(struct result *result)
{
	const struct attribution *a = &result->record->attribution;

	if (result->record->attributed)
		result->faults = (double)all_faults(a) / (double)a->samples;
}

void result_judge(struct result *result)
{
	const struct record *r = result->record;

	count_faults(result);
	if (r->status != RECORD_DONE) {
		add_problem(result, "not measured: %.80s", r->reason);
		result->verdict = VERDICT_FAILED;
		return;
	}
	if (r->predicted_known) {
		judge_outcome(result);
		if (r->attributed)
			judge_attribution(result);
	}
	for (size_t i = 0; i < r->tick_count; i++)
		if (r->ticks[i] == ABI_TICKS_MAX) {
			add_problem(result, "sample %zu is longer than the guest can tell", i);
			break;
		}
	/* What the run said itself says it best; what is found here besides would tell the same once more. */
	if (r->findings.count)
		result->problem_count = 0;
	for (size_t i = 0; i < r->findings.count; i++)
		add_problem(result, "%s", r->findings.text[i]);
	if (!r->predicted_known)
		result->verdict = VERDICT_UNCHECKED; /* what the run found then is that there is no prediction */
	else if (result->problem_count)
		result->verdict = VERDICT_DIFFERS;
	else if (!r->attributed)
		result->verdict = VERDICT_UNCHECKED;
}

int result_compare(const void *a, const void *b)
{
	return cell_compare(&((const struct result *)a)->record->cell,
			    &((const struct result *)b)->record->cell);
}

bool result_has_cost(const struct result *result)
{
	return result && result->cost.n && result->record->outcome != OUTCOME_NOP;
}

const struct result *results_find(const struct results *results, const struct cell *cell)
{
	const struct record record = { .cell = *cell };
	const struct result key = { .record = &record };

	return bsearch(&key, results->result, results->count, sizeof(key), result_compare);
}

const struct result *results_pick(const struct results *results, struct cell cell, enum op_id op)
{
	cell.op = op;
	return results_find(results, &cell);
}

size_t results_verdicts(const struct results *results, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++)
		n += results->result[i].verdict == verdict;
	return n;
}

size_t results_implausible(const struct results *results)
{
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++)
		n += results->result[i].implausible;
	return n;
}

bool result_disturbed(const struct result *result)
{
	const struct disturbed *d = &result->record->disturbed;

	return d->preempted.value || d->migrated.value || d->major_faults.value;
}

size_t results_disturbed(const struct results *results)
{
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++)
		n += result_disturbed(&results->result[i]);
	return n;
}

size_t results_unconverged(const struct results *results)
{
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct precision *p = &results->result[i].record->precision;

		n += p->known && !p->converged;
	}
	return n;
}
