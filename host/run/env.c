/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/env.h"

#include "bench/archive/personal.h"
#include "bench/archive/sha256.h"
#include "bench/array.h"
#include "host/machine/platform.h"
#include "host/os/hostfile.h"
#include "host/os/klog.h"
#include "host/vm/kvm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Read a register of the vCPU: KVM shows fields, such as ID_AA64MMFR2_EL1.FWB, that the kernel hides from userspace. */
static bool vcpu_id_reg(const struct vm *vm, uint64_t id, uint64_t *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uint64_t)(uintptr_t)value };

	return kvm_do(vm->vcpu[0].fd, KVM_GET_ONE_REG, &reg) >= 0;
}

static void read_id_regs(struct env *env, const struct vm *vm)
{
	static const struct {
		const char *name;
		uint64_t id;
	} regs[] = {
		{ "ID_AA64PFR0_EL1", ARM64_SYS_REG(3, 0, 0, 4, 0) },
		{ "ID_AA64ISAR0_EL1", ARM64_SYS_REG(3, 0, 0, 6, 0) },
		{ "ID_AA64ISAR1_EL1", ARM64_SYS_REG(3, 0, 0, 6, 1) },
		{ "ID_AA64MMFR0_EL1", ARM64_SYS_REG(3, 0, 0, 7, 0) },
		{ "ID_AA64MMFR1_EL1", ARM64_SYS_REG(3, 0, 0, 7, 1) },
		{ "ID_AA64MMFR2_EL1", ARM64_SYS_REG(3, 0, 0, 7, 2) },
		{ "ID_AA64DFR0_EL1", ARM64_SYS_REG(3, 0, 0, 5, 0) },
	};
	uint64_t value;

	_Static_assert(ARRAY_SIZE(regs) + 2 == ENV_ID_REGS, "and two that EL0 can read");
	__asm__("mrs %0, ctr_el0" : "=r"(value));
	env->id_reg[env->id_reg_count++] = (struct id_reg){ "CTR_EL0", value };
	__asm__("mrs %0, dczid_el0" : "=r"(value));
	env->id_reg[env->id_reg_count++] = (struct id_reg){ "DCZID_EL0", value };
	for (size_t i = 0; i < ARRAY_SIZE(regs); i++)
		if (vcpu_id_reg(vm, regs[i].id, &value))
			env->id_reg[env->id_reg_count++] = (struct id_reg){ regs[i].name, value };
}

/* Does KVM let guests have EL2? Older headers lack the constant (include/uapi/linux/kvm.h, 6.16). */
static bool nests(const struct vm *vm)
{
#ifndef KVM_CAP_ARM_EL2
	enum { KVM_CAP_ARM_EL2 = 240 };
#endif
	return kvm_do_value(vm->fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_EL2) > 0;
}

static void read_hyp_mode(struct env *env, const struct vm *vm)
{
	char *log = klog_read();

	env->hyp_mode = mode_find("", log, nests(vm), env->hyp_mode_missing);
	free(log);
}

/* Of the boot id only a hash is kept: it tells boots apart, and identifies no machine. */
static void read_boot(struct env *env)
{
	char text[64], digest[SHA256_HEX_SIZE];
	struct sha256 sha256;

	if (hostfile_text("", text, sizeof(text), "/proc/sys/kernel/random/boot_id") > 0) {
		sha256_init(&sha256);
		sha256_update(&sha256, text, strlen(text));
		sha256_hex(&sha256, digest);
		snprintf(env->boot_id, sizeof(env->boot_id), "%.16s", digest);
	}
	env->uptime_s = hostfile_text("", text, sizeof(text), "/proc/uptime") > 0 ? strtod(text, NULL) : -1;
}

/* The kernel's command line is archived without what identifies the machine: archives are published. */
static void read_cmdline(struct env *env)
{
	char text[sizeof(env->cmdline)];
	FILE *out = fmemopen(env->cmdline, sizeof(env->cmdline), "w");
	long size = hostfile_text("", text, sizeof(text), "/proc/cmdline");

	if (!out)
		return;
	personal_write(text, size > 0 ? strlen(text) : 0, NULL, out);
	fclose(out);
	env->cmdline[sizeof(env->cmdline) - 1] = '\0';
}

void env_read(struct env *env, const struct vm *vm, bool emulated)
{
	struct utsname uts;
	char why[MACHINE_WHY_BYTES];

	*env = (struct env){ .cpus = sysconf(_SC_NPROCESSORS_ONLN), .page_bytes = (uint64_t)sysconf(_SC_PAGESIZE) };
	env->memory_bytes = (uint64_t)sysconf(_SC_PHYS_PAGES) * env->page_bytes;
	uname(&uts);
	snprintf(env->machine, sizeof(env->machine), "%s", uts.machine);
	snprintf(env->kernel, sizeof(env->kernel), "%s", uts.release);
	snprintf(env->version, sizeof(env->version), "%s", uts.version);
	read_cmdline(env);
	if (hostfile_text("", env->model, sizeof(env->model), "/proc/device-tree/model") <= 0)
		hostfile_text("", env->model, sizeof(env->model), "/sys/class/dmi/id/product_name");
	read_boot(env);
	read_id_regs(env, vm);
	read_hyp_mode(env, vm);
	env->platform = emulated ? PLATFORM_EMULATED : PLATFORM_METAL;
	if (!emulated && machine_judge("", why) == MACHINE_VIRTUAL)
		env->platform = PLATFORM_VIRTUAL;
}
