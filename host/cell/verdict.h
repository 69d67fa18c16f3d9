/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares a cell with its prediction. */
#ifndef HOST_VERDICT_H
#define HOST_VERDICT_H

#include "host/cell/cell_record.h"

/* True if the counts of the attribution pass differ from the prediction; false if either is missing. */
bool verdict_counts_differ(const struct cell_record *record);

/* Add a remark to the record for every way in which it differs from its prediction. */
void verdict(struct cell_record *record);

#endif
