/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rom_sweep: DC CIVAC over every line of every page of a memslot, read-only against writable, beside the only pair of
 * numbers that was ever published for it (January 2021, machine unstated).
 */
#ifndef ANALYSIS_SWEEP_H
#define ANALYSIS_SWEEP_H

#include "analysis/cell/result.h"

#define SWEEP_PUBLISHED_BYTES (UINT64_C(128) << 20)
#define SWEEP_PUBLISHED_RO_MS 6700.0
#define SWEEP_PUBLISHED_RW_MS 300.0
#define SWEEP_TOLERANCE       2.0 /* a ratio is reproduced if it is within this factor */

/* All costs in clock.unit, as timed. */
struct sweep_side {
	const struct result *result; /* NULL: not in the archive, or not measured */
	double total;                /* of one sweep: the mean of all of them */
	double per_page, per_line;
	bool has_faults;
	double faults_per_page, faults_per_line; /* counted in the attribution pass, else exits of the timing pass */
};

enum sweep_verdict {
	SWEEP_REPRODUCED,
	SWEEP_NOT_REPRODUCED,
	SWEEP_NO_TIME,    /* cannot be said: the platform has no time */
	SWEEP_OTHER_SIZE, /* cannot be said: not the same size */
	SWEEP_NO_PAIR,    /* cannot be said: one side is missing */
	SWEEP_VERDICT_COUNT,
};

/* For JSON. */
extern const char *const sweep_verdict_name[SWEEP_VERDICT_COUNT];

struct sweep {
	enum policy_id policy;
	struct sweep_side rw, ro;
	uint64_t pages, lines_per_page;
	struct count bytes;
	double ratio, fault_ratio; /* ro to rw; 0: not to be had */
	struct interval ratio_ci95; /* over pages in a row; not known if they or memory are too few */
	enum sweep_verdict verdict;
};

/* False: the archive has no sweep under that policy. */
bool sweep_make(struct sweep *sweep, const struct results *results, enum policy_id policy);

/* Published ro to rw. */
double sweep_published_ratio(void);

#endif
