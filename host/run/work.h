/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cell under a policy while it is measured: what is known before, gathered meanwhile, concluded after. */
#ifndef HOST_WORK_H
#define HOST_WORK_H

#include "host/batch/batch.h"
#include "host/run/cell_record.h"

struct session;

struct work {
	struct cell_record record;
	struct window *window;
	struct prediction prediction;
	struct attribution attribution;
	uint64_t left[OUTCOME_COUNT]; /* ops whose outcome userspace or the guest saw */
	char reason[256];
};

/* Begin with a zeroed one; what this host's CPU or a state's impossibility forbids is skipped, with the reason. */
void work_open(struct work *work, const struct session *session, const struct cell *cell);

/* Once there is a region: which window, and how many samples a round gives. */
void work_place(struct work *work, struct session *session, size_t window);

/* Make room for the samples of so many rounds, those that there are included. 0 or -errno (fail_text()). */
int work_reserve(struct work *work, uint32_t rounds);

/* The mean of each round so far, in ticks: an array that the caller frees; NULL: no memory (fail_text()). */
double *work_round_means(const struct work *work);

void work_close(struct work *work);

/* It ends here: failed or skipped. */
void work_settle(struct work *work, enum cell_status status, const char *reason);

struct batch work_batch(const struct work *work, struct session *session);

/* What a round showed. */
void work_add(struct work *work, const struct vm *vm, const struct batch_result *result);

/*
 * What the set of events in use counted over a batch that gave result, whose samples are still there; once for each set
 * at most. That others had its counters is a finding. 0 or -errno (fail_text()).
 */
int work_count(struct work *work, const struct vm *vm, const struct counting *counting,
	       const struct batch_result *result);

/* All rounds are done: outcomes, and the verdict. */
void work_conclude(struct work *work);

#endif
