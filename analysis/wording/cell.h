/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a cell and what it came to are put into words: the same in reports, comparisons and plots. */
#ifndef ANALYSIS_WORDING_CELL_H
#define ANALYSIS_WORDING_CELL_H

#include "analysis/cell/result.h"
#include "analysis/output/text.h"

/* A title and, if cells are not the usual ones, what they are. */
void wording_title(char *buf, size_t size, const char *title, const struct cell *base);

#define WORDING_FAULTS_SIZE 48

/* "2/2", "1.98/2!", "-/2", "2.1/2+": measured, predicted (+: at least), and a mark if it is not as predicted. */
void wording_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r);

/* The median, or a dash; r may be NULL. */
const char *wording_cost(char buf[static NUMBER_SIZE], const struct result *r);

/* "abort", "failed", else as archived. */
const char *wording_outcome(const struct result *r);

/* The same in a letter; blank if it was executed. Its legend. */
char wording_outcome_letter(const struct result *r);
#define WORDING_LETTERS "a abort, e enosys, n nisv, f efault, m mmio, s skipped, - nop, ! failed; none: the op executes"

/* "rw_log/written", or the slot alone if it is none. */
void wording_page(char *buf, size_t size, const struct cell *cell);

#endif
