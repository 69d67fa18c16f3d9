/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison of two archives, BASE and NEW: for each cell and contrast a verdict, and how far its cost moved. */
#ifndef ANALYSIS_COMPARE_H
#define ANALYSIS_COMPARE_H

#include "analysis/contrast/loaded.h"

#define COMPARE_ALPHA  0.05  /* a corrected p below it is significant */
#define COMPARE_REASONS_MAX 8
#define COMPARE_REASON_SIZE 160
#define COMPARE_CHANGE_SIZE 320

enum compare_verdict {
	COMPARE_COUNTS, /* faults, outcome, abort, dirty bits or host pages differ, so the costs are not of the same thing */
	COMPARE_WORSE,
	COMPARE_BETTER,
	COMPARE_MOVED,  /* a contrast changed for which more is neither worse nor better */
	COMPARE_SAME,
	COMPARE_CANNOT, /* compared.why has the reason */
	COMPARE_VERDICT_COUNT,
};

extern const char *const compare_verdict_name[COMPARE_VERDICT_COUNT];

enum { BASE, NEW, SIDE_COUNT };

/* How far a cost or a contrast moved, in the unit of the clock or of the contrast. */
struct compare_shift {
	bool known;             /* middle and value are set */
	double middle[SIDE_COUNT];
	double value;           /* NEW - BASE */
	struct interval ci95;   /* interval of value at 95 % */
	double open;            /* how far the clocks' ticks widen ci95 to either side */
	bool has_relative;
	double relative;        /* value as a fraction of the cost of BASE's cell, or of the contrast's reference in BASE */
	bool has_effect;
	double effect;          /* Cliff's delta of NEW's parts over BASE's, -1 to 1; above 0: NEW's are mostly larger */
	bool has_p;
	double p, corrected;    /* p of no shift; the same corrected for the number of cells, or of contrasts, compared */
	size_t n[SIDE_COUNT];   /* samples */
	size_t parts[SIDE_COUNT]; /* rounds or blocks from which ci95, effect and p are computed; 0: none */
};

/* A cell or a contrast of BASE and its counterpart in NEW. */
struct compared {
	const struct cell *axes;                       /* BASE's cell; NULL for a contrast */
	const struct result *cell[SIDE_COUNT];         /* a cell's results; NULL: that side has not measured it */
	const struct contrast *contrast[SIDE_COUNT];   /* a contrast's; NULL in NEW: it does not have it */
	enum compare_verdict verdict;
	char why[COMPARE_REASON_SIZE];  /* the reason of COMPARE_CANNOT; else "" */
	char change[COMPARE_CHANGE_SIZE]; /* the counts of a cell that changed, with any verdict; "": none */
	bool uncounted;                 /* one side or both have no fault counts of the cell */
	struct compare_shift shift;
};

struct compare {
	const struct loaded *side[SIDE_COUNT];
	double threshold;       /* changes up to it are the same: in instructions if exact, else in % of BASE's cost; >= 0 */
	bool exact;             /* both count instructions exactly, so that every difference is real and no test is needed */
	bool list;              /* text: write a line for each cell, too */
	size_t reason_count;    /* of reason[]: why costs of the two cannot be compared at all */
	char reason[COMPARE_REASONS_MAX][COMPARE_REASON_SIZE];
	bool crossed;           /* no policy in common: each cell is compared with the same cell under another policy */
	struct compared *cell, *contrast; /* arrays in BASE's order, freed by compare_free() */
	size_t cell_count, contrast_count;
	size_t only_new[2];     /* number of cells [0] and contrasts [1] of NEW that BASE does not have */
};

/* Frees what compare_make() allocated, and zeroes c. A zeroed struct is allowed. */
void compare_free(struct compare *c);

/* Returns how many of the count cells or contrasts have this verdict. */
size_t compare_count(const struct compared *compared, size_t count, enum compare_verdict verdict);

/* True if at least one thing was compared and everything compared is COMPARE_SAME. */
bool compare_is_same(const struct compare *c);

/* Returns the comparison of a cell of BASE, or NULL if BASE has no such cell. Only if c->crossed is false. */
const struct compared *compare_find(const struct compare *c, const struct cell *cell);

/* Sets COMPARE_CANNOT, and formats the reason into compared->why. */
__attribute__((format(printf, 2, 3))) void compare_cannot(struct compared *compared, const char *format, ...);

#endif
