/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the module's policies cost the same as the patch's: the costs of an archive made by one are held against those
 * of an archive made by the other, with the module's hooks subtracted.
 */
#ifndef ANALYSIS_COMPARE_PARITY_H
#define ANALYSIS_COMPARE_PARITY_H

#include "analysis/shift/compare.h"

#include <stdio.h>

/* The slots have limits of their own: on a read-only one the module takes another way than the patch. */
enum parity_slot { PARITY_WRITABLE, PARITY_READ_ONLY, PARITY_SLOTS };

struct parity_group {
	size_t cells, beyond; /* cells whose costs are compared, and those that differ by more than the limit */
	double least, most;   /* NEW - BASE as a fraction of BASE's cost; of no cells 0 */
};

extern const double parity_limit[PARITY_SLOTS]; /* as a fraction of BASE's cost */
extern const char *const parity_slot_name[PARITY_SLOTS];

/* Was one of two comparable archives made by the patch, and the other one by the module? */
bool parity_is_of(const struct compare *c);

/* Is the cell one of the group, and are its costs compared? Cells without a page are of no group. */
bool parity_has(const struct compared *cell, enum parity_slot slot);

/* Sum up the cells of a policy, or of all policies (POLICY_COUNT). */
struct parity_group parity_group(const struct compare *c, enum parity_slot slot, unsigned int policy);

/* Write the section of the text report, after a blank line; nothing unless parity_is_of(). */
void parity_write(const struct compare *c, FILE *out);

#endif
