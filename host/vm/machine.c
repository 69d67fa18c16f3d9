/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/machine.h"

#include "bench/op.h"
#include "host/os/err.h"
#include "host/vm/crew.h"
#include "host/vm/kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEFAULT_IPA_BITS   40 /* Documentation/virt/kvm/api.rst, 4.2 KVM_CREATE_VM */
#define WARM_UP_LINE_BYTES 64 /* the warm-up works with any line size */

/* KVM_CAP_COUNTER_OFFSET and KVM_ARM_SET_COUNTER_OFFSET of linux/kvm.h since 6.4; Debian 12's headers are older. */
struct counter_offset {
	uint64_t counter_offset, reserved;
};

#define CAP_COUNTER_OFFSET 227
#define SET_COUNTER_OFFSET _IOW(KVMIO, 0xb5, struct counter_offset)

extern const uint8_t guest_image[], guest_image_end[]; /* guest_image.S */

/* Return the number that KVM_CHECK_EXTENSION gives; 0 on failure. */
static uint32_t extension(const struct vm *vm, uint32_t cap)
{
	int value = kvm_do_value(vm->fd, KVM_CHECK_EXTENSION, cap);

	return value < 0 ? 0 : (uint32_t)value;
}

/*
 * Make the guest's CNTVCT_EL0 the host's counter, without an offset. Where the CPU cannot subtract an offset, KVM traps
 * each read of CNTVCT_EL0 unless it is 0 (6.15 timer_set_traps(), arch/arm64/kvm/arch_timer.c, has_broken_cntvoff()).
 */
static int set_counter(struct vm *vm)
{
	struct counter_offset none = { .counter_offset = 0 };
	int err = extension(vm, CAP_COUNTER_OFFSET) ? kvm_do(vm->fd, SET_COUNTER_OFFSET, &none) : 0;

	return err < 0 ? fail(-err, "KVM_ARM_SET_COUNTER_OFFSET") : 0;
}

int machine_ipa_bits(int offered)
{
	if (offered <= 0) /* no such capability, as before 4.20 */
		return fail(EINVAL, "KVM_CREATE_VM");
	if (offered < ABI_IPA_BITS)
		return fail(ENOTSUP, "a guest's physical addresses have %d bits here (KVM_CAP_ARM_VM_IPA_SIZE), and the "
			    "guest needs %d", offered, ABI_IPA_BITS);
	return offered < DEFAULT_IPA_BITS ? offered : DEFAULT_IPA_BITS;
}

/*
 * Create the VM as VMMs do by default, with type 0: 40 bits of guest physical address. A CPU that has fewer, such as
 * Apple's M1 with 36, refuses that (6.12 kvm_init_ipa_range(), arch/arm64/kvm/mmu.c), and must be asked for what it
 * has.
 */
static int create_vm(struct vm *vm)
{
	int bits = DEFAULT_IPA_BITS;

	vm->fd = kvm_do_value(vm->kvm_fd, KVM_CREATE_VM, 0);
	if (vm->fd == -EINVAL) {
		bits = machine_ipa_bits(kvm_do_value(vm->kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE));
		if (bits < 0)
			return bits;
		vm->fd = kvm_do_value(vm->kvm_fd, KVM_CREATE_VM, KVM_VM_TYPE_ARM_IPA_SIZE((unsigned int)bits));
	}
	if (vm->fd < 0)
		return fail(-vm->fd, "KVM_CREATE_VM");
	vm->ipa_bits = (uint32_t)bits;
	vm->memslots_max = extension(vm, KVM_CAP_NR_MEMSLOTS);
	return set_counter(vm);
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
	return create_vm(vm);
}

static int enable_cap(struct vm *vm, uint32_t cap, uint64_t argument, const char *name)
{
	struct kvm_enable_cap enable = { .cap = cap, .args = { argument } };
	int err = kvm_do(vm->fd, KVM_ENABLE_CAP, &enable);

	return err < 0 ? fail(-err, "KVM_ENABLE_CAP %s", name) : 0;
}

/*
 * Enable capabilities. KVM_GET_DIRTY_LOG is called between the preparation of a page and the timed op, and so must not
 * write-protect what it reports (Documentation/virt/kvm/api.rst, 7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2).
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

/*
 * Map the warm memslot in small pages: in a huge page the sentinels would share one TLB entry, and khugepaged,
 * collapsing pages into huge ones, would remove stage-2 entries while ops are timed.
 */
