/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/sweep.h"

#include "analysis/cell/result.h"
#include "analysis/stats/bootstrap.h"

#include <stdlib.h>
#include <string.h>

const char *const sweep_verdict_name[SWEEP_VERDICT_COUNT] = {
	[SWEEP_REPRODUCED] = "reproduced", [SWEEP_NOT_REPRODUCED] = "not reproduced",
	[SWEEP_NO_TIME] = "cannot be said: no time", [SWEEP_OTHER_SIZE] = "cannot be said: another size",
	[SWEEP_NO_PAIR] = "cannot be said: no pair",
};

double sweep_published_ratio(void)
{
	return SWEEP_PUBLISHED_RO_MS / SWEEP_PUBLISHED_RW_MS;
}

static uint64_t pages_of(const struct record *record)
{
	return record->tick_count / record->round_count;
}

static void count_faults(struct sweep_side *side)
{
	const struct record *r = side->result->record;

	side->has_faults = r->attributed || r->exits.known;
	if (r->attributed)
		side->faults_per_page = side->result->faults;
	else if (r->exits.known)
		side->faults_per_page = (double)r->exits.value / (double)r->tick_count;
	side->faults_per_line = side->faults_per_page / (double)r->sample_lines;
}

static struct sweep_side make_side(const struct results *results, enum policy_id policy, enum slot_id slot)
{
	const struct cell cell = { .policy = policy, .op = OP_dc_civac, .slot = slot, .host_page = HOST_PAGE_WRITTEN,
				   .lines = LINES_SWEEP };
	struct sweep_side side = { .result = results_find(results, &cell) };
	const struct record *r = side.result ? side.result->record : NULL;

	if (!r || r->status != CELL_STATUS_DONE || r->outcome == OUTCOME_NOP) {
		side.result = NULL;
		return side;
	}
	side.per_page = side.result->cost.mean;
	side.total = side.per_page * (double)pages_of(r);
	side.per_line = side.per_page / (double)r->sample_lines;
	count_faults(&side);
	return side;
}

static enum sweep_verdict judge(const struct sweep *sweep, const struct archive *archive)
{
	double off = sweep->ratio / sweep_published_ratio();

	if (strcmp(archive->clock.unit, "ns"))
		return SWEEP_NO_TIME;
	if (sweep->ratio <= 0)
		return SWEEP_NO_PAIR;
	if (!sweep->bytes.known || sweep->bytes.value != SWEEP_PUBLISHED_BYTES)
		return SWEEP_OTHER_SIZE;
	return off <= SWEEP_TOLERANCE && off >= 1 / SWEEP_TOLERANCE ? SWEEP_REPRODUCED : SWEEP_NOT_REPRODUCED;
}

/* Return the costs of all samples, for free(). NULL: no memory. */
static double *costs_of(const struct results *results, const struct result *result)
{
	double *x = calloc(result->record->tick_count, sizeof(*x));

	if (x)
		result_costs(results, result, 0, result->record->tick_count, x);
	return x;
}

#define GROUPS 8 /* groups of consecutive pages of a boot */

/* Write the means of a cell's groups in one boot. Returns how many there are; 0: no memory. */
static size_t group_boot(const struct results *boot, const struct result *result, double out[static GROUPS])
{
	const struct result *r = results_find(boot, &result->record->cell);
	size_t n = r->record->tick_count, groups = n < GROUPS ? n : GROUPS;
	double *x = costs_of(boot, r);

	for (size_t i = 0; x && i < groups; i++)
		out[i] = stats_mean(x + i * n / groups, (i + 1) * n / groups - i * n / groups);
	free(x);
	return x ? groups : 0;
}

/* Of several boots, draw boots, both cells of each, and then groups of pages; not known of fewer than BOOTSTRAP_RATIO_MIN. */
static struct interval ratio_over_boots(const struct sweep *sweep, const struct results *results)
{
	const struct result *cell[] = { sweep->ro.result, sweep->rw.result };
	struct nest boot[2][OVER_BOOTS_MAX], all[2];
	double value[2][OVER_BOOTS_MAX][GROUPS];
	struct bootstrap b = { .ci.known = false };

	if (results->boots < BOOTSTRAP_RATIO_MIN)
		return b.ci;
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < results->boots; i++) {
			boot[side][i] = (struct nest){ .value = value[side][i],
						       .count = group_boot(results->boot[i], cell[side], value[side][i]) };
			if (!boot[side][i].count)
				return b.ci;
		}
		all[side] = (struct nest){ .nest = boot[side], .count = results->boots };
	}
	if (bootstrap_ratio_pairs(&all[0], &all[1], BOOTSTRAP_RESAMPLES, bootstrap_expanded(STATS_CONFIDENCE, results->boots),
				  BOOTSTRAP_SEED, &b))
		b.ci.known = false;
	return b.ci;
}

/* Resample consecutive pages, as a run has few sweeps. */
static struct interval ratio_interval(const struct sweep *sweep, const struct results *results)
{
	double *ro = costs_of(results, sweep->ro.result), *rw = costs_of(results, sweep->rw.result);
	const double cost[] = { sweep->ro.per_page, sweep->rw.per_page };
	const struct hook_count count[] = { sweep->ro.result->hooked, sweep->rw.result->hooked };
	struct interval ci = { .known = false };

	if (ro && rw)
		bootstrap_ratio_interval(sweep->ratio, ro, sweep->ro.result->record->tick_count, rw,
					 sweep->rw.result->record->tick_count, STATS_CONFIDENCE, &ci);
	free(ro);
	free(rw);
	return hook_widen(ci, sweep->ratio, hook_ratio_half(&results->hook, cost, count));
}

bool sweep_make(struct sweep *sweep, const struct results *results, enum policy_id policy)
{
	const struct record *r;

	*sweep = (struct sweep){ .policy = policy, .rw = make_side(results, policy, SLOT_RW),
				 .ro = make_side(results, policy, SLOT_RO) };
	if (!sweep->rw.result && !sweep->ro.result)
		return false;
	r = (sweep->ro.result ? sweep->ro.result : sweep->rw.result)->record;
	sweep->pages = pages_of(r);
	sweep->lines_per_page = r->sample_lines;
	sweep->bytes = (struct count){ r->unit_bytes.known, sweep->pages * r->unit_bytes.value };
	if (sweep->rw.total > 0)
		sweep->ratio = sweep->ro.total / sweep->rw.total;
	if (sweep->ratio > 0)
		sweep->ratio_ci95 = results->boots ? ratio_over_boots(sweep, results) : ratio_interval(sweep, results);
	if (sweep->rw.faults_per_page > 0)
		sweep->fault_ratio = sweep->ro.faults_per_page / sweep->rw.faults_per_page;
	sweep->verdict = judge(sweep, results->archive);
	return true;
}
