/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vcpu.h"

#include "host/err.h"
#include "host/kvm.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#define REG_PC (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(regs.pc))

int vcpu_set_pc(struct vm *vm, uint64_t pc)
{
	struct kvm_one_reg reg = { .id = REG_PC, .addr = (uint64_t)(uintptr_t)&pc };
	int err = kvm_do(vm->vcpu_fd, KVM_SET_ONE_REG, &reg);

	return err < 0 ? fail(-err, "KVM_SET_ONE_REG pc") : 0;
}

/* KVM left the PC on the instruction that it could not handle (io_mem_abort(), 6.12 arch/arm64/kvm/mmio.c). */
static int step_over(struct vm *vm)
{
	uint64_t pc;
	struct kvm_one_reg reg = { .id = REG_PC, .addr = (uint64_t)(uintptr_t)&pc };
	int err = kvm_do(vm->vcpu_fd, KVM_GET_ONE_REG, &reg);

	return err < 0 ? fail(-err, "KVM_GET_ONE_REG pc") : vcpu_set_pc(vm, pc + 4);
}

/* The watchdog. immediate_exit makes KVM_RUN return EINTR even if the signal came just before it. */
static volatile sig_atomic_t watchdog_barked;
static struct kvm_run *volatile watchdog_run;

static void bark(int signal)
{
	(void)signal;
	watchdog_barked = 1;
	if (watchdog_run)
		watchdog_run->immediate_exit = 1;
}

static void watchdog_set(struct kvm_run *run, time_t seconds)
{
	static const struct sigaction action = { .sa_handler = bark };
	struct itimerval timer = { .it_value.tv_sec = seconds };

	watchdog_run = run;
	watchdog_barked = 0;
	if (run)
		run->immediate_exit = 0;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* A store to the doorbell. 1: done; negative: the guest has a complaint. */
static int doorbell(struct vm *vm)
{
	const struct abi_control *control = vm_control(vm);
	uint32_t value;

	memcpy(&value, vm->run->mmio.data, sizeof(value));
	switch (value) {
	case ABI_BELL_DONE:
		return 1;
	case ABI_BELL_FATAL:
		return fail(0, "the guest took an exception outside a timed op: vector %" PRIu64 " ESR_EL1 0x%" PRIx64
			    " ELR_EL1 0x%" PRIx64 " FAR_EL1 0x%" PRIx64, control->fatal_vector, control->fatal_esr,
			    control->fatal_elr, control->fatal_far);
	case ABI_BELL_BAD_BLOCK:
		return fail(0, "the guest refused block %" PRIu64, control->fatal_far);
	default:
		return fail(0, "the guest rang the doorbell with %" PRIu32, value);
	}
}

/* KVM_RUN returned 0. 1: the guest is done; 0: go on; negative: lost. */
static int handle_exit(struct vm *vm, struct vcpu_entry *entry)
{
	struct kvm_run *run = vm->run;

	switch (run->exit_reason) {
	case KVM_EXIT_MMIO:
		if (run->mmio.is_write && run->mmio.phys_addr == ABI_DOORBELL_GPA)
			return doorbell(vm);
		if (!run->mmio.is_write)
			memset(run->mmio.data, 0, sizeof(run->mmio.data));
		entry->mmio++;
		return 0;
	case KVM_EXIT_ARM_NISV:
		entry->nisv++;
		return step_over(vm);
	case KVM_EXIT_INTR:
		return 0;
	default:
		return fail(0, "KVM_RUN: nobody expects exit reason %" PRIu32 " (linux/kvm.h, KVM_EXIT_*)",
			    run->exit_reason);
	}
}

/* KVM_RUN failed with error. As handle_exit(). */
static int handle_failure(struct vm *vm, struct vcpu_entry *entry, int error)
{
	switch (error) {
	case EINTR:
		return watchdog_barked ? fail(ETIMEDOUT, "the guest did not come back for %u s", vm->timeout_s) : 0;
	case ENOSYS:
		entry->enosys++;
		return step_over(vm);
	case EFAULT:
		entry->efault++;
		return step_over(vm);
	default:
		return fail(error, "KVM_RUN");
	}
}

int vcpu_enter(struct vm *vm, uint32_t block_count, struct vcpu_entry *entry)
{
	uint64_t before = 0, after = 0;
	int state = 0;

	*entry = (struct vcpu_entry){ .has_exits = vm_exits(vm, &before) };
	vm_control(vm)->block_count = block_count;
	watchdog_set(vm->run, vm->timeout_s);
	while (!state) {
		int err = kvm_do_value(vm->vcpu_fd, KVM_RUN, 0);

		state = err < 0 ? handle_failure(vm, entry, -err) : handle_exit(vm, entry);
	}
	watchdog_set(NULL, 0);
	entry->has_exits = entry->has_exits && vm_exits(vm, &after);
	entry->exits = entry->has_exits ? after - before - 1 : 0;
	return state < 0 ? state : 0;
}
