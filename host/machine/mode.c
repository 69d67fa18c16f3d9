/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/machine/mode.h"

#include "bench/array.h"
#include "host/os/hostfile.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The value of the last kvm-arm.mode= of the kernel's command line, which is an early parameter and has no file in
 * /sys/module (arch/arm64/kvm/arm.c, early_kvm_mode_cfg(), 6.12).
 */
static bool is_protected_wanted(const char *root)
{
	static const char name[] = "kvm-arm.mode=";
	char cmdline[4096], *last = NULL;

	hostfile_text(root, cmdline, sizeof(cmdline), "/proc/cmdline");
	for (char *at = cmdline; (at = strstr(at, name)); at += strlen(name))
		last = at + strlen(name);
	return last && strcspn(last, " ") == strlen("protected") && !strncmp(last, "protected", strlen("protected"));
}

/* Is there a line of /proc/interrupts that ends with this name? */
static bool has_interrupt(const char *root, const char *name)
{
	char path[HOSTFILE_PATH_BYTES], *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/proc/interrupts", root);
	in = fopen(path, "re");
	while (in && !found && getline(&line, &room, in) > 0)
		found = strstr(line, name) != NULL;
	free(line);
	if (in)
		fclose(in);
	return found;
}

/*
 * KVM takes the interrupt of the guest's virtual timer in every mode, and that of its physical timer if the host runs
 * at EL2, and only then: there KVM does not start without it (arch/arm64/kvm/arch_timer.c, kvm_timer_hyp_init();
 * drivers/clocksource/arm_arch_timer.c, arch_timer_populate_kvm_info(); 6.12). Everybody may read which interrupts are
 * taken, as long as the kernel runs. At EL1, KVM is in protected mode if the command line asks for it.
 */
static const char *find_by_interrupts(const char *root, bool nests)
{
	if (!has_interrupt(root, "kvm guest vtimer"))
		return NULL;
	if (has_interrupt(root, "kvm guest ptimer"))
		return nests ? "nested" : "vhe";
	return is_protected_wanted(root) ? "protected" : "nvhe";
}

/*
 * What KVM printed when it was initialised (arch/arm64/kvm/arm.c, kvm_arm_init(), 6.12; since 6.15, "VHE+NV2" in mode
 * nested). The log is a ring, and of many kernels only root may read it (kernel.dmesg_restrict).
 */
static const char *find_by_log(const char *log)
{
	static const struct {
		const char *said, *mode;
	} modes[] = {
		{ ": VHE mode initialized", "vhe" },
		{ ": VHE+NV2 mode initialized", "nested" },
		{ ": Protected nVHE mode initialized", "protected" },
		{ ": Protected hVHE mode initialized", "protected" },
		{ ": Hyp nVHE mode initialized", "nvhe" },
		{ ": Hyp hVHE mode initialized", "nvhe" },
		{ ": Hyp mode initialized", "nvhe" },
	};

	for (size_t i = 0; log && i < ARRAY_SIZE(modes); i++)
		if (strstr(log, modes[i].said))
			return modes[i].mode;
	return NULL;
}

const char *mode_find(const char *root, const char *log, bool nests, char why[static MODE_WHY_BYTES])
{
	const char *taken = find_by_interrupts(root, nests), *said = find_by_log(log);

	why[0] = '\0';
	/* Linux 6.15 says so, and does not offer it. */
	if (taken && said && !strcmp(said, "nested") && !strcmp(taken, "vhe"))
		return said;
	if (taken && said && strcmp(taken, said)) {
		snprintf(why, MODE_WHY_BYTES, "KVM's line in the kernel's log says %s, the interrupts that it takes %s",
			 said, taken);
		return NULL;
	}
	if (!taken && !said)
		snprintf(why, MODE_WHY_BYTES, "/proc/interrupts lacks KVM's timers, and the kernel's log %s",
			 log ? "has lost KVM's line since the boot" : "may not be read");
	return taken ? taken : said;
}
