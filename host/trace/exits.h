/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Count the exits of a VM's vCPUs, and the time from each to the next entry, through the tracepoints kvm:kvm_exit,
 * kvm_entry, kvm_mmio_nisv and kvm_userspace_exit.
 */
#ifndef HOST_EXITS_H
#define HOST_EXITS_H

#include "host/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct exits;

#define EXITS_BINS 64

struct exit_counts {
	bool has_exits, has_nisv, has_userspace, has_ticks; /* whether exits, nisv, userspace, ticks are valid */
	uint64_t exits, nisv, userspace; /* records of kvm_exit, kvm_mmio_nisv, kvm_userspace_exit */
	/*
	 * ticks[n] is the number of exits whose next entry came 2^n to 2^(n+1) - 1 ticks of CNTVCT_EL0 later, including
	 * the cost of the tracepoints in between.
	 */
	uint64_t ticks[EXITS_BINS];
};

/* Trace the threads of all vCPUs. NULL if this host does not permit it. Call exits_close() before the VM is closed. */
struct exits *exits_open(const struct vm *vm);

void exits_close(struct exits *exits); /* NULL is fine */

void exits_start(struct exits *exits);

/* Stop, and fill *counts with the counts since exits_start(); if records were lost, none of them is valid. */
void exits_stop(struct exits *exits, struct exit_counts *counts);

#endif
