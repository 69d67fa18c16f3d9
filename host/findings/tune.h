/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --tune: settings that findings name are changed for the time of the run; host/os/restore.h puts them back. */
#ifndef HOST_FINDINGS_TUNE_H
#define HOST_FINDINGS_TUNE_H

#include "host/findings/view.h"
#include "host/os/facts.h"
#include "host/os/finding.h"

/*
 * Set the settings whose findings were raised to what settings.def wants, and hold /dev/cpu_dma_latency at 0 if there is
 * one. Each change becomes a fact, "tuned_..." with the text "OLD -> NEW". Call restore_open() before. 0, or -errno
 * (fail_text()) if a setting could not be changed: those before it are changed then.
 */
int tune_begin(const struct host_view *view, const struct host_findings *findings, struct facts *facts);

/* Let go of /dev/cpu_dma_latency. restore_close() puts the settings back. */
void tune_end(void);

#endif
