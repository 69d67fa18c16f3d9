/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/result.h"

#include "bench/abi.h"

#include <errno.h>
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

/* Every page that was counted must have seen the same sequence, the predicted one. */
static void judge_sequences(struct result *result, const struct sequences *seen, const char *predicted,
			    const char *what)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct sequence *s = &seen->sequence[i];

		if (s->pages && strcmp(s->faults, predicted))
			add_problem(result, "%s \"%.16s\" on %llu pages, predicted \"%s\"", what, s->faults,
				    (unsigned long long)s->pages, predicted);
	}
}

static void judge_count(struct result *result, uint64_t measured, uint64_t per_op, const char *what)
{
	double samples = (double)result->record->attribution.samples;

	if (measured != per_op * result->record->attribution.samples)
		add_problem(result, "%.4g %s per op, predicted %llu", (double)measured / samples, what,
			    (unsigned long long)per_op);
}

static void judge_attribution(struct result *result)
{
	const struct record *r = result->record;
	const struct attribution *a = &r->attribution;
	const struct prediction *p = &r->predicted;

	if (a->lost)
		add_problem(result, "%llu trace records lost: the counts are too low", (unsigned long long)a->lost);
	judge_count(result, a->translation, predict_count(p->faults, 'T'), "translation faults");
	judge_count(result, a->permission, predict_count(p->faults, 'P'), "permission faults");
	judge_count(result, a->access_flag, 0, "access flag faults");
	judge_count(result, a->other, 0, "faults of another kind");
	judge_count(result, a->elsewhere, 0, "faults at addresses not under test");
	judge_count(result, a->cm, op_is_cmo(r->cell.op) ? strlen(p->faults) : 0, "faults with CM = 1");
	judge_sequences(result, &a->sequences, p->faults, "faults");
	judge_sequences(result, &a->repeat, p->repeat, "faults of the repeated op");
	if (a->dirtied.known)
		judge_count(result, a->dirtied.value, p->dirtied, "pages dirtied");
	if (a->host_pages_allocated.known)
		judge_count(result, a->host_pages_allocated.value, p->allocates, "host pages allocated");
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

static void judge(struct result *result)
{
	const struct record *r = result->record;

	if (!r->done) {
		add_problem(result, "not measured: %.80s", r->reason ? r->reason : "no reason given");
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

static void count_faults(struct result *result)
{
	const struct attribution *a = &result->record->attribution;

	if (result->record->attributed)
		result->faults_per_op = (double)(a->translation + a->permission + a->access_flag + a->other) /
					(double)a->samples;
}

void result_costs(const struct results *results, const struct result *result, size_t first, size_t count, double *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = result->record->ticks[first + i] * results->archive->clock.units_per_tick;
}

/* buf has room for all samples of the cell. */
static void summarise(const struct results *results, struct result *result, double *buf)
{
	const struct record *r = result->record;
	size_t first = 0;

	for (size_t i = 0; i < r->round_count; i++) {
		size_t n = r->round_samples[i];

		result_costs(results, result, first, n, buf);
		stats_sort(buf, n);
		result->round_median[i] = stats_quantile(buf, n, 0.5);
		first += n;
	}
	result_costs(results, result, 0, r->tick_count, buf);
	stats_sort(buf, r->tick_count);
	result->cost = stats_summary(buf, r->tick_count);
}

static int make_result(const struct results *results, struct result *result, const struct record *record)
{
	double *buf;

	*result = (struct result){ .record = record };
	judge(result);
	count_faults(result);
	if (!record->done)
		return 0;
	result->round_median = calloc(record->round_count, sizeof(*result->round_median));
	buf = calloc(record->tick_count, sizeof(*buf));
	if (result->round_median && buf)
		summarise(results, result, buf);
	free(buf);
	return result->cost.n ? 0 : -ENOMEM;
}

/* Order of the catalogue, axis by axis. */
static int compare(const void *a, const void *b)
{
	const struct cell *x = &((const struct result *)a)->record->cell,
			  *y = &((const struct result *)b)->record->cell;

	for (int i = 0; i < AXIS_COUNT; i++)
		if (axis_table[i].get(x) != axis_table[i].get(y))
			return axis_table[i].get(x) < axis_table[i].get(y) ? -1 : 1;
	return 0;
}

int results_make(struct results *results, const struct archive *archive)
{
	int err = 0;

	*results = (struct results){ .archive = archive, .count = archive->record_count };
	results->result = calloc(archive->record_count + 1, sizeof(*results->result));
	if (!results->result)
		err = -ENOMEM;
	for (size_t i = 0; !err && i < archive->record_count; i++)
		err = make_result(results, &results->result[i], &archive->record[i]);
	if (err)
		results_free(results);
	else
		qsort(results->result, results->count, sizeof(*results->result), compare);
	return err;
}

void results_free(struct results *results)
{
	for (size_t i = 0; results->result && i < results->count; i++)
		free(results->result[i].round_median);
	free(results->result);
	*results = (struct results){ .archive = NULL };
}

const struct result *results_find(const struct results *results, const struct cell *cell)
{
	for (size_t i = 0; i < results->count; i++)
		if (cell_equal(&results->result[i].record->cell, cell))
			return &results->result[i];
	return NULL;
}

size_t results_verdicts(const struct results *results, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < results->count; i++)
		n += results->result[i].verdict == verdict;
	return n;
}
