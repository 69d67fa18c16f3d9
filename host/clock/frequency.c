/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/clock/frequency.h"

#include "host/os/hostfile.h"

#include <math.h>
#include <stdlib.h>

#define DRIFT_TOLERANCE      0.002
#define FREQUENCY_TOLERANCE  0.005
#define TWO_CLOCKS_TOLERANCE 0.01
#define LOG_STEP             4096 /* entries that a log is first made for */
#define PAIRS_MIN            8    /* pairs of entries that a slope needs */

struct point {
	double ticks, count; /* ticks of an entry, and the PMU events in it */
};

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b; /* of a struct point: ticks, its first member */

	return (x > y) - (x < y);
}

/*
 * Return the events in a tick; 0: there are too few points. Every entry has a time before and after counting that does
 * not depend on its length, so this is the slope over entries of different length, not a quotient: the median of
 * slopes, each of a short entry and one at least twice as long (Theil's incomplete method, 1950), which a preempted or
 * briefly throttled entry does not move. Sorts point.
 */
static double slope_of(struct point *point, size_t count)
{
	double *slope = calloc(count + 1, sizeof(*slope)), median = 0;
	size_t half = count / 2, pairs = 0;

	if (!slope)
		return 0;
	qsort(point, count, sizeof(*point), ascending);
	for (size_t i = 0; i < half; i++) {
		const struct point *low = &point[i], *high = &point[i + count - half];

		if (high->ticks >= 2 * low->ticks)
			slope[pairs++] = (high->count - low->count) / (high->ticks - low->ticks);
	}
	qsort(slope, pairs, sizeof(*slope), ascending);
	if (pairs >= PAIRS_MIN)
		median = (slope[(pairs - 1) / 2] + slope[pairs / 2]) / 2;
	free(slope);
	return median;
}

void frequency_note(struct frequency_log *log, const struct frequency_entry *entry)
{
	struct frequency_entry *bigger = log->entry;

	if (log->count == log->room) {
		bigger = reallocarray(log->entry, log->room * 2 + LOG_STEP, sizeof(*bigger));
		if (!bigger)
			return;
		log->entry = bigger;
		log->room = log->room * 2 + LOG_STEP;
	}
	bigger[log->count++] = *entry;
}

void frequency_forget(struct frequency_log *log)
{
	free(log->entry);
	*log = (struct frequency_log){ .entry = NULL };
}

static uint64_t cycles_of(const struct frequency_entry *entry)
{
	return entry->cycles;
}

static uint64_t insns_of(const struct frequency_entry *entry)
{
	return entry->insns;
}

/* Return the events in a tick over the entries first … end - 1; 0: not known. */
static double rate_of(const struct frequency_entry *entry, size_t first, size_t end,
		      uint64_t (*events)(const struct frequency_entry *entry))
{
	struct point *point = calloc(end - first + 1, sizeof(*point));
	size_t count = 0;
	double rate;

	if (!point)
		return 0;
	for (size_t i = first; i < end; i++)
		if (!entry[i].to_user && events(&entry[i]))
			point[count++] = (struct point){ (double)entry[i].entry_ticks, (double)events(&entry[i]) };
	rate = slope_of(point, count);
	free(point);
	return rate;
}

/* Do a and b, both known (> 0), differ by more than the tolerance? */
static bool apart(double a, double b, double tolerance)
{
	return a > 0 && b > 0 && fabs(a / b - 1) > tolerance;
}

static void judge_cycles(const struct frequency_entry *entry, size_t count, const struct frequency_limits *limits,
			 struct host_findings *findings)
{
	double hz = (double)limits->clock_hz, first = rate_of(entry, 0, count / 10, cycles_of) * hz,
	       last = rate_of(entry, count - count / 10, count, cycles_of) * hz,
	       all = rate_of(entry, 0, count, cycles_of) * hz;

	if (apart(last, first, DRIFT_TOLERANCE))
		finding_raise(findings, &finding_table[FINDING_frequency_drift],
			      "cool the machine, check its power supply, set the governor by --tune; measure again",
			      "the core ran at %.1f MHz in the first tenth of the run and at %.1f MHz in the last",
			      first / 1e6, last / 1e6);
	if (apart(all, (double)limits->max_hz, FREQUENCY_TOLERANCE))
		finding_raise(findings, &finding_table[FINDING_frequency],
			      "set the governor by --tune; cool the machine; measure again",
			      "the core ran at %.1f MHz, but cpuinfo_max_freq is %.1f MHz", all / 1e6,
			      (double)limits->max_hz / 1e6);
}

static void judge_insns(const struct frequency_entry *entry, size_t count, const struct frequency_limits *limits,
			struct host_findings *findings)
{
	double rate = rate_of(entry, 0, count, insns_of);

	if (apart(rate, limits->insns_per_tick, TWO_CLOCKS_TOLERANCE))
		finding_raise(findings, &finding_table[FINDING_two_clocks], "",
			      "the PMU counts %.4f instructions per tick of CNTVCT_EL0, the calibration gave %.4f",
			      rate, limits->insns_per_tick);
}

void frequency_judge(const struct frequency_entry *entry, size_t count, const struct frequency_limits *limits,
		     struct host_findings *findings)
{
	judge_cycles(entry, count, limits, findings);
	judge_insns(entry, count, limits, findings);
}

uint64_t frequency_max_hz(const char *root, int cpu)
{
	int64_t khz;

	return hostfile_number(root, &khz, "/cpu%d/cpufreq/cpuinfo_max_freq", cpu) ? (uint64_t)khz * 1000 : 0;
}
