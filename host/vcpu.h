/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entering the guest and coming back. */
#ifndef HOST_VCPU_H
#define HOST_VCPU_H

#include "host/vm.h"

/* What happened between an entry and the doorbell. */
struct vcpu_entry {
	uint64_t mmio, nisv, enosys, efault; /* returns to userspace other than the doorbell, by kind */
	uint64_t exits;                      /* KVM's own count, the doorbell's not included; valid if has_exits */
	bool has_exits;
};

/*
 * Run the control page's first block_count blocks until the guest rings the doorbell. On the way, an access that KVM
 * hands to userspace or fails on (ENOSYS, EFAULT) is counted and stepped over, a load reading zero. 0, or a negative
 * errno (fail_text()) after which the vCPU is lost: a guest that reported an exception, an exit that nobody expects,
 * -ETIMEDOUT after vm->timeout_s.
 */
int vcpu_enter(struct vm *vm, uint32_t block_count, struct vcpu_entry *entry);

/* 0 or -errno (fail_text()). */
int vcpu_set_pc(struct vm *vm, uint64_t pc);

#endif
