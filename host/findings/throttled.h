/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FINDINGS_THROTTLED_H
#define HOST_FINDINGS_THROTTLED_H

#include <stdint.h>

/* Return the bits by which a Raspberry Pi reports throttling (throttled.c); -1: not known, or no Raspberry Pi. */
int64_t throttled_read(const char *root);

#endif
