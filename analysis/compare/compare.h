/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two archives against each other: what is worse, better, the same, or cannot be compared; changed counts first. */
#ifndef ANALYSIS_COMPARE_H
#define ANALYSIS_COMPARE_H

#include "analysis/contrast/loaded.h"

#define COMPARE_ALPHA  0.05  /* of corrected significance */
#define COMPARE_REASONS_MAX 8
#define COMPARE_REASON_SIZE 160
#define COMPARE_CHANGE_SIZE 320

enum compare_verdict {
	COMPARE_COUNTS, /* faults, outcome, abort, dirty bits or host pages are others: its costs are of two things */
	COMPARE_WORSE,
	COMPARE_BETTER,
	COMPARE_MOVED,  /* of a contrast that is no cost: neither worse nor better */
	COMPARE_SAME,
	COMPARE_CANNOT, /* why says it */
	COMPARE_VERDICT_COUNT,
};

extern const char *const compare_verdict_name[COMPARE_VERDICT_COUNT];

enum { BASE, NEW, SIDE_COUNT };

/* How far a cost or a contrast went; all of it in the contrast's or clock's unit. */
struct compare_shift {
	bool known;             /* middle, value */
	double middle[SIDE_COUNT];
	double value;           /* NEW less BASE */
	struct interval ci95;   /* of value */
	double open;            /* what the clocks' ticks leave open to either side, as part of ci95 */
	bool has_relative;
	double relative;        /* value as a fraction of what BASE's cell, or the contrast's reference there, costs */
	bool has_effect;
	double effect;          /* Cliff's delta of NEW's parts over BASE's: -1 … 1; above 0: NEW's are mostly larger */
	bool has_p;
	double p, corrected;    /* that it is nothing; corrected for all cells, or contrasts, of this comparison */
	size_t n[SIDE_COUNT];   /* samples */
	size_t parts[SIDE_COUNT]; /* rounds or blocks that interval, effect and p rest on; 0: none */
};

/* A cell or a contrast of BASE, and what NEW has of it. */
struct compared {
	const struct cell *axes;                       /* of a cell: BASE's */
	const struct result *cell[SIDE_COUNT];         /* of a cell; NULL: that side has not measured it */
	const struct contrast *contrast[SIDE_COUNT];   /* of a contrast; NEW may not have it: NULL */
	enum compare_verdict verdict;
	char why[COMPARE_REASON_SIZE];  /* of COMPARE_CANNOT: the reason; else "" */
	char change[COMPARE_CHANGE_SIZE]; /* of a cell: counts that changed, whatever the verdict; "": none */
	bool uncounted;                 /* of a cell: one side or both have no counts of faults */
	struct compare_shift shift;
};

struct compare {
	const struct loaded *side[SIDE_COUNT];
	double threshold;       /* in instructions if exact, else in per cent of BASE's cost; >= 0 */
	bool exact;             /* both count instructions exactly: every difference is one, no test is needed */
	size_t reason_count;    /* why costs of the two cannot be compared at all */
	char reason[COMPARE_REASONS_MAX][COMPARE_REASON_SIZE];
	bool crossed;           /* they have no policy in common: each cell is held against the same under another */
	struct compared *cell, *contrast; /* in the order of the catalogue, by BASE */
	size_t cell_count, contrast_count;
	size_t only_new[2];     /* cells, contrasts of NEW that BASE does not have */
};

/* Safe on a zeroed struct. */
void compare_free(struct compare *c);

/* How many of the cells or contrasts have this verdict. */
size_t compare_count(const struct compared *compared, size_t count, enum compare_verdict verdict);

/* True if at least one thing was compared and everything compared is COMPARE_SAME. */
bool compare_is_same(const struct compare *c);

/* What became of a cell of BASE, where the two have a policy in common; NULL: BASE has no such cell. */
const struct compared *compare_find(const struct compare *c, const struct cell *cell);

/* Say why there is no verdict. */
__attribute__((format(printf, 2, 3))) void compare_cannot(struct compared *compared, const char *format, ...);

#endif
