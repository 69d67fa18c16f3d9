/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plausibility: the costs of a cell on cores that were measured before. A cost outside is a question, not an error. */
#ifndef ANALYSIS_BAND_H
#define ANALYSIS_BAND_H

#include "analysis/archive/archive.h"

struct band {
	const char *core;                   /* its name in reports */
	uint8_t implementer;                /* MIDR_EL1.Implementer */
	uint16_t part;                      /* MIDR_EL1.PartNum */
	const char *unit;                   /* the clock.unit of low and high; never "ticks" */
	const char *hyp_mode;               /* the host.hyp_mode in which they were measured */
	uint32_t ops, slots, stage2s;       /* bit by op_id, slot_id and stage2_id */
	double low, high;                   /* bounds of the cost, null included */
	const char *source;                 /* where the bounds come from */
};

/*
 * Find the band of a cell, or NULL. Bands exist for one line, one vCPU and no other memslot, on no page or on a private
 * anonymous page of 4 KiB that the host has written. Bands in instructions hold for our kernel, which has the patch. A
 * host whose hypervisor mode is known and differs from the band's has none: its path to the guest and back differs.
 */
const struct band *band_find(const struct archive *archive, const struct cell *cell);

/* Is the cost, in the band's unit, within the band? */
bool band_holds(const struct band *band, double cost);

#endif
