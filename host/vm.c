/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm.h"

#include "bench/op.h"
#include "host/err.h"
#include "host/kvm.h"
#include "host/vcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const uint8_t guest_image[], guest_image_end[]; /* guest_image.S */

int vm_set_memslot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa, void *hva, size_t bytes)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .flags = flags, .guest_phys_addr = gpa, .memory_size = bytes,
		.userspace_addr = (uint64_t)(uintptr_t)hva,
	};
	int err = kvm_do(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);

	return err < 0 ? fail(-err, "KVM_SET_USER_MEMORY_REGION slot %u", slot) : 0;
}

struct abi_control *vm_control(const struct vm *vm)
{
	return (struct abi_control *)(void *)(vm->warm + (ABI_CONTROL_GPA - ABI_WARM_GPA));
}

const struct abi_sample *vm_ring(const struct vm *vm)
{
	return (const struct abi_sample *)(void *)(vm->warm + (ABI_RING_GPA - ABI_WARM_GPA));
}

static int open_kvm(struct vm *vm)
{
	int version;

	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0)
		return fail(errno, "cannot open /dev/kvm");
	version = kvm_do_value(vm->kvm_fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION)
		return fail(0, "/dev/kvm speaks version %d of the KVM API, not %d", version, KVM_API_VERSION);
	vm->fd = kvm_do_value(vm->kvm_fd, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return fail(-vm->fd, "KVM_CREATE_VM");
	return 0;
}

static int enable_cap(struct vm *vm, uint32_t cap, uint64_t argument, const char *name)
{
	struct kvm_enable_cap enable = { .cap = cap, .args = { argument } };
	int err = kvm_do(vm->fd, KVM_ENABLE_CAP, &enable);

	return err < 0 ? fail(-err, "KVM_ENABLE_CAP %s", name) : 0;
}

/*
 * KVM_GET_DIRTY_LOG must not write-protect what it reports: it is read between the preparation of a page and the
 * timed op (Documentation/virt/kvm/api.rst, 7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2).
 */
static int set_caps(struct vm *vm, bool nisv)
{
	int err = enable_cap(vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE,
			     "KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2");

	if (!err && nisv)
		err = enable_cap(vm, KVM_CAP_ARM_NISV_TO_USER, 0, "KVM_CAP_ARM_NISV_TO_USER");
	vm->nisv_to_user = nisv;
	return err;
}

