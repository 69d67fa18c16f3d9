/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's CPU models, and which of KVM's modes an emulated host can have. */
#ifndef HOST_IMAGE_MODES_H
#define HOST_IMAGE_MODES_H

/*
 * Check what is known before a boot: whether this QEMU CPU model, with its properties, and this kernel can have this
 * mode of --mode. mode: NULL is the kernel's default. release: what uname -r will say; "": not known. Return 0, or
 * -EINVAL (fail_text(): what to do). What passes may still come up in another mode; the program inside checks that.
 */
int modes_check(const char *mode, const char *cpu, const char *release);

/* Return 0 if QEMU has this CPU model, whatever its properties, or -EINVAL (fail_text(): which it has). */
int modes_know(const char *cpu);

#endif
