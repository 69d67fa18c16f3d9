/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read and set kvm.cmo_policy, the module parameter that the kernel patch in host/kernel/ adds. */
#ifndef HOST_KNOB_H
#define HOST_KNOB_H

#include "bench/policy.h"

#include <stdbool.h>

/* Return the enum policy_id that the knob shows; -ENOENT: this kernel has no knob; -EINVAL: the name is unknown. */
int knob_read(void);

/*
 * Set the knob. 0 or -errno (fail_text()). Its value before the first call is restored at the end
 * (host/os/restore.h). No vCPU may be running.
 */
int knob_write(enum policy_id policy);

/* Return what the last knob_write() set; POLICY_UNKNOWN: it was not called yet. */
enum policy_id knob_written(void);

/* Note that restore_close() has restored the knob: the next knob_write() counts as the first again. */
void knob_forget(void);

#endif
