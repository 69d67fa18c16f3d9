/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fault model's guest half: the stage-2 entry of one page of a memslot, and the guest's accesses to it. */
#ifndef BENCH_STAGE2_H
#define BENCH_STAGE2_H

#include "bench/model/host.h"
#include "bench/model/hostpage.h"
#include "bench/op.h"
#include "bench/policy.h"
#include "bench/slot.h"
#include "bench/state.h"

#include <stdbool.h>

struct stage2_page {
	enum slot_id slot;
	enum stage2_id entry; /* STAGE2_COLD, STAGE2_RO or STAGE2_RW */
	struct hostpage host; /* the host page that it maps or would map */
	bool marked_dirty;    /* mark_page_dirty_in_slot() was called, whether or not the slot is logged */
	uint32_t io_aborts;   /* accesses that KVM handed to io_mem_abort(), which policies of a read-only slot replace */
};

/*
 * Model one access by the guest until it is done or refused; policy decides about cache maintenance. Return its
 * outcome. faults gets the stage-2 faults that it took, in order: 'T' translation, 'P' permission.
 */
enum outcome stage2_access(struct stage2_page *page, enum op_id op, const struct policy *policy,
			   const struct predict_host *host, char faults[static PREDICT_FAULTS_MAX + 1]);

#endif
