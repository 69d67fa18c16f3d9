/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The comparison of two arms, BASE and NEW, each of one boot or several: for each cell and contrast a verdict, and how far
 * its cost moved.
 */
#ifndef ANALYSIS_SHIFT_COMPARE_H
#define ANALYSIS_SHIFT_COMPARE_H

#include "analysis/contrast/loaded.h"
#include "analysis/contrast/ratio.h"

#define COMPARE_ALPHA  0.05  /* the false discovery rate: a corrected p below it is significant */
#define COMPARE_EQUIVALENCE 0.90 /* two one-sided tests at 5 % show what this interval is within */
#define COMPARE_REASONS_MAX 8
#define COMPARE_REASON_SIZE 160
#define COMPARE_CHANGE_SIZE 320

enum compare_verdict {
	COMPARE_COUNTS, /* faults, outcome, abort, dirty bits or host pages differ, so the costs are not of the same thing */
	COMPARE_WORSE,
	COMPARE_BETTER,
	COMPARE_MOVED,  /* a contrast changed for which more is neither worse nor better */
	COMPARE_DIFFERS, /* one boot an arm: by more than noise within a boot; kernel or boot, two archives cannot tell */
	COMPARE_SAME,    /* none of these; compare_shift.bound says how much of a shift is ruled out */
	COMPARE_CANNOT, /* compared.why has the reason */
	COMPARE_VERDICT_COUNT,
};

extern const char *const compare_verdict_name[COMPARE_VERDICT_COUNT];

enum { BASE, NEW, SIDE_COUNT };

/* What verdicts on costs rest on. */
enum compare_basis {
	COMPARE_EXACT,  /* both clocks count every instruction; several archives of an arm are seeds */
	COMPARE_BLOCKS, /* one boot an arm, and no more is known: blocks of rounds within the boots */
	COMPARE_GIVEN,  /* one boot an arm, and the spread between boots was given */
	COMPARE_ONE,    /* one boot against several, with the spread of those */
	COMPARE_BOOTS,  /* several boots an arm, one value each */
	COMPARE_BASIS_COUNT,
};

extern const char *const compare_basis_name[COMPARE_BASIS_COUNT];

/* The archives of one side. The array and the archives are the caller's. */
struct compare_arm {
	const struct loaded *const *boot; /* count of them, >= 1 */
	size_t count;
};

#define COMPARE_ERRORS_MAX 3

/* A standard error of a shift and its degrees of freedom; df INFINITY: normal. error 0: the values are constant. */
struct compare_error {
	double error, df;
};

/* How far a cost or a contrast moved, in the unit of the clock or of the contrast. */
struct compare_shift {
	bool known;             /* middle and value are set */
	bool welch;             /* nothing was trimmed: means, not trimmed means, are compared */
	bool has_deviation, has_relative, has_effect, has_p; /* those below are set */
	double middle[SIDE_COUNT];
	double value;           /* NEW - BASE */
	struct interval ci95;   /* interval of value at 95 %, of this shift alone */
	struct interval corrected_ci; /* at compare.confidence: it leaves 0 out if and only if corrected is significant */
	double open;            /* how far the clocks' ticks widen the intervals to either side */
	struct compare_error error[COMPARE_ERRORS_MAX]; /* error_count of them: each is a test; the least favourable counts */
	size_t error_count;     /* 0 if exact, or not known */
	double bound;           /* the smallest margin within which the shift is shown to be, at 5 %; NAN: none is */
	double unit_error;      /* the error if the deviation between boots were as large as the costs themselves */
	double deviation;       /* of boots from the mean of their arm, pooled over arms; with COMPARE_ONE and _BOOTS */
	double deviation_df;    /* its degrees of freedom */
	double relative;        /* value as a fraction of the cost of BASE's cell, or of the contrast's reference in BASE */
	double effect;          /* Cliff's delta of NEW's parts over BASE's, -1 to 1; above 0: NEW's are mostly larger */
	double p, corrected;    /* p of no shift; the same corrected for the number of cells and contrasts compared */
	size_t n[SIDE_COUNT];   /* samples, of the boot with the fewest */
	size_t rounds[SIDE_COUNT]; /* rounds or blocks of the boot with the fewest; 0: not known */
};

/*
 * A cell or a contrast of BASE and its counterpart in NEW. Of NEW it has what is printed by value, so that NEW's cells can go
 * when the shift is estimated (compare_let_go()): of many arms, these structs are what takes memory.
 */
struct compared {
	const struct cell *axes;          /* BASE's cell; NULL for a contrast */
	const struct contrast *contrast;  /* BASE's first boot's; NULL for a cell */
	const char *why;                  /* the reason of COMPARE_CANNOT; else "". Of the comparison's memory, as the next */
	const char *change;               /* the counts of a cell that changed, with any verdict; "": none */
	double faults[SIDE_COUNT];        /* a sample's in an arm's first boot, of a cell that it has; NAN: not counted */
	enum policy_id policy;            /* of NEW's cell, if NEW has it */
	enum outcome outcome;             /* of BASE's cell; OUTCOME_COUNT: BASE does not have it, or it is a contrast */
	enum compare_verdict verdict;
	enum compare_verdict crossing;    /* of a line where policies cost the same, without a shift over boots: the verdict */
					  /* if a cell of it moved; COMPARE_VERDICT_COUNT: it is none */
	uint32_t lines;                   /* archives of both arms that have that line */
	bool has[SIDE_COUNT];             /* was the cell measured, or is the contrast there? A cell that some boots of an arm */
					  /* lack, and others have, is in neither arm */
	bool uncounted;                   /* one side or both have no fault counts of the cell */
	bool forked;                      /* exact: the cell, or one of the contrast's, takes paths of several lengths in an */
					  /* arm, on either of which the median may be */
	struct compare_shift shift;
};

