/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of a host at one moment, so that two moments can be compared. */
#ifndef HOST_FINDINGS_STATE_H
#define HOST_FINDINGS_STATE_H

#include "host/findings/settings.h"
#include "host/findings/threads.h"
#include "host/findings/view.h"

#include <stdint.h>

struct host_state {
	/* Values of the watched settings, of each of the view's CPUs if each has one; "": not known or not watched. */
	char setting[SETTING_COUNT][VIEW_CPUS_MAX][SOURCE_BYTES];
	/* -1 in any of these: not known. */
	int64_t throttled;     /* throttled_read() */
	int64_t swapped_in;    /* pages swapped in since boot */
	int64_t steal;         /* time since boot that a hypervisor took from the view's CPUs, in 1/100 s */
	int64_t interrupts;    /* interrupts that the view's CPUs took since boot */
	int64_t preempted;     /* threads_preempted() */
	double uptime_s;       /* seconds since boot; 0: not known */
	struct threads threads;
};

/* Read the state; call host_state_free() then. */
void host_state_read(struct host_state *state, const struct host_view *view);

/* A zeroed state is allowed. */
void host_state_free(struct host_state *state);

#endif
