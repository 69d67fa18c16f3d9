/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cell under a policy while it is measured, from its plan to its cell_record. */
#ifndef HOST_WORK_H
#define HOST_WORK_H

#include "host/batch/batch.h"
#include "host/cell/cell_record.h"

struct session;

struct work {
	struct cell_record record;
	struct window *window;
	struct prediction prediction;
	struct attribution attribution;
	uint64_t left[OUTCOME_COUNT]; /* ops whose outcome userspace or the guest saw, by outcome */
	char reason[256];
	char attribution_missing[256]; /* the testbed's, which may say something else by the time the cell is archived */
};

/* Begin with a zeroed struct. A cell that this CPU does not have, or that cannot exist, is skipped with the reason. */
void work_open(struct work *work, const struct session *session, const struct cell *cell);

/* Choose the window of the region, and how many samples a round gives. */
void work_place(struct work *work, struct session *session, size_t window);

/*
 * Make room for the samples of this many rounds, those already taken included, and if timed for the times of the rounds.
 * 0 or -errno (fail_text()).
 */
int work_reserve(struct work *work, uint32_t rounds, bool timed);

/* Return the bytes that the cell takes with this many rounds; before work_place() those without samples. */
size_t work_bytes(const struct work *work, size_t rounds);

/* Return the mean of each round so far, in ticks, an array that the caller frees; NULL: no memory (fail_text()). */
double *work_round_means(const struct work *work);

void work_close(struct work *work);

/* Settle the cell as failed or skipped. */
void work_settle(struct work *work, enum cell_status status, const char *reason);

/* Note why the faults of the cell could not be counted. */
void work_miss_attribution(struct work *work, const char *why);

struct batch work_batch(const struct work *work, struct session *session);

/* Add the result of a round that began at at_s (session_elapsed_s()). */
void work_add(struct work *work, const struct vm *vm, const struct batch_result *result, double at_s);

/*
 * Add what the set of events in use counted over a batch that gave result and whose samples are still in the ring; at
 * most once for each set. If others used its counters, add a remark. 0 or -errno (fail_text()).
 */
int work_count(struct work *work, const struct vm *vm, const struct counting *counting,
	       const struct batch_result *result);

/* After all rounds, find the outcomes and compare the cell with its prediction. */
void work_conclude(struct work *work);

#endif
