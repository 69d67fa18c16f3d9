/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which mode does KVM run: with the host at EL2 (VHE), at EL1 (nVHE), or at EL1 and kept out (protected)? */
#ifndef HOST_MACHINE_MODE_H
#define HOST_MACHINE_MODE_H

#define MODE_WHY_BYTES 160

/*
 * Return "vhe", "nvhe" or "protected"; NULL if it is not known, and why. root: as everywhere below host/os/hostfile.h.
 * log: what the kernel's log holds, or NULL: it may not be read.
 */
const char *mode_find(const char *root, const char *log, char why[static MODE_WHY_BYTES]);

#endif
