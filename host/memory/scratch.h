/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files without a name that the host's page cache holds, and how the host maps them. */
#ifndef HOST_SCRATCH_H
#define HOST_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Make a file in directory (NULL: /var/tmp), bytes long, without a name. Its descriptor, or -ENOTSUP with fail_text()
 * if no file can be made there, or another -errno.
 */
int scratch_open(const char *directory, size_t bytes);

/*
 * Put data that is not zero into the pages at 0, stride_bytes, …, count of them, and so into the page cache. 0;
 * -ENOTSUP if there is no room for it; or another -errno (fail_text()).
 */
int scratch_fill(int fd, size_t stride_bytes, size_t count);

/*
 * *bytes that the host maps at once when a page of a file is read whose neighbours are in the page cache (6.12
 * do_fault_around(), mm/memory.c); at least a page. By experiment, in directory; more than 64 pages are not told apart
 * from 64. 0 or -errno, as scratch_open().
 */
int scratch_fault_around(const char *directory, size_t *bytes);

/*
 * *notifies: is a page that was read through a shared mapping mapped read-only until its first write? By experiment, in
 * directory. 0 or -errno, as scratch_open(); -EINVAL before 5.14.
 */
int scratch_writenotify(const char *directory, bool *notifies);

#endif
