/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a host is like at one moment, so that two moments can be compared. */
#ifndef HOST_FINDINGS_STATE_H
#define HOST_FINDINGS_STATE_H

#include "host/findings/settings.h"
#include "host/findings/view.h"

#include <stdint.h>

struct host_state {
	char setting[SETTING_COUNT][SOURCE_BYTES]; /* of those that are watched; "": not known */
	int64_t throttled;     /* throttled_read(); negative: not known, and so below */
	int64_t swapped_in;    /* pages, since boot */
	int64_t steal;         /* 1/100 s that the view's CPUs waited for a hypervisor, since boot */
	int64_t interrupts;    /* that the view's CPUs took, since boot */
};

void host_state_read(struct host_state *state, const struct host_view *view);

#endif