static int map_warm(struct vm *vm)
{
	size_t image_bytes = (size_t)(guest_image_end - guest_image);
	void *warm = mmap(NULL, ABI_WARM_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (warm == MAP_FAILED)
		return fail(errno, "mapping %d bytes for the guest", ABI_WARM_BYTES);
	vm->warm = warm;
	if (madvise(warm, ABI_WARM_BYTES, MADV_NOHUGEPAGE) && errno != EINVAL) /* EINVAL: this kernel has none */
		return fail(errno, "MADV_NOHUGEPAGE");
	memcpy(warm, guest_image, image_bytes);
	vm_control(vm, 0)->page_bytes = (uint32_t)vm->page_bytes;
	return vm_set_memslot(vm, vm->next_slot++, 0, ABI_WARM_GPA, warm, ABI_WARM_BYTES);
}

static int gic_attr(struct vm *vm, uint32_t group, uint64_t attr, uint64_t *address)
{
	struct kvm_device_attr device_attr = { .group = group, .attr = attr, .addr = (uint64_t)(uintptr_t)address };

	return kvm_do(vm->gic_fd, KVM_SET_DEVICE_ATTR, &device_attr);
}

/*
 * Create a GICv3 if the host has one, else a GICv2 (Documentation/virt/kvm/devices/arm-vgic-v3.rst and arm-vgic.rst),
 * else none: the guest takes no interrupt, and its timers are never enabled, so KVM runs it as it does for a VMM with
 * an irqchip of its own (6.12 kvm_timer_enable(), arch/arm64/kvm/arch_timer.c). A host has none if kvm_vgic_hyp_init()
 * fails: without a maintenance interrupt (Raspberry Pi 3), or with a GICv2 in protected mode.
 */
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
	if (err == -ENODEV) {
		vm->gic = VM_GIC_NONE;
		return 0;
	}
	return err ? fail(-err, "creating a vGIC") : 0;
}

