/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Create a VM with its vCPUs, vGIC, guest image and threads, and close it. */
#ifndef HOST_VM_MACHINE_H
#define HOST_VM_MACHINE_H

#include "host/place/pin.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

#define MACHINE_HANG_CPU_S 15 /* vm->hang_cpu_s of a new VM */
#define MACHINE_WATCH_S    1  /* vm->watch_s of a new VM */

/*
 * Create a VM with vcpus vCPUs, 1 ... ABI_VCPUS_MAX, and run every timed loop once on each, so that none of the guest's
 * own memory is cold. vCPU 0 is run by the calling thread, which pin_open() has bound; each other vCPU by a thread of
 * its own on a core of its own, until the VM is closed. vm must not be moved until then. nisv: enable
 * KVM_CAP_ARM_NISV_TO_USER. pin may be NULL if vcpus is 1. 0; -ENOTSUP if this host cannot have so many vCPUs; or
 * another -errno (fail_text()): -ENOENT and -EACCES come from opening /dev/kvm. Call machine_close() in either case.
 */
int machine_open(struct vm *vm, bool nisv, uint32_t vcpus, const struct pin *pin);

/*
 * Return the bits of guest physical address that a VM is to have if KVM refuses the default of 40 and offers so many;
 * or -ENOTSUP if these are too few, -EINVAL if KVM does not say (fail_text()).
 */
int machine_ipa_bits(int offered);

/* End the threads, free everything that belongs to the VM, and set VM_CLOSED. Does nothing if it is VM_CLOSED. */
void machine_close(struct vm *vm);

#endif
