/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is this machine itself a virtual one? Its processes may be in a container: that changes nothing. */
#ifndef HOST_MACHINE_PLATFORM_H
#define HOST_MACHINE_PLATFORM_H

#include <stddef.h>

enum machine_kind {
	MACHINE_METAL,
	MACHINE_VIRTUAL,
	MACHINE_UNKNOWN, /* its names are those of machines and of virtual ones, or it has none */
};

#define MACHINE_WHY_BYTES 160

/*
 * Judge the machine whose /proc and /sys are below root, by the names of platform.def and by what hypervisors leave in
 * the device tree, /sys and /proc. Writes to why by which sign it is known to be virtual, or why it is not known; "" of
 * metal.
 */
enum machine_kind machine_judge(const char *root, char why[static MACHINE_WHY_BYTES]);

#endif
