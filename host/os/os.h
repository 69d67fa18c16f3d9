/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls as we want them. */
#ifndef HOST_OS_H
#define HOST_OS_H

#include <stddef.h>
#include <sys/types.h>

/* All size bytes, however many calls that takes. 0 or -errno. */
int os_write(int fd, const void *bytes, size_t size);

/* As read(2), but signals do not end it. */
ssize_t os_read(int fd, void *bytes, size_t size);

/* CLOCK_MONOTONIC, in seconds. */
double os_now_s(void);

#endif
