/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats cells and their results, the same way in reports, comparisons and plots. */
#ifndef ANALYSIS_WORDING_CELL_H
#define ANALYSIS_WORDING_CELL_H

#include "analysis/cell/result.h"
#include "analysis/output/text.h"

/* Formats a title and, unless they are all 0, base's backing, vCPUs and mix. */
void wording_title(char *buf, size_t size, const char *title, const struct cell *base);

/* The mark of a cell: "!", failed or not as predicted; "~", other work on the machine disturbed it; or "". */
const char *wording_mark(const struct result *r);

#define WORDING_FAULTS_SIZE 48

/*
 * Formats measured/predicted faults and the mark: "2/2", "1.98/2!" (not as predicted), "2/2~" (disturbed), "-/2" (not
 * counted), "2.1/2+" (at least).
 */
void wording_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r);

/* Formats the value of the cost, or a dash if r is NULL or has no cost. Returns buf, or a static string. */
const char *wording_cost(char buf[static NUMBER_SIZE], const struct result *r);

/* Returns "abort", "failed", or the outcome's name in the archive. */
const char *wording_outcome(const struct result *r);

/* Returns the outcome as a letter, a blank if the op was executed. WORDING_LETTERS is the legend. */
char wording_outcome_letter(const struct result *r);
#define WORDING_LETTERS "a abort, e enosys, n nisv, f efault, m mmio, o skipped (stepped over), - nop, ! failed; none: the op executes"

/* Formats slot and host page, such as "rw_log/written"; the slot alone if no memslot exists there. */
void wording_page(char *buf, size_t size, const struct cell *cell);

#endif
