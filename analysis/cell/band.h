/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plausibility: what a cell costs on a core that somebody has measured. Outside is a question, not an error. */
#ifndef ANALYSIS_BAND_H
#define ANALYSIS_BAND_H

#include "analysis/archive/archive.h"

struct band {
	const char *core;                   /* as a report says it */
	uint8_t implementer;                /* of MIDR_EL1, as is part */
	uint16_t part;
	const char *unit;                   /* clock.unit that low and high are of; not "ticks" */
	const char *hyp_mode;               /* host.hyp_mode that they are of: the core's own */
	enum op_id op;
	uint32_t slots, stage2s;            /* bit by slot_id and stage2_id */
	double low, high;                   /* of the median, null included */
	const char *source;
};

/*
 * The band that the archive's cell should be in, or NULL: pages of 4 KiB, private anonymous and written by the host, or
 * no page; one line, one vCPU, no other memslot. Instructions are those of our kernel, which has the knob. A host whose
 * hypervisor mode is known and another than the band's has none: the way to the guest and back is then another.
 */
const struct band *band_find(const struct archive *archive, const struct cell *cell);

bool band_holds(const struct band *band, double cost);

#endif
