/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests VMs on hosts whose KVM offers less than usual, in an emulated host whose kernel has seccomp filters: each case
 * is a process whose ioctls on /dev/kvm are answered as on such a host. Runs in place of the program.
 */
#include "bench/test/tap.h"
#include "host/batch/probe.h"
#include "host/clock/clock.h"
#include "host/os/err.h"
#include "host/place/pin.h"
#include "host/test/refuse.h"
#include "host/vm/crew.h"
#include "host/vm/kvm.h"
#include "host/vm/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* An ioctl with this argument. */
#define IOCTL(request, with, returns)                                                                                  \
	{ .call = SYS_ioctl, .argument = 1, .value = (uint32_t)(request), .second = 2, .second_value = (with),         \
	  .result = (returns) }

static const struct refusal no_device = { .call = SYS_ioctl, .argument = 1, .value = (uint32_t)KVM_CREATE_DEVICE,
					  .result = -ENODEV };
static const struct refusal no_default = IOCTL(KVM_CREATE_VM, 0, -EINVAL);

/* What a child found, in memory shared with it. */
struct finds {
	int err;           /* of machine_open() */
	char text[256];    /* fail_text() */
	uint32_t ipa_bits;
	enum vm_gic gic;
	int probed;        /* of probe_cpu() and probe_policy() */
	uint32_t recognised;
	bool no_offset;    /* the vCPU's CNTVCT_EL0 is not behind the host's */
	uint64_t aborts;   /* of an access at the highest address */
};

static struct finds *finds;

/* Load from the last page of the guest's addresses, where there is a memslot. */
static int use_top(struct vm *vm, uint64_t *aborts)
{
	size_t bytes = vm->page_bytes;
	uint64_t gpa = (UINT64_C(1) << ABI_IPA_BITS) - bytes;
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vcpu_entry entry;
	int err = vm_set_memslot(vm, vm->memslots_max - 1, 0, gpa, p, bytes);

	vm_control(vm, 0)->block[0] = (struct abi_block){ .op = OP_ldr, .count = 1, .base_gpa = gpa, .multiplier = 1,
							  .increment = 1, .line_bytes = 64, .span_bytes = 64 };
	if (!err)
		err = crew_enter(vm, 1, 1, &entry);
	*aborts = vm_control(vm, 0)->aborts + entry.mmio;
	return err;
}

/* Make a VM, see what the CPU and the kernel do, and use the guest's last page. */
static void try_vm(void)
{
	static const struct region_shape shape = { .backing = BACKING_ANON, .units = 16, .windows = 1 };
	static struct region region;
	struct policy_visit visit = { .policy = POLICY_UPSTREAM };
	struct probe probe;
	struct trace *trace;
	const char *why;
	struct pin pin;
	struct vm vm;
	uint64_t count = 0, before = clock_read();
	struct kvm_one_reg counter = { .id = KVM_REG_ARM_TIMER_CNT, .addr = (uint64_t)(uintptr_t)&count };

	pin_open(&pin, NULL, 1);
	finds->err = machine_open(&vm, false, 1, &pin);
	snprintf(finds->text, sizeof(finds->text), "%s", finds->err ? fail_text() : "");
	finds->ipa_bits = vm.ipa_bits;
	finds->gic = vm.gic;
	if (finds->err)
		return;
	finds->no_offset = !kvm_do(vm.vcpu[0].fd, KVM_GET_ONE_REG, &counter) && count >= before;
	trace = trace_open(&vm, &why);
	finds->probed = region_open(&region, &vm, &shape);
	if (!finds->probed)
		finds->probed = probe_cpu(&region, trace, NULL, &probe);
	if (!finds->probed)
		finds->probed = probe_policy(&region, trace, &probe, &visit);
	if (!finds->probed)
		finds->probed = use_top(&vm, &finds->aborts);
	if (finds->probed)
		snprintf(finds->text, sizeof(finds->text), "%s", fail_text());
	finds->recognised = visit.recognised;
	region_close(&region);
	trace_close(trace);
	machine_close(&vm);
}

/* Try on such a host. */
static void on_host(const struct refusal *refusals, size_t count)
{
	int status = -1;
	pid_t child;

	*finds = (struct finds){ .err = -ECHILD };
	child = fork();
	if (!child) {
		if (refuse(refusals, count))
			_exit(1);
		try_vm();
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (status)
		printf("# status 0x%x\n", status);
	printf("# %d %u bits, probed %d, %s\n", finds->err, finds->ipa_bits, finds->probed, finds->text);
}

static bool works(void)
{
	return !finds->err && !finds->probed && finds->recognised >> POLICY_UPSTREAM & 1 && !finds->aborts;
}

static void test_ipa(void)
{
	const struct refusal apple_m1[] = { no_default, IOCTL(KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE, 36) };
	const struct refusal more[] = { no_default, IOCTL(KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE, 48) };
	const struct refusal few[] = { no_default, IOCTL(KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE, 32) };
	const struct refusal old[] = { no_default, IOCTL(KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE, 0) };

	on_host(NULL, 0);
	ok(works() && finds->ipa_bits == 40, "a VM has 40 bits of guest physical address where it can");
	on_host(apple_m1, ARRAY_SIZE(apple_m1));
	ok(works() && finds->ipa_bits == 36, "where there are only 36, it has these, and all works");
	on_host(more, ARRAY_SIZE(more));
	ok(works() && finds->ipa_bits == 40, "never more than the default");
	on_host(few, ARRAY_SIZE(few));
	ok(finds->err == -ENOTSUP && !strcmp(finds->text, "a guest's physical addresses have 32 bits here "
						     "(KVM_CAP_ARM_VM_IPA_SIZE), and the guest needs 36"),
	   "fewer do not do, and that is said");
	on_host(old, ARRAY_SIZE(old));
	ok(finds->err == -EINVAL && !strcmp(finds->text, "KVM_CREATE_VM: Invalid argument"),
	   "a kernel that does not say how many there are");
}

/* KVM gives each VM a counter that begins at 0, unless it is asked for another offset. */
static void test_counter(void)
{
	const struct refusal old = IOCTL(KVM_CHECK_EXTENSION, 227, 0); /* KVM_CAP_COUNTER_OFFSET */

	on_host(NULL, 0);
	ok(works() && finds->no_offset, "the guest's counter is the host's");
	on_host(&old, 1);
	ok(works() && !finds->no_offset, "where KVM cannot set the offset, it is not, and all works");
}

static void test_gic(void)
{
	on_host(NULL, 0);
	ok(works() && finds->gic == VM_GIC_V3, "a VM has a vGIC where it can");
	on_host(&no_device, 1);
	ok(works() && finds->gic == VM_GIC_NONE, "where there is none, all works without");
}

int main(void)
{
	finds = mmap(NULL, sizeof(*finds), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	test_ipa();
	test_gic();
	test_counter();
	return tap_done();
}
