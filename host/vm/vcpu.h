/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run one vCPU: enter the guest and come back. */
#ifndef HOST_VCPU_H
#define HOST_VCPU_H

#include "host/vm/vm.h"

/* Counts of what happened between an entry and the doorbell, or their sum over several vCPUs. */
struct vcpu_entry {
	uint64_t mmio, nisv, enosys, efault; /* returns to userspace by kind, without that of the doorbell */
	uint64_t exits;                      /* exits by KVM's own count, without the doorbell's; valid if has_exits */
	uint64_t minor_faults;               /* minor faults of the vCPU's thread in the host: ru_minflt */
	uint64_t major_faults;               /* major faults of the vCPU's thread in the host: ru_majflt */
	uint64_t preempted;                  /* involuntary context switches of the vCPU's thread: ru_nivcsw */
	uint64_t migrated;                   /* vCPUs that came back on a CPU that their thread is not bound to */
	bool has_exits;                      /* KVM counted the exits of every vCPU */
};

/* Note that the calling thread runs this vCPU from now on: the thread's id, and the CPU that it is bound to. */
void vcpu_settle(struct vcpu *vcpu);

/* Set the PC at which a vCPU continues in its next entry. 0 or -errno (fail_text()). */
int vcpu_set_pc(struct vm *vm, uint32_t vcpu, uint64_t pc);

/* Set the PC at which a vCPU starts, and x0 to its index. 0 or -errno (fail_text()). */
int vcpu_start_at(struct vm *vm, uint32_t vcpu, uint64_t pc);

/*
 * Run one vCPU, in its own thread, until it rings the doorbell. An access that KVM hands to userspace or fails on
 * (ENOSYS, EFAULT) is counted and stepped over; a load reads zero. 0; or -errno (fail_text()): the guest reported an
 * exception, KVM_RUN returned with an unexpected exit reason, or this vCPU hangs (host/vm/hang.h); -EINTR if it was
 * stopped because another one failed or hangs (vm->stop).
 */
int vcpu_run(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry);

#endif
