/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes cpio archives of one entry behind an initramfs (Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#ifndef HOST_EMULATED_CPIO_H
#define HOST_EMULATED_CPIO_H

#include <stddef.h>

/*
 * Write a "newc" archive to fd, whose offset is a multiple of 4: the file name (no leading slash) of size bytes, and
 * the trailer. 0 or -errno.
 */
int cpio_write(int fd, const char *name, const void *data, size_t size);

/* Write one of the directory name, which may exist already where it is unpacked. 0 or -errno. */
int cpio_write_directory(int fd, const char *name);

#endif
