/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The threads of a VM: one for each vCPU but the first, which the thread that created the VM runs, and a watchdog.
 * crew_enter() enters the guest with all vCPUs.
 */
#ifndef HOST_VM_CREW_H
#define HOST_VM_CREW_H

#include "host/place/pin.h"
#include "host/vm/vcpu.h"

/*
 * Start the threads of vm->vcpu[1] and on, each bound to its CPU in pin, and the watchdog, bound to the helpers' CPUs.
 * 0 or -errno (fail_text()); call crew_close() in either case.
 */
int crew_open(struct vm *vm, const struct pin *pin);

/* End the threads; no vCPU may be in the guest. Does nothing if vm->crew is NULL. */
void crew_close(struct vm *vm);

/*
 * Run the first block_count blocks in the control areas of the first vcpus vCPUs, 1 ... vm->vcpu_count, at the same
 * time, until each has rung the doorbell; block_count and the gates in the control areas are set here. *entry is the
 * sum over these vCPUs. With vcpus 1 no other thread is woken. 0; or the error of the first vCPU that failed
 * (vcpu_run(), fail_text()): the VM can only be closed then.
 */
int crew_enter(struct vm *vm, uint32_t vcpus, uint32_t block_count, struct vcpu_entry *entry);

#endif
