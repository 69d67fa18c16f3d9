/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FINDINGS_THROTTLED_H
#define HOST_FINDINGS_THROTTLED_H

#include <stdint.h>

/* The bits by which a Raspberry Pi tells that it holds its cores back (throttled.c); -1: this is none, or not known. */
int64_t throttled_read(const char *root);

#endif
