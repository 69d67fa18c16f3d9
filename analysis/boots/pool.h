/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts the archives of several boots of one host, kernel and setup together into one, as if a single run had taken the
 * rounds of all. A cell that all boots measured has the samples of all, boot after boot, and the counts of their timing
 * passes added up; counts per sample, such as faults, are the first boot's, as those of all boots agree or the cell is said
 * to differ.
 */
#ifndef ANALYSIS_BOOTS_POOL_H
#define ANALYSIS_BOOTS_POOL_H

#include "analysis/contrast/loaded.h"

/* The memory of an archive that is put together. Texts and cells that are not are those of the boots. */
struct pool {
	struct archive archive;    /* name: the boots' file names, with blanks between; its memory is the pool's and the boots' */
	char *name;
	uint32_t *ticks, *round_samples;
	struct pmu_set *pmu;
	size_t ticks_used, rounds_used, pmu_used;
};

/*
 * Put the archives of boots->count boots together, and set boots->partial and what belongs to it. The boots must outlive the
 * pool. Returns 0, or -ENOMEM with nothing to free.
 */
int pool_make(struct pool *pool, struct boots *boots);
void pool_free(struct pool *pool);

/* Free the records and samples alone. */
void pool_drop(struct pool *pool);

/* The record of a cell in a boot, whatever its status. NULL: the boot does not have it. */
const struct record *pool_find(const struct loaded *boot, const struct cell *cell);

#endif
