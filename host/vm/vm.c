/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/vm.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/vm/kvm.h"

#include <string.h>

const char *const vm_gic_name[] = { [VM_GIC_V3] = "v3", [VM_GIC_V2] = "v2", [VM_GIC_NONE] = "none" };

int vm_set_memslot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa, void *hva, size_t bytes)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .flags = flags, .guest_phys_addr = gpa, .memory_size = bytes,
		.userspace_addr = (uint64_t)(uintptr_t)hva,
	};
	int err = kvm_do(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);

	return err < 0 ? fail(-err, "KVM_SET_USER_MEMORY_REGION slot %u", slot) : 0;
}

struct abi_control *vm_control(const struct vm *vm, uint32_t vcpu)
{
	size_t offset = ABI_CONTROL_GPA - ABI_WARM_GPA + (size_t)vcpu * ABI_CONTROL_STRIDE;

	return (struct abi_control *)(void *)(vm->warm + offset);
}

const struct abi_sample *vm_ring(const struct vm *vm)
{
	return (const struct abi_sample *)(void *)(vm->warm + (ABI_RING_GPA - ABI_WARM_GPA));
}

int vm_id_reg(const struct vm *vm, const char *name, uint64_t *value)
{
	static const struct {
		const char *name;
		uint64_t id;
	} regs[] = {
		{ "ID_AA64ISAR1_EL1", ARM64_SYS_REG(3, 0, 0, 6, 1) }, /* Arm ARM DDI 0487J.a D17.2.61 */
	};

	for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
		struct kvm_one_reg reg = { .id = regs[i].id, .addr = (uint64_t)(uintptr_t)value };
		int err;

		if (strcmp(regs[i].name, name))
			continue;
		err = kvm_do(vm->vcpu[0].fd, KVM_GET_ONE_REG, &reg);
		return err < 0 ? fail(-err, "KVM_GET_ONE_REG %s", name) : 0;
	}
	return fail(0, "reading the ID register %s is not implemented", name);
}

void vm_judge(const struct vm *vm, struct host_findings *findings)
{
	if (vm->gic == VM_GIC_NONE)
		finding_raise(findings, &finding_table[FINDING_no_vgic],
			      "do not compare its exits with those of a machine with a vGIC; KVM has none without the GIC's "
			      "maintenance interrupt in the device tree, and with a GICv2 none in protected mode",
			      "KVM gives a VM no vGIC, whose state each entry and exit would load and save");
}
