/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/vcpu.h"

#include "host/os/err.h"
#include "host/pmu/counting.h"
#include "host/vm/kvm.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define GENERAL_REGISTERS 31 /* X0 to X30 */

#define REG(field) (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(regs.field))

static int set_reg(struct vm *vm, uint32_t vcpu, uint64_t id, uint64_t value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uint64_t)(uintptr_t)&value };
	int err = kvm_do(vm->vcpu[vcpu].fd, KVM_SET_ONE_REG, &reg);

	return err < 0 ? fail(-err, "KVM_SET_ONE_REG 0x%" PRIx64, id) : 0;
}

int vcpu_set_pc(struct vm *vm, uint32_t vcpu, uint64_t pc)
{
	return set_reg(vm, vcpu, REG(pc), pc);
}

int vcpu_start_at(struct vm *vm, uint32_t vcpu, uint64_t pc)
{
	int err = set_reg(vm, vcpu, REG(regs[0]), vcpu);

	return err ? err : vcpu_set_pc(vm, vcpu, pc);
}

/*
 * Step over the instruction that KVM could not handle: it left the PC there (io_mem_abort(), 6.12
 * arch/arm64/kvm/mmio.c). Only the instructions of timed loops are stepped over; elsewhere `what`, which happened, is
 * an error.
 */
static int step_over(struct vm *vm, uint32_t vcpu, int error, const char *what)
{
	const struct abi_control *control = vm_control(vm, vcpu);
	uint64_t pc;
	struct kvm_one_reg reg = { .id = REG(pc), .addr = (uint64_t)(uintptr_t)&pc };
	int err = kvm_do(vm->vcpu[vcpu].fd, KVM_GET_ONE_REG, &reg);

	if (err < 0)
		return fail(-err, "KVM_GET_ONE_REG pc");
	if (pc < control->loops_begin || pc >= control->loops_end)
		return fail(error, "%s of vCPU %" PRIu32 " at PC 0x%" PRIx64 ", outside a timed op", what, vcpu, pc);
	return vcpu_set_pc(vm, vcpu, pc + 4);
}

/* Handle a store to the doorbell. 1: the guest is done; negative: it reports an error (fail_text()). */
static int doorbell(struct vm *vm, uint32_t vcpu)
{
	const struct abi_control *control = vm_control(vm, vcpu);
	uint32_t value;

	memcpy(&value, vm->vcpu[vcpu].run->mmio.data, sizeof(value));
	switch (value) {
	case ABI_BELL_DONE:
		return 1;
	case ABI_BELL_FATAL:
		return fail(0, "vCPU %" PRIu32 " took an exception outside a timed op: vector %" PRIu64
			    " ESR_EL1 0x%" PRIx64 " ELR_EL1 0x%" PRIx64 " FAR_EL1 0x%" PRIx64,
			    vcpu, control->fatal_vector, control->fatal_esr, control->fatal_elr, control->fatal_far);
	case ABI_BELL_BAD_BLOCK:
		return fail(0, "vCPU %" PRIu32 " refused block %" PRIu64, vcpu, control->fatal_far);
	default:
		return fail(0, "vCPU %" PRIu32 " rang the doorbell with %" PRIu32, vcpu, value);
	}
}

/* Handle a KVM_RUN that returned 0. 1: the guest is done; 0: enter it again; negative: an error (fail_text()). */
static int handle_exit(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry)
{
	struct kvm_run *run = vm->vcpu[vcpu].run;

	switch (run->exit_reason) {
	case KVM_EXIT_MMIO:
		if (run->mmio.is_write && run->mmio.phys_addr == ABI_DOORBELL_GPA)
			return doorbell(vm, vcpu);
		if (!run->mmio.is_write)
			memset(run->mmio.data, 0, sizeof(run->mmio.data));
		entry->mmio++;
		return 0;
	case KVM_EXIT_ARM_NISV:
		entry->nisv++;
		return step_over(vm, vcpu, 0, "KVM_EXIT_ARM_NISV");
	default:
		return fail(0, "KVM_RUN: unexpected exit reason %" PRIu32 " (linux/kvm.h, KVM_EXIT_*)",
			    run->exit_reason);
	}
}

