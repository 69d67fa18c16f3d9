/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wrappers of system calls. */
#ifndef HOST_OS_H
#define HOST_OS_H

#include <stddef.h>
#include <sys/types.h>

/* Write all size bytes, in as many calls as that takes. 0 or -errno. */
int os_write(int fd, const void *bytes, size_t size);

/* read(2), repeated if a signal interrupts it. Returns the bytes read, 0 at the end of the file, -1 with errno. */
ssize_t os_read(int fd, void *bytes, size_t size);

/* Format as asprintf(3), but return the string, which the caller frees: NULL without memory, with fail_text(). */
__attribute__((format(printf, 1, 2))) char *os_text(const char *format, ...);

/*
 * Put /dev/null in the place of standard input, output and error where these are closed. Else the next files that the
 * program opens would get their numbers, and what it prints would be written into them. Reading and writing still fail.
 */
void os_fill_standard(void);

/* Return CLOCK_MONOTONIC in seconds. */
double os_now_s(void);

#endif
