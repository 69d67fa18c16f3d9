/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the kernel's configuration. */
#ifndef HOST_KNOB_KCONFIG_H
#define HOST_KNOB_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Find out which of count options, at most 32, the kernel below root was configured with (=y): bit i of *set is that of
 * name[i], without CONFIG_. Reads /boot/config-RELEASE, /lib/modules/RELEASE/config or, by gzip(1), /proc/config.gz.
 * False: none of them can be read; *set is 0.
 */
bool kconfig_read(const char *root, const char *const *name, size_t count, uint32_t *set);

/* Write the kernel's release, as uname -r prints it; "" if it is not known. */
void kconfig_release(const char *root, char *release, size_t size);

#endif