struct compare_texts;

struct compare {
	struct compare_arm arm[SIDE_COUNT];
	const struct loaded *side[SIDE_COUNT]; /* the first boot of each arm, which describes the arm */
	double threshold;       /* as given: in instructions if exact, else in % of BASE's cost; >= 0, or NAN: by default */
	bool other_kernel;      /* as far as is known, the kernels are not one file */
	double boot_spread;     /* standard deviation between boots as a fraction of a cost, as given; NAN: it was not */
	enum compare_basis basis;
	bool exact;             /* basis is COMPARE_EXACT: every difference is real and no test is needed */
	size_t tested, found;   /* cells and contrasts with a p, of all comparisons of a family; those that are significant */
	size_t tested_cells;    /* cells among the tested */
	double confidence;      /* of corrected_ci: 1 - COMPARE_ALPHA * max(found, 1) / tested; 0.95 if none was tested */
	bool has_spread;
	double spread;          /* median over cells of the deviation between boots as a fraction of the cost; given, or seen */
	double spread_most;     /* the same of the cell with the largest */
	bool list;              /* text: write a line for each cell, too */
	size_t reason_count;    /* of reason[]: why costs of the two cannot be compared at all */
	char reason[COMPARE_REASONS_MAX][COMPARE_REASON_SIZE];
	bool patched;           /* two kernels, measured under one policy each, and another one: a cell is compared with the same cell */
				/* of the other kernel, as if the policies were one */
	bool crossed;           /* else no policy in common: each cell is compared with the same cell under another policy */
	struct compared *cell, *contrast; /* owned: arrays in BASE's order */
	const struct result **results;     /* owned: those of compare_results(); NULL: NEW's cells are gone */
	const struct contrast **contrasts; /* owned: those of compare_contrasts(); likewise */
	struct ratio *ratio;               /* owned: of each cell, those that shift_keep_ratios() estimated; NULL: none */
	struct compare_texts *texts;       /* owned: why and change of all that is compared */
	bool no_memory;                    /* there was none for a text */
	size_t cell_count, contrast_count;
	size_t only_new[2];     /* number of cells [0] and contrasts [1] of NEW that BASE does not have */
};

/* Frees what c owns, and zeroes it. A zeroed struct is allowed. */
void compare_free(struct compare *c);

/*
 * NEW's records, results and contrasts are not needed any more, and may be freed (loaded_drop()): shifts are estimated, and
 * ratios that are printed are kept. The archives of NEW must be there until compare_free(), without their cells.
 */
void compare_let_go(struct compare *c);

/*
 * Return a cell's results, or a contrast's contrasts, in each boot of an arm, until compare_let_go(). NULL among them: the boot
 * does not have it; of a cell that one arm lacks, all but the first may be NULL.
 */
const struct result **compare_results(const struct compare *c, const struct compared *cell, int side);
const struct contrast **compare_contrasts(const struct compare *c, const struct compared *contrast, int side);

/* Returns how many of the count cells or contrasts have this verdict. */
size_t compare_count(const struct compared *compared, size_t count, enum compare_verdict verdict);

/* True if at least one thing was compared and everything compared is COMPARE_SAME. */
bool compare_is_same(const struct compare *c);

/*
 * True if at least one thing was compared, and nothing is known to have changed: all is COMPARE_SAME or COMPARE_DIFFERS,
 * which may be the boots.
 */
bool compare_passes(const struct compare *c);

/*
 * The most that a cell or contrast whose path has several lengths moved by, in instructions, between links of one kernel's
 * objects in several orders. Those of one length did not move (analysis/estimators.md, "Two builds of one kernel source").
 */
#define COMPARE_LAYOUT_INSNS 34

/*
 * Returns the change up to which a cell or contrast is the same: in instructions if exact, else in % of BASE's cost. By
 * default that is COMPARE_LAYOUT_INSNS where other kernels may take another of its paths, and else 0.
 */
double compare_threshold(const struct compare *c, const struct compared *compared);

/* Returns the number of archives of the arm with the most. */
size_t compare_boots(const struct compare *c);

/* Returns the comparison of a cell of BASE, or NULL if BASE has no such cell. Only if c->crossed is false. */
const struct compared *compare_find(const struct compare *c, const struct cell *cell);

/* Returns a copy of a text that is there until compare_free(); "" without memory, and then no_memory is set. */
const char *compare_keep(struct compare *c, const char *text);

/* Sets COMPARE_CANNOT, and keeps the reason as compared->why. */
__attribute__((format(printf, 3, 4))) void compare_cannot(struct compare *c, struct compared *compared, const char *format, ...);

#endif
