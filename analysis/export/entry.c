/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/entry.h"

#include "bench/cell.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

static enum entry_verdict verdict_of(const struct result *r)
{
	switch (r->verdict) {
	case VERDICT_FAILED:
		return ENTRY_FAILED;
	case VERDICT_DIFFERS:
		return ENTRY_DIFFERS;
	case VERDICT_UNCHECKED:
	case VERDICT_AS_PREDICTED:
		break;
	}
	if (r->record->outcome == OUTCOME_NOP)
		return ENTRY_SKIPPED;
	return r->verdict == VERDICT_UNCHECKED ? ENTRY_UNCHECKED : ENTRY_AS_PREDICTED;
}

static void measured(struct entry *entry, const struct results *results, const struct result *r)
{
	*entry = (struct entry){ .record = r->record, .result = r, .verdict = verdict_of(r) };
	if (!result_has_cost(r) || !entry_unit(results->archive))
		return;
	entry->part = r->coarse ? r->block_mean : r->round_median;
	entry->parts = r->coarse ? r->block_count : r->record->round_count;
	entry->has_cost = entry->parts;
}

bool entry_next(struct entry_walk *walk, const struct results *results, struct entry *entry)
{
	bool more = walk->result < results->count, others = walk->skipped < results->skipped_count;

	if (!more && !others)
		return false;
	if (more && others)
		more = cell_compare(&results->result[walk->result].record->cell,
				    &results->skipped[walk->skipped]->cell) < 0;
	if (more)
		measured(entry, results, &results->result[walk->result++]);
	else
		*entry = (struct entry){ .record = results->skipped[walk->skipped++], .verdict = ENTRY_SKIPPED };
	return true;
}

const char *entry_name(char name[static ENTRY_NAME_SIZE], const struct cell *cell, const char *prefix, char separator)
{
	size_t used = (size_t)snprintf(name, ENTRY_NAME_SIZE, "%s", prefix);

	for (int i = 0; i < AXIS_COUNT && used < ENTRY_NAME_SIZE; i++)
		used += (size_t)snprintf(name + used, ENTRY_NAME_SIZE - used, "%c%s", separator,
					 axis_table[i].value_name(axis_table[i].get(cell)));
	return name;
}

/* Why there is no verdict on a cell, apart from its problems; NULL: there is one. */
static const char *missing(const struct entry *entry)
{
	const struct record *record = entry->record;

	switch (entry->verdict) {
	case ENTRY_SKIPPED:
		return entry->result ? "this CPU executes the op as a NOP" : record->reason;
	case ENTRY_UNCHECKED:
		if (!record->predicted_known)
			return "not checked: nothing is predicted under an unknown policy";
		return record->attribution_missing ? record->attribution_missing : "not checked: its faults were not counted";
	case ENTRY_FAILED:
		return record->reason;
	case ENTRY_AS_PREDICTED:
	case ENTRY_DIFFERS:
		break;
	}
	return NULL;
}

size_t entry_reasons(const struct entry *entry)
{
	if (entry->verdict == ENTRY_FAILED || !entry->result)
		return 1; /* the only problem of a failed cell is its reason, cut */
	return (missing(entry) != NULL) + entry->result->problem_count;
}

const char *entry_reason(const struct entry *entry, size_t i)
{
	const char *first = missing(entry);

	if (first && !i)
		return first;
	return entry->result->problem[i - (first != NULL)];
}

const char *entry_unit(const struct archive *archive)
{
	if (archive->platform != PLATFORM_EMULATED)
		return "ns";
	return archive_counts_insns(archive) ? "insns" : NULL;
}

const char *entry_caution(const struct archive *archive)
{
	switch (archive->platform) {
	case PLATFORM_EMULATED:
		return archive_counts_insns(archive) ?
			       "emulated host: costs are instructions, not time" :
			       "emulated host without -icount: its ticks mean nothing, so there are no costs";
	case PLATFORM_VIRTUAL:
		return "VIRTUAL host: it is itself a guest, do not trust its times";
	case PLATFORM_METAL:
	case PLATFORM_COUNT:
		break;
	}
	return NULL;
}

const char *entry_text(char *buf, size_t size, const char *format, ...)
{
	size_t used;
	va_list args;

	va_start(args, format);
	used = (size_t)vsnprintf(buf, size, format, args);
	va_end(args);
	if (used < size)
		return buf;
	/* Bytes 0x80 to 0xbf continue a character; one that is 0xc0 or more begins it. */
	for (used = size - 1; used && ((unsigned char)buf[used - 1] & 0xc0) == 0x80; used--)
		buf[used - 1] = '\0';
	if (used && (unsigned char)buf[used - 1] >= 0xc0)
		buf[used - 1] = '\0';
	return buf;
}

bool entry_created(const struct archive *archive, double *seconds)
{
	struct tm tm = { .tm_sec = 0 };
	const char *end = strptime(archive->created, "%Y-%m-%dT%H:%M:%SZ", &tm);

	if (!end || *end)
		return false;
	*seconds = (double)timegm(&tm);
	return true;
}
