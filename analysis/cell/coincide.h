/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups things that coincide in a figure, such as policies that do the same, so that they are drawn once and one entry
 * names them all.
 */
#ifndef ANALYSIS_COINCIDE_H
#define ANALYSIS_COINCIDE_H

#include "analysis/cell/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COINCIDE_MAX       32
#define COINCIDE_SHARE     0.01 /* fraction of a cost, or of an axis; closer marks cannot be told apart */
#define COINCIDE_NAME_SIZE 128

/* Groups in the order of their first members; each is a mask with a bit per member. */
struct coincide {
	uint32_t group[COINCIDE_MAX];
	size_t count;
};

/* Are a and b, numbers < COINCIDE_MAX, drawn at the same places? data is the caller's. */
typedef bool coincide_same(const void *data, unsigned int a, unsigned int b);

/* Put each number of present (bit by number) into the first group whose first member coincides with it. */
struct coincide coincide_find(uint32_t present, coincide_same *same, const void *data);

/* The lowest number of a group. */
unsigned int coincide_first(uint32_t group);

#define COINCIDE_WORD_SIZE 32

/* Return the name of a number, in buf or in static memory. */
typedef const char *coincide_word(char buf[static COINCIDE_WORD_SIZE], unsigned int number);

/*
 * Write the names of a group, the lowest number first, such as "inject, upgrade". A long list becomes "all but
 * upstream", where present has all numbers that were grouped.
 */
const char *coincide_name(char buf[static COINCIDE_NAME_SIZE], uint32_t group, uint32_t present,
			  coincide_word *word);

/*
 * Do outcomes, faults and verdicts agree, and do the costs differ by at most that share of a's? Two cells without a
 * cost coincide.
 */
bool coincide_results(const struct result *a, const struct result *b, double share);

/* A coincide_word that names policies. */
const char *coincide_policy_name(char buf[static COINCIDE_WORD_SIZE], unsigned int policy);

#endif
