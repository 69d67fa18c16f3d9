/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exits of a VM's vCPUs as the host kernel saw them, and how long it was until the guest went on: tracepoints
 * kvm:kvm_exit, kvm_entry, kvm_mmio_nisv and kvm_userspace_exit.
 */
#ifndef HOST_EXITS_H
#define HOST_EXITS_H

#include "host/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct exits;

#define EXITS_BINS 64

struct exit_counts {
	bool has_exits, has_nisv, has_userspace, has_ticks; /* of what follows, in this order: it could be had */
	uint64_t exits, nisv, userspace;                    /* records */
	/*
	 * Bin n: exits of which it was 2^n to 2^(n+1) - 1 ticks of CNTVCT_EL0 to the entry after them. With what the
	 * tracepoints in between cost.
	 */
	uint64_t ticks[EXITS_BINS];
};

/* Trace the threads of all vCPUs. NULL if this host does not let us. exits_close() it before the VM. */
struct exits *exits_open(const struct vm *vm);

void exits_close(struct exits *exits); /* NULL is fine */

void exits_start(struct exits *exits);

/* Stop, and count since exits_start(). Nothing could be had if records were lost. */
void exits_stop(struct exits *exits, struct exit_counts *counts);

#endif
