/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --tune: what findings name is set for the time of the run, where that is a setting; host/findings/restore.h puts it back. */
#ifndef HOST_TUNE_H
#define HOST_TUNE_H

#include "host/os/finding.h"
#include "host/findings/findings.h"

/*
 * Change what findings name, and hold /dev/cpu_dma_latency at 0, if there is one; each change becomes a fact,
 * "tuned_…", "OLD -> NEW". 0 or -errno (fail_text()): a setting could not be changed; those before it are. Only after
 * restore_open(). look->root stands before every path.
 */
int tune_begin(const struct look *look, const struct host_findings *findings, struct facts *record);

/* Let go of /dev/cpu_dma_latency. The rest is restore_close()'s. */
void tune_end(void);

#endif