static int map_warm(struct vm *vm)
{
	size_t image_bytes = (size_t)(guest_image_end - guest_image);
	void *warm = mmap(NULL, ABI_WARM_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (warm == MAP_FAILED)
		return fail(errno, "mapping %d bytes for the guest", ABI_WARM_BYTES);
	vm->warm = warm;
	memset(warm, 0, ABI_WARM_BYTES);
	memcpy(warm, guest_image, image_bytes);
	return vm_set_memslot(vm, vm->next_slot++, 0, ABI_WARM_GPA, warm, ABI_WARM_BYTES);
}

static int gic_attr(struct vm *vm, uint32_t group, uint64_t attr, uint64_t *address)
{
	struct kvm_device_attr device_attr = { .group = group, .attr = attr, .addr = (uint64_t)(uintptr_t)address };

	return kvm_do(vm->gic_fd, KVM_SET_DEVICE_ATTR, &device_attr);
}

/* GICv3 if the host has one, else GICv2: Documentation/virt/kvm/devices/arm-vgic-v3.rst and arm-vgic.rst. */
static int create_gic(struct vm *vm)
{
	static const struct {
		uint32_t type;
		uint64_t dist_attr, dist_gpa, cpu_attr, cpu_gpa;
	} kinds[] = {
		[VM_GIC_V3] = { KVM_DEV_TYPE_ARM_VGIC_V3, KVM_VGIC_V3_ADDR_TYPE_DIST, ABI_GIC_DIST_GPA,
				KVM_VGIC_V3_ADDR_TYPE_REDIST, ABI_GIC_REDIST_GPA },
		[VM_GIC_V2] = { KVM_DEV_TYPE_ARM_VGIC_V2, KVM_VGIC_V2_ADDR_TYPE_DIST, ABI_GIC_DIST_GPA,
				KVM_VGIC_V2_ADDR_TYPE_CPU, ABI_GIC_CPU_GPA },
	};
	int err = -ENODEV;

	for (int kind = VM_GIC_V3; kind <= VM_GIC_V2 && err == -ENODEV; kind++) {
		struct kvm_create_device device = { .type = kinds[kind].type };
		uint64_t dist = kinds[kind].dist_gpa, cpu = kinds[kind].cpu_gpa;

		err = kvm_do(vm->fd, KVM_CREATE_DEVICE, &device);
		if (err)
			continue;
		vm->gic_fd = (int)device.fd;
		vm->gic = kind;
		err = gic_attr(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, kinds[kind].dist_attr, &dist);
		if (!err)
			err = gic_attr(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, kinds[kind].cpu_attr, &cpu);
	}
	return err ? fail(-err, "creating a vGIC") : 0;
}

static int create_vcpu(struct vm *vm)
{
	struct kvm_vcpu_init init = { 0 };
	int err = kvm_do_value(vm->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	void *run;

	if (err < 0)
		return fail(-err, "KVM_GET_VCPU_MMAP_SIZE");
	vm->run_bytes = (size_t)err;
	vm->vcpu_fd = kvm_do_value(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu_fd < 0)
		return fail(-vm->vcpu_fd, "KVM_CREATE_VCPU");
	run = mmap(NULL, vm->run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu_fd, 0);
	if (run == MAP_FAILED)
		return fail(errno, "mapping kvm_run");
	vm->run = run;
	err = kvm_do(vm->fd, KVM_ARM_PREFERRED_TARGET, &init);
	if (err < 0)
		return fail(-err, "KVM_ARM_PREFERRED_TARGET");
	init.features[0] |= UINT32_C(1) << KVM_ARM_VCPU_PSCI_0_2;
	err = kvm_do(vm->vcpu_fd, KVM_ARM_VCPU_INIT, &init);
	if (err < 0)
		return fail(-err, "KVM_ARM_VCPU_INIT");
	return vcpu_set_pc(vm, ABI_WARM_GPA);
}

/* Where the vCPU's statistic "exits" stands: Documentation/virt/kvm/api.rst, 4.133 KVM_GET_STATS_FD. */
static void find_exits(struct vm *vm)
{
	struct kvm_stats_header header;
	struct kvm_stats_desc *desc;
	size_t stride;

	vm->stats_fd = kvm_do_value(vm->vcpu_fd, KVM_GET_STATS_FD, 0);
	if (vm->stats_fd < 0 || pread(vm->stats_fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header))
		return;
	stride = sizeof(*desc) + header.name_size;
	desc = calloc(1, stride + 1);
	for (uint32_t i = 0; desc && i < header.num_desc; i++) {
		if (pread(vm->stats_fd, desc, stride, (off_t)(header.desc_offset + i * stride)) != (ssize_t)stride)
			break;
		if (!strcmp(desc->name, "exits"))
			vm->exits_offset = (long)header.data_offset + (long)desc->offset;
	}
	free(desc);
}

bool vm_exits(const struct vm *vm, uint64_t *exits)
{
	return vm->exits_offset > 0 &&
	       pread(vm->stats_fd, exits, sizeof(*exits), vm->exits_offset) == (ssize_t)sizeof(*exits);
}

/* Every timed loop once, on the ring's last page: code and stack are mapped before anything is measured. */
static int warm_up(struct vm *vm)
{
	struct vcpu_entry entry;
	int err;

	for (uint32_t op = 0; op < OP_COUNT; op++) {
		struct abi_block *block = &vm_control(vm)->block[op];
		bool mmio = op_table[op].operand == OP_OPERAND_MMIO;

		*block = (struct abi_block){
			.op = op, .count = 1, .multiplier = 1, .increment = 1,
			.base_gpa = mmio ? ABI_MMIO_USER_GPA : ABI_WARM_GPA + ABI_WARM_BYTES - vm->page_bytes,
		};
	}
	_Static_assert(OP_COUNT <= ABI_BLOCK_MAX, "one entry warms all loops up");
	err = vcpu_enter(vm, OP_COUNT, &entry);
	if (err)
		return err;
	if (vm_control(vm)->version != ABI_VERSION)
		return fail(0, "the guest image speaks version %u of the ABI, not %d", vm_control(vm)->version,
			    ABI_VERSION);
	return 0;
}

int vm_open(struct vm *vm, bool nisv)
{
	int err;

	*vm = (struct vm){ .kvm_fd = -1, .fd = -1, .vcpu_fd = -1, .gic_fd = -1, .stats_fd = -1,
			   .page_bytes = (size_t)sysconf(_SC_PAGESIZE), .timeout_s = VM_TIMEOUT_S };
	err = open_kvm(vm);
	if (!err)
		err = set_caps(vm, nisv);
	if (!err)
		err = map_warm(vm);
	if (!err)
		err = create_gic(vm);
	if (!err)
		err = create_vcpu(vm);
	if (!err && vm->gic == VM_GIC_V3) {
		err = gic_attr(vm, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
		err = err ? fail(-err, "KVM_DEV_ARM_VGIC_CTRL_INIT") : 0;
	}
	if (err)
		return err;
	find_exits(vm);
	return warm_up(vm);
}

void vm_close(struct vm *vm)
{
	const int fds[] = { vm->stats_fd, vm->vcpu_fd, vm->gic_fd, vm->fd, vm->kvm_fd };

	if (vm->run)
		munmap(vm->run, vm->run_bytes);
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (vm->warm)
		munmap(vm->warm, ABI_WARM_BYTES);
	*vm = (struct vm){ .kvm_fd = -1, .fd = -1, .vcpu_fd = -1, .gic_fd = -1, .stats_fd = -1 };
}
