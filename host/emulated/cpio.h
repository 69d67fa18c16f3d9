/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cpio archive of one file, for behind an initramfs (Documentation/driver-api/early-userspace/buffer-format.rst). */
#ifndef HOST_EMULATED_CPIO_H
#define HOST_EMULATED_CPIO_H

#include <stddef.h>

/*
 * Write to fd, whose offset is a multiple of 4: a "newc" archive with the file name (no leading slash) of size bytes,
 * and its trailer. 0 or -errno.
 */
int cpio_write(int fd, const char *name, const void *data, size_t size);

#endif
