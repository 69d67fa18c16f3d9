/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the PMU's counts of a cell come to. */
#ifndef ANALYSIS_COUNTED_H
#define ANALYSIS_COUNTED_H

#include "analysis/cell/result.h"

/* A pair of counts of one event, each per something. */
struct counted {
	bool known;
	double host, guest;
};

/* An event, per sample of the cell. Not known: the archive has not counted it there. */
struct counted counted_per_sample(const struct record *record, const char *event);

/* The same per stage-2 fault; not known either if there was none, or faults were not counted. */
struct counted counted_per_fault(const struct result *result, const char *event);

/* Cycles of host and guest by the time of the entry, in Hz; 0: not known, or ticks are no time. */
double counted_frequency(const struct archive *archive, const struct record *record);

/*
 * Where ticks count instructions: those that the PMU counted by those that CNTVCT_EL0 did, of the same entries, all
 * cells together. 0: not known.
 */
double counted_instructions_ratio(const struct results *results);

/* Of the cells that have one, in the order measured: their middle, and that of the first and the last tenth. */
struct frequency {
	size_t cells; /* 0: none has */
	double median, first, last; /* Hz */
};

/* 0 or -ENOMEM. */
int counted_frequencies(const struct archive *archive, struct frequency *frequency);

#endif
