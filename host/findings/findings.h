/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What speaks against believing what this host will measure, or has measured: the findings whose cause is in the host
 * itself. Those of the clock, of the core's frequency and of where vCPUs run are raised where these are looked at.
 */
#ifndef HOST_FINDINGS_FINDINGS_H
#define HOST_FINDINGS_FINDINGS_H

#include "host/findings/state.h"
#include "host/findings/view.h"
#include "host/os/facts.h"
#include "host/os/finding.h"

/* Raise what can be found before anything is measured. */
void findings_start(struct host_findings *findings, const struct host_view *view);

/*
 * Raise what can be found after the last cell, begin being the host right before the first one, and add to facts how
 * many "interrupts" there were between.
 */
void findings_end(struct host_findings *findings, struct facts *facts, const struct host_view *view,
		  const struct host_state *begin);

#endif
