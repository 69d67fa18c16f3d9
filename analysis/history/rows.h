/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides which rows a history has. */
#ifndef ANALYSIS_HISTORY_ROWS_H
#define ANALYSIS_HISTORY_ROWS_H

#include "analysis/history/history.h"

/*
 * Add the rows of subjects.c that a kernel has; or the cells under the history's policy that pass a filter, and the contrasts
 * whose first cell does. Values are not set. Kernels, policy and base of the history are. 0 or -ENOMEM.
 */
int rows_add_usual(struct history *history);
int rows_add_chosen(struct history *history, const struct filter *filter);

#endif
