/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One vCPU: entering the guest and coming back. */
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

/* Note that the calling thread runs this vCPU from now on: its id, and the CPU that it is bound to. */
void vcpu_settle(struct vcpu *vcpu);

/* Have a vCPU go on at pc in its next entry. 0 or -errno (fail_text()). */
int vcpu_set_pc(struct vm *vm, uint32_t vcpu, uint64_t pc);

/* Have a vCPU start at pc with its index in x0. 0 or -errno (fail_text()). */
int vcpu_start_at(struct vm *vm, uint32_t vcpu, uint64_t pc);

/*
 * Run one vCPU, in the thread that it belongs to, until it rings the doorbell. On the way, an access that KVM hands to
 * userspace or fails on (ENOSYS, EFAULT) is counted and stepped over, a load reading zero. 0, or -errno (fail_text()):
 * the guest reported an exception, KVM_RUN returned with an exit reason that is not expected, -ETIMEDOUT after
 * vm->timeout_s, -EINTR if this vCPU was stopped because another one failed or hangs (vm->stop).
 */
int vcpu_run(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry);

#endif