static int create_vcpu(struct vm *vm, uint32_t index)
{
	struct vcpu *vcpu = &vm->vcpu[index];
	struct kvm_vcpu_init init = { 0 };
	void *run;
	int err;

	*vcpu = (struct vcpu){ .fd = kvm_do_value(vm->fd, KVM_CREATE_VCPU, index), .stats_fd = -1 };
	if (vcpu->fd < 0)
		return fail(-vcpu->fd, "KVM_CREATE_VCPU %" PRIu32, index);
	vm->vcpu_count++;
	run = mmap(NULL, vm->run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (run == MAP_FAILED)
		return fail(errno, "mapping kvm_run");
	vcpu->run = run;
	err = kvm_do(vm->fd, KVM_ARM_PREFERRED_TARGET, &init);
	if (err < 0)
		return fail(-err, "KVM_ARM_PREFERRED_TARGET");
	init.features[0] |= UINT32_C(1) << KVM_ARM_VCPU_PSCI_0_2;
	err = kvm_do(vcpu->fd, KVM_ARM_VCPU_INIT, &init);
	if (err < 0)
		return fail(-err, "KVM_ARM_VCPU_INIT");
	vcpu->stats_fd = kvm_do_value(vcpu->fd, KVM_GET_STATS_FD, 0);
	return vcpu_start_at(vm, index, ABI_WARM_GPA);
}

/* Find the offset of a vCPU's statistic "exits": Documentation/virt/kvm/api.rst, 4.133 KVM_GET_STATS_FD. */
static void find_exits(struct vm *vm)
{
	int fd = vm->vcpu[0].stats_fd;
	struct kvm_stats_header header;
	struct kvm_stats_desc *desc;
	size_t stride;

	if (fd < 0 || pread(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header))
		return;
	stride = sizeof(*desc) + header.name_size;
	desc = calloc(1, stride + 1);
	for (uint32_t i = 0; desc && i < header.num_desc; i++) {
		if (pread(fd, desc, stride, (off_t)(header.desc_offset + i * stride)) != (ssize_t)stride)
			break;
		if (!strcmp(desc->name, "exits"))
			vm->exits_offset = (long)header.data_offset + (long)desc->offset;
	}
	free(desc);
}

static int create_vcpus(struct vm *vm, uint32_t vcpus)
{
	int err = kvm_do_value(vm->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);

	if (err < 0)
		return fail(-err, "KVM_GET_VCPU_MMAP_SIZE");
	vm->run_bytes = (size_t)err;
	vm->vcpu = calloc(vcpus, sizeof(*vm->vcpu));
	if (!vm->vcpu)
		return fail(ENOMEM, "%" PRIu32 " vCPUs", vcpus);
	err = 0;
	for (uint32_t i = 0; i < vcpus && !err; i++)
		err = create_vcpu(vm, i);
	if (!err)
		find_exits(vm);
	return err;
}

/*
 * Check that this host can have so many vCPUs, each on a core of its own. A VM with a GICv2 has at most 8 (6.12
 * kvm_vgic_create() sets kvm->max_vcpus). 0 or -ENOTSUP (fail_text()).
 */
static int check_vcpus(const struct vm *vm, uint32_t vcpus, const struct pin *pin)
{
	uint32_t most = extension(vm, KVM_CAP_MAX_VCPUS), cores = pin ? pin->place.count : 0;

	if (vcpus > 1 && vcpus > cores)
		return fail(ENOTSUP, "%" PRIu32 " vCPUs need as many cores%s, and %s has %" PRIu32, vcpus,
			    pin && pin->cores > (int)cores ? " of one kind and one NUMA node" : "",
			    pin && pin->place.listed ? "--cpus" : "this process", cores);
	if (vcpus > most)
		return fail(ENOTSUP, "a VM with vGIC %s has at most %" PRIu32 " vCPUs, not %" PRIu32,
			    vm_gic_name[vm->gic], most, vcpus);
	return 0;
}

/* Run every timed loop of a shape once, on a sentinel page. */
static int warm_up_shape(struct vm *vm, uint32_t shape)
{
	struct vcpu_entry entry;

	_Static_assert(OP_COUNT <= ABI_BLOCK_MAX, "one entry warms all loops of a shape up");
	for (uint32_t i = 0; i < vm->vcpu_count * OP_COUNT; i++) {
		uint32_t op = i % OP_COUNT;
		bool mmio = op_table[op].operand == OP_OPERAND_MMIO;

		vm_control(vm, i / OP_COUNT)->block[op] = (struct abi_block){
			.op = op, .count = 1, .multiplier = 1, .increment = 1, .ring_index = i, .shape = shape,
			.line_bytes = WARM_UP_LINE_BYTES,
			.span_bytes = shape == ABI_SHAPE_AFTER ? (uint32_t)vm->page_bytes : WARM_UP_LINE_BYTES,
			.base_gpa = mmio ? ABI_MMIO_USER_GPA : ABI_SENTINEL_GPA,
		};
	}
	return crew_enter(vm, vm->vcpu_count, OP_COUNT, &entry);
}

/* Have code, stacks, ring and sentinels mapped before anything is measured, and check the guest's ABI version. */
static int warm_up(struct vm *vm)
{
	int err = 0;

	for (uint32_t shape = 0; shape < ABI_SHAPES && !err; shape++)
		err = warm_up_shape(vm, shape);
	for (uint32_t i = 0; i < vm->vcpu_count && !err; i++)
		if (vm_control(vm, i)->version != ABI_VERSION)
			err = fail(0, "the guest image speaks version %" PRIu32 " of the ABI, not %d",
				   vm_control(vm, i)->version, ABI_VERSION);
	return err;
}

int machine_open(struct vm *vm, bool nisv, uint32_t vcpus, const struct pin *pin)
{
	int err;

	*vm = (struct vm)VM_CLOSED;
	vm->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	vm->hang_cpu_s = MACHINE_HANG_CPU_S;
	vm->watch_s = MACHINE_WATCH_S;
	err = open_kvm(vm);
	if (!err)
		err = set_caps(vm, nisv);
	if (!err)
		err = map_warm(vm);
	if (!err)
		err = create_gic(vm);
	if (!err)
		err = check_vcpus(vm, vcpus, pin);
	if (!err)
		err = create_vcpus(vm, vcpus);
	if (!err && vm->gic == VM_GIC_V3) {
		err = gic_attr(vm, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
		err = err ? fail(-err, "KVM_DEV_ARM_VGIC_CTRL_INIT") : 0;
	}
	if (!err)
		err = crew_open(vm, pin);
	return err ? err : warm_up(vm);
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void machine_close(struct vm *vm)
{
	crew_close(vm);
	for (uint32_t i = 0; i < vm->vcpu_count; i++) {
		if (vm->vcpu[i].run)
			munmap(vm->vcpu[i].run, vm->run_bytes);
		close_fd(vm->vcpu[i].stats_fd);
		close_fd(vm->vcpu[i].fd);
	}
	free(vm->vcpu);
	close_fd(vm->gic_fd);
	close_fd(vm->fd);
	close_fd(vm->kvm_fd);
	if (vm->warm)
		munmap(vm->warm, ABI_WARM_BYTES);
	*vm = (struct vm)VM_CLOSED;
}
