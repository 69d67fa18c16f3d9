/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/cell.h"

#include <string.h>

void wording_title(char *buf, size_t size, const char *title, const struct cell *base)
{
	if (!base->backing && !base->vcpus && !base->mix)
		snprintf(buf, size, "%s", title);
	else
		snprintf(buf, size, "%s (backing=%s vcpus=%s mix=%s)", title, backing_table[base->backing].name,
			 vcpus_table[base->vcpus].name, mix_table[base->mix].name);
}

const char *wording_outcome(const struct result *r)
{
	if (r->record->outcome == OUTCOME_COUNT)
		return "failed";
	return r->record->outcome == OUTCOME_ABORT_INJECTED ? "abort" : outcome_name[r->record->outcome];
}

char wording_outcome_letter(const struct result *r)
{
	static const char letter[OUTCOME_COUNT] = {
		[OUTCOME_EXECUTES] = ' ', [OUTCOME_ABORT_INJECTED] = 'a', [OUTCOME_SKIPPED] = 'o',
		[OUTCOME_NISV] = 'n',     [OUTCOME_ENOSYS] = 'e',         [OUTCOME_EFAULT] = 'f',
		[OUTCOME_MMIO] = 'm',     [OUTCOME_NOP] = '-',
	};

	return r->record->outcome == OUTCOME_COUNT ? '!' : letter[r->record->outcome];
}

const char *wording_mark(const struct result *r)
{
	if (r->verdict != VERDICT_AS_PREDICTED && r->verdict != VERDICT_UNCHECKED)
		return "!";
	return result_disturbed(r) ? "~" : "";
}

void wording_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r)
{
	const struct prediction *p = &r->record->predicted;
	char measured[NUMBER_SIZE] = "-", predicted[NUMBER_SIZE] = "-";

	if (r->record->attributed)
		snprintf(measured, sizeof(measured), "%.3g", r->faults);
	if (r->record->predicted_known)
		snprintf(predicted, sizeof(predicted), "%u%s", p->translation + p->permission,
			 p->at_least ? "+" : "");
	snprintf(buf, WORDING_FAULTS_SIZE, "%s/%s%s", measured, predicted, wording_mark(r));
}

const char *wording_cost(char buf[static NUMBER_SIZE], const struct result *r)
{
	if (!result_has_cost(r))
		return strcpy(buf, "-");
	return text_number(buf, r->value, false);
}

void wording_page(char *buf, size_t size, const struct cell *cell)
{
	if (slot_table[cell->slot].exists)
		snprintf(buf, size, "%s/%s", slot_table[cell->slot].name, host_page_table[cell->host_page].name);
	else
		snprintf(buf, size, "%s", slot_table[cell->slot].name);
}
