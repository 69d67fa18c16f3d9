/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive, and all that follows from it: what report, compare and plot are given. */
#ifndef ANALYSIS_LOADED_H
#define ANALYSIS_LOADED_H

#include "analysis/contrast/contrast.h"

struct loaded {
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
	/*
	 * The cell that tables vary: backing, vCPUs and mix are the usual ones or, where the archive has no cold
	 * DC IVAC or DC CIVAC on them, the first that it has one on; the other axes have their first values.
	 */
	struct cell base;
	enum policy_id policy[POLICY_UNKNOWN + 1]; /* policies of them that the run visited, in the catalogue's order */
	size_t policies;
};

/*
 * Fill in what follows from loaded->archive, the rest being zeroed. 0, and the archive belongs to loaded_free(); or
 * -ENOMEM, and it is freed.
 */
int loaded_make(struct loaded *loaded);

/* Safe on a zeroed struct. */
void loaded_free(struct loaded *loaded);

/* For loaded_close(). NULL: it could not be, and why is on stderr; verb is who wants it. */
struct loaded *loaded_open(const char *verb, const char *path);

/* NULL is allowed. */
void loaded_close(struct loaded *loaded);

#endif
