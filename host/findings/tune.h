/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --tune: change the settings that findings name for the time of the run; host/os/restore.h restores them. */
#ifndef HOST_FINDINGS_TUNE_H
#define HOST_FINDINGS_TUNE_H

#include "host/findings/view.h"
#include "host/os/facts.h"
#include "host/os/finding.h"

/*
 * Set the settings whose findings were raised to what settings.def wants, and hold /dev/cpu_dma_latency, if it exists,
 * at 0. Each change is added to facts as "tuned_...", "OLD -> NEW". Call restore_open() before. 0; or -errno
 * (fail_text()) for the first setting that could not be changed, those before it being changed.
 */
int tune_begin(const struct host_view *view, const struct host_findings *findings, struct facts *facts);

/* Close /dev/cpu_dma_latency. The settings themselves are restored by restore_close(). */
void tune_end(void);

#endif
