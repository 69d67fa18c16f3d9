/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raise the findings whose cause is in the host itself: reasons not to believe what it measures. Findings of the clock,
 * of the core's frequency and of the vCPUs' CPUs are raised by host/clock and host/place.
 */
#ifndef HOST_FINDINGS_FINDINGS_H
#define HOST_FINDINGS_FINDINGS_H

#include "host/findings/state.h"
#include "host/findings/view.h"
#include "host/os/facts.h"
#include "host/os/finding.h"

/* Raise the findings that can be seen before anything is measured; those of settings come first. */
void findings_start(struct host_findings *findings, const struct host_view *view);

/*
 * Raise the findings that can be seen after the last cell. begin is the host's state right before the first cell. Adds
 * to facts the number of "interrupts" since then.
 */
void findings_end(struct host_findings *findings, struct facts *facts, const struct host_view *view,
		  const struct host_state *begin);

#endif
