/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins several boots of one host, kernel and setup: their cells and contrasts are then estimated over boots. */
#ifndef ANALYSIS_BOOTS_JOIN_H
#define ANALYSIS_BOOTS_JOIN_H

#include "analysis/boots/pool.h"

struct joined {
	struct loaded loaded;          /* loaded.boots is set; not for loaded_free() */
	struct boots boots;
	struct pool pool;
	const struct results **results; /* owned: of each boot */
};

/*
 * Join 2 ... OVER_BOOTS_MAX boots, for join_free(). They and the array must outlive what is made. A cell whose outcome,
 * faults or verdict differ among the boots gets no cost, and its problems say which boot has what. NULL: no memory.
 */
struct joined *join_make(const struct loaded *const *boot, size_t count);

/*
 * Free what is of the cells of all boots, when those of joined->loaded are dropped. The archive's other lines stay, and so does
 * what boots has of the archives.
 */
void join_drop(struct joined *joined);

/* Free what join_make() made; NULL is allowed. */
void join_free(struct joined *joined);

#endif
