/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The threads of a VM: one for each vCPU but the first, which belongs to the thread that opened the VM; and a watchdog.
 * Of vcpu.c and vm.c only.
 */
#ifndef HOST_CREW_H
#define HOST_CREW_H

#include "host/vm/vcpu.h"

/*
 * Start the threads of vm->vcpu[1 …], each bound to its CPU of pin, and the watchdog where helpers go. 0 or -errno
 * (fail_text()).
 */
int crew_open(struct vm *vm, const struct pin *pin);

/* End them; none may be in the guest. Nothing to do if vm->crew is NULL. */
void crew_close(struct vm *vm);

/* An entry begins: watch it, and have vCPUs 1 … vcpus - 1 run (vcpu_run()). The caller runs vCPU 0. */
void crew_begin(struct vm *vm, uint32_t vcpus);

/*
 * vCPU 0 came back with err, and *entry. Wait for the others, and add theirs to *entry. 0, or the error of the first
 * vCPU that failed of itself (fail_text()).
 */
int crew_end(struct vm *vm, uint32_t vcpus, int err, struct vcpu_entry *entry);

/* Why a vCPU's KVM_RUN came back with EINTR. */
enum crew_stop {
	CREW_GO,      /* for nothing: go on */
	CREW_TIMEOUT, /* the watchdog bit */
	CREW_FAILED,  /* another vCPU failed: all come back */
};

enum crew_stop crew_stopped(const struct vm *vm);

#endif
