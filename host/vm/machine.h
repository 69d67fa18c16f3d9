/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a VM with its vCPUs, its vGIC, its guest image and its threads, and taking it down again. */
#ifndef HOST_VM_MACHINE_H
#define HOST_VM_MACHINE_H

#include "host/place/pin.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

#define MACHINE_TIMEOUT_S 30 /* vm->timeout_s of a new VM */

/*
 * Create a VM with vcpus vCPUs, 1 ... ABI_VCPUS_MAX of them, and run every timed loop once on each, so that nothing of
 * the guest's own is cold. vCPU 0 belongs to the calling thread, which pin_open() has bound; each of the others to a
 * thread of its own, on a core of its own, until the VM is closed. vm must not be moved meanwhile. nisv: enable
 * KVM_CAP_ARM_NISV_TO_USER. pin may be NULL if vcpus is 1. 0; -ENOTSUP if this host cannot have so many vCPUs; or
 * another -errno (fail_text()), -ENOENT and -EACCES being those of /dev/kvm. machine_close() it in either case.
 */
int machine_open(struct vm *vm, bool nisv, uint32_t vcpus, const struct pin *pin);

/* End the threads and release all that the VM has. Leaves VM_CLOSED; does nothing to a struct vm that is VM_CLOSED. */
void machine_close(struct vm *vm);

#endif
