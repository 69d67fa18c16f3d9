/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does maintenance keep what is dirty in a cache? The guest makes lines dirty, maintains them, and then looks at them
 * through a non-cacheable mapping, which shows what is in memory: new data, if they were cleaned. The same without
 * maintenance is a control, which must show old data. A second memslot maps the same pages for the guest to write and
 * to look at them; KVM has cleaned the pages to the point of coherency when it mapped them (6.12
 * stage2_map_walker_try_leaf(), arch/arm64/kvm/hyp/pgtable.c).
 */
#ifndef HOST_BATCH_KEPT_H
#define HOST_BATCH_KEPT_H

#include "bench/op.h"
#include "bench/slot.h"
#include "bench/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEPT_STATES 3  /* of the page that is maintained */
#define KEPT_ROWS   12 /* 4 ops in each */

struct kept_row {
	enum op_id op;
	enum slot_id slot;
	enum stage2_id stage2;
};

/* By state, first the ops on a writable, mapped page. */
extern const struct kept_row kept_rows[KEPT_ROWS];

/* What the guest saw of so many pages afterwards, of each 0 or 1. */
struct kept_seen {
	uint32_t pages;
	uint32_t old_in_memory; /* pages whose memory had the old data: they were not cleaned */
	uint32_t old_cached;    /* pages that a cacheable load then showed so, too: the new data are lost */
};

enum kept_answer { KEPT_NO, KEPT_YES, KEPT_UNCLEAR };

struct kept {
	bool observable;
	const char *why;                /* why not; NULL if it is */
	struct kept_seen row[KEPT_ROWS]; /* if it is */
};

/*
 * Return why nothing can be observed, or NULL. control: without an op, in each state; civac: with a DC CIVAC on a
 * writable, mapped page, which must clean it. emulated: the host is.
 */
const char *kept_unobservable(const struct kept_seen control[static KEPT_STATES], const struct kept_seen *civac,
			      bool emulated);

/* Were the new data cleaned to memory? Were they lost? Unclear if not nearly all pages agree. */
enum kept_answer kept_data(const struct kept_seen *seen);
enum kept_answer kept_lost(const struct kept_seen *seen);

#endif
