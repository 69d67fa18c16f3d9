/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps that bring a cold page into the stage-2 state that a cell names, for the runner and the fault model. */
#ifndef BENCH_PREP_H
#define BENCH_PREP_H

#include "bench/cell.h"
#include "bench/model/host.h"

#include <stdbool.h>

struct prep {
	enum op_id op; /* the guest does this on every page, untimed; OP_null: nothing */
	bool protect;  /* then dirty logging goes on, which makes entries read-only, and off again on a slot without it */
};

/*
 * Return the steps for a cell. predict() decides whether they can reach the state. cell->policy may be
 * POLICY_UNKNOWN.
 */
struct prep prep_of(const struct cell *cell, const struct predict_host *host);

#endif
