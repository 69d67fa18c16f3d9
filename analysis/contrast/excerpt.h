/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps some cells and contrasts of an archive without its samples: what tables of several hosts print. */
#ifndef ANALYSIS_EXCERPT_H
#define ANALYSIS_EXCERPT_H

#include "analysis/contrast/loaded.h"

struct excerpt {
	struct results results;     /* with the counts of all cells; records without samples and texts, to which pointers are NULL */
	struct contrasts contrasts; /* their cells are in results, too; without the values of boots */
};

/* Which cells and contrasts. context is the caller's. */
struct excerpt_choice {
	bool (*cell)(const void *context, const struct cell *cell);
	bool (*contrast)(const void *context, const struct contrast *contrast);
	const void *context;
};

/*
 * Copy what is chosen, and the cells that chosen contrasts are of, for excerpt_replace(). Returns 0, or -ENOMEM with nothing to
 * free.
 */
int excerpt_make(struct excerpt *excerpt, const struct loaded *loaded, const struct excerpt_choice *choice);

/* Drop the cells of the archive that the excerpt was made of, and put the excerpt in their place: the archive owns it then. */
void excerpt_replace(struct loaded *loaded, const struct excerpt *excerpt);

#endif
