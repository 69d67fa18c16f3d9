/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KVM's mode is found by the interrupts that KVM takes or by its line in the kernel's log, whichever there is; and if
 * there is neither, or they contradict each other, it is said why it is not known. On made-up hosts.
 */
#include "bench/array.h"
#include "host/machine/mode.h"
#include "host/test/hosttree.h"

#define HEAD   "           CPU0       CPU1\n 10:      12345      23456     GICv3  26 Level     arch_timer\n"
#define VTIMER " 11:          0          0     GICv3  27 Level     kvm guest vtimer\n"
#define PTIMER " 12:          0          0     GICv3  30 Level     kvm guest ptimer\n"
#define VGIC   " 13:          0          0     GICv3  25 Level     vgic\n"
#define LINE   "<6>[    0.71] kvm [1]: "
#define LOST   "has lost KVM's line since the boot"

struct host {
	const char *what, *interrupts, *cmdline, *log, *mode, *why;
};

/* KVM offers guests EL2. */
static const struct host nesting[] = {
	{ "nested", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=nested", NULL, "nested", "" },
	{ "nested, and the log", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=nested",
	  LINE "VHE+NV2 mode initialized successfully", "nested", "" },
};

/* It does not. */
static const struct host hosts[] = {
	/* Without the log, as an ordinary user of Debian, or after weeks. */
	{ "VHE", HEAD VTIMER PTIMER VGIC, "quiet", NULL, "vhe", "" },
	{ "nVHE", HEAD VTIMER VGIC, "quiet", NULL, "nvhe", "" },
	{ "nVHE, asked for", HEAD VTIMER VGIC, "kvm-arm.mode=nvhe quiet", NULL, "nvhe", "" },
	{ "protected", HEAD VTIMER VGIC, "quiet kvm-arm.mode=protected", NULL, "protected", "" },
	{ "protected in vain: an old kernel on a CPU with VHE", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=protected", NULL,
	  "vhe", "" },
	{ "the last mode counts", HEAD VTIMER, "kvm-arm.mode=protected kvm-arm.mode=nvhe quiet", NULL, "nvhe", "" },
	{ "not a mode that begins so", HEAD VTIMER, "kvm-arm.mode=protected-not", NULL, "nvhe", "" },
	{ "nested, of a kernel that does not offer it", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=nested",
	  LINE "VHE+NV2 mode initialized successfully", "nested", "" },
	{ "nested in vain: a CPU without it", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=nested",
	  LINE "VHE mode initialized successfully", "vhe", "" },
	/* With the log. */
	{ "both", HEAD VTIMER PTIMER, "", LINE "VHE mode initialized successfully\n", "vhe", "" },
	{ "the log alone", HEAD, "", LINE "VHE mode initialized successfully\n", "vhe", "" },
	{ "nested, the log alone", NULL, "", LINE "VHE+NV2 mode initialized successfully\n", "nested", "" },
	{ "nVHE, the log alone", NULL, "", LINE "Hyp nVHE mode initialized successfully\n", "nvhe", "" },
	{ "hVHE, the log alone", NULL, "", LINE "Hyp hVHE mode initialized successfully\n", "nvhe", "" },
	{ "before hVHE, the log alone", NULL, "", LINE "Hyp mode initialized successfully\n", "nvhe", "" },
	{ "protected, the log alone", NULL, "", LINE "Protected nVHE mode initialized successfully\n", "protected",
	  "" },
	{ "protected hVHE", HEAD VTIMER, "kvm-arm.mode=protected",
	  LINE "Protected hVHE mode initialized successfully\n", "protected", "" },
	{ "a log that has lost the line", HEAD VTIMER PTIMER, "", "<6>[9.9] nothing", "vhe", "" },
	/* Not known. */
	{ "neither", HEAD, "", NULL, NULL,
	  "/proc/interrupts lacks KVM's timers, and the kernel's log may not be read" },
	{ "no such file", NULL, "", NULL, NULL, "may not be read" },
	{ "neither, and a log without the line", HEAD, "", "<6>[9.9] nothing", NULL, LOST },
	{ "a contradiction", HEAD VTIMER, "", LINE "VHE mode initialized successfully\n", NULL,
	  "KVM's line in the kernel's log says vhe, the interrupts that it takes nvhe" },
};

static void test(const struct host *host, size_t count, bool nests)
{
	char why[MODE_WHY_BYTES];

	for (size_t i = 0; i < count; i++) {
		const char *mode;

		put("/proc/interrupts", host[i].interrupts);
		put_line("/proc/cmdline", host[i].cmdline);
		mode = mode_find(ROOT, host[i].log, nests, why);
		if (!ok((host[i].mode ? mode && !strcmp(mode, host[i].mode) : !mode) &&
				(*host[i].why ? strstr(why, host[i].why) != NULL : !*why),
			"%s: %s", host[i].what, host[i].mode ? host[i].mode : "not known"))
			printf("# %s: %s\n", mode ? mode : "not known", why);
	}
}

int main(void)
{
	test(nesting, ARRAY_SIZE(nesting), true);
	test(hosts, ARRAY_SIZE(hosts), false);
	return tap_done();
}
