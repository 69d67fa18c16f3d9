/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kvm.cmo_policy, the run-time knob of our kernel patch (host/kernel/). */
#ifndef HOST_KNOB_H
#define HOST_KNOB_H

#include "bench/policy.h"

#include <stdbool.h>

/* The policy that the knob shows; -ENOENT where the kernel has no knob; -EINVAL if it shows a name that we do not know.
 */
int knob_read(void);

/*
 * Set it. 0 or -errno (fail_text()). What it was before the first call is put back at the end (host/os/restore.h). No vCPU
 * may be running.
 */
int knob_write(enum policy_id policy);

/* What the last knob_write() set; POLICY_UNKNOWN: there was none. */
enum policy_id knob_written(void);

/* It is as it was before (restore_close()): the next knob_write() is a first one again. */
void knob_forget(void);

#endif
