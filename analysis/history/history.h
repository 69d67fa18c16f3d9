/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A history: the same cells and contrasts of one machine under one policy, kernel by kernel, oldest first. Each kernel is
 * compared with the one before it.
 */
#ifndef ANALYSIS_HISTORY_H
#define ANALYSIS_HISTORY_H

#include "analysis/boots/hosts.h"
#include "analysis/shift/compare.h"
#include "analysis/history/release.h"

#define HISTORY_KERNELS_MAX HOSTS_ARCHIVES_MAX
#define HISTORY_LABEL_SIZE  128
#define HISTORY_GROUP_SIZE  64
#define HISTORY_FAULTS_SIZE 32

enum history_kind {
	HISTORY_CELL,
	HISTORY_CONTRAST,
	HISTORY_REST, /* a cell less an hvc of the same kernel: what is not the world switch */
	HISTORY_KIND_COUNT,
};

extern const char *const history_kind_name[HISTORY_KIND_COUNT];

/* The rows that the answer is about. */
enum history_role { HISTORY_PLAIN, HISTORY_HVC, HISTORY_TRANSLATION, HISTORY_PERMISSION, HISTORY_ROLE_COUNT };

struct history_kernel {
	const struct loaded *loaded;     /* of one archive, or of several boots or seeds joined */
	struct compare_arm arm;          /* its archives */
	char name[RELEASE_SIZE];         /* of its column; no two are alike */
	struct compare from_previous;    /* BASE is the kernel before; zeroed of the first kernel */
};

/* What a row has of a kernel. */
struct history_value {
	const struct result *cell;         /* of HISTORY_CELL and HISTORY_REST; NULL: the kernel does not have it */
	const struct contrast *contrast;   /* of HISTORY_CONTRAST; likewise */
	bool has;                          /* value is known */
	double value;                      /* in clock.unit */
	struct interval ci95;              /* not known of HISTORY_REST */
	const struct compared *change;     /* against the kernel before; NULL: one of the two does not have it */
	bool counts_changed;               /* faults, outcome, dirty bits or host pages, from the kernel before */
	bool untold;                       /* the change from the kernel before is not told apart from noise or boots */
	bool has_previous, has_first;      /* the next two are known */
	double previous, first;            /* change from the kernel before, from the first one; as fractions of those */
};

struct history_row {
	enum history_kind kind;
	enum history_role role;
	char group[HISTORY_GROUP_SIZE];  /* heading that the row is below */
	char label[HISTORY_LABEL_SIZE];
	struct cell axes;                /* the cell; or of a contrast the first */
	const struct contrast *like;     /* of HISTORY_CONTRAST: that of one of the kernels */
	struct history_value *value;     /* one by kernel; owned by the history */
};

struct history {
	struct history_kernel kernel[HISTORY_KERNELS_MAX]; /* kernels of them, 2 or more, oldest first */
	size_t kernels;
	enum policy_id policy;           /* of all rows */
	size_t policies;                 /* that all kernels were measured under */
	struct cell base;                /* the axes that rows do not name */
	struct history_row *row;         /* rows of them; owned */
	size_t rows, room;
	struct history_value *values;    /* owned: rows * kernels */
	bool exact;                      /* the clock counts every instruction: each difference is one */
	bool single;                     /* it is not exact, and a kernel has one boot only: no change is told from a boot's */
};

/*
 * Make a history of hosts, which are to be such as history_check() lets pass and must outlive it. filter: which cells and
 * contrasts, and of which policy; NULL: those of subjects.c, of the first policy that all have. Returns 0, for history_free();
 * or -ENOMEM, with nothing to free.
 */
int history_make(struct history *history, const struct hosts *hosts, const struct filter *filter);

/* Free what the history owns. A zeroed struct is allowed. */
void history_free(struct history *history);

/* The row with a role; NULL: there is none. */
const struct history_row *history_find(const struct history *history, enum history_role role);

/* Cells under the history's policy that a kernel and the one before it both have. */
struct history_counts {
	size_t common, changed;
	const struct compared *first; /* the first that changed; NULL: none did */
};

/* Count them for kernel i, 1 ... kernels - 1. */
struct history_counts history_counts(const struct history *history, size_t i);

/* Is it a cell under the history's policy whose counts changed? */
bool history_has_changed(const struct history *history, const struct compared *cell);

/*
 * Write the faults of a cell in the order taken, such as "[TP]", and how many of them there are where that is too long,
 * or the op is done on many lines: "[64]". "": the op touches no page; "[?]": they were not counted. Returns buf.
 */
const char *history_faults(char buf[static HISTORY_FAULTS_SIZE], const struct result *result);

#endif
