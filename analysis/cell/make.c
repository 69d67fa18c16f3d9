/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/make.h"

#include "analysis/cell/cost.h"
#include "analysis/cell/hook_make.h"
#include "analysis/cell/judge.h"
#include "analysis/output/parallel.h"

#include <errno.h>
#include <stdlib.h>

/* Make the i-th result, which has only its record so far. */
static int make_result(void *context, size_t i)
{
	const struct results *results = context;
	struct result *result = &results->result[i];
	const struct record *record = result->record;
	int err;

	err = result_judge(result);
	if (err || record->status != CELL_STATUS_DONE)
		return err;
	result->hooked = hook_count(record, result->faults);
	result->hook = hook_total(&results->hook, result->hooked);
	err = result_measure(results, result);
	if (!err && record->outcome != OUTCOME_NOP)
		result->band = band_find(results->archive, &record->cell);
	result->implausible = result->band && !band_holds(result->band, result->value);
	return err;
}

static int compare_skipped(const void *a, const void *b)
{
	return cell_compare(&(*(const struct record *const *)a)->cell,
			    &(*(const struct record *const *)b)->cell);
}

int results_make_for(struct results *results, const struct archive *archive, enum results_use use)
{
	int err;

	*results = (struct results){ .archive = archive, .use = use };
	results->result = calloc(archive->record_count + 1, sizeof(*results->result));
	results->skipped = calloc(archive->record_count + 1, sizeof(*results->skipped));
	err = results->result && results->skipped ? hook_make(&results->hook, results) : -ENOMEM;
	for (size_t i = 0; !err && i < archive->record_count; i++) {
		const struct record *record = &archive->record[i];

		if (record->status == CELL_STATUS_SKIPPED)
			results->skipped[results->skipped_count++] = record;
		else
			results->result[results->count++].record = record;
	}
	if (!err)
		err = parallel_for(results->count, make_result, results);
	if (err) {
		results_free(results);
		return err;
	}
	qsort(results->result, results->count, sizeof(*results->result), result_compare);
	qsort(results->skipped, results->skipped_count, sizeof(*results->skipped), compare_skipped);
	results_count(results);
	return 0;
}

int results_make(struct results *results, const struct archive *archive)
{
	return results_make_for(results, archive, RESULTS_ALONE);
}

void results_drop(struct results *results)
{
	for (size_t i = 0; results->result && i < results->count; i++)
		result_free(&results->result[i]);
	free(results->result);
	free(results->skipped);
	free(results->own);
	results->result = NULL;
	results->skipped = NULL;
	results->own = NULL;
	results->count = results->skipped_count = 0;
}

void results_free(struct results *results)
{
	results_drop(results);
	*results = (struct results){ .archive = NULL };
}
