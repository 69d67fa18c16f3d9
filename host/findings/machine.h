/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FINDINGS_MACHINE_H
#define HOST_FINDINGS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* Is this KVM host itself a guest? If so, write to why, unless it is NULL, the sign by which it is known. */
bool host_is_virtual(const char *root, char *why, size_t size);

#endif
