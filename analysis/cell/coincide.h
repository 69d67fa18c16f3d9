/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things that lie on top of one another in a figure, such as policies that do the same: they are drawn once, and one
 * entry names them all.
 */
#ifndef ANALYSIS_COINCIDE_H
#define ANALYSIS_COINCIDE_H

#include "analysis/cell/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COINCIDE_MAX       32
#define COINCIDE_SHARE     0.01 /* of a cost, or of an axis: what is closer than that cannot be told apart */
#define COINCIDE_NAME_SIZE 128

/* Groups in the order of their first members; a bit for each member. */
struct coincide {
	uint32_t group[COINCIDE_MAX];
	size_t count;
};

/* Whether a and b, numbers < COINCIDE_MAX, are drawn at the same places. data is the caller's. */
typedef bool coincide_same(const void *data, unsigned int a, unsigned int b);

/* Put each number of present (bit by number) into the first group whose first member is the same. */
struct coincide coincide_find(uint32_t present, coincide_same *same, const void *data);

/* The lowest number of a group. */
unsigned int coincide_first(uint32_t group);

#define COINCIDE_WORD_SIZE 32

/* The name of one of them, in buf or elsewhere. */
typedef const char *coincide_word(char buf[static COINCIDE_WORD_SIZE], unsigned int number);

/*
 * "inject, upgrade": the names of a group, the lowest number first. A long list becomes "all but upstream", where
 * present is what the group was chosen from.
 */
const char *coincide_name(char buf[static COINCIDE_NAME_SIZE], uint32_t group, uint32_t present,
			  coincide_word *word);

/* The same outcome, faults and verdict, and medians within that share of a's. Two cells without a cost coincide. */
bool coincide_results(const struct result *a, const struct result *b, double share);

/* A coincide_word: the policy of that number. */
const char *coincide_policy_name(char buf[static COINCIDE_WORD_SIZE], unsigned int policy);

#endif
