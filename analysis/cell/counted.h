/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates from the PMU's counts of a cell. */
#ifndef ANALYSIS_COUNTED_H
#define ANALYSIS_COUNTED_H

#include "analysis/cell/result.h"

/* The rates of one event at the host's and at the guest's exception levels. */
struct counted {
	bool known;
	double host, guest;
};

/* Events per sample of the cell. Not known if the archive has no count of the event there. */
struct counted counted_per_sample(const struct record *record, const char *event);

/* Events per stage-2 fault. Also not known if there was no fault, or if faults were not counted. */
struct counted counted_per_fault(const struct result *result, const char *event);

/* Return the CPU frequency in Hz: cycles of host and guest / time of the entry. 0: not known, or ticks are no time. */
double counted_frequency(const struct archive *archive, const struct record *record);

/*
 * Where ticks count instructions, return the instructions that the PMU counted / those that CNTVCT_EL0 counted, over
 * the same entries of all cells. 0: not known.
 */
double counted_instructions_ratio(const struct results *results);

/* Frequency of the cells for which it is known: its median over all, and over the first and last tenth measured. */
struct frequency {
	size_t cells; /* for which it is known; 0: none */
	double median, first, last; /* Hz */
};

/* Compute the frequencies of an archive. Returns 0 or -ENOMEM. */
int counted_frequencies(const struct archive *archive, struct frequency *frequency);

#endif
