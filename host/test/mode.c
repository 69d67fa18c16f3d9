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

static const struct {
	const char *what, *interrupts, *cmdline, *log, *mode, *why;
} hosts[] = {
	/* Without the log, as an ordinary user of Debian, or after weeks. */
	{ "VHE", HEAD VTIMER PTIMER VGIC, "quiet", NULL, "vhe", "" },
	{ "nVHE", HEAD VTIMER VGIC, "quiet", NULL, "nvhe", "" },
	{ "nVHE, asked for", HEAD VTIMER VGIC, "kvm-arm.mode=nvhe quiet", NULL, "nvhe", "" },
	{ "protected", HEAD VTIMER VGIC, "quiet kvm-arm.mode=protected", NULL, "protected", "" },
	{ "protected in vain: an old kernel on a CPU with VHE", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=protected", NULL,
	  "vhe", "" },
	{ "the last mode counts", HEAD VTIMER, "kvm-arm.mode=protected kvm-arm.mode=nvhe quiet", NULL, "nvhe", "" },
	{ "not a mode that begins so", HEAD VTIMER, "kvm-arm.mode=protected-not", NULL, "nvhe", "" },
	{ "nested", HEAD VTIMER PTIMER VGIC, "kvm-arm.mode=nested",
	  LINE "VHE+NV2 mode initialized successfully", "vhe", "" },
	/* With the log. */
	{ "both", HEAD VTIMER PTIMER, "", LINE "VHE mode initialized successfully\n", "vhe", "" },
	{ "the log alone", HEAD, "", LINE "VHE mode initialized successfully\n", "vhe", "" },
	{ "nesting, the log alone", NULL, "", LINE "VHE+NV2 mode initialized successfully\n", "vhe", "" },
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

int main(void)
{
	char why[MODE_WHY_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		const char *mode;

		put("/proc/interrupts", hosts[i].interrupts);
		put_line("/proc/cmdline", hosts[i].cmdline);
		mode = mode_find(ROOT, hosts[i].log, why);
		if (!ok((hosts[i].mode ? mode && !strcmp(mode, hosts[i].mode) : !mode) &&
				(*hosts[i].why ? strstr(why, hosts[i].why) != NULL : !*why),
			"%s: %s", hosts[i].what, hosts[i].mode ? hosts[i].mode : "not known"))
			printf("# %s: %s\n", mode ? mode : "not known", why);
	}
	return tap_done();
}
