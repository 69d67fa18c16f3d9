/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One VM with its vCPUs, a vGIC, and the warm memslot that holds the guest image. */
#ifndef HOST_VM_H
#define HOST_VM_H

#include "bench/abi.h"
#include "host/place/pin.h"

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum vm_gic { VM_GIC_V3, VM_GIC_V2 };

struct vcpu {
	int fd, stats_fd;    /* -1: not open; stats_fd -1: this kernel has no binary statistics */
	struct kvm_run *run; /* vm->run_bytes long; NULL: not mapped */
	pid_t tid;           /* of the thread that runs it: of vCPU 0, the one that opened the VM */
	int cpu;             /* OS index of the only CPU that this thread may run on; -1: it may on several */
	uint64_t exits;      /* KVM's count of them when it was last out of the guest; 0 without stats_fd */
};

struct counting;

struct vm {
	int kvm_fd, fd, gic_fd;    /* -1: not open */
	struct vcpu *vcpu;         /* vcpu_count of them; NULL: none */
	uint32_t vcpu_count;
	struct crew *crew;         /* threads of the other vCPUs, and what watches all (host/vm/crew.h); NULL: none */
	long exits_offset;         /* of a vCPU's "exits" in its stats_fd; 0: not there */
	size_t run_bytes, page_bytes;
	uint8_t *warm;             /* host address of ABI_WARM_GPA; NULL: not mapped */
	uint32_t next_slot;        /* free memslot number */
	uint32_t memslots_max;     /* KVM_CAP_NR_MEMSLOTS */
	uint32_t ticket;           /* of the last entry into the guest (abi_control.gate_ticket) */
	enum vm_gic gic;
	bool nisv_to_user;
	struct counting *counting; /* counts what vCPU 0's thread does while it runs (host/pmu/counting.h); NULL: none */
	uint32_t timeout_s;        /* that one entry into the guest may last, at least; a second later it is over */
};

#define VM_TIMEOUT_S 30

/* A struct vm that vm_close() may be called on. */
#define VM_CLOSED { .kvm_fd = -1, .fd = -1, .gic_fd = -1 }

/*
 * Create it, bring vcpus of 1 … ABI_VCPUS_MAX vCPUs up and run each timed loop once on each, so that nothing of the
 * guest's own is cold. vCPU 0 belongs to the calling thread, which pin_open() has bound; each of the others to a
 * thread of its own, on a core of its own, while the VM lives; vm must stay where it is. nisv: enable
 * KVM_CAP_ARM_NISV_TO_USER. pin is needed for vcpus > 1 only. 0; -ENOTSUP if this host cannot have so many vCPUs; or
 * another negative errno (fail_text()): -ENOENT, -EACCES of /dev/kvm among them. vm_close() it in either case.
 */
int vm_open(struct vm *vm, bool nisv, uint32_t vcpus, const struct pin *pin);

void vm_close(struct vm *vm);

/*
 * Set memslot slot to bytes at hva, seen by the guest at gpa, with KVM_MEM_* flags; bytes 0 deletes it. 0 or -errno
 * (fail_text()).
 */
int vm_set_memslot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa, void *hva, size_t bytes);

/* The control area of a vCPU, < ABI_VCPUS_MAX, and the sample ring, in host memory. */
struct abi_control *vm_control(const struct vm *vm, uint32_t vcpu);
const struct abi_sample *vm_ring(const struct vm *vm);

/* An ID register that op_feature_table names, as the guest sees it. 0 or -errno (fail_text()). */
int vm_id_reg(const struct vm *vm, const char *name, uint64_t *value);

#endif
