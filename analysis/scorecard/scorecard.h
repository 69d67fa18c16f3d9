/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scorecard: what each policy of an archive makes a handful of cells cost, beside upstream and beside each other
 * policy. It decides from intervals and counts which policy is better where; verdict.h says it in sentences.
 */
#ifndef ANALYSIS_SCORECARD_H
#define ANALYSIS_SCORECARD_H

#include "analysis/contrast/contrast.h"
#include "analysis/wording/amount.h"

#define SCORECARD_ALPHA   0.05 /* a corrected p below it is significant, where the clock does not count exactly */
#define SCORECARD_MARGIN  0.01 /* of the cost beside which one stands: a difference below it is none */
#define SCORECARD_TWINS   0.03 /* of a cost: twins closer than that share a row */
#define SCORECARD_ROWS    (POLICY_COUNT + 1)

/* The cells of a row; the rest of each is the base's. All are cold, but for the store. */
enum scorecard_column {
	SCORECARD_IVAC_LOGGED,    /* one DC IVAC, on a page of a dirty-logged slot that the host wrote */
	SCORECARD_IVAC_UNTOUCHED, /* the same, on a page of a writable slot that the host has not touched */
	SCORECARD_CIVAC_LOGGED,   /* one DC CIVAC */
	SCORECARD_STORE,          /* the guest's first store to the logged page after that DC CIVAC */
	SCORECARD_RO_IVAC,        /* a DC IVAC on every line of a page of a read-only slot */
	SCORECARD_RO_CIVAC,       /* the same of DC CIVAC */
	SCORECARD_COLUMNS,
};

/* How one cost stands to another of the same cell under another policy. */
enum standing {
	STANDING_UNKNOWN, /* a cell is missing, failed or not as predicted, or has no interval */
	STANDING_ALIKE,   /* the difference is less than SCORECARD_MARGIN, for sure */
	STANDING_UNTOLD,  /* the interval leaves open whether there is a difference */
	STANDING_LESS,    /* it costs less, or the op executes where the other one leaves for userspace */
	STANDING_MORE,
	STANDING_OTHER,   /* the ops end in different ways that no cost puts in order, such as an abort and a skip */
	STANDING_COUNT,
};

struct scorecard_row {
	enum policy_id policy;
	const struct result *cell[SCORECARD_COLUMNS]; /* NULL: not in the archive */
	const struct contrast *against[SCORECARD_COLUMNS]; /* the cell less upstream's; NULL: none */
	const struct contrast *plain; /* a DC IVAC on a written page of a slot that is not logged, less upstream's; or NULL */
	struct flag dirties;       /* a logged page is dirty after a DC CIVAC, though the guest wrote nothing */
	struct flag allocates;     /* a DC CIVAC on an untouched page makes the host allocate one */
	size_t writable;           /* cold DC IVAC and DC CIVAC cells on writable memory */
	size_t standing[STANDING_COUNT]; /* of those cells, against upstream; all STANDING_UNKNOWN without it */
};

struct scorecard {
	const struct results *results; /* the archive's, or scorecard_move()'s */
	struct cell base;          /* backing, vCPUs and memslots of all columns */
	bool has_upstream;         /* the archive has that policy, and another one */
	struct scorecard_row row[SCORECARD_ROWS]; /* rows of them, in the order of the catalogue */
	size_t rows;
	enum standing standing[SCORECARD_ROWS][SCORECARD_ROWS][SCORECARD_COLUMNS]; /* of the first against the second */
	struct contrasts stores;   /* between the cells of SCORECARD_STORE, which contrasts_make() does not compare */
};

/* Number of samples and width of intervals of the costs of a table. */
struct spread {
	size_t cells, without; /* number of costs, and of those without an interval */
	struct amount amount;  /* of the costs */
	double widest;         /* widest half interval, as a fraction of its cost */
};

/* Notes a cell's cost. A NULL, or a cell without a cost, is ignored. */
void spread_note(struct spread *spread, const struct result *result);

extern const char *const standing_name[STANDING_COUNT];

/* "DC IVAC, logged page": an op and a page, but for SCORECARD_STORE. */
extern const char *const scorecard_column_name[SCORECARD_COLUMNS];

/* Sets the axes by which a column chooses its cells: op, slot, host page, stage 2 and lines. The others stay. */
void scorecard_choose(struct cell *cell, enum scorecard_column column);

/*
 * From contrasts of the same results; both must outlive the card. base: whose backing, vCPUs and mix the columns have.
 * 0 or -ENOMEM, with nothing to free.
 */
int scorecard_make(struct scorecard *card, const struct results *results, const struct contrasts *contrasts,
		   const struct cell *base);
void scorecard_free(struct scorecard *card);

/* Does a card of this base have the cell, or what is said of the card need it? */
bool scorecard_has(const struct cell *base, const struct cell *cell);

/*
 * Let a card point to copies of its cells and contrasts, which then must outlive it instead. They have all cells of
 * scorecard_has(), and the contrasts of these cells against upstream.
 */
void scorecard_move(struct scorecard *card, const struct results *results, const struct contrasts *contrasts);

/*
 * How an estimated contrast's first cell stands to its second. Never OTHER: outcomes are not looked at. exact: the clock
 * counts every instruction, so that an interval without 0 is enough; else p, corrected (Holm), must be below
 * SCORECARD_ALPHA as well.
 */
enum standing scorecard_judge(const struct contrast *contrast, bool exact);

/*
 * The number of costs in the card that may be wrong by what other work on the machine did: of cells with a finding that
 * says so. A cell of several columns counts in each.
 */
size_t scorecard_disturbed(const struct scorecard *card);

/* What became of an op. A skip before which KVM cleaned the slot is "flushed": its cost is not that of a plain skip. */
const char *scorecard_outcome(const struct result *result);

/* The row of a policy, or NULL. */
const struct scorecard_row *scorecard_find(const struct scorecard *card, enum policy_id policy);

/*
 * Is row a worse than row b in a column at least, and ALIKE in all others that one of the two has a cell for? Dirtying
 * a page and allocating one count as columns, too.
 */
bool scorecard_is_dominated(const struct scorecard *card, size_t a, size_t b);

/*
 * Are two rows ALIKE or UNTOLD in every column of writable memory that one of them has a cell for, with equal faults,
 * dirty bits and allocations? False if there is no such column.
 */
bool scorecard_is_inseparable(const struct scorecard *card, size_t a, size_t b);

/*
 * Is a row another policy's than upstream's, and on writable memory ALIKE with it in every column, counts included? Costs without
 * a fault may be UNTOLD: a tick can be more of them than SCORECARD_MARGIN.
 */
bool scorecard_is_as_upstream(const struct scorecard *card, size_t row);

/*
 * Return the first row that stands for this one on writable memory, as the two are ALIKE in every column, counts included;
 * the row itself, if none before it is.
 */
size_t scorecard_leader(const struct scorecard *card, size_t row);

/* Is b the same policy as a on read-only slots, and as upstream elsewhere, such as inject_ro of inject? */
bool scorecard_is_twin(enum policy_id a, enum policy_id b);

/*
 * Return the row of a row's twin, if in the columns of read-only slots that there are the two have the same outcomes and
 * faults, and costs within SCORECARD_TWINS; else SIZE_MAX. The row stands for both.
 */
size_t scorecard_twin(const struct scorecard *card, size_t row);

/* Is the cell on memory that the guest may write? */
bool scorecard_is_writable(const struct cell *cell);

#endif
