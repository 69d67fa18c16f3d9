/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judging an archived cell again: problems that the run reported are not repeated. */
#include "analysis/cell/judge.h"
#include "bench/abi.h"
#include "bench/test/cells.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static uint32_t ticks[4];
static char tp[] = "TP";
static struct tally sequence = { .name = tp, .count = 4 };
static char *finding[2];
static struct result result;

/* A cell that is as predicted: a DC IVAC on a logged page under inject, of which four samples were counted. */
static struct record as_predicted(void)
{
	struct record r = { .cell = cell_of(POLICY_INJECT, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD), .sample_lines = 1,
			    .ticks = ticks, .tick_count = 4, .round_count = 1, .predicted_known = true,
			    .outcomes = { [OUTCOME_EXECUTES] = 4 }, .attributed = true,
			    .attribution = { .samples = 4, .translation = 4, .permission = 4, .cm = 8,
					     .sequences = { &sequence, 1 } } };

	predict(&r.cell, &usual, &r.predicted);
	return r;
}

static void judge(const struct record *r)
{
	result_free(&result);
	result = (struct result){ .record = r };
	if (result_judge(&result))
		abort();
}

static void test_counts(void)
{
	struct record r = as_predicted();

	judge(&r);
	ok(result.verdict == VERDICT_AS_PREDICTED && !result.problem_count, "as predicted");
	ok(result.faults == 2, "with its faults per sample");
	r.attributed = false;
	judge(&r);
	ok(result.verdict == VERDICT_UNCHECKED && result.faults == 0, "without counts it is unchecked");
	r = as_predicted();
	r.exits.known = true;
	r.exits.value = 7;
	judge(&r);
	ok(result.problem_count == 1 && strstr(result.problem[0], "timing pass: 7 exits"), "exits of the timing pass count");
	r = as_predicted();
	ticks[2] = ABI_TICKS_MAX;
	judge(&r);
	ok(result.problem_count == 1 && strstr(result.problem[0], "than the ring can hold"), "so does a sample too long");
	ticks[2] = 0;
}

static void test_findings(void)
{
	struct record r = as_predicted();

	r.attribution.lost = 1;
	judge(&r);
	finding[0] = strdup(result.problem[0]);
	finding[1] = strdup("disturbed: a thread was preempted");
	r.findings = (struct texts){ finding, 2 };
	judge(&r);
	ok(result.verdict == VERDICT_DIFFERS, "a cell that differs");
	ok(result.problem_count == 2, "what the run found as well is told once: %zu problems", result.problem_count);
	ok(!strcmp(result.problem[0], finding[0]) && !strcmp(result.problem[1], finding[1]), "what it found besides, too");
	r.attribution.lost = 0;
	r.findings = (struct texts){ finding + 1, 1 };
	judge(&r);
	ok(result.verdict == VERDICT_AS_PREDICTED && result.problem_count == 1, "one that was only disturbed does not");
	r.findings = (struct texts){ finding, 2 };
	r.predicted_known = false;
	judge(&r);
	ok(result.verdict == VERDICT_UNCHECKED && result.problem_count == 2, "without a prediction it is unchecked");
	free(finding[0]);
	free(finding[1]);
}

int main(void)
{
	test_counts();
	test_findings();
	result_free(&result);
	return tap_done();
}
