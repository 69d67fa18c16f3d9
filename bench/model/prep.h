/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a cold page gets into the stage-2 state that a cell names: one recipe for the runner and the fault model. */
#ifndef BENCH_PREP_H
#define BENCH_PREP_H

#include "bench/cell.h"
#include "bench/model/host.h"

#include <stdbool.h>

struct prep {
	enum op_id op; /* the guest does this on every page, untimed; OP_null: nothing */
	bool protect;  /* then logging is switched on and, unless the slot is logged, off again: entries go read-only */
};

/* That the recipe can reach the state is for predict() to say. The cell's policy may be POLICY_UNKNOWN. */
struct prep prep_of(const struct cell *cell, const struct predict_host *host);

#endif
