/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a cell what was predicted? */
#ifndef HOST_VERDICT_H
#define HOST_VERDICT_H

#include "host/run/cell_record.h"

/* Do the counts of the attribution pass differ from the prediction? False if there is none of either. */
bool verdict_counts_differ(const struct cell_record *record);

/* Add a remark to the record for every way in which it is not what its prediction says. */
void verdict(struct cell_record *record);

#endif