/* Read the vCPU's registers for the watchdog, which compares them with those of another time. */
static int take_look(struct vm *vm, uint32_t vcpu)
{
	struct vcpu *v = &vm->vcpu[vcpu];
	struct vcpu_look look = { .digest = UINT64_C(0xcbf29ce484222325) };

	/* FNV-1a, by words. */
	for (uint32_t i = 0; i <= GENERAL_REGISTERS; i++) {
		uint64_t id = i < GENERAL_REGISTERS ? REG(regs[0]) + i * (REG(regs[1]) - REG(regs[0])) : REG(pc);
		struct kvm_one_reg reg = { .id = id, .addr = (uint64_t)(uintptr_t)&look.pc };
		int err = kvm_do(v->fd, KVM_GET_ONE_REG, &reg);

		if (err < 0)
			return fail(-err, "KVM_GET_ONE_REG 0x%" PRIx64, id);
		look.digest = (look.digest ^ look.pc) * UINT64_C(0x100000001b3);
	}
	v->look = look;
	atomic_fetch_add(&v->looks, 1);
	return 0;
}

/* Handle a KVM_RUN that a signal ended. 0: enter the guest again; negative: the vCPU comes back with this error. */
static int handle_interrupt(struct vm *vm, uint32_t vcpu)
{
	__atomic_store_n(&vm->vcpu[vcpu].run->immediate_exit, 0, __ATOMIC_SEQ_CST);
	switch (atomic_load(&vm->stop)) {
	case VM_STOP_NONE:
		return atomic_exchange(&vm->vcpu[vcpu].look_wanted, false) ? take_look(vm, vcpu) : 0;
	case VM_STOP_HANG:
		if (vcpu == vm->hang.vcpu)
			return fail(0, "%s", vm->hang.what);
		/* fallthrough */
	default:
		return fail(EINTR, "vCPU %" PRIu32 " was stopped because of another one", vcpu);
	}
}

/* Handle a KVM_RUN that failed with error. Returns what handle_exit() does. */
static int handle_failure(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry, int error)
{
	switch (error) {
	case EINTR:
		return handle_interrupt(vm, vcpu);
	case ENOSYS:
		entry->enosys++;
		return step_over(vm, vcpu, error, "KVM_RUN");
	case EFAULT:
		entry->efault++;
		return step_over(vm, vcpu, error, "KVM_RUN");
	default:
		return fail(error, "KVM_RUN of vCPU %" PRIu32, vcpu);
	}
}

/* Count the vCPU's exits since the last call, by KVM's own count. False if this kernel has none. */
static bool count_exits(const struct vm *vm, struct vcpu *vcpu, uint64_t *exits)
{
	uint64_t before = vcpu->exits;

	if (!vm->exits_offset || pread(vcpu->stats_fd, &vcpu->exits, sizeof(vcpu->exits), vm->exits_offset) !=
					 (ssize_t)sizeof(vcpu->exits))
		return false;
	*exits = vcpu->exits - before;
	return true;
}

void vcpu_settle(struct vcpu *vcpu)
{
	cpu_set_t set;

	vcpu->tid = gettid();
	pthread_getcpuclockid(pthread_self(), &vcpu->cpu_clock);
	vcpu->cpu = !sched_getaffinity(0, sizeof(set), &set) && CPU_COUNT(&set) == 1 ? sched_getcpu() : -1;
}

static struct rusage read_usage(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) ? (struct rusage){ .ru_minflt = 0 } : usage;
}

/* Note the faults and context switches of a vCPU's thread since `before`, and whether it was migrated. */
static void note_usage(const struct vcpu *vcpu, const struct rusage *before, struct vcpu_entry *entry)
{
	const struct rusage now = read_usage();

	entry->minor_faults = (uint64_t)(now.ru_minflt - before->ru_minflt);
	entry->major_faults = (uint64_t)(now.ru_majflt - before->ru_majflt);
	entry->preempted = (uint64_t)(now.ru_nivcsw - before->ru_nivcsw);
	entry->migrated = vcpu->cpu >= 0 && sched_getcpu() != vcpu->cpu;
}

int vcpu_run(struct vm *vm, uint32_t vcpu, struct vcpu_entry *entry)
{
	struct counting *counting = vcpu ? NULL : vm->counting;
	struct rusage before;
	int state = 0;

	*entry = (struct vcpu_entry){ .mmio = 0 };
	atomic_store(&vm->vcpu[vcpu].inside, true);
	before = read_usage();
	if (counting)
		counting_begin(counting);
	while (!state) {
		int err = kvm_do_value(vm->vcpu[vcpu].fd, KVM_RUN, 0);

		state = err < 0 ? handle_failure(vm, vcpu, entry, -err) : handle_exit(vm, vcpu, entry);
	}
	if (counting)
		counting_end(counting);
	note_usage(&vm->vcpu[vcpu], &before, entry);
	atomic_store(&vm->vcpu[vcpu].inside, false);
	entry->has_exits = count_exits(vm, &vm->vcpu[vcpu], &entry->exits);
	if (state < 0)
		return state;
	entry->exits -= entry->has_exits; /* less the exit of the doorbell */
	return 0;
}
