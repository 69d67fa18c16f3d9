/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this program is built from. */
#ifndef HOST_VERSION_H
#define HOST_VERSION_H

#include "bench/archive/sha256.h"

#include <stdbool.h>

#define CMOBENCH_VERSION "0.1.0"

/* The commit that this program was built from, or NULL if its sources did not know; generated (host/Dir.mk). */
extern const char *const build_commit;

/*
 * Write the SHA-256 of the guest that this program runs, in hexadecimal: that of build/guest/guest.bin. Return false, and
 * leave hex as it is, if it has none, as on machines that cannot have KVM/arm64.
 */
bool version_guest(char hex[static SHA256_HEX_SIZE]);

#endif
