/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several hosts that are shown side by side are read one after the other. Of each, what is printed stays in memory. */
#ifndef ANALYSIS_KEEP_H
#define ANALYSIS_KEEP_H

#include "analysis/boots/hosts.h"
#include "analysis/scorecard/several.h"

/* What tables of several hosts have: can those whose first host is of this base have the cell, or the contrast? */
struct keep_tables {
	bool (*cell)(const struct cell *base, const struct cell *cell);
	bool (*contrast)(const struct cell *base, const struct contrast *contrast);
};

struct keep {
	struct scorecard card[SEVERAL_MAX]; /* owned: of the hosts that were read */
	struct cell base[SEVERAL_MAX];      /* theirs: a table can be of another host's base */
	size_t count;
};

/*
 * Make the scorecard of the next host, which was read, and drop all cells but its own and those of tables; NULL: there are no
 * tables. hosts must outlive the scorecard. Returns 0 or -ENOMEM. A zeroed struct has no hosts yet.
 */
int keep_host(struct keep *keep, struct hosts *hosts, const struct keep_tables *tables);

/* Free the scorecards. */
void keep_free(struct keep *keep);

#endif
