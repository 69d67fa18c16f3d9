/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/counted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char cycles[] = "cpu_cycles", instructions[] = "inst_retired";

static const struct tally *find_event(const struct tallies *counts, const char *event)
{
	for (size_t i = 0; i < counts->count; i++)
		if (!strcmp(counts->tally[i].name, event))
			return &counts->tally[i];
	return NULL;
}

/* Find the first set that has the event on both sides; several sets may have it. */
static const struct pmu_set *find_set(const struct record *record, const char *event, uint64_t *host, uint64_t *guest)
{
	for (size_t i = 0; i < record->pmu_count; i++) {
		const struct tally *h = find_event(&record->pmu[i].host, event);
		const struct tally *g = find_event(&record->pmu[i].guest, event);

		if (!h || !g)
			continue;
		*host = h->count;
		*guest = g->count;
		return &record->pmu[i];
	}
	return NULL;
}

struct counted counted_per_sample(const struct record *record, const char *event)
{
	uint64_t host, guest;
	const struct pmu_set *set = find_set(record, event, &host, &guest);

	if (!set)
		return (struct counted){ .known = false };
	return (struct counted){ true, (double)host / (double)set->samples, (double)guest / (double)set->samples };
}

struct counted counted_per_fault(const struct result *result, const char *event)
{
	struct counted counted = counted_per_sample(result->record, event);

	if (result->faults <= 0)
		return (struct counted){ .known = false };
	counted.host /= result->faults;
	counted.guest /= result->faults;
	return counted;
}

double counted_frequency(const struct archive *archive, const struct record *record)
{
	uint64_t host, guest;
	const struct pmu_set *set = find_set(record, cycles, &host, &guest);

	if (!set || !set->entry_ticks || strcmp(archive->clock.unit, "ns"))
		return 0;
	return (double)(host + guest) / (double)set->entry_ticks * (double)archive->clock.hz;
}

double counted_instructions_ratio(const struct results *results)
{
	double counted = 0, ticked = 0;

	if (!archive_counts_insns(results->archive))
		return 0;
	for (size_t i = 0; i < results->count; i++) {
		uint64_t host, guest;
		const struct pmu_set *set = find_set(results->result[i].record, instructions, &host, &guest);

		if (!set)
			continue;
		counted += (double)(host + guest);
		ticked += (double)set->entry_ticks * results->archive->clock.units_per_tick;
	}
	return ticked > 0 ? counted / ticked : 0;
}

/* Return the median of x, which is sorted in place. */
static double middle(double *x, size_t n)
{
	stats_sort(x, n);
	return stats_quantile(x, n, 0.5);
}

int counted_frequencies(const struct archive *archive, struct frequency *frequency)
{
	double *hz = calloc(archive->record_count + 1, sizeof(*hz));
	size_t n = 0, tenth;

	*frequency = (struct frequency){ .cells = 0 };
	if (!hz)
		return -ENOMEM;
	for (size_t i = 0; i < archive->record_count; i++) {
		hz[n] = counted_frequency(archive, &archive->record[i]);
		n += hz[n] > 0;
	}
	tenth = (n + 9) / 10;
	frequency->cells = n;
	if (n) {
		frequency->first = middle(hz, tenth);
		frequency->last = middle(hz + n - tenth, tenth);
		frequency->median = middle(hz, n);
	}
	free(hz);
	return 0;
}
