/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watchdog of a VM: a thread that gets the vCPUs out of the guest if one of them hangs. */
#ifndef HOST_VM_WATCHDOG_H
#define HOST_VM_WATCHDOG_H

#include "host/place/pin.h"
#include "host/vm/vm.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Start it, bound to the helpers' CPUs; pin may be NULL. 0 or -errno (fail_text()). */
int watchdog_open(struct vm *vm, const struct pin *pin);

/* End it. Does nothing if there is none. */
void watchdog_close(struct vm *vm);

/* Tell it that the first vcpus vCPUs enter the guest (vm->ticket), or, of 0, that all have come back. */
void watchdog_note(struct vm *vm, uint32_t vcpus);

/* Get every vCPU out of the guest, for a reason that is kept in vm->stop unless there is one already. */
void watchdog_halt(struct vm *vm, enum vm_stop reason);

/*
 * Start a thread that blocks all signals, except the one that makes KVM_RUN return if it is to run a vCPU. 0 or a
 * positive errno.
 */
int watchdog_start_thread(pthread_t *thread, bool runs_vcpu, void *(*run)(void *argument), void *argument);

#endif
