/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entering the guest and coming back. */
#ifndef HOST_VCPU_H
#define HOST_VCPU_H

#include "host/vm/vm.h"

/* What happened between an entry and the doorbell; of several vCPUs: the sum. */
struct vcpu_entry {
	uint64_t mmio, nisv, enosys, efault; /* returns to userspace other than the doorbell, by kind */
	uint64_t exits;                      /* KVM's own count, the doorbell's not included; valid if has_exits */
	uint64_t minor_faults;               /* of the host's, accounted to the vCPU's thread: ru_minflt */
	uint64_t major_faults;               /* as minor_faults, ru_majflt */
	uint64_t preempted;                  /* involuntary context switches of the vCPU's thread: ru_nivcsw */
	uint64_t migrated;                   /* 1: it came back on a CPU that its thread is not bound to */
	bool has_exits;                      /* of each vCPU */
};

/*
 * Run the first block_count blocks of the control areas of the first vcpus vCPUs, 1 … vm->vcpu_count, at the same time
 * until each has rung the doorbell; block_count and the gates are set here. On the way, an access that KVM hands to
 * userspace or fails on (ENOSYS, EFAULT) is counted and stepped over, a load reading zero. 0, or a negative errno
 * (fail_text()) after which the VM can only be closed: a guest that reported an exception, an exit that nobody expects,
 * -ETIMEDOUT after vm->timeout_s. With vcpus 1 no other thread is woken.
 */
int vcpu_enter(struct vm *vm, uint32_t vcpus, uint32_t block_count, struct vcpu_entry *entry);

/* The calling thread is the one that runs this vCPU: where, and what it is to the kernel. */
void vcpu_settle(struct vcpu *vcpu);

/* Where a vCPU goes on in its next entry. 0 or -errno (fail_text()). */
int vcpu_set_pc(struct vm *vm, uint32_t vcpu, uint64_t pc);

/* Have a vCPU start at pc with its index in x0. 0 or -errno (fail_text()). */
int vcpu_start_at(struct vm *vm, uint32_t vcpu, uint64_t pc);

/*
 * Run one vCPU, in the thread that it belongs to, until it rings the doorbell. As vcpu_enter(), or -EINTR if
 * crew_stop() said so (host/vm/crew.h).
 */
int vcpu_run(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry);

#endif
