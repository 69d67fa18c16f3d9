/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In which mode does KVM run: with the host at EL2 (VHE), there and able to run guests that are hypervisors themselves
 * (nested), at EL1 (nVHE), or at EL1 and kept out (protected)?
 */
#ifndef HOST_MACHINE_MODE_H
#define HOST_MACHINE_MODE_H

#include <stdbool.h>

#define MODE_WHY_BYTES 160

/*
 * Return "vhe", "nested", "nvhe" or "protected"; NULL if it is not known, and why. root: as everywhere below
 * host/os/hostfile.h. log: what the kernel's log holds, or NULL: it may not be read. nests: KVM offers guests EL2
 * (KVM_CAP_ARM_EL2), which it does in mode nested only; since Linux 6.16.
 */
const char *mode_find(const char *root, const char *log, bool nests, char why[static MODE_WHY_BYTES]);

#endif
