/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One VM with one vCPU, a vGIC, and the warm memslot that holds the guest image. */
#ifndef HOST_VM_H
#define HOST_VM_H

#include "bench/abi.h"

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vm_gic { VM_GIC_V3, VM_GIC_V2 };

struct vm {
	int kvm_fd, fd, vcpu_fd, gic_fd, stats_fd; /* -1: not open; stats_fd -1: this kernel has no binary statistics */
	long exits_offset;                         /* of the vCPU's "exits" in stats_fd */
	struct kvm_run *run;                       /* run_bytes long; NULL: not mapped */
	size_t run_bytes, page_bytes;
	uint8_t *warm;                             /* host address of ABI_WARM_GPA; NULL: not mapped */
	uint32_t next_slot;                        /* free memslot number */
	enum vm_gic gic;
	bool nisv_to_user;
	uint32_t timeout_s;                        /* that one entry into the guest may last */
};

#define VM_TIMEOUT_S 30

/*
 * Create it, bring the guest up and run each timed loop once, so that nothing of the guest's own is cold. nisv: enable
 * KVM_CAP_ARM_NISV_TO_USER. 0, or a negative errno (fail_text()): -ENOENT, -EACCES of /dev/kvm among them. vm_close()
 * it in either case.
 */
int vm_open(struct vm *vm, bool nisv);

void vm_close(struct vm *vm);

/*
 * Set memslot slot to bytes at hva, seen by the guest at gpa, with KVM_MEM_* flags; bytes 0 deletes it. 0 or -errno
 * (fail_text()).
 */
int vm_set_memslot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa, void *hva, size_t bytes);

/* The control page and the sample ring, in host memory. */
struct abi_control *vm_control(const struct vm *vm);
const struct abi_sample *vm_ring(const struct vm *vm);

/* Cumulative vCPU exits as KVM counts them; false if this kernel does not tell. */
bool vm_exits(const struct vm *vm, uint64_t *exits);

#endif
