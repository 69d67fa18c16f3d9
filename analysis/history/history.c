/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const history_kind_name[HISTORY_KIND_COUNT] = {
	[HISTORY_CELL] = "cell", [HISTORY_CONTRAST] = "contrast", [HISTORY_REST] = "cell_less_hvc",
};

void history_free(struct history *h)
{
	for (size_t i = 0; i < h->kernels; i++)
		compare_free(&h->kernel[i].from_previous);
	free(h->row);
	free(h->values);
	*h = (struct history){ .kernels = 0 };
}

const struct history_row *history_find(const struct history *h, enum history_role role)
{
	for (size_t i = 0; i < h->rows; i++)
		if (h->row[i].role == role)
			return &h->row[i];
	return NULL;
}

bool history_has_changed(const struct history *h, const struct compared *cell)
{
	return cell->axes->policy == h->policy && cell->change[0];
}

struct history_counts history_counts(const struct history *h, size_t i)
{
	const struct compare *c = &h->kernel[i].from_previous;
	struct history_counts counts = { .common = 0 };

	for (size_t k = 0; k < c->cell_count; k++) {
		const struct compared *cell = &c->cell[k];

		if (cell->axes->policy != h->policy || !cell->has[BASE] || !cell->has[NEW])
			continue;
		counts.common++;
		counts.changed += history_has_changed(h, cell);
		if (!counts.first && history_has_changed(h, cell))
			counts.first = cell;
	}
	return counts;
}

/* The sequence of faults that most samples took; NULL: there is none. */
static const char *usual_sequence(const struct tallies *sequences)
{
	const struct tally *most = NULL;

	for (size_t i = 0; i < sequences->count; i++)
		if (!most || sequences->tally[i].count > most->count)
			most = &sequences->tally[i];
	return most && most->count ? most->name : NULL;
}

#define SEQUENCE_MOST 4 /* faults that are written out */

const char *history_faults(char buf[static HISTORY_FAULTS_SIZE], const struct result *r)
{
	const struct record *record = r->record;
	const char *sequence = record->attributed ? usual_sequence(&record->attribution.sequences) : NULL;

	if (op_table[record->cell.op].operand != OP_OPERAND_PAGE)
		buf[0] = '\0';
	else if (!record->attributed)
		snprintf(buf, HISTORY_FAULTS_SIZE, "[?]");
	else if (record->sample_lines == 1 && sequence && *sequence && strlen(sequence) <= SEQUENCE_MOST)
		snprintf(buf, HISTORY_FAULTS_SIZE, "[%s]", sequence);
	else
		snprintf(buf, HISTORY_FAULTS_SIZE, "[%.3g]", r->faults);
	return buf;
}
