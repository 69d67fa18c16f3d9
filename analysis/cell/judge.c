/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/judge.h"

#include "bench/abi.h"
#include "bench/model/observed.h"

#include <stdio.h>
#include <string.h>

_Static_assert(RESULT_PROBLEM_SIZE == OBSERVED_TEXT_SIZE, "room for every sentence of the judge");

/* A result that is being judged. */
struct judging {
	struct result *result;
	int err; /* 0 or -ENOMEM */
};

/* Add a problem unless the cell has it already. */
static void add_problem(void *context, const char *text)
{
	struct judging *j = context;

	for (size_t i = 0; i < j->result->problem_count; i++)
		if (!strncmp(j->result->problem[i], text, RESULT_PROBLEM_SIZE - 1))
			return;
	if (!j->err)
		j->err = result_add_problem(j->result, text);
}

static struct observed_count count_of(struct count count)
{
	return (struct observed_count){ .known = count.known, .value = count.value };
}

static struct observed_sequences sequences_of(const struct tallies *archived, const char *predicted,
					      uint64_t sample_lines)
{
	struct observed_sequences seen = { .ops = 0 };

	for (size_t i = 0; i < archived->count; i++)
		observed_sequence(&seen, archived->tally[i].name, archived->tally[i].count, predicted,
				  sample_lines);
	return seen;
}

/* Return the counts of the attribution pass, without KVM's own count of exits, which is not archived. */
static struct observed_counts counts_of(const struct record *r)
{
	const struct attribution *a = &r->attribution;

	return (struct observed_counts){
		.samples = a->samples, .sample_lines = r->sample_lines, .traced = true,
		.translation = a->translation, .permission = a->permission, .other = a->access_flag + a->other,
		.cm = a->cm, .elsewhere = a->elsewhere, .lost = a->lost,
		.first = sequences_of(&a->sequences, r->predicted.faults, r->sample_lines),
		.repeat = sequences_of(&a->repeat, r->predicted.repeat, r->sample_lines),
		.dirtied = count_of(a->dirtied), .allocated = count_of(a->host_pages_allocated),
		.minor_faults = count_of(a->minor_faults),
	};
}

/* Compare the measured counts with the prediction. */
static void judge_counts(struct judging *j)
{
	const struct record *r = j->result->record;
	const struct observed_counts counts = counts_of(r);
	struct observed seen = { .cell = &r->cell, .samples = r->tick_count, .entries = r->round_count,
				 .esr = r->esr.value, .exits = count_of(r->exits),
				 .counts = r->attributed ? &counts : NULL };

	memcpy(seen.outcomes, r->outcomes, sizeof(seen.outcomes));
	if (!seen.outcomes[r->outcome])
		seen.outcomes[r->outcome] = r->tick_count; /* the archive has the outcome, but no count of it */
	observed_judge(&seen, &r->predicted, add_problem, j);
}

static void judge_ticks(struct judging *j)
{
	const struct record *r = j->result->record;

	for (size_t i = 0; i < r->tick_count; i++)
		if (r->ticks[i] == ABI_TICKS_MAX) {
			add_problem(j, OBSERVED_SATURATED);
			return;
		}
}

static void count_faults(struct result *result)
{
	const struct attribution *a = &result->record->attribution;

	if (result->record->attributed)
		result->faults = (double)(a->translation + a->permission + a->access_flag + a->other) /
				 (double)a->samples;
}

static void judge_failed(struct judging *j)
{
	char text[RESULT_PROBLEM_SIZE];

	snprintf(text, sizeof(text), "not measured: %.80s", j->result->record->reason);
	add_problem(j, text);
	j->result->verdict = VERDICT_FAILED;
}

/* Is there a problem besides what other work on the machine did? */
static bool differs(const struct result *result)
{
	for (size_t i = 0; i < result->problem_count; i++)
		if (!observed_is_disturbance(result->problem[i]))
			return true;
	return false;
}

int result_judge(struct result *result)
{
	const struct record *r = result->record;
	struct judging j = { .result = result };

	count_faults(result);
	if (r->status != CELL_STATUS_DONE) {
		judge_failed(&j);
		return j.err;
	}
	if (r->predicted_known)
		judge_counts(&j);
	judge_ticks(&j);
	for (size_t i = 0; i < r->findings.count; i++)
		add_problem(&j, r->findings.text[i]);
	if (!r->predicted_known)
		result->verdict = VERDICT_UNCHECKED; /* the run's finding says so */
	else if (differs(result))
		result->verdict = VERDICT_DIFFERS;
	else if (!r->attributed)
		result->verdict = VERDICT_UNCHECKED;
	return j.err;
}
