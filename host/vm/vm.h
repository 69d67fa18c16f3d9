/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM with its vCPUs, a vGIC if there is one, and the warm memslot, which holds the guest image. host/vm/machine.h
 * creates it.
 */
#ifndef HOST_VM_H
#define HOST_VM_H

#include "bench/abi.h"
#include "host/os/finding.h"

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum vm_gic { VM_GIC_V3, VM_GIC_V2, VM_GIC_NONE };

/* Their names in the archive: "v3", "v2", "none". */
extern const char *const vm_gic_name[];

struct vcpu {
	int fd, stats_fd;    /* -1: not open; stats_fd -1: this kernel has no binary statistics */
	struct kvm_run *run; /* vm->run_bytes long; NULL: not mapped */
	pid_t tid;           /* id of the thread that runs it; vCPU 0 is run by the thread that opened the VM */
	int cpu;             /* OS index of the only CPU that this thread may run on; -1: it may run on several */
	uint64_t exits;      /* KVM's count of its exits when it last left the guest; 0 without stats_fd */

	/* What the watchdog sees of it (host/vm/watchdog.c); written by the thread that runs it. */
	clockid_t cpu_clock;       /* CPU time of that thread */
	_Atomic bool inside;       /* it was entered, and has not come back */
	_Atomic bool look_wanted;  /* the watchdog asks for its registers, when KVM_RUN returns next */
	_Atomic uint32_t looks;    /* how often they were read; look is of the last time */
	struct vcpu_look {
		uint64_t pc, digest; /* the PC; a hash of all registers X0 to X30 and the PC */
	} look;
};

struct counting;

/* Why the vCPUs must leave the guest. */
enum vm_stop {
	VM_STOP_NONE,    /* they need not: a vCPU whose KVM_RUN returned EINTR enters the guest again */
	VM_STOP_HANG,    /* a vCPU hangs: vm->hang */
	VM_STOP_FAILED,  /* a vCPU failed */
};

struct vm {
	int kvm_fd, fd, gic_fd;    /* -1: not open */
	struct vcpu *vcpu;         /* vcpu_count of them; NULL: none */
	uint32_t vcpu_count;
	size_t page_bytes;         /* page size of the host and of the guest */
	uint32_t next_slot;        /* the first free memslot number */
	uint32_t memslots_max;     /* KVM_CAP_NR_MEMSLOTS */
	uint32_t ipa_bits;         /* bits of a guest physical address, which the stage-2 tables are made for */
	enum vm_gic gic;
	bool nisv_to_user;         /* KVM_CAP_ARM_NISV_TO_USER is enabled */
	struct counting *counting; /* counts PMU events while vCPU 0 runs (host/pmu/counting.h); NULL: none counted */
	uint32_t disturbed;        /* batches in a row that were disturbed at every try (host/batch/batch.h) */
	double hang_cpu_s;         /* a vCPU hangs if it does the same thing for this much CPU time: host/vm/hang.h */
	double watch_s;            /* the watchdog looks at the vCPUs this often, in seconds */
	uint32_t ticket;           /* number of the last entry into the guest (abi_control.gate_ticket) */

	/* Private to host/vm/. */
	struct crew *crew;         /* threads of the other vCPUs (host/vm/crew.c); NULL: none */
	struct watchdog *watchdog; /* looks for vCPUs that hang (host/vm/watchdog.c); NULL: none */
	_Atomic enum vm_stop stop; /* why the vCPUs must leave the current entry */
	struct vm_hang {           /* of the vCPU that hangs, if that is the reason */
		uint32_t vcpu;
		char what[200];    /* what was seen of it */
	} hang;
	long exits_offset;         /* offset of the statistic "exits" in a vCPU's stats_fd; 0: there is none */
	size_t run_bytes;          /* size of a vCPU's mapped struct kvm_run */
	uint8_t *warm;             /* host address of ABI_WARM_GPA; NULL: not mapped */
};

/* A struct vm that machine_close() (host/vm/machine.h) may be called on. */
#define VM_CLOSED { .kvm_fd = -1, .fd = -1, .gic_fd = -1 }

/*
 * Set memslot slot to bytes at hva, seen by the guest at gpa, with KVM_MEM_* flags; bytes 0 deletes it. 0 or -errno
 * (fail_text()).
 */
int vm_set_memslot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa, void *hva, size_t bytes);

/* Return the control area of a vCPU, < ABI_VCPUS_MAX, and the sample ring, in host memory. */
struct abi_control *vm_control(const struct vm *vm, uint32_t vcpu);
const struct abi_sample *vm_ring(const struct vm *vm);

/* Read an ID register that op_feature_table names, as the guest sees it. 0 or -errno (fail_text()). */
int vm_id_reg(const struct vm *vm, const char *name, uint64_t *value);

/* Raise the findings about what KVM gives a VM here: "no-vgic". */
void vm_judge(const struct vm *vm, struct host_findings *findings);

#endif
