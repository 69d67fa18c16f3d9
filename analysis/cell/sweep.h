/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rom_sweep: DC CIVAC over every line of every page of a memslot, read-only against writable, compared with the only
 * pair of numbers that was published for it (January 2021, machine unstated).
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
	double total;                /* mean cost of a sweep */
	double per_page, per_line;
	bool has_faults;
	double faults_per_page, faults_per_line; /* counted in the attribution pass, else exits of the timing pass */
};

enum sweep_verdict {
	SWEEP_REPRODUCED,
	SWEEP_NOT_REPRODUCED,
	SWEEP_NO_TIME,    /* not judged: the platform has no time */
	SWEEP_OTHER_SIZE, /* not judged: another size */
	SWEEP_NO_PAIR,    /* not judged: one side is missing */
	SWEEP_VERDICT_COUNT,
};

/* The names of the verdicts in JSON. */
extern const char *const sweep_verdict_name[SWEEP_VERDICT_COUNT];

struct sweep {
	enum policy_id policy;
	struct sweep_side rw, ro;
	uint64_t pages, lines_per_page;
	struct count bytes;
	double ratio, fault_ratio; /* ro / rw; 0: not known */
	struct interval ratio_ci95; /* resamples consecutive pages; not known with too few, or without memory */
	enum sweep_verdict verdict;
};

/* Fill in the sweep of a policy. Returns false if the archive has none. */
bool sweep_make(struct sweep *sweep, const struct results *results, enum policy_id policy);

/* Return the published ro / rw. */
double sweep_published_ratio(void);

#endif
