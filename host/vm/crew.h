/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The threads of a VM, one for each vCPU but the first, which belongs to the thread that made the VM, and a watchdog;
 * and entering the guest with all of them.
 */
#ifndef HOST_VM_CREW_H
#define HOST_VM_CREW_H

#include "host/place/pin.h"
#include "host/vm/vcpu.h"

/*
 * Start the threads of vm->vcpu[1] and on, each bound to its CPU of pin, and the watchdog where helpers go. 0 or -errno
 * (fail_text()); crew_close() it in either case.
 */
int crew_open(struct vm *vm, const struct pin *pin);

/* End the threads; no vCPU may be in the guest. Does nothing if vm->crew is NULL. */
void crew_close(struct vm *vm);

/*
 * Run the first block_count blocks of the control areas of the first vcpus vCPUs, 1 ... vm->vcpu_count, at the same
 * time until each has rung the doorbell; block_count and the gates are set here. *entry is the sum over these vCPUs.
 * 0, or the error of the first vCPU that failed of itself (vcpu_run(), fail_text()): the VM can only be closed then.
 * With vcpus 1 no other thread is woken.
 */
int crew_enter(struct vm *vm, uint32_t vcpus, uint32_t block_count, struct vcpu_entry *entry);

#endif
